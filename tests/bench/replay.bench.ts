/**
 * The past of the demo (360 grids, 300 people, two days of walks): how long one waits for a moment of it, whether a stretch is run faster than 600×
 * plays it, how soon a day of everybody's ways is packed, and what the daily tables cost those who store.
 */
import { sql } from 'kysely';
import { packTracks } from '#lib/server/actions/pack-tracks.ts';
import { catchUpExercise } from '#lib/server/actions/catch-up-exercise.ts';
import { keepPast } from '#lib/server/actions/keep-past.ts';
import { replayStretch } from '#lib/server/actions/replay-stretch.ts';
import { MARK_MS } from '#lib/server/actions/stand-reel.ts';
import { equip } from '#lib/server/store/exercise.ts';
import { makeFixDays, fixDaysBetween } from '#lib/server/store/fix-days.ts';
import { saveDistrict } from '#lib/server/store/save-district.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { STRETCH_MS, stretchStart } from '#lib/wire/replay.ts';
import { unpackWays } from '#lib/wire/packed-tracks.ts';
import type { AreaId } from '#lib/area/area.ts';
import { drawDistrict } from '../../geodata/demo/draw-district.ts';
import { openTestDatabase } from '../database.ts';
import { copyDays } from './copy-days.ts';
import { type Bench, line, quantile } from './bench.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIRST_LIMIT_MS = 5_000;
/** 600× plays ten minutes in a second. */
const STRETCH_LIMIT_MS = 1_000;
const WAYS_LIMIT_MS = 3_000;
const STRETCHES = 12;
const ROUNDS = 15;
const BATCHES = 12;
const BATCH = 300;
const HISTORY_DAYS = 31;

const timed = async <T>(work: () => Promise<T>): Promise<readonly [ms: number, answer: T]> => {
	const start = performance.now();
	const answer = await work();
	return [performance.now() - start, answer];
};

interface WaysDrawn {
	readonly days: number;
	readonly ms: number;
	readonly ways: number;
	readonly points: number;
	readonly bytes: number;
}

