/** `simulate`: moves labelled exercise patrols over a district. They report over HTTP as phones do, and lose their signal as phones do. */
import { setTimeout as pause } from 'node:timers/promises';
import { isAway, type Exercise, type PlannedWalker } from '#geodata/demo/exercise-plan.ts';
import { phoneFix, signalOf, whereabouts, type PhoneFix } from '#geodata/demo/walk.ts';
import { openExercise } from '#lib/server/actions/open-exercise.ts';
import { enrolForExercise, equip, exerciseDistrict, exercisePeople, rotateTokens } from '#lib/server/store/exercise.ts';
import { readOptions } from './options.ts';
import { PhoneLine, postTo, type Delivery, type Post } from './phone-line.ts';
import { progressLine } from './progress-line.ts';
import { CallError, type Verb } from './verb.ts';
import { withDatabase } from './with-database.ts';

const usage = `npm run -s cli -- simulate --district CODE [--people N] [--interval-s 5] [--speed 1] [--url http://127.0.0.1:3000] [--quiet]

  --district    six-digit code of the district
  --people      how many walk; by default all who carry an exercise tracker. Where nobody does, that many
                exercise people (演练 01 …) are made, 30 by default
  --interval-s  seconds between two fixes of somebody walking
  --speed       how many times faster than on foot they move; beyond 3 the rules take them for cars
  --url         where the server listens
  --quiet       no status line

Exercise trackers are marked as such in the database. Each run gives them new tokens. Ctrl-C ends it.`;

interface Call {
	readonly district: string;
	readonly people: number | null;
	readonly intervalMs: number;
	readonly speed: number;
	readonly url: URL;
	readonly quiet: boolean;
}

export const verb: Verb = {
	summary: 'Move labelled exercise patrols over a district',
	usage,
	async run(args) {
		const call = read(args);
		const ended = new AbortController();
		const end = (): void => ended.abort();
		// The server that started this process is gone when the line to it breaks.
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
		process.once('disconnect', end);
		// Listening to that line must not keep the process alive.
		process.channel?.unref();
		const crew = await prepare(call);
		if (ended.signal.aborted) return 0;
		return move(call, crew, ended.signal);
	}
};

function read(args: readonly string[]): Call {
	const options = readOptions(args, { texts: ['district', 'people', 'interval-s', 'speed', 'url'], flags: ['quiet'] });
	const number = (name: string, least: number, most: number): number | null => {
		const given = options.text(name);
		if (given === undefined) return null;
		const value = Number(given);
		if (given.trim() === '' || !(value >= least && value <= most))
			throw new CallError(`--${name} ${given}: ${least} … ${most}\n\n${usage}`);
		return value;
	};
	const address = options.text('url') ?? 'http://127.0.0.1:3000';
	const url = URL.canParse(address) ? new URL(address) : null;
	if (!url || !/^https?:$/.test(url.protocol)) throw new CallError(`--url ${address}\n\n${usage}`);
	const people = number('people', 1, 20_000);
	return {
		district: options.needed('district'),
		people: people === null ? null : Math.round(people),
		intervalMs: (number('interval-s', 0.2, 60) ?? 5) * 1000,
		speed: number('speed', 0.1, 100) ?? 1,
		url,
		quiet: options.flag('quiet')
	};
}

interface Crew {
	readonly name: string;
	readonly exercise: Exercise;
	readonly tokens: ReadonlyMap<number, string>;
}

const DEFAULT_PEOPLE = 30;

/** Opens the database, finds or makes the crew, gives them new tokens, and closes it again: the server may be waiting for it. */
function prepare(call: Call): Promise<Crew> {
	return withDatabase(async (db) => {
		const district = await exerciseDistrict(db, call.district);
		if (!district) throw new CallError(`没有这个区 No such district: ${call.district}`);
		const carriers = (await exercisePeople(db, district.id)).filter((person) => person.deviceId !== null);
		const isEnrolled = carriers.every((person) => person.sourceId.startsWith('exercise-'));
		if (carriers.length === 0 || (isEnrolled && call.people !== null && call.people > carriers.length))
			await equip(db, district.id, await enrolForExercise(db, district.id, call.people ?? DEFAULT_PEOPLE));
		const exercise = await openExercise(db, { id: district.id, code: call.district }, Date.now());
		if (!exercise) throw new CallError(`这个区没有道路 There are no roads to walk on in ${call.district}`);
		const tokens = await rotateTokens(db, district.id);
		return { name: district.name, exercise, tokens };
	});
}

interface Report {
	readonly fix: PhoneFix;
}
interface Phone {
	readonly one: PlannedWalker;
	readonly token: string;
	readonly line: PhoneLine<Report>;
	dueMs: number;
	/** Whether the server was last told that this one is at the post; null when nothing was said yet. */
	saidPresent: boolean | null;
}

/** Somebody standing still reports this many times more seldom, as phones do. */
const STANDING_FACTOR = 4;
const STANDING_MOST_MS = 30_000;
/** A phone keeps an hour of fixes. */
const KEEP_MS = 3_600_000;
const TICK_MS = 100;
const CONNECTIONS = 24;
const BACK_OFF_MS = 2_000;
const STATUS_MS = 1_000;
const KNOTS_PER_MPS = 3600 / 1852;

