/**
 * The durable part of a district's live picture: coverage, open gaps, staffing. It changes only by committed events, the same events the
 * watchers get, so that what is kept here and what they keep cannot come apart.
 */
import type { AreaId, GridId } from '#lib/area/area.ts';
import type { PostId, PostStaffing } from '#lib/duty/post.ts';
import type { Gap, GapId } from '#lib/ledger/gap.ts';
import type { GridCoverage } from '#lib/patrol/grid-coverage.ts';
import type { DurableEvent, LiveSnapshot } from '#lib/wire/live.ts';
import type { Membership } from './area-membership.ts';

const HOUR_MS = 3_600_000;

export interface GapTimes {
	readonly areaPath: readonly AreaId[];
	readonly openedAtMs: number;
	readonly closedAtMs: number | null;
}

interface Turned {
	readonly areaPath: readonly AreaId[];
	readonly atMs: number;
	readonly closed: boolean;
}

/** Everything durable of a district at one number: from here on its events lead another process to the same picture. */
export interface LiveCopy {
	readonly seq: number;
	readonly coverage: readonly GridCoverage[];
	readonly gaps: readonly Gap[];
	readonly staffing: readonly PostStaffing[];
	/** Gaps opened and closed in the last hour. */
	readonly turned: readonly Turned[];
}

export interface LiveState {
	readonly coverage: ReadonlyMap<GridId, GridCoverage>;
	readonly gaps: ReadonlyMap<GapId, Gap>;
	readonly staffing: ReadonlyMap<PostId, PostStaffing>;
	apply(event: DurableEvent): void;
	/** Starts over with what the database holds. Coverage is not in it: it is computed and comes as events. */
	reset(gaps: readonly Gap[], staffing: readonly PostStaffing[], lastHour: readonly GapTimes[]): void;
	copy(seq: number): LiveCopy;
	/** Starts over with what another process holds. */
	take(copy: LiveCopy): void;
	/** Grids that no longer exist are no longer counted. */
	keepGrids(ids: ReadonlySet<GridId>): void;
	snapshot(areaId: AreaId, members: Membership, seq: number, nowMs: number): LiveSnapshot;
}

export function createLiveState(): LiveState {
	const coverage = new Map<GridId, GridCoverage>();
	const gaps = new Map<GapId, Gap>();
	const staffing = new Map<PostId, PostStaffing>();
	let turned: Turned[] = [];

	function clear(): void {
		coverage.clear();
		gaps.clear();
		staffing.clear();
	}

	function forgetBefore(ms: number): void {
		const keep = turned.findIndex((one) => one.atMs >= ms);
		if (keep !== 0) turned = keep < 0 ? [] : turned.slice(keep);
	}

	return {
		coverage,
		gaps,
		staffing,
		apply(event) {
			switch (event.kind) {
				case 'grid-coverage-changed':
					for (const grid of event.body.grids) coverage.set(grid.gridId, grid);
					break;
				case 'gap-opened':
					gaps.set(event.body.gap.id, event.body.gap);
					turned.push({ areaPath: event.body.gap.areaPath, atMs: event.body.gap.openedAtMs, closed: false });
					break;
				case 'gap-changed':
					gaps.set(event.body.gap.id, event.body.gap);
					break;
				case 'gap-closed': {
					const gap = gaps.get(event.body.gapId);
					gaps.delete(event.body.gapId);
					turned.push({ areaPath: gap?.areaPath ?? event.areaIds, atMs: event.body.closedAtMs, closed: true });
					break;
				}
				case 'post-staffing-changed':
					for (const post of event.body.posts) staffing.set(post.postId, post);
					break;
				case 'plan-published':
				case 'rules-changed':
				case 'district-changed':
					break;
			}
		},
		reset(openGaps, posts, lastHour) {
			clear();
			for (const gap of openGaps) gaps.set(gap.id, gap);
			for (const post of posts) staffing.set(post.postId, post);
			turned = lastHour
				.flatMap(({ areaPath, openedAtMs, closedAtMs }) => [
					{ areaPath, atMs: openedAtMs, closed: false },
					...(closedAtMs === null ? [] : [{ areaPath, atMs: closedAtMs, closed: true }])
				])
				.sort((a, b) => a.atMs - b.atMs);
		},
		copy: (seq) => ({ seq, coverage: [...coverage.values()], gaps: [...gaps.values()], staffing: [...staffing.values()], turned }),
		take(copy) {
			clear();
			for (const grid of copy.coverage) coverage.set(grid.gridId, grid);
			for (const gap of copy.gaps) gaps.set(gap.id, gap);
			for (const post of copy.staffing) staffing.set(post.postId, post);
			turned = [...copy.turned];
		},
		keepGrids(ids) {
			for (const id of coverage.keys()) if (!ids.has(id)) coverage.delete(id);
		},
		snapshot(areaId, members, seq, nowMs) {
			forgetBefore(nowMs - HOUR_MS);
			const here = turned.filter((one) => one.areaPath.includes(areaId));
			const closed = here.reduce((n, one) => n + (one.closed ? 1 : 0), 0);
			return {
				areaId,
				seq,
				serverTimeMs: nowMs,
				coverage: [...coverage.values()].filter((grid) => members.ofGrid(grid.gridId).includes(areaId)),
				gaps: [...gaps.values()].filter((gap) => gap.areaPath.includes(areaId)),
				staffing: [...staffing.values()].filter((post) => members.ofPost(post.postId).includes(areaId)),
				lastHour: { opened: here.length - closed, closed }
			};
		}
	};
}