export const bench: Bench = {
	name: 'replay',
	run: async () => {
		const database = await openTestDatabase();
		const { db, engine } = database;
		try {
			const nowMs = Date.now();
			const source = drawDistrict({ seed: 20200124, size: 'demo' });
			const { districtId } = await saveDistrict(db, source, { nowMs: nowMs - 3 * DAY_MS, plan: { state: 'effective', faults: [] } });
			await equip(
				db,
				districtId,
				source.people.filter((person) => person.tracked).map((person) => person.sourceId)
			);
			await catchUpExercise(db, source.code, nowMs);
			const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n from fix`.execute(db);
			const fixes = counted[0]?.n ?? 0;
			const areaIds = (await db.selectFrom('area').select('id').execute()).map(({ id }) => id as AreaId);
			const signal = new AbortController().signal;
			// As the running server does it, all at once.
			let marks = 0;
			const [keptMs] = await timed(async () => {
				while (await keepPast(db, districtId, nowMs, signal)) marks++;
			});
			const { rows: weighed } = await sql<{ bytes: number }>`select sum(length(body))::int as bytes from past_seen`.execute(db);
			// As far from the mark before it as can be.
			const startMs = stretchStart(Math.floor((nowMs - 3 * HOUR_MS) / MARK_MS) * MARK_MS - 1);
			const stretch = (atMs: number, detail: 'fine' | 'coarse') =>
				timed(() => replayStretch(db, { districtId, areaId: districtId, atMs, detail, nowMs }, signal));

			const [firstMs] = await stretch(startMs, 'fine');
			await sql`delete from past_seen`.execute(db);
			const [bareMs] = await stretch(startMs - 7 * HOUR_MS, 'fine');
			const times = { fine: [] as number[], coarse: [] as number[] };
			let bytes = 0;
			for (const [d, detail] of (['fine', 'coarse'] as const).entries())
				for (let i = 1; i <= STRETCHES; i++) {
					const [ms, packed] = await stretch(startMs + (d * STRETCHES + i - d) * STRETCH_MS, detail);
					times[detail].push(ms);
					bytes = Math.max(bytes, packed?.byteLength ?? 0);
				}
			const waysOf = async (days: number): Promise<WaysDrawn> => {
				const question = { districtIds: [districtId], areaIds, toleranceM: 5, rules: DEFAULT_RULES.coverage };
				const [ms, packed] = await timed(() => packTracks(db, { ...question, fromMs: nowMs - days * DAY_MS, untilMs: nowMs }, signal));
				const drawn = unpackWays(packed ?? new Uint8Array());
				return {
					days,
					ms,
					ways: drawn.length,
					points: drawn.reduce((n, { points }) => n + points.length, 0),
					bytes: packed?.byteLength ?? 0
				};
			};
			const ways = [await waysOf(2)];

			// The same rows by the same statement into one table as it was and into daily ones, in turn; the best of the rounds of each.
			await makeFixDays(db, fixDaysBetween(nowMs - HISTORY_DAYS * DAY_MS, nowMs + DAY_MS));
			await sql`create table fix_whole (like fix including all, foreign key (device_id) references device on delete cascade)`.execute(db);
			await sql`insert into fix_whole select * from fix`.execute(db);
			await sql`analyze`.execute(db);
			const { rows: devices } = await sql<{ id: number }>`select id from device order by id`.execute(db);
			const best = { fix: Infinity, fix_whole: Infinity };
			let second = 0;
			for (let round = 0; round < ROUNDS; round++)
				for (const table of ['fix', 'fix_whole'] as const) {
					const [ms] = await timed(async () => {
						for (let i = 0; i < BATCHES; i++) {
							const at = new Date(nowMs + 60_000 + ++second * 1000).toISOString();
							await sql`insert into ${sql.table(table)} (device_id, recorded_at, received_at, lng, lat, accuracy_m)
								select id, ${at}::timestamptz, now(), 118, 32, 5 from unnest(${devices.slice(0, BATCH).map(({ id }) => id)}::int[]) as d (id)
								on conflict do nothing returning device_id, recorded_at, seq`.execute(db);
						}
					});
					best[table] = Math.min(best[table], ms);
				}
			const copied = await copyDays(db, nowMs);
			ways.push(await waysOf(7));
			const perSecond = (ms: number): number => (BATCHES * BATCH) / (ms / 1000);
			const how = `${engine} database, ${fixes.toLocaleString('en')} fixes of 300 people`;
			return [
				line({
					what: 'replay: a moment asked for the first time',
					unit: 'ms',
					ours: firstMs,
					peer: { name: 'limit', value: FIRST_LIMIT_MS },
					aim: { ratio: 1, better: 'lower' },
					how: `${how}; kept beforehand: ${marks} marks in ${(keptMs / 1000).toFixed(1)} s, ${Math.round((weighed[0]?.bytes ?? 0) / marks / 1000)} kB each`
				}),
				line({
					what: 'replay: the same with nothing kept, the day before it walked over',
					unit: 'ms',
					ours: bareMs,
					peer: { name: 'limit', value: engine === 'native' ? FIRST_LIMIT_MS : 2 * FIRST_LIMIT_MS },
					aim: { ratio: 1, better: 'lower' },
					how
				}),
				...(['fine', 'coarse'] as const).map((detail) =>
					line({
						what: `replay: the next ten minutes, ${detail}, p90`,
						unit: 'ms',
						ours: quantile(times[detail], 0.9),
						peer: { name: 'what 600× takes to play them', value: STRETCH_LIMIT_MS },
						aim: { ratio: 1, better: 'lower' },
						how: `${how}; at most ${Math.round(bytes / 1000)} kB unpacked`
					})
				),
				...ways.map(({ days, ms, ways, points, bytes }) =>
					line({
						what: `tracks: everybody’s ways of ${days} days, simplified and packed`,
						unit: 'ms',
						ours: ms,
						peer: { name: 'limit', value: WAYS_LIMIT_MS },
						aim: { ratio: 1, better: 'lower' },
						how: `${how}${days > 2 ? `, ${copied.toLocaleString('en')} with the days before` : ''}; ${ways} ways, ${points.toLocaleString('en')} points, ${Math.round(bytes / 1000)} kB`
					})
				),
				line({
					what: 'ingest: rows a second into daily tables',
					unit: 'rows/s',
					ours: perSecond(best.fix),
					peer: { name: 'into one table', value: perSecond(best.fix_whole) },
					aim: { ratio: 0.95, better: 'higher' },
					how: `${engine} database, ${HISTORY_DAYS} days of tables, statements of ${BATCH} rows, best of ${ROUNDS} rounds in turn`
				})
			];
		} finally {
			await database.close();
		}
	}
};
