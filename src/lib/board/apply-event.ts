/** What one durable event does to what is known. Pure but for the maps it is given, which it changes in place and says which of them it did. */
import type { GridId } from '#lib/area/area.ts';
import type { PostId, PostStaffing } from '#lib/duty/post.ts';
import type { Gap, GapId } from '#lib/ledger/gap.ts';
import type { GridCoverage } from '#lib/patrol/grid-coverage.ts';
import type { DurableEvent, LiveSnapshot } from '#lib/wire/live.ts';
import type { Revisions } from './board-view.ts';
import type { LastHour } from './last-hour.ts';

/** What durable events change. */
export interface Known {
	readonly coverage: Map<GridId, GridCoverage>;
	readonly gaps: Map<GapId, Gap>;
	readonly staffing: Map<PostId, PostStaffing>;
	readonly lastHour: LastHour;
	readonly reportBook: { tell(reportId: number, closedAtMs: number | null): void };
}

/** `picture`: the still picture no longer holds and must be fetched again. */
export type Touched = keyof Revisions;

export function applyEvent(known: Known, event: DurableEvent): readonly Touched[] {
	switch (event.kind) {
		case 'grid-coverage-changed':
			for (const coverage of event.body.grids) known.coverage.set(coverage.gridId, coverage);
			return ['coverage'];
		case 'gap-opened':
			known.gaps.set(event.body.gap.id, event.body.gap);
			known.lastHour.opened(event.body.gap.id, event.body.gap.openedAtMs);
			return ['gaps'];
		case 'gap-changed':
			known.gaps.set(event.body.gap.id, event.body.gap);
			return ['gaps'];
		case 'gap-closed':
			known.gaps.delete(event.body.gapId);
			known.lastHour.closed(event.body.gapId, event.body.closedAtMs);
			return ['gaps'];
		case 'post-staffing-changed':
			for (const staffing of event.body.posts) known.staffing.set(staffing.postId, staffing);
			return ['staffing'];
		case 'plan-published':
		case 'rules-changed':
		case 'district-changed':
			return ['picture'];
		case 'report-made':
			known.reportBook.tell(event.body.reportId, event.body.closedAtMs);
			return ['reports'];
		// The roster has a board of its own.
		case 'roster-changed':
			return [];
	}
}

/** Everything known is forgotten and taken from the snapshot. */
export function applySnapshot(known: Known, snapshot: LiveSnapshot): readonly Touched[] {
	known.coverage.clear();
	for (const coverage of snapshot.coverage) known.coverage.set(coverage.gridId, coverage);
	known.gaps.clear();
	for (const gap of snapshot.gaps) known.gaps.set(gap.id, gap);
	known.staffing.clear();
	for (const staffing of snapshot.staffing) known.staffing.set(staffing.postId, staffing);
	known.lastHour.restart(snapshot.lastHour, snapshot.serverTimeMs);
	return ['coverage', 'gaps', 'staffing'];
}
