/** `roster`: fills the seats of posts from a problem file, or repairs a roster with the fewest changes; no database. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { dateOf, localText, offsetText } from '../lib/duty/local-time.ts';
import { hoursText, type Seat } from '../lib/duty/seats.ts';
import { compileProblem, type FileFault, type ProblemFile } from '../lib/duty/roster/problem-file.ts';
import type { Assignment, RosterProblem } from '../lib/duty/roster/problem.ts';
import type { RosterAnswer } from '../lib/server/roster/roster-job.ts';
import { startRosterThread } from '../lib/server/roster/roster-thread.ts';
import { ProblemFileSchema, ROSTER_FORMAT, type RosterFile, RosterFileSchema } from '../lib/wire/roster-schema.ts';
import { fileWords } from '../lib/words/import.ts';
import { rosterAim, rosterBroken, rosterFault, rosterWords } from '../lib/words/roster.ts';
import { trackWords } from '../lib/words/tracks.ts';
import type { Language } from '../lib/words/words.ts';
import { jsonPlaces } from './json-places.ts';
import { told } from './language.ts';
import { numberOption } from './number-option.ts';
import { readOptions } from './options.ts';
import { progressLine } from './progress-line.ts';
import { rosterSchemas } from './roster-schemas.ts';
import { CallError, type Verb } from './verb.ts';
import { writeWhole } from './write-whole.ts';

/** Enough to say how many people are missing; what is not proven by then is said as a bound. */
const CURE_SECONDS = 5;
const LISTED = 20;

export const verb: Verb = {
	summary: 'fill the seats of posts, legally and fairly · 排值班表：合规、公平',
	usage: `npm run -s cli -- roster --in PROBLEM.json --out ROSTER.json [--repair PREVIOUS.json] [--settled MOMENT]
                         [--seconds S] [--cure-seconds S] [--lang zh|en]

  --in FILE          the problem: shifts, posts and their rules, people; docs/roster.md describes it
  --out FILE         gets the roster
  --repair FILE      a roster made before: as many seats as can be are filled, then as few as can be change hands
  --settled MOMENT   with --repair: seats that began before this local moment (2026-11-24T13:30) are not touched
  --seconds S        stop then with the best found; without it, until it is proven that there is no better
  --schemas          nothing else: writes docs/roster-problem.schema.json and docs/roster.schema.json anew
  --cure-seconds S   for counting the people that are missing; ${CURE_SECONDS} unless told, 0 for not at all

Exit status: 0 every seat is filled, 2 the roster is written and legal but seats stay empty, 1 the call or a file cannot be used.`,

	async run(args) {
		if (args.includes('--schemas')) return writeSchemas();
		try {
			return await roster(args);
		} catch (error) {
			// Here 2 means empty seats.
			if (!(error instanceof CallError)) throw error;
			console.error(error.message);
			return 1;
		}
	}
};

/** For the one who changes a schema: docs/ says what holds. */
async function writeSchemas(): Promise<number> {
	const files = Object.entries(rosterSchemas()).map(([name, text]) => ({
		path: fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)),
		pieces: [text]
	}));
	await writeWhole(files);
	return 0;
}

async function roster(args: readonly string[]): Promise<number> {
	const options = readOptions(args, { texts: ['in', 'out', 'repair', 'settled', 'seconds', 'cure-seconds'], flags: [] });
	const { language } = options;
	const [input, out, repair] = [options.needed('in'), options.needed('out'), options.text('repair')];
	const seconds = numberOption(options, 'seconds', { above: 0, or: Infinity }, rosterWords.wantedSeconds);
	const cureSeconds = numberOption(options, 'cure-seconds', { from: 0, or: CURE_SECONDS }, rosterWords.wantedSeconds);

	const file: ProblemFile = parsed(input, ProblemFileSchema, await readJson(input, language), language);
	const compiled = compileProblem(file);
	if (!compiled.ok)
		throw new CallError(
			listed(
				compiled.faults.map((fault) => faultLine(input, fault, language)),
				language
			)
		);
	const { problem } = compiled;
	const previous = repair === undefined ? null : await readPrevious(repair, problem, language);
	const settledBeforeMs = settledMoment(options.text('settled'), problem, language);

	const thread = startRosterThread();
	const line = progressLine(process.stderr);
	let answer: RosterAnswer;
	try {
		answer = await thread.solve(
			{
				file,
				cureSeconds,
				...(seconds < Infinity ? { seconds } : {}),
				...(previous ? { previous } : {}),
				...(settledBeforeMs === null ? {} : { settledBeforeMs })
			},
			{
				onProgress({ aim, part, parts, bound, best }) {
					if (!process.stderr.isTTY) return;
					const values = { aim: told(rosterAim[aim], language), part, parts, best: best ?? '–', bound: Math.round(bound) };
					line.say(told(rosterWords.progress, language, values));
				}
			}
		);
	} finally {
		line.end();
		await thread.close();
	}
	if (!answer.ok) throw new Error('A problem that was read once could not be read again.');
	const text = `${JSON.stringify(rosterFile(problem, answer), null, '\t')}\n`;
	await writeWhole([{ path: out, pieces: [text] }]).catch((error: NodeJS.ErrnoException) => {
		throw new CallError(told(trackWords.notWritable, language, { file: out, reason: error.code ?? error.message }));
	});
	for (const said of summary(problem, answer, language)) console.log(said);
	return answer.made.open.length === 0 ? 0 : 2;
}

