/** `replay`: sends recorded tracks through the public ingest, as the phones that recorded them would have, faster than they walked. */
import { setTimeout as pause } from 'node:timers/promises';
import { enrolForExercise, exerciseDistrict, exercisePeople } from '../lib/server/store/exercise.ts';
import { addDevice, revokeDevice } from '../lib/server/store/device-book.ts';
import type { DeviceId, Fix } from '../lib/patrol/fix.ts';
import { fileWords } from '../lib/words/import.ts';
import { replayWords } from '../lib/words/tracks.ts';
import { told } from './language.ts';
import { numberOption } from './number-option.ts';
import { readOptions } from './options.ts';
import { PhoneLine, postTo, type Delivery } from './phone-line.ts';
import { progressLine } from './progress-line.ts';
import { readTracks } from './read-tracks.ts';
import { CallError, type Verb } from './verb.ts';
import { withDatabase } from './with-database.ts';

export const verb: Verb = {
	summary: 'send recorded tracks through the public ingest · 经公开接口回放轨迹',
	usage: `npm run -s cli -- replay --tracks FILE.csv --district CODE [--speed 60] [--as-recorded] [--url http://127.0.0.1:3000] [--quiet]

  --tracks FILE    CSV: device,at,lng,lat,accuracy_m,speed_mps; the last two may be empty
  --district CODE  six-digit code of the district they walk in
  --speed N        how many times faster than they were recorded (60)
  --as-recorded    keep the recorded times; by default all are moved, so that the last fix is of the moment it is sent
  --url            where the server listens

Each device of the file walks as an exercise person with a tracker of its own, made for this run and revoked at its end. 0: every fix was
stored; 1: some were not.`,
	async run(args) {
		const options = readOptions(args, { texts: ['tracks', 'district', 'speed', 'url'], flags: ['as-recorded', 'quiet'] });
		const { language } = options;
		const address = options.text('url') ?? 'http://127.0.0.1:3000';
		const url = URL.canParse(address) ? new URL(address) : null;
		if (!url || !/^https?:$/.test(url.protocol))
			throw new CallError(told(fileWords.optionValue, language, { option: '--url', found: address, wanted: 'http://HOST:PORT' }));
		const [file, code] = [options.needed('tracks'), options.needed('district')];
		const speed = numberOption(options, 'speed', { above: 0, to: 100_000, or: 60 }, replayWords.wantedSpeed);
		const fixes = (await readTracks(file, language)).sort((a, b) => a.recordedAtMs - b.recordedAtMs);
		if (fixes.length === 0) throw new CallError(told(replayWords.noFix, language, { file }));

		const devices = [...new Set(fixes.map((fix) => fix.deviceId))];
		const crew = await equipped(code, devices, () => new CallError(told(replayWords.noDistrict, language, { code })));
		const ended = new AbortController();
		const end = (): void => ended.abort();
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
		const line = options.flag('quiet') ? null : progressLine();
		try {
			const count = await send(fixes, {
				url,
				speed,
				asRecorded: options.flag('as-recorded'),
				crew,
				ended: ended.signal,
				say: (values) => line?.say(told(replayWords.progress, language, values))
			});
			line?.end();
			console.log(told(replayWords.done, language, count));
			return count.stored === fixes.length ? 0 : 1;
		} finally {
			line?.end();
			await withDatabase(async (db) => {
				for (const { id } of crew.values()) await revokeDevice(db, id, new Date());
			});
		}
	}
};

type Crew = ReadonlyMap<DeviceId, { readonly id: number; readonly token: string }>;

/** Opens the database, gives each device of the file a tracker, and closes it again: the server may be waiting for it. */
function equipped(code: string, devices: readonly DeviceId[], missing: () => CallError): Promise<Crew> {
	return withDatabase(async (db) => {
		const district = await exerciseDistrict(db, code);
		if (!district) throw missing();
		const sourceIds = await enrolForExercise(db, district.id, devices.length);
		const personOf = new Map((await exercisePeople(db, district.id)).map((person) => [person.sourceId, person]));
		const crew = new Map<DeviceId, { readonly id: number; readonly token: string }>();
		for (const [i, device] of devices.entries()) {
			const person = personOf.get(sourceIds[i]!);
			const label = person?.name ?? sourceIds[i]!;
			crew.set(device, await addDevice(db, { districtId: district.id, personId: person?.personId ?? null, label, exercise: true }));
		}
		return crew;
	});
}

interface Sending {
	readonly url: URL;
	readonly speed: number;
	readonly asRecorded: boolean;
	readonly crew: Crew;
	readonly ended: AbortSignal;
	say(values: { readonly sent: number; readonly of: number; readonly waiting: number }): void;
}

const CONNECTIONS = 24;
const TICK_MS = 50;
const BACK_OFF_MS = 1_000;
const KNOTS_PER_MPS = 3600 / 1852;

async function send(
	fixes: readonly Fix[],
	{ url, speed, asRecorded, crew, ended, say }: Sending
): Promise<{ stored: number; refused: number; unsent: number }> {
	const post = postTo(url, CONNECTIONS);
	const startMs = Date.now();
	const firstMs = fixes[0]!.recordedAtMs;
	const lastMs = fixes.at(-1)!.recordedAtMs;
	const shiftMs = asRecorded ? 0 : Math.round(startMs + (lastMs - firstMs) / speed - lastMs);
	const count = { stored: 0, refused: 0, unsent: 0 };
	let awayUntilMs = 0;
	const tell = (delivery: Delivery): void => {
		if (delivery === 'stored') count.stored++;
		else if (delivery === 'away') awayUntilMs = Date.now() + BACK_OFF_MS;
		else count.refused++;
	};
	const phones = new Map(
		[...crew].map(([device, { token }]) => [
			device,
			new PhoneLine<Fix>((fix) => post('/ingest/osmand', 'application/x-www-form-urlencoded', form(token, fix, shiftMs)), Infinity)
		])
	);
	const waiting = (): number => [...phones.values()].reduce((sum, phone) => sum + phone.queue.length, 0);
	let next = 0;
	while (!ended.aborted && (next < fixes.length || waiting() > 0)) {
		const dueMs = firstMs + (Date.now() - startMs) * speed;
		for (; next < fixes.length && fixes[next]!.recordedAtMs <= dueMs; next++) phones.get(fixes[next]!.deviceId)!.keep(fixes[next]!);
		if (Date.now() >= awayUntilMs) for (const phone of phones.values()) if (phone.queue.length > 0) void phone.flush(tell);
		say({ sent: count.stored, of: fixes.length, waiting: waiting() });
		await pause(TICK_MS, undefined, { signal: ended }).catch(() => undefined);
	}
	post.close();
	count.unsent = fixes.length - count.stored - count.refused;
	return count;
}

function form(token: string, fix: Fix, shiftMs: number): string {
	const fields = new URLSearchParams({
		id: token,
		lat: fix.lat.toFixed(7),
		lon: fix.lng.toFixed(7),
		timestamp: String(fix.recordedAtMs + shiftMs)
	});
	if (fix.accuracyM !== null) fields.set('accuracy', String(fix.accuracyM));
	if (fix.speedMps !== null) fields.set('speed', String(fix.speedMps * KNOTS_PER_MPS));
	return fields.toString();
}
