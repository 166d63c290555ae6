/**
 * Judges a district: which grids are covered how well, which gaps open, change and close. Works in slices so that sockets and requests never wait
 * long, and says nothing to anybody until it is committed.
 */
import { performance } from 'node:perf_hooks';
import type { GridId } from '#lib/area/area.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import { bboxOf } from '#lib/geo/bbox.ts';
import { labelPoint } from '#lib/geo/label-point.ts';
import { pointInSurface } from '#lib/geo/point-in-surface.ts';
import type { Position } from '#lib/geo/position.ts';
import { spatialIndex } from '#lib/geo/spatial-index.ts';
import type { Gap, GapFinding } from '#lib/ledger/gap.ts';
import { reconcile, sameHours, type ClosingCause } from '#lib/ledger/reconcile.ts';
import { responsibilityFindings, type Responsibility } from '#lib/ledger/responsibility-findings.ts';
import { silentTrackers, type TrackerState } from '#lib/ledger/silent-trackers.ts';
import { spaceFindings } from '#lib/ledger/space-findings.ts';
import type { DistrictCoverage, GridLook } from '#lib/patrol/district-coverage.ts';
import type { StaleFinding } from '#lib/patrol/find-gaps.ts';
import type { GridCoverage } from '#lib/patrol/grid-coverage.ts';
import type { GridFault } from '#lib/plan/check-grids.ts';
import type { RuleSet } from '#lib/rules/rule-set.ts';
import { closeGaps, insertGaps, updateGaps } from '../store/gaps.ts';
import type { LiveGround } from '../store/live-ground.ts';
import type { Membership } from './area-membership.ts';
import { coverageEvents, coverageNews } from './coverage-events.ts';
import { gapDresser, gapOwners } from './dress-gap.ts';
import { createDueGrids } from './due-grids.ts';
import type { EventDraft, EventWriter } from './event-writer.ts';
import type { GapSearch } from './gap-search.ts';
import type { LiveState } from './live-state.ts';
import type { LiveMetrics } from './metrics.ts';
import type { Positions } from './positions.ts';
import type { PostWatch } from './post-watch.ts';

/** A grid is judged at most this often, ms. */
const EVERY_MS = 2_000;
/** The event loop is given back after this much work, ms … */
const SLICE_MS = 12;
/** … and what is still due after this much is left for the next run, ms: as much where the loop has time to spare, … */
const RUN_MS = 500;
/** … and no less where reports fill it: some hundreds of grids, the longest-waiting first. */
const LEAST_RUN_MS = 60;
/** A run ends after about this long on the clock, so that what it found is told, however busy the threads are that look for gaps, ms. */
const RUN_CLOCK_MS = 1_500;
/** Grids that are looked at by other threads at a time. */
const IN_HAND = 64;
/** An outline that only shrinks as people walk is told this often, ms; other numbers at once. */
const RESHAPE_EVERY_MS = 15_000;

export interface JudgeParts {
	readonly ground: LiveGround;
	readonly members: Membership;
	readonly coverage: DistrictCoverage;
	/** Where the gaps of a grid are looked for: its outlines cost milliseconds. */
	readonly search: Pick<GapSearch, 'find'>;
	readonly rules: RuleSet;
	readonly state: LiveState;
	readonly writer: Pick<EventWriter, 'write'>;
	readonly positions: Positions;
	readonly posts: PostWatch;
	/** When a person's last shift ended by their phone, Unix ms; −∞ where none has lately, or they are on shift. */
	readonly shiftEndedAtMs: (personId: PersonId) => number;
	readonly metrics: LiveMetrics;
	readonly nowMs: () => number;
}

export interface Judge {
	touch(grids: Iterable<GridId>): void;
	/** One run: judges what is due, saves, publishes. Grids stay due when saving fails. `whole`: everything that is due, however long it takes. */
	run(whole: boolean): Promise<void>;
	/** Takes note of the time without judging: for whoever may have to begin at any moment. */
	standBy(): void;
	readonly pending: number;
	/** Resolves when the run under way has ended. */
	settled(): Promise<void>;
}