/** @throws CallError with the byte at which it stops being UTF-8 or JSON */
async function readJson(path: string, language: Language): Promise<unknown> {
	const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
		throw new CallError(
			error.code === 'ENOENT'
				? told(fileWords.fileMissing, language, { file: path })
				: told(fileWords.fileUnreadable, language, { file: path, reason: error.code ?? error.message })
		);
	});
	const file = basename(path);
	const loose = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
	if (!Buffer.from(loose).equals(bytes)) {
		const again = Buffer.from(loose);
		let byte = 0;
		while (again[byte] === bytes[byte]) byte++;
		throw new CallError(told(rosterWords.notUtf8, language, { file, byte }));
	}
	const mark = loose.startsWith('\ufeff') ? 1 : 0;
	const text = loose.slice(mark);
	try {
		return JSON.parse(text) as unknown;
	} catch {
		const { wrongAt, wanted } = jsonPlaces(text);
		const before = text.slice(0, wrongAt ?? text.length);
		const values = {
			file,
			byte: Buffer.byteLength(before) + mark * 3,
			line: before.split('\n').length,
			column: before.length - before.lastIndexOf('\n'),
			wanted: wanted || 'JSON'
		};
		throw new CallError(told(rosterWords.notJson, language, values));
	}
}

/** @throws CallError with every field that is not as the schema says */
function parsed<S extends v.GenericSchema>(path: string, schema: S, value: unknown, language: Language): v.InferOutput<S> {
	const result = v.safeParse(schema, value);
	if (result.success) return result.output;
	const lines = result.issues.map((issue) => {
		const at =
			issue.path?.reduce(
				(text, { key }) => `${text}${typeof key === 'number' ? `[${key}]` : `${text === '' ? '' : '.'}${String(key)}`}`,
				''
			) ?? '';
		const why =
			issue.kind === 'schema' && issue.expected === 'never'
				? told(rosterWords.unknownField, language)
				: issue.received === 'undefined'
					? told(rosterWords.missingField, language)
					: told(rosterWords.wrongValue, language, { found: short(issue.received), wanted: short(issue.expected ?? issue.message) });
		return told(rosterWords.at, language, { file: basename(path), path: at || '$', why });
	});
	throw new CallError(listed(lines, language));
}

const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

function faultLine(path: string, { path: at, kind, detail, rule }: FileFault, language: Language): string {
	const why = rule ? told(rosterBroken[rule], language, detail) : '';
	return told(rosterWords.at, language, { file: basename(path), path: at, why: told(rosterFault[kind], language, { ...detail, why }) });
}

const listed = (lines: readonly string[], language: Language): string =>
	[...lines.slice(0, LISTED), ...(lines.length > LISTED ? [told(rosterWords.more, language, { count: lines.length - LISTED })] : [])].join(
		'\n'
	);

async function readPrevious(path: string, problem: RosterProblem, language: Language): Promise<readonly Assignment[]> {
	const file: RosterFile = parsed(path, RosterFileSchema, await readJson(path, language), language);
	const seats = new Set(problem.seats.map(({ id }) => id));
	if (file.zone !== problem.zone.id || !file.seats.some(({ seat }) => seats.has(seat)))
		throw new CallError(
			told(rosterWords.otherProblem, language, {
				file: basename(path),
				found: `${file.from} +${file.days}, ${file.zone}`,
				wanted: `${dateOf(problem.fromDay)} +${problem.days}, ${problem.zone.id}`
			})
		);
	const twice = file.seats.findIndex(({ seat }, i) => file.seats.findIndex((other) => other.seat === seat) < i);
	if (twice >= 0) {
		const why = told(rosterFault['id-twice'], language, { id: file.seats[twice]?.seat ?? '' });
		throw new CallError(told(rosterWords.at, language, { file: basename(path), path: `seats[${twice}].seat`, why }));
	}
	return file.seats.flatMap(({ seat, person }) => (person === null ? [] : [{ seatId: seat, personId: person }]));
}

function settledMoment(text: string | undefined, { zone }: RosterProblem, language: Language): number | null {
	if (text === undefined) return null;
	const [, date = '', h = '0', m = '0'] = /^(\d{4}-\d\d-\d\d)(?:T(\d\d):(\d\d))?$/.exec(text) ?? [];
	const day = Date.parse(`${date}T00:00:00Z`) / 86_400_000;
	if (Number.isNaN(day) || dateOf(day) !== date || Number(h) > 23 || Number(m) > 59)
		throw new CallError(
			told(rosterWords.at, language, { file: '--settled', path: text, why: told(rosterFault.moment, language, { found: text }) })
		);
	return zone.instantOf(day, Number(h) * 60 + Number(m));
}

