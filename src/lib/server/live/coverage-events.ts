/** Which grids' numbers are news, and the events that tell them: one for each community, so that nobody hears of a grid they may not watch. */
import type { AreaId, GridId } from '#lib/area/area.ts';
import type { GridCoverage } from '#lib/patrol/grid-coverage.ts';
import type { EventDraft } from '../store/events.ts';
import type { Membership } from './area-membership.ts';

/** Ground turns fresh with every step somebody takes; buildings and gaps are worth a message at once, square metres only now and then, ms. */
const GROUND_EVERY_MS = 10_000;
/** Less than this of the ground is not worth a message by itself. */
const GROUND_PART = 0.0005;

export type CoverageNews = 'now' | 'later' | 'none';

/** `later`: only the ground moved, and it was told a moment ago. */
export function coverageNews(before: GridCoverage | undefined, after: GridCoverage, toldAtMs: number, nowMs: number): CoverageNews {
	if (
		!before ||
		before.buildings !== after.buildings ||
		before.freshBuildings !== after.freshBuildings ||
		before.neverSeenBuildings !== after.neverSeenBuildings ||
		before.households !== after.households ||
		before.freshHouseholds !== after.freshHouseholds ||
		before.gapCount !== after.gapCount ||
		before.groundAreaM2 !== after.groundAreaM2
	)
		return 'now';
	const moved = Math.abs(before.freshAreaM2 - after.freshAreaM2) > after.groundAreaM2 * GROUND_PART;
	if (!moved && before.lastSeenAtMs === after.lastSeenAtMs) return 'none';
	// Either way: the clock may have been set back.
	return Math.abs(nowMs - toldAtMs) >= GROUND_EVERY_MS ? 'now' : 'later';
}

export function coverageEvents(grids: readonly GridCoverage[], members: Membership): EventDraft[] {
	const byArea = new Map<AreaId, GridCoverage[]>();
	const paths = new Map<AreaId, readonly AreaId[]>();
	for (const grid of grids) {
		const path = members.ofGrid(grid.gridId as GridId);
		const area = path.at(-1);
		if (area === undefined) continue;
		paths.set(area, path);
		const list = byArea.get(area);
		if (list) list.push(grid);
		else byArea.set(area, [grid]);
	}
	return [...byArea].map(([area, list]) => ({ kind: 'grid-coverage-changed', areaIds: paths.get(area) ?? [], body: { grids: list } }));
}
