/** What a lead waits for: the gaps and the best cover when somebody is off, in a district of 3,000 people, and the board of one street and of all; and what D3 costs there. */
import { sql } from 'kysely';
import { dayOf, zoneOf } from '#lib/duty/local-time.ts';
import { problemFileOf } from '#lib/duty/roster/board-problem.ts';
import { compileProblem } from '#lib/duty/roster/problem-file.ts';
import { makeRoster } from '#lib/duty/roster/make-roster.ts';
import { timeFindings } from '#lib/ledger/time-findings.ts';
import { DEFAULT_POSTING_RULES as RULES } from '#lib/rules/roster-rules.ts';
import { proposeRoster } from '#lib/server/actions/propose-roster.ts';
import { solverOf } from '#lib/server/roster/highs.ts';
import { doRepair, type RepairJob } from '#lib/server/roster/roster-job.ts';
import type { Repair } from '#lib/duty/roster/repair.ts';
import { startRosterThread } from '#lib/server/roster/roster-thread.ts';
import { loadPostTimes } from '#lib/server/store/post-times.ts';
import { askingPosts } from '#lib/server/store/post-rules.ts';
import { dutiesOf, peopleOf, rosterBoard } from '#lib/server/store/roster-board.ts';
import { insertDuties } from '#lib/server/store/roster-changes.ts';
import type { Db } from '#db/open.ts';
import type { SolveLine } from '#lib/wire/roster-board.ts';
import { watchRoster } from '../../geodata/demo/watch-roster.ts';
import { watchPeople, watchPosts } from '../../geodata/demo/watch-street.ts';
import { openTestDatabase } from '../database.ts';
import { demoFile, highs, problemOf, solve } from '../duty/roster/cases.ts';
import { fillTwoDistricts } from '../two-districts.ts';
import { type Bench, line, quantile } from './bench.ts';

const LIMIT_MS = 1000;
const STREETS = 75;
const TRIES = 60;
const FROM = '2026-11-23';
const DAY_MS = 86_400_000;
/** The Saturday before. */
const NOW_MS = Date.UTC(2026, 10, 21, 4);

export const bench: Bench = {
	name: 'what-if',
	run: async () => {
		const database = await openTestDatabase();
		const thread = startRosterThread();
		try {
			const { db, engine } = database;
			await fillTwoDistricts(db);
			const { id: district } = await db.selectFrom('area').where('depth', '=', 0).orderBy('id').select('id').executeTakeFirstOrThrow();
			const seats = await fill(db, district);
			const duties = await dutiesOf(
				db,
				district,
				{ startMs: Date.UTC(2026, 10, 23), endMs: Date.UTC(2026, 10, 29) },
				{ posts: await allPosts(db, district) }
			);
			const took: number[] = [];
			const [left, proven] = [[] as number[], [] as boolean[]];
			for (let i = 0; i < TRIES; i++) {
				const duty = duties[(i * 997) % duties.length]!;
				const off = { people: [{ id: duty.personId, fromMs: duty.startMs, untilMs: duty.endMs + 86_400_000 }], posts: [] };
				const started = performance.now();
				const run = await proposeRoster(db, district, { from: FROM, days: 7, how: 'repair', off, proposals: 3 }, thread, NOW_MS);
				const said: SolveLine[] = [];
				await run!((told) => said.push(told), new AbortController().signal);
				took.push(performance.now() - started);
				const answer = said.at(-1);
				if (answer?.say !== 'answer') throw new Error(JSON.stringify(answer));
				left.push(answer.proposals[0]?.open.length ?? 0);
				proven.push(answer.proposals[0]?.proven ?? true);
			}
			const timed = async (work: () => Promise<unknown>): Promise<number> => {
				const started = performance.now();
				await work();
				return performance.now() - started;
			};
			const boardMs = await timed(() => rosterBoard(db, district, { from: FROM, days: 7 }, NOW_MS));
			const zone = zoneOf('Asia/Shanghai')!;
			let read = await loadPostTimes(db, district, null, RULES, zone, NOW_MS, () => null);
			const readMs = await timed(async () => (read = await loadPostTimes(db, district, null, RULES, zone, NOW_MS, () => null)));
			const started = performance.now();
			for (const { times } of read.values()) if (times) timeFindings(times, RULES, NOW_MS);
			const judgeMs = performance.now() - started;
			const tight = await fullWeekRepairs();
			const how = `${STREETS * 40} people, ${STREETS * 17} posts, ${seats} seats planned of one week; engine ${engine}`;
			const limit = { name: 'the limit', value: LIMIT_MS };
			const aim = { ratio: 1, better: 'lower' } as const;
			return [
				line({
					...{
						what: `what if somebody is off, p95 of ${TRIES}, three proposals`,
						unit: 'ms',
						ours: quantile(took, 0.95),
						peer: limit,
						aim
					},
					how: `${how}; from question to answer without HTTP; ${proven.filter(Boolean).length} of ${TRIES} proven the fewest changes, ${left.reduce((a, b) => a + b, 0)} seats stay empty`
				}),
				line({
					...{ what: `a week in which nearly everybody is needed, somebody off, p95 of ${tight.took.length}, processor time`, unit: 'ms' },
					...{ ours: quantile(tight.took, 0.95), peer: limit, aim },
					how: `geodata/demo/roster-problem.json, 40 people, 17 posts, 219 seats, a second of the processor; ${tight.proven} of ${tight.took.length} proven in it, ${tight.covered} cover all that can be; of ${tight.opened} opened seats ${tight.open} stay empty, ${tight.openAtLeast} without a limit; where both cover as much, ${tight.moreChanges} changes more than without a limit in all; without a limit ${tight.provenAtLast} are proven, p95 ${Math.round(quantile(tight.tookAtLast, 0.95))} ms`
				}),
				line({ ...{ what: 'the roster of the whole district over a week, read', unit: 'ms', ours: boardMs, peer: limit, aim }, how }),
				line({ ...{ what: 'D3 read anew for every post', unit: 'ms', ours: readMs, peer: limit, aim }, how }),
				line({
					...{ what: 'D3 judged anew at every post', unit: 'ms', ours: judgeMs, peer: { name: 'one run of the judge', value: 500 }, aim },
					how: `${how}; a run judges only posts at which something changed`
				})
			];
		} finally {
			await thread.close();
			await database.close();
		}
	}
};