async function move(call: Call, { name, exercise, tokens }: Crew, ended: AbortSignal): Promise<number> {
	const post = postTo(call.url, CONNECTIONS);
	const line = call.quiet ? null : progressLine();
	const startMs = Date.now();
	const chosen = exercise.walkers.filter((one) => tokens.has(one.deviceId)).slice(0, call.people ?? undefined);
	const phones = chosen.map((one, i): Phone => {
		const token = tokens.get(one.deviceId) as string;
		return {
			one,
			token,
			line: new PhoneLine(
				(report) => post('/ingest/osmand', 'application/x-www-form-urlencoded', form(token, report.fix)),
				Math.ceil(KEEP_MS / call.intervalMs)
			),
			dueMs: startMs + (i * call.intervalMs) / chosen.length,
			saidPresent: null
		};
	});
	const told = { stored: 0, away: 0, unknown: 0, refused: 0 };
	let awayUntilMs = 0;
	const tell = (delivery: Delivery): void => {
		told[delivery]++;
		if (delivery === 'away') awayUntilMs = Date.now() + BACK_OFF_MS;
	};
	let statusMs = 0;
	let storedBefore = 0;
	while (!ended.aborted) {
		const nowMs = Date.now();
		for (const phone of phones) if (phone.dueMs <= nowMs) report(phone, call, exercise, nowMs, startMs, awayUntilMs <= nowMs, post, tell);
		// Another run has taken the trackers over: this one has nothing left to say.
		if (told.unknown > 2 * phones.length + 20) {
			line?.end();
			console.error('追踪器的令牌已失效，演练结束。 The trackers have been given new tokens elsewhere: this exercise ends.');
			post.close();
			return 1;
		}
		if (line && nowMs - statusMs >= STATUS_MS) {
			line.say(status(name, phones, nowMs, told.stored - storedBefore, awayUntilMs > nowMs, exercise.seed));
			[statusMs, storedBefore] = [nowMs, told.stored];
		}
		await pause(TICK_MS, undefined, { signal: ended }).catch(() => undefined);
	}
	line?.end();
	post.close();
	if (!call.quiet) console.log(`演练结束 Exercise ended: ${told.stored} fixes stored`);
	return 0;
}

function report(
	phone: Phone,
	call: Call,
	exercise: Exercise,
	nowMs: number,
	startMs: number,
	isOpen: boolean,
	post: Post,
	tell: (d: Delivery) => void
): void {
	const { walker } = phone.one;
	// With --speed the walk runs ahead of the clock, the fixes do not.
	const walkMs = Math.round(startMs + (nowMs - startMs) * call.speed);
	const place = whereabouts(walker, walkMs, exercise.seed);
	phone.dueMs =
		Math.max(phone.dueMs, nowMs - call.intervalMs) +
		(place.speedMps > 0 ? call.intervalMs : Math.min(STANDING_MOST_MS, call.intervalMs * STANDING_FACTOR));
	const signal = signalOf(walker, walkMs, exercise.seed);
	if (signal === 'silent') return;
	const fix = phoneFix(exercise.graph, walker, place, walkMs);
	phone.line.keep({ fix: { ...fix, recordedAtMs: nowMs, speedMps: fix.speedMps * call.speed } });
	if (signal === 'queued' || !isOpen) return;
	void phone.line.flush(tell);
	sayPresence(phone, exercise, nowMs, post);
}

/** Those who stand at posts say when they leave and when they are back. */
function sayPresence(phone: Phone, exercise: Exercise, nowMs: number, post: Post): void {
	const { post: code, walker, personId } = phone.one;
	if (code === null || !exercise.staffing.get(code)?.includes(personId)) return;
	const isPresent = !isAway(walker, nowMs, exercise.seed);
	if (phone.saidPresent === isPresent) return;
	const before = phone.saidPresent;
	phone.saidPresent = isPresent;
	const body = JSON.stringify({ id: phone.token, post: code, at: new Date(nowMs).toISOString(), action: isPresent ? 'in' : 'out' });
	void post('/ingest/check-in', 'application/json', body).then((delivery) => {
		if (delivery === 'away') phone.saidPresent = before;
	});
}

function form(token: string, fix: PhoneFix): string {
	const fields = new URLSearchParams({
		id: token,
		lat: fix.lat.toFixed(7),
		lon: fix.lng.toFixed(7),
		timestamp: String(fix.recordedAtMs),
		speed: (fix.speedMps * KNOTS_PER_MPS).toFixed(2),
		accuracy: fix.accuracyM.toFixed(1),
		batt: String(Math.round(fix.battery * 100))
	});
	if (fix.bearingDeg !== null) fields.set('bearing', fix.bearingDeg.toFixed(1));
	return fields.toString();
}

function status(name: string, phones: readonly Phone[], nowMs: number, aSecond: number, isAwayNow: boolean, seed: number): string {
	const count = { clear: 0, queued: 0, silent: 0 };
	for (const { one } of phones) count[signalOf(one.walker, nowMs, seed)]++;
	const waiting = phones.reduce((sum, phone) => sum + phone.line.queue.length, 0);
	const server = isAwayNow ? '等待服务器 waiting for the server' : `${aSecond}/s`;
	return `${name} · ${count.clear} 在线 live · ${count.queued} 无信号 no signal · ${count.silent} 关机 off · ${waiting} 待发 waiting · ${server}`;
}
