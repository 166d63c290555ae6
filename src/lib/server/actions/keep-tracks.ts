/**
 * Keeps the days of positions: makes them ahead and for what comes from other days, and lets go of what is older than the rules keep. Positions
 * go by whole UTC days; where districts keep them for different times, the days stay as long as the longest, and the others' rows go from them.
 */
import { DEFAULT_RULES, ruleSetAt, type Rules, type RuleSet } from '#lib/rules/rule-set.ts';
import { trackDaysKept } from '#lib/rules/keeping-rules.ts';
import type { Db } from '#db/open.ts';
import { dropFixDaysBefore, fixDayOf, fixDaysBetween, makeFixDays, waitingFixDays, type FixDay } from '../store/fix-days.ts';
import { deleteAccessLogBefore, deleteOldRecords, districtIds, tidyRecords } from '../store/old-records.ts';

const DAY_MS = 86_400_000;
/** Made before they begin, so that a day's turn finds its table whatever happens to us for two days. */
const DAYS_AHEAD = 2;

const TABLES = { fixes: 'fix', apart: 'fix_apart', accessLog: 'access_log', coverage: 'grid_coverage_history', gaps: 'gap' } as const;

/** What went; a line for the log. */
export interface Dropped {
	readonly days: readonly FixDay[];
	readonly fixes: number;
	readonly apart: number;
	readonly accessLog: number;
	readonly coverage: number;
	readonly gaps: number;
}

export interface TrackKeeper {
	/** Times of fixes that were just stored: days that have no table yet will get one. */
	noteStored(fixes: readonly { readonly recordedAtMs: number }[]): void;
	/** Makes yesterday, today and the days ahead, and the days that were noted; does nothing where all are there. */
	makeDays(): Promise<void>;
	/** Makes days for whatever waits for one, and lets go of what is too old at that moment: one that is believed, see `believe-clock.ts`. */
	dropOld(sets: readonly RuleSet[], atMs: number): Promise<Dropped>;
}

export function openTrackKeeper(db: Db, nowMs: () => number): TrackKeeper {
	const made = new Set<FixDay>();
	let noted = new Set<FixDay>();

	async function make(days: Iterable<FixDay>): Promise<void> {
		const missing = [...days].filter((day) => !made.has(day));
		if (missing.length === 0) return;
		await makeFixDays(db, missing);
		for (const day of missing) made.add(day);
	}

	return {
		noteStored(fixes) {
			let last = -1;
			for (const { recordedAtMs } of fixes) {
				const day = Math.floor(recordedAtMs / DAY_MS);
				if (day === last) continue;
				last = day;
				const name = fixDayOf(recordedAtMs);
				if (!made.has(name)) noted.add(name);
			}
		},
		async makeDays() {
			const today = nowMs();
			const days = fixDaysBetween(today - DAY_MS, today + DAYS_AHEAD * DAY_MS);
			const asked = noted;
			noted = new Set();
			await make([...days, ...asked]);
		},
		async dropOld(sets, now) {
			const since = (days: number): number => Math.floor(now / DAY_MS) * DAY_MS - days * DAY_MS;
			const districts = (await districtIds(db)).map((id) => ({ id, rules: rulesAt(sets, id, now) }));
			const all = districts.length > 0 ? districts.map(({ rules }) => rules) : [rulesAt(sets, -1, now)];
			const longest = Math.max(...all.map(trackDaysKept));
			const days = await dropFixDaysBefore(db, since(longest));
			for (const day of days) made.delete(day);
			await make(await waitingFixDays(db));
			const gone = { fixes: 0, apart: 0, coverage: 0, gaps: 0 };
			for (const { id, rules } of districts) {
				const rows = await deleteOldRecords(db, {
					districtId: id,
					tracksMs: since(trackDaysKept(rules)),
					apartMs: since(rules.keeping.apartDays),
					coverageMs: since(rules.keeping.coverageDays),
					closedGapsMs: since(rules.keeping.closedGapDays)
				});
				for (const key of ['fixes', 'apart', 'coverage', 'gaps'] as const) gone[key] += rows[key];
			}
			const accessLog = await deleteAccessLogBefore(db, since(Math.max(...all.map(({ keeping }) => keeping.accessLogDays))));
			const rows = { ...gone, accessLog };
			await tidyRecords(
				db,
				(Object.keys(TABLES) as (keyof typeof TABLES)[]).filter((key) => rows[key] > 0).map((key) => TABLES[key])
			);
			return { days, ...rows };
		}
	};
}

const rulesAt = (sets: readonly RuleSet[], districtId: number, atMs: number): Rules =>
	ruleSetAt(sets, districtId, atMs)?.rules ?? DEFAULT_RULES;
