/**
 * The past of a district on one ground, run like the live side runs the present: fixes go in by their times, time passes, and the same functions say
 * what is fresh, which gaps open and close, where everybody is. A reel only runs forward; to go back it is set to a state that was kept.
 */
import type { AreaId, GridId } from '#lib/area/area.ts';
import type { NamedDuty } from '#lib/duty/assignment.ts';
import type { PostId, PostStaffing } from '#lib/duty/post.ts';
import type { Gap, GapFinding, GapId } from '#lib/ledger/gap.ts';
import { reconcile } from '#lib/ledger/reconcile.ts';
import { createDistrictCoverage } from '#lib/patrol/district-coverage.ts';
import type { Fix } from '#lib/patrol/fix.ts';
import type { GridCoverage } from '#lib/patrol/grid-coverage.ts';
import type { Rules, RuleSet } from '#lib/rules/rule-set.ts';
import type { DurableEvent } from '#lib/wire/live.ts';
import type { ReplayDetail } from '#lib/wire/replay.ts';
import type { BuildingSeen, PatrolPosition } from '#lib/wire/tick.ts';
import { membershipOf, type Membership } from '../live/area-membership.ts';
import { coverageEvents, coverageNews } from '../live/coverage-events.ts';
import { gapDresser, gapOwners } from '../live/dress-gap.ts';
import { coverageGround } from '../live/open-coverage.ts';
import { createPositions } from '../live/positions.ts';
import type { LiveGround } from '../store/live-ground.ts';
import type { PastCheckIn } from '../store/past-records.ts';
import type { ReadUpTo } from '../store/past-seen.ts';

/** Between two looks at gaps and numbers, ms. */
const LOOK_MS: Readonly<Record<ReplayDetail, number>> = { fine: 15_000, coarse: 120_000 };
const FRAME_MS = 1_000;
/** Nothing comes late here: only the last fixes of each device are needed to join the next to. */
const KEEP_FIXES = 4_000;
const HOUR_MS = 3_600_000;

/** So far back a fix can still matter for what is fresh: no picture of a moment stands on less. */
export const lookBackMs = ({ coverage }: Rules): number => Math.max(...Object.values(coverage.limitH)) * HOUR_MS + coverage.legMaxS * 1000;

/** What is recorded of the hours that are run. */
export interface Recorded {
	/** Gaps open at some moment of them. */
	readonly gaps: readonly Gap[];
	/** Who was named for what at some moment of them. */
	readonly duties: readonly NamedDuty[];
	readonly checkIns: readonly PastCheckIn[];
}

export interface ReelFrame {
	readonly atMs: number;
	readonly positions: readonly PatrolPosition[];
	readonly seen: readonly BuildingSeen[];
	readonly events: readonly DurableEvent[];
}

/** A stretch of the whole district. */
export interface Footage {
	readonly fromMs: number;
	readonly untilMs: number;
	readonly coverage: readonly GridCoverage[];
	readonly gaps: readonly Gap[];
	readonly staffing: readonly PostStaffing[];
	readonly positions: readonly PatrolPosition[];
	readonly seen: readonly BuildingSeen[];
	readonly lastHour: readonly Gap[];
	readonly frames: readonly ReelFrame[];
}

export interface ReelState {
	readonly atMs: number;
	/** Every fix from then on and before `atMs` is in it. */
	readonly sinceMs: number;
	/** What was known of the fixes before `atMs`. */
	readonly read: ReadUpTo;
	readonly coverage: Uint8Array;
	readonly positions: readonly PatrolPosition[];
}

export interface Reel {
	readonly members: Membership;
	/** Names what coverage stands on: states of one reel fit another of the same name. */
	readonly ground: string;
	/** All fixes before this have been taken in, Unix ms; NaN at the beginning. */
	readonly atMs: number;
	/** Goes to a state. @throws RangeError where it is of other ground or damaged. */
	set(state: Omit<ReelState, 'read'>): void;
	/** Fixes in order of time, all recorded before `untilMs`. */
	feed(fixes: readonly Fix[], untilMs: number): void;
	keep(): Omit<ReelState, 'read'>;
	/** The fixes of the stretch come in order of time. The reel stands at its end afterwards. */
	run(fromMs: number, untilMs: number, fixes: readonly Fix[], recorded: Recorded, detail: ReplayDetail): Footage;
}

