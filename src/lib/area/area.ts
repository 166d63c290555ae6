/** The levels a district is divided into: district 区 → street 街道 → community 社区 → … → grid 网格. Depth is data. */
import type { Bbox } from '../geo/position.ts';

declare const areaId: unique symbol;
declare const gridId: unique symbol;
/** A row of `area`: a district, street, community or whatever levels this district has above its grids. */
export type AreaId = number & { readonly [areaId]: true };
/** A row of `grid`. Never reused. */
export type GridId = number & { readonly [gridId]: true };

/** What the levels are called in one district: depth 0 is the district itself. */
export interface AreaLevel {
	readonly depth: number;
	readonly nameZh: string;
	readonly nameEn: string;
}

export interface Area {
	readonly id: AreaId;
	readonly parentId: AreaId | null;
	readonly depth: number;
	/** District 6 digits, street 9, community 12. */
	readonly code: string;
	readonly name: string;
	readonly bbox: Bbox;
	/** True for a demo district: everything in it is invented, and the screen says so. */
	readonly fictional: boolean;
}

export type Risk = 'low' | 'medium' | 'high';

/** Ids from the district down to the given area, both included. */
export function pathOf(areas: ReadonlyMap<AreaId, Area>, id: AreaId): AreaId[] {
	const path: AreaId[] = [];
	for (let at: AreaId | null = id; at !== null; at = areas.get(at)?.parentId ?? null) {
		if (path.includes(at)) break;
		path.unshift(at);
	}
	return path;
}