/** The best cover in the time that a lead waits, beside what is proven without a limit. */
async function fullWeekRepairs() {
	const file = await demoFile();
	const problem = problemOf(file);
	const previous = makeRoster(problem, solve).roster.assignments;
	const start = problem.seats[0]!.startMs;
	const sums = { took: [] as number[], proven: 0, open: 0, opened: 0, openAtLeast: 0, covered: 0, moreChanges: 0 };
	const atLast = { tookAtLast: [] as number[], provenAtLast: 0 };
	// Another program on the machine takes nothing from the limit.
	const spentMs = (): number => {
		const { user, system } = process.cpuUsage();
		return (user + system) / 1000;
	};
	const timed = (job: RepairJob): { best: Repair | undefined; opened: number; tookMs: number } => {
		const started = spentMs();
		const answer = doRepair(
			job,
			(untilMs) => solverOf(highs, { untilMs, nowMs: spentMs }),
			() => {},
			spentMs
		);
		if (!answer.ok) throw new Error('the demo cannot be read');
		return { best: answer.repairs[0], opened: answer.opened.length, tookMs: spentMs() - started };
	};
	for (const { id } of problem.people.slice(0, 12)) {
		const off = { people: [{ id, span: { startMs: start + 2 * DAY_MS, endMs: start + 5 * DAY_MS } }], posts: [] };
		const job: RepairJob = { file, previous, begunBeforeMs: 0, how: 'repair', off, gaps: [], count: 1, cureSeconds: 0 };
		const [quick, whole] = [timed({ ...job, seconds: LIMIT_MS / 1000 }), timed(job)];
		sums.took.push(quick.tookMs);
		atLast.tookAtLast.push(whole.tookMs);
		const [open, least] = [quick.best?.open.length ?? 0, whole.best?.open.length ?? 0];
		sums.opened += quick.opened;
		sums.open += open;
		sums.openAtLeast += least;
		if (open <= least) {
			sums.covered++;
			sums.moreChanges += (quick.best?.changes.length ?? 0) - (whole.best?.changes.length ?? 0);
		}
		if (quick.best?.proven ?? true) sums.proven++;
		if (whole.best?.proven ?? true) atLast.provenAtLast++;
	}
	return { ...sums, ...atLast };
}

const allPosts = async (db: Db, district: number): Promise<number[]> => (await askingPosts(db, district, 'all')).map(({ id }) => id);