/** A reel that stands at nothing seen and nobody there. @param sinceMs from when on it will be fed */
export function createReel(ground: LiveGround, rules: RuleSet, sinceMs: number): Reel {
	const members = membershipOf(ground);
	const dress = gapDresser(ground, members);
	const coverage = createDistrictCoverage(coverageGround(ground, rules.rules), rules.rules, { keepFixes: KEEP_FIXES, inTime: true });
	const backMs = lookBackMs(rules.rules);
	let positions = createPositions();
	let atMs = NaN;
	let fedSinceMs = sinceMs;
	const gridIds = ground.grids.map((grid) => grid.id);
	let madeIds = 0;
	/** Where the stretch before ended, and the gaps that were open there: the same gap keeps its number from one stretch to the next. */
	let ended: { readonly atMs: number; readonly gaps: readonly Gap[] } = { atMs: NaN, gaps: [] };

	function run(fromMs: number, untilMs: number, fixes: readonly Fix[], recorded: Recorded, detail: ReplayDetail): Footage {
		const gaps = new Map<GapId, Gap>();
		const numbers = new Map<GridId, GridCoverage>();
		const toldAtMs = new Map<GridId, number>();
		const staffing = new Map<PostId, PostStaffing>();
		const recordedOf = Map.groupBy(
			[...recorded.gaps, ...(ended.atMs === fromMs ? ended.gaps : [])].filter((gap) => gap.dimension === 'D4'),
			(gap) => gap.gridId
		);
		const others = recorded.gaps.filter((gap) => gap.dimension !== 'D4');
		const ownersOf = gapOwners(recorded.duties, ground.devices);
		let seq = 0;
		const event = <K extends DurableEvent['kind']>(
			kind: K,
			areaIds: readonly AreaId[],
			body: Extract<DurableEvent, { kind: K }>['body'],
			ms: number
		): DurableEvent => ({ seq: ++seq, atMs: ms, kind, areaIds, body }) as unknown as DurableEvent;

		/** @returns the gap as it is from this moment on, with who answers for it then */
		function keep(gap: Gap, ms: number): DurableEvent {
			const then = { ...gap, ...ownersOf(gap, ms), closedAtMs: null };
			const told = event(gaps.has(gap.id) ? 'gap-changed' : 'gap-opened', gap.areaPath, { gap: then }, ms);
			gaps.set(gap.id, then);
			return told;
		}

		/** Another look at the gaps of a grid: recorded ones lend their id and their history, what is found lends its outline and numbers. */
		function judgeGrid(gridId: GridId, ms: number): DurableEvent[] {
			const own = [...gaps.values()].filter((gap) => gap.dimension === 'D4' && gap.gridId === gridId);
			const known = (recordedOf.get(gridId) ?? []).filter(
				(gap) => !gaps.has(gap.id) && gap.openedAtMs <= ms && (gap.closedAtMs === null || gap.closedAtMs > ms)
			);
			const found = coverage.gapsOf(gridId, ms) as readonly GapFinding[];
			const { opened, changed, closed } = reconcile([...own, ...known], found);
			const told: DurableEvent[] = [];
			const over = new Set(closed.map(({ gap }) => gap.id));
			const moved = new Map(changed.map(({ gap, finding }) => [gap.id, finding]));
			for (const gap of [...own, ...known]) {
				const finding = moved.get(gap.id);
				if (over.has(gap.id)) {
					if (!gaps.delete(gap.id)) continue;
					told.push(event('gap-closed', gap.areaPath, { gapId: gap.id, closedAtMs: ms, cause: 'seen-again' }, ms));
				} else if (finding)
					told.push(keep({ ...gap, ...finding, subject: { ...finding.subject, name: gap.subject.name }, changedAtMs: ms }, ms));
				else if (!gaps.has(gap.id)) told.push(keep(gap, ms));
			}
			for (const finding of opened) {
				const gap = dress(finding, ownersOf(finding, ms), Math.max(finding.sinceMs, 0), rules.rules.ledger);
				told.push(keep({ ...gap, id: --madeIds as GapId }, ms));
			}
			return told;
		}

		/** Gaps of the other dimensions, as the ledger has them. */
		function followLedger(ms: number): DurableEvent[] {
			return others.flatMap((gap) => {
				const open = gap.openedAtMs <= ms && (gap.closedAtMs === null || gap.closedAtMs > ms);
				if (open === gaps.has(gap.id)) return [];
				if (open) return [keep(gap, ms)];
				gaps.delete(gap.id);
				return [event('gap-closed', gap.areaPath, { gapId: gap.id, closedAtMs: ms, cause: 'fresh-again' }, ms)];
			});
		}

		/** Gaps that pass from one person to another at a look, because a duty began or ended since the one before. */
		function followOwners(sinceMs: number, ms: number): DurableEvent[] {
			if (!recorded.duties.some(({ startMs, endMs }) => (startMs > sinceMs && startMs <= ms) || (endMs > sinceMs && endMs <= ms)))
				return [];
			return [...gaps.values()].flatMap((gap) => {
				const { ownerId, backupId } = ownersOf(gap, ms);
				return ownerId === gap.ownerId && backupId === gap.backupId ? [] : [keep({ ...gap, changedAtMs: ms }, ms)];
			});
		}

		function followPosts(ms: number): DurableEvent[] {
			const changed = staffingAt(recorded.checkIns, ms).filter((post) => {
				const before = staffing.get(post.postId);
				return before?.present !== post.present || before.changedAtMs !== post.changedAtMs;
			});
			for (const post of changed) staffing.set(post.postId, post);
			return [...Map.groupBy(changed, (post) => members.ofPost(post.postId).join()).values()].map((posts) =>
				event('post-staffing-changed', members.ofPost(posts[0]!.postId), { posts }, ms)
			);
		}

		function followNumbers(grids: readonly GridId[], ms: number): DurableEvent[] {
			const news = grids.flatMap((gridId) => {
				const after = coverage.coverageOf(gridId, ms);
				if (coverageNews(numbers.get(gridId), after, toldAtMs.get(gridId) ?? 0, ms) !== 'now') return [];
				numbers.set(gridId, after);
				toldAtMs.set(gridId, ms);
				return [after];
			});
			return coverageEvents(news, members).map((draft) => ({ ...draft, seq: ++seq, atMs: ms }) as DurableEvent);
		}

		coverage.passTime(fromMs);
		for (const gridId of gridIds) judgeGrid(gridId, fromMs);
		followLedger(fromMs);
		followPosts(fromMs);
		followNumbers(gridIds, fromMs);
		const first = {
			coverage: [...numbers.values()],
			gaps: [...gaps.values()],
			staffing: [...staffing.values()],
			positions: [...positions.all()].filter(({ no, recordedAtMs }) => recordedAtMs >= fromMs - backMs && members.ofPatrol(no).length > 0),
			seen: ground.buildings.flatMap(({ id }) => {
				const seenAtS = coverage.seenAtS(id);
				return seenAtS > 0 ? [{ buildingId: id, seenAtS }] : [];
			})
		};

		const frames: ReelFrame[] = [];
		const touched = new Set<GridId>();
		let next = 0;
		for (let ms = fromMs; ms < untilMs;) {
			ms = Math.min(ms + FRAME_MS, untilMs);
			const begin = next;
			while (next < fixes.length && fixes[next]!.recordedAtMs < ms) next++;
			const here = fixes.slice(begin, next);
			const change = coverage.addFixes(here);
			for (const gridId of change.touched) touched.add(gridId);
			const moved = new Map<number, PatrolPosition>();
			for (const fix of here) {
				const position = positions.offer(fix.deviceId, fix);
				if (position && members.ofPatrol(position.no).length > 0) moved.set(position.no, position);
			}
			const events: DurableEvent[] = [];
			const since = ms - fromMs;
			// The last moment belongs to the next stretch, which begins with a look at everything.
			if (since % LOOK_MS[detail] === 0 && ms < untilMs) {
				for (const gridId of coverage.passTime(ms)) touched.add(gridId);
				for (const gridId of touched) events.push(...judgeGrid(gridId, ms));
				events.push(...followNumbers([...touched], ms), ...followLedger(ms), ...followPosts(ms));
				events.push(...followOwners(ms - LOOK_MS[detail], ms));
				touched.clear();
			}
			if (moved.size + change.seen.length + events.length > 0)
				frames.push({ atMs: ms, positions: [...moved.values()], seen: change.seen, events });
		}
		atMs = untilMs;
		ended = { atMs: untilMs, gaps: [...gaps.values()].filter((gap) => gap.id < 0) };
		const hourAgoMs = fromMs - 3_600_000;
		return {
			fromMs,
			untilMs,
			...first,
			lastHour: recorded.gaps.filter((gap) => gap.openedAtMs >= hourAgoMs && gap.openedAtMs <= fromMs),
			frames
		};
	}

	return {
		members,
		ground: coverage.groundName(),
		get atMs() {
			return atMs;
		},
		set(state) {
			coverage.restore(state.coverage);
			positions = createPositions();
			for (const { no, ...position } of state.positions)
				positions.offer(no, { ...position, deviceId: no as Fix['deviceId'], battery: null });
			atMs = state.atMs;
			fedSinceMs = state.sinceMs;
			ended = { atMs: NaN, gaps: [] };
		},
		feed(fixes, untilMs) {
			coverage.addFixes(fixes);
			for (const fix of fixes) positions.offer(fix.deviceId, fix);
			atMs = untilMs;
		},
		keep() {
			coverage.forgetSilent(atMs - backMs);
			return {
				atMs,
				sinceMs: fedSinceMs,
				coverage: coverage.snapshot(),
				positions: [...positions.all()].filter(({ recordedAtMs }) => recordedAtMs >= atMs - backMs)
			};
		},
		run
	};
}

/** Who stood where at a moment; a post that nobody was ever heard from is left out. */
export function staffingAt(checkIns: readonly PastCheckIn[], ms: number): PostStaffing[] {
	const before = checkIns.filter((one) => one.atMs <= ms);
	return [...Map.groupBy(before, (one) => one.postId)].map(([postId, stays]) => ({
		postId,
		present: new Set(stays.filter((one) => one.untilMs === null || one.untilMs > ms).map((one) => one.personId)).size,
		changedAtMs: Math.max(...stays.map((one) => (one.untilMs !== null && one.untilMs <= ms ? one.untilMs : one.atMs)))
	}));
}