function rosterFile(problem: RosterProblem, { made, cure, seconds }: RosterAnswer & { ok: true }): RosterFile {
	const holder = new Map(made.roster.assignments.map(({ seatId, personId }) => [seatId, personId]));
	return {
		format: ROSTER_FORMAT,
		name: problem.name,
		zone: problem.zone.id,
		from: dateOf(problem.fromDay),
		days: problem.days,
		seats: problem.seats.map((seat) => ({
			seat: seat.id,
			post: seat.postId,
			role: seat.role,
			skills: [...seat.skills],
			shift: seat.shiftId,
			start: offsetText(problem.zone, seat.startMs),
			end: offsetText(problem.zone, seat.endMs),
			person: holder.get(seat.id) ?? null
		})),
		cost: made.cost,
		aims: made.aims.map((aim) => ({ ...aim })),
		proven: made.proven,
		cure: cure.map((one) => ({ ...one, skills: [...one.skills], forbidden: one.forbidden.map(({ id }) => id) })),
		changed: made.changed && made.changed.map(({ seat, before, after }) => ({ seat: seat.id, before, after })),
		seconds: Math.round(seconds * 1000) / 1000
	};
}

function* summary(problem: RosterProblem, { made, cure, seconds }: RosterAnswer & { ok: true }, language: Language): Generator<string> {
	const { zone } = problem;
	const roleName = (id: string): string => problem.roles.find((role) => role.id === id)?.[language] ?? id;
	const startOf = (seat: Seat): string => localText(zone, seat.startMs).replace('T', ' ').slice(0, 10);
	const open = new Set(made.open.map(({ id }) => id));
	const [posts, people, asked] = [problem.posts.length, problem.people.length, problem.seats.length];
	yield told(rosterWords.settled, language, { posts, people, seats: asked });
	yield told(rosterWords.covered, language, { covered: asked - open.size, open: open.size });
	for (const [role, seats] of Map.groupBy(problem.seats, (seat) => seat.role)) {
		const empty = seats.filter(({ id }) => open.has(id));
		yield told(rosterWords.role, language, { role: roleName(role), asked: seats.length, open: empty.length });
		for (const group of Map.groupBy(empty, ({ startMs, endMs }) => `${startMs}-${endMs}`).values()) {
			const [seat] = group as [Seat];
			const where = group.map(({ postId }) => postId);
			yield told(rosterWords.gap, language, {
				start: startOf(seat),
				hours: hoursText(zone, seat),
				role: roleName(role),
				count: group.length,
				posts: where.length > 6 ? `${where.slice(0, 6).join(' ')} …` : where.join(' ')
			});
		}
	}
	for (const { role, skills, seats, openHours, people: more, atLeast, forbidden } of cure) {
		const skilled = skills.length > 0 ? told(rosterWords.cureSkills, language, { skills: skills.join(' ') }) : '';
		const proof = atLeast === more ? told(rosterWords.cureProven, language) : told(rosterWords.cureBound, language, { atLeast });
		if (more > 0)
			yield told(rosterWords.cure, language, {
				people: more,
				role: roleName(role),
				seats,
				hours: Math.round(openHours * 10) / 10,
				proof: `${skilled}${proof}`
			});
		if (forbidden.length > 0)
			yield told(rosterWords.forbidden, language, { role: roleName(role), count: forbidden.length, seat: forbidden[0]?.id ?? '' });
	}
	if (made.changed) {
		const touched = new Set(made.changed.flatMap(({ before, after }) => [before, after]).filter((id) => id !== null));
		yield told(rosterWords.changed, language, { seats: made.changed.length, people: touched.size });
		const name = (id: string | null): string =>
			id === null ? told(rosterWords.nobody, language) : (problem.people.find((p) => p.id === id)?.name ?? id);
		for (const { seat, before, after } of made.changed)
			yield told(rosterWords.change, language, {
				start: startOf(seat),
				hours: hoursText(zone, seat),
				post: seat.postId,
				role: roleName(seat.role),
				before: name(before),
				after: name(after)
			});
	}
	const { nights, weekends, hours, wishes, points, distanceM } = made.cost;
	yield told(rosterWords.cost, language, { points, nights, weekends, hours, wishes, km: (distanceM / 1000).toFixed(1) });
	if (made.proven) yield told(rosterWords.proven, language);
	for (const { aim, value, bound, proven } of made.aims)
		if (!proven) yield told(rosterWords.unproven, language, { aim: told(rosterAim[aim], language), value, bound: Math.round(bound) });
	yield told(rosterWords.seconds, language, { seconds: seconds.toFixed(2) });
}