/** Street after street, each with the demo's posts, squads and a legal roster of its own. @returns seats planned */
async function fill(db: Db, district: number): Promise<number> {
	const standing = (street: number) =>
		Array.from({ length: 17 }, (_, i) => ({
			code: `S${street}-${i}`,
			kind: i < 5 ? ('checkpoint' as const) : ('dissuasion' as const),
			position: [123.001 + i * 1e-5, 30.001] as const
		}));
	const people = watchPeople(1);
	const posts = Array.from({ length: STREETS }, (_, s) =>
		standing(s).map((post) => ({ ...post, ...watchPosts(standing(s)).find(({ code }) => code === post.code)! }))
	).flat();
	await sql`insert into post (district_id, code, kind, name, weight, shifts, geom) select ${district}::int, r.code, r.kind, '', r.weight,
			(select array_agg(s.s) from jsonb_array_elements_text(r.shifts) s (s)), st_setsrid(st_makepoint(123.001, 30.001), 4326)
		from jsonb_to_recordset(${JSON.stringify(posts.map((post) => ({ ...post, shifts: post.shifts ?? [] })))}::jsonb)
			r (code text, kind text, weight int, shifts jsonb)`.execute(db);
	await sql`insert into post_rule (post_id, from_day, needs) select p.id, '2026-11-01', r.needs
		from jsonb_to_recordset(${JSON.stringify(posts)}::jsonb) r (code text, needs text) join post p on p.code = r.code and p.district_id = ${district}`.execute(
		db
	);
	await sql`insert into person (district_id, source_id, name, role) select ${district}::int, 's' || s || '-' || (r->>'sourceId'), r->>'name', r->>'role'
		from jsonb_array_elements(${JSON.stringify(people)}::jsonb) r, generate_series(0, ${STREETS - 1}) s`.execute(db);
	await sql`insert into squad (district_id, area_id, name, template) select ${district}::int, ${district}::int, 'S' || s || '-' || q, '1+1+1+N'
		from generate_series(0, ${STREETS - 1}) s, unnest(array['甲', '乙', '丙', '丁']) q`.execute(db);
	await sql`insert into squad_member (squad_id, person_id) select q.id, p.id from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) r ("sourceId" text, squad text),
		generate_series(0, ${STREETS - 1}) s, squad q, person p
		where q.district_id = ${district} and p.district_id = q.district_id and q.name = 'S' || s || '-' || r.squad and p.source_id = 's' || s || '-' || r."sourceId"`.execute(
		db
	);
	await sql`insert into assignment (person_id, subject_kind, subject_id, duty, holds_from) select p.id, 'post', t.id, 'primary', '2026-01-01'
		from post t join person p on p.district_id = t.district_id and p.source_id = 's' || substring(t.code from 'S(\\d+)-') || '-w' ||
			lpad((1 + (substring(t.code from '-(\\d+)')::int % 4) * 10)::text, 3, '0')
		where t.district_id = ${district} and t.code like 'S%-%'`.execute(db);
	const zone = zoneOf('Asia/Shanghai')!;
	const fromDay = dayOf(FROM)!;
	const all = (await askingPosts(db, district, 'all')).filter(({ rules }) => rules.length > 0);
	let seats = 0;
	for (let s = 0; s < STREETS; s++) {
		const own = all.filter(({ code }) => code.startsWith(`S${s}-`));
		const { rows } = await sql<{
			id: number;
		}>`select id from person where district_id = ${district} and source_id like ${`s${s}-w%`} order by id`.execute(db);
		const span = { startMs: zone.instantOf(fromDay, 0), endMs: zone.instantOf(fromDay + 7, 0) };
		const found = await peopleOf(
			db,
			{ districtId: district, areas: [], also: rows.map(({ id }) => id) },
			{ fromDay, days: 7, around: span },
			NOW_MS
		);
		const weighed = found.map((person) => ({ ...person, nightsBefore: 0, weekendsBefore: 0 }));
		const compiled = compileProblem(
			problemFileOf({ zone: zone.id, from: FROM, days: 7, rules: RULES, posts: own, people: weighed, duties: [] }, zone, () => true)
		);
		if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
		const seatOf = new Map(compiled.problem.seats.map((seat) => [seat.id, seat]));
		const taken = watchRoster(compiled.problem).map(({ seatId, personId }) => {
			const seat = seatOf.get(seatId)!;
			return { ...seat, seat: seatId, postId: own.find(({ code }) => code === seat.postId)!.id, personId: Number(personId) };
		});
		await db.transaction().execute((trx) => insertDuties(trx, district, taken, null, new Date(NOW_MS)));
		seats += taken.length;
	}
	await sql`analyze`.execute(db);
	return seats;
}