interface Verdict {
	readonly opened: readonly GapFinding[];
	readonly changed: readonly Gap[];
	readonly closed: readonly { readonly gap: Gap; readonly cause: ClosingCause }[];
}

export function createJudge(parts: JudgeParts): Judge {
	const { ground, members, coverage, rules, state, writer, metrics, nowMs } = parts;
	const ownersOf = gapOwners(ground.responsibilities.duties, ground.devices);
	const dress = gapDresser(ground, members);
	const due = createDueGrids(EVERY_MS);
	const toldAtMs = new Map<GridId, number>();
	const gridIds = new Set(ground.grids.map((grid) => grid.id));
	const gridAt = gridFinder(ground);
	const space = ground.plan ? spaceOf(ground) : [];
	/** What was found in a grid when the ledger agreed with it in everything. */
	const settled = new Map<GridId, readonly GapFinding[]>();
	/** Who answers for what, as long as time alone does not change it; and whether the ledger agreed with it in everything. */
	let duty: (Responsibility & { readonly atMs: number; settled: boolean }) | null = null;
	/** Posts at which the ledger did not yet agree with what was found. A judge that begins looks at all of them. */
	const unsettledPosts = new Set<PostId | null>(parts.posts.findings().keys());
	const gridOfPost = new Map(
		ground.responsibilities.subjects.flatMap(({ kind, id, gridId }) => (kind === 'post' ? [[id as PostId, gridId]] : []))
	);
	const watched = {
		districtId: ground.districtId,
		districtName: ground.districtName,
		sinceMs: ground.responsibilities.sinceMs,
		gridOf: (post: PostId) => gridOfPost.get(post) ?? null
	};
	let running: Promise<void> | null = null;
	let loop = performance.eventLoopUtilization();
	let spentMs = 0;

	/** Half of what the loop's other work left since the last run. */
	function mayTakeMs(): number {
		const now = performance.eventLoopUtilization();
		const { active, idle } = performance.eventLoopUtilization(now, loop);
		loop = now;
		const left = idle + Math.min(spentMs, active);
		spentMs = 0;
		return Math.max(LEAST_RUN_MS, Math.min(RUN_MS, left / 2));
	}

	async function run(whole: boolean): Promise<void> {
		const now = nowMs();
		// Everything in this run is judged at one moment, the same for all grids.
		due.touch(coverage.passTime(now));
		const grids = whole ? due.all() : due.due(now);
		const verdicts: Verdict[] = [];
		const numbers: GridCoverage[] = [];
		const judged: GridId[] = [];
		const openOf = openByGrid(state.gaps.values());

		/** With what was found in a grid, and its numbers at the moment all are judged at. */
		function conclude(gridId: GridId, numbersNow: Omit<GridCoverage, 'gapCount'>, found: readonly StaleFinding[]): void {
			const verdict = weighGrid(gridId, openOf.get(gridId) ?? [], found, now);
			if (verdict) verdicts.push(verdict);
			const after = { ...numbersNow, gapCount: found.length };
			const news = coverageNews(state.coverage.get(gridId), after, toldAtMs.get(gridId) ?? 0, now);
			if (news === 'now') numbers.push(after);
			if (news !== 'later' && settled.has(gridId)) judged.push(gridId);
			else due.postpone(gridId, now);
		}

		const runMs = mayTakeMs();
		const beganAt = performance.now();
		const failures: unknown[] = [];
		let inHand: Promise<void>[] = [];
		async function lookFor(gridId: GridId, look: Extract<GridLook, { readonly gaps: null }>): Promise<void> {
			try {
				const found = await parts.search.find(gridId, () => coverage.gapGround(gridId), look.sight);
				const at = performance.now();
				coverage.noteGaps(gridId, look.sight, found);
				conclude(gridId, look.numbers, found);
				spentMs += performance.now() - at;
			} catch (error) {
				failures.push(error);
			}
		}

		let sliceAt = performance.now();
		for (const gridId of grids) {
			if (!gridIds.has(gridId)) {
				due.judged(gridId, now);
				continue;
			}
			const look = coverage.look(gridId, now);
			if (look.gaps) conclude(gridId, look.numbers, look.gaps);
			else inHand.push(lookFor(gridId, look));
			const at = performance.now();
			if (at - sliceAt < SLICE_MS && inHand.length < IN_HAND) continue;
			metrics.longestPassMs = Math.max(metrics.longestPassMs, at - sliceAt);
			spentMs += at - sliceAt;
			if (!whole && (spentMs > runMs || at - beganAt > RUN_CLOCK_MS)) break;
			if (inHand.length < IN_HAND) await breathe();
			else {
				// The threads are never without work.
				const first = inHand.slice(0, IN_HAND / 2);
				inHand = inHand.slice(IN_HAND / 2);
				await Promise.all(first);
			}
			sliceAt = performance.now();
		}
		await Promise.all(inHand);
		if (failures.length > 0) throw failures[0];
		sliceAt = performance.now();
		const open = [...state.gaps.values()];
		// A gap of a grid that the plan no longer has belongs to nobody's ground.
		verdicts.push(closing(open.filter((gap) => gap.dimension === 'D4' && (gap.gridId === null || !gridIds.has(gap.gridId)))));
		verdicts.push(...weighDuty(open, now));
		verdicts.push(...(await weighTime(open, now)));
		verdicts.push(
			weigh(
				open.filter((gap) => gap.dimension === 'D1'),
				space,
				now
			)
		);
		verdicts.push(
			weigh(
				open.filter((gap) => gap.dimension === 'D6'),
				silentTrackers(trackers(), now, rules.rules.patrol),
				now
			)
		);
		metrics.longestPassMs = Math.max(metrics.longestPassMs, performance.now() - sliceAt);

		await save(verdicts, numbers, now);
		for (const gridId of judged) due.judged(gridId, now);
		for (const { gridId } of numbers) toldAtMs.set(gridId, now);
	}

	/** What the ledger should do about these gaps, given what is found now. */
	function weigh(open: readonly Gap[], found: readonly GapFinding[], now: number): Verdict & { readonly withheld: boolean } {
		const { opened, changed, closed } = reconcile(open, found);
		const gone = new Set(closed.map(({ gap }) => gap.id));
		const findingOf = new Map(changed.map(({ gap, finding }) => [gap.id, finding]));
		let withheld = false;
		const moved = open.flatMap((gap): Gap[] => {
			if (gone.has(gap.id)) return [];
			const finding = findingOf.get(gap.id);
			const tell = finding !== undefined && (!sameNumbers(gap, finding) || Math.abs(now - gap.changedAtMs) >= RESHAPE_EVERY_MS);
			if (finding !== undefined && !tell) withheld = true;
			const owners = ownersOf(gap, now);
			if (!tell && owners.ownerId === gap.ownerId && owners.backupId === gap.backupId) return [];
			const as = tell ? { ...gap, ...finding, subject: { ...finding.subject, name: gap.subject.name } } : gap;
			return [{ ...as, ...owners, changedAtMs: now }];
		});
		return { opened, changed: moved, closed, withheld };
	}

	/** The same findings as last time, when nothing was left to tell, need no second look: telling apart ground costs milliseconds. */
	function weighGrid(gridId: GridId, open: readonly Gap[], found: readonly StaleFinding[], now: number): Verdict | null {
		if (settled.get(gridId) === found) return null;
		const verdict = weigh(open, found, now);
		const { opened, changed, closed, withheld } = verdict;
		if (!withheld && opened.length + changed.length + closed.length === 0) settled.set(gridId, found);
		else settled.delete(gridId);
		return verdict;
	}

	/** Subject by subject: in a district where much is open, comparing each gap with each finding would take seconds. */
	function weighDuty(open: readonly Gap[], now: number): Verdict[] {
		if (duty === null || now >= duty.untilMs || now < duty.atMs) {
			const district = { id: ground.districtId, name: ground.districtName };
			duty = { ...responsibilityFindings(ground.responsibilities, rules.rules.duty, district, now), atMs: now, settled: false };
		}
		const gaps = open.filter((gap) => gap.dimension === 'D2');
		if (duty.settled && gaps.length === duty.findings.length) return [];
		const gone = gaps.filter(({ subject: { kind, ids } }) => kind === 'grid' && !gridIds.has(ids[0] as GridId));
		const subjectOf = ({ subject }: Pick<Gap, 'subject'>): string => `${subject.kind} ${subject.ids.join()}`;
		const before = Map.groupBy(
			gaps.filter((gap) => !gone.includes(gap)),
			subjectOf
		);
		const found = Map.groupBy(duty.findings, subjectOf);
		const verdicts = [...new Set([...before.keys(), ...found.keys()])].map((key) => {
			const verdict = weigh(before.get(key) ?? [], found.get(key) ?? [], now);
			// Another gap of the same subject has taken its place: nobody has been assigned yet.
			return found.has(key) ? { ...verdict, closed: verdict.closed.map((one) => ({ ...one, cause: 'merged' as const })) } : verdict;
		});
		duty.settled =
			gone.length === 0 && verdicts.every((one) => !one.withheld && one.opened.length + one.changed.length + one.closed.length === 0);
		return [closing(gone), ...verdicts];
	}

	/** Post by post, and only those at which something may have changed; those whose telling was put off are weighed again. */
	async function weighTime(open: readonly Gap[], now: number): Promise<Verdict[]> {
		const seen = await parts.posts.look(watched, rules.rules, now);
		const before = Map.groupBy(
			open.filter((gap) => gap.dimension === 'D3'),
			({ subject: { kind, ids } }) => (kind === 'post' ? (ids[0] as PostId) : null)
		);
		const due = new Set<PostId | null>([...seen.keys(), ...unsettledPosts]);
		const all = parts.posts.findings();
		// A post that is gone, or one that was judged by a process before this.
		for (const id of before.keys()) if (!all.has(id)) due.add(id);
		unsettledPosts.clear();
		return [...due].map((id) => {
			const verdict = weigh(before.get(id) ?? [], all.get(id) ?? [], now);
			if (verdict.withheld || verdict.opened.length + verdict.changed.length + verdict.closed.length > 0) unsettledPosts.add(id);
			return {
				...verdict,
				closed: verdict.closed.map(({ gap, cause }) => ({ gap, cause: cause === 'manned' ? overOf(gap, now) : cause }))
			};
		});
	}

	const closing = (gaps: readonly Gap[]): Verdict => ({
		opened: [],
		changed: [],
		closed: gaps.map((gap) => ({ gap, cause: 'plan-mended' }))
	});

	function* trackers(): Generator<TrackerState> {
		for (const device of ground.devices) {
			const last = parts.positions.get(device.id);
			// Whoever has ended their shift on their phone is silent by right.
			if (!last || last.recordedAtMs <= parts.shiftEndedAtMs(device.personId)) continue;
			const at: Position = [last.lng, last.lat];
			yield { deviceId: device.id, personName: device.personName, lastFixAtMs: last.recordedAtMs, at, gridId: gridAt(at) };
		}
	}

	/** Save → commit → publish; what is published is what was saved. */
	async function save(verdicts: readonly Verdict[], numbers: readonly GridCoverage[], now: number): Promise<void> {
		const opened = verdicts
			.flatMap((verdict) => verdict.opened)
			.map((finding) => dress(finding, ownersOf(finding, now), now, rules.rules.ledger));
		const changed = verdicts.flatMap((verdict) => verdict.changed);
		const closed = verdicts.flatMap((verdict) => verdict.closed);
		const told = coverageEvents(numbers, members);
		if (opened.length + changed.length + closed.length + told.length === 0) return;
		await writer.write(async (trx) => {
			const made = await insertGaps(trx, ground.districtId, opened);
			await updateGaps(trx, changed);
			for (const cause of new Set(closed.map((one) => one.cause)))
				await closeGaps(
					trx,
					closed.filter((one) => one.cause === cause).map((one) => one.gap.id),
					now,
					cause
				);
			return [
				...closed.map(({ gap, cause }): EventDraft => ({
					kind: 'gap-closed',
					areaIds: gap.areaPath,
					body: { gapId: gap.id, closedAtMs: now, cause }
				})),
				...changed.map((gap): EventDraft => ({ kind: 'gap-changed', areaIds: gap.areaPath, body: { gap } })),
				...made.map((gap): EventDraft => ({ kind: 'gap-opened', areaIds: gap.areaPath, body: { gap } })),
				...told
			];
		});
	}

	return {
		touch: (grids) => due.touch(grids),
		run(whole) {
			running ??= run(whole).finally(() => (running = null));
			return running;
		},
		standBy: () => due.touch(coverage.passTime(nowMs())),
		get pending() {
			return due.size;
		},
		settled: () =>
			Promise.resolve(running).then(
				() => undefined,
				() => undefined
			)
	};
}

