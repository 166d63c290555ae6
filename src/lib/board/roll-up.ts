/**
 * 区 → 街道 → 社区 → 网格 as data: the numbers of any area are sums over the grids below it, so that a level and the level under it can never
 * disagree.
 */
import type { Area, AreaId, GridId } from '#lib/area/area.ts';
import type { Gap } from '#lib/ledger/gap.ts';
import type { GridCoverage } from '#lib/patrol/grid-coverage.ts';
import type { AreaPicture, GridPicture } from '#lib/wire/area-picture.ts';

export interface AreaTree {
	readonly areas: ReadonlyMap<AreaId, Area>;
	/** In the order of their codes. */
	readonly children: ReadonlyMap<AreaId, readonly Area[]>;
	/** Grids directly under an area, in the order of their codes. */
	readonly grids: ReadonlyMap<AreaId, readonly GridPicture[]>;
	readonly gridById: ReadonlyMap<GridId, GridPicture>;
}

export function areaTree(picture: Pick<AreaPicture, 'areas' | 'grids'>): AreaTree {
	const byCode = <T extends { readonly code: string }>(a: T, b: T): number => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
	return {
		areas: new Map(picture.areas.map((area) => [area.id, area])),
		children: Map.groupBy([...picture.areas].sort(byCode), (area) => area.parentId ?? (0 as AreaId)),
		grids: Map.groupBy([...picture.grids].sort(byCode), (grid) => grid.areaId),
		gridById: new Map(picture.grids.map((grid) => [grid.id, grid]))
	};
}

/** Every grid at or below an area. */
export function gridsUnder(tree: AreaTree, areaId: AreaId): readonly GridPicture[] {
	const below = tree.children.get(areaId) ?? [];
	return [...(tree.grids.get(areaId) ?? []), ...below.flatMap((child) => gridsUnder(tree, child.id))];
}

/** Whether a gap lies in an area: by the path it carries. */
export const gapIn = (gap: Gap, areaId: AreaId): boolean => gap.areaPath.includes(areaId);

export type CoverageSum = Omit<GridCoverage, 'gridId'>;

/** Sums of what is known of the grids; a grid nothing is known of adds its objects as not covered and never seen. */
export function sumCoverage(grids: Iterable<GridPicture>, coverage: ReadonlyMap<GridId, GridCoverage>): CoverageSum {
	const sum = {
		buildings: 0,
		freshBuildings: 0,
		neverSeenBuildings: 0,
		households: 0,
		freshHouseholds: 0,
		groundAreaM2: 0,
		freshAreaM2: 0,
		lastSeenAtMs: null as number | null,
		gapCount: 0
	};
	for (const grid of grids) {
		const c = coverage.get(grid.id);
		sum.buildings += c?.buildings ?? grid.buildings;
		sum.freshBuildings += c?.freshBuildings ?? 0;
		sum.neverSeenBuildings += c?.neverSeenBuildings ?? grid.buildings;
		sum.households += c?.households ?? grid.households;
		sum.freshHouseholds += c?.freshHouseholds ?? 0;
		sum.groundAreaM2 += c?.groundAreaM2 ?? grid.groundAreaM2;
		sum.freshAreaM2 += c?.freshAreaM2 ?? 0;
		sum.gapCount += c?.gapCount ?? 0;
		if (c?.lastSeenAtMs != null) sum.lastSeenAtMs = Math.max(sum.lastSeenAtMs ?? 0, c.lastSeenAtMs);
	}
	return sum;
}