/** Why a gap of time is over. */
function overOf({ kind, measures }: Gap, now: number): ClosingCause {
	if (kind === 'posts-without-rule') return 'rule-made';
	if (kind === 'seat-unplanned') return (measures.untilMs ?? Infinity) <= now || (measures.fromMs ?? Infinity) <= now ? 'begun' : 'planned';
	return 'manned';
}

function openByGrid(gaps: Iterable<Gap>): Map<GridId, Gap[]> {
	const byGrid = new Map<GridId, Gap[]>();
	for (const gap of gaps) {
		if (gap.dimension !== 'D4' || gap.gridId === null) continue;
		const list = byGrid.get(gap.gridId);
		if (list) list.push(gap);
		else byGrid.set(gap.gridId, [gap]);
	}
	return byGrid;
}

/** What a person would call the same: as many buildings and households, the same limit and cause. */
const sameNumbers = (gap: Gap, finding: GapFinding): boolean =>
	gap.measures.buildings === finding.measures.buildings &&
	gap.measures.households === finding.measures.households &&
	gap.measures.limitH === finding.measures.limitH &&
	gap.measures.seats === finding.measures.seats &&
	gap.measures.fromMs === finding.measures.fromMs &&
	sameHours(gap.measures.hours, finding.measures.hours) &&
	gap.measures.posts === finding.measures.posts &&
	gap.cause === finding.cause;

function gridFinder(ground: LiveGround): (at: Position) => GridId | null {
	const index = spatialIndex(ground.grids.map((grid) => bboxOf(grid.shape)));
	return (at) => {
		for (const i of index.search(at[0], at[1], at[0], at[1])) {
			const grid = ground.grids[i];
			if (grid && pointInSurface(at, grid.shape)) return grid.id;
		}
		return null;
	};
}

function spaceOf(ground: LiveGround): GapFinding[] {
	const byCode = new Map(ground.grids.map((grid) => [grid.code, grid]));
	const bySource = new Map(ground.buildings.map((building) => [building.sourceId, building.id]));
	return spaceFindings(
		(ground.plan?.faultList ?? []) as readonly GridFault[],
		{
			gridOf: (code) => byCode.get(code),
			buildingOf: (sourceId) => bySource.get(sourceId),
			orphans: ground.buildings
				.filter((building) => building.gridId === null)
				.map((building) => ({ id: building.id, households: building.households, name: building.name, at: labelPoint(building.shape) }))
		},
		ground.plan?.madeAtMs ?? 0
	);
}

const breathe = (): Promise<void> => new Promise((next) => setImmediate(next));
