/** How fresh a building is drawn: its age over its limit in four classes, then overdue, and never seen as a state of its own. */
import type { GridId, Risk } from '#lib/area/area.ts';
import type { Rules } from '#lib/rules/rule-set.ts';
import type { GridPicture } from '#lib/wire/area-picture.ts';
import type { Footprints } from '#lib/wire/footprints.ts';
import type { Palette, Rgba } from '../palette.ts';

/** 0–3: quarters of the limit; 4: beyond it; 5: never seen. */
export type FreshnessClass = 0 | 1 | 2 | 3 | 4 | 5;
export const OVERDUE = 4;
export const NEVER_SEEN = 5;
const QUARTERS = 4;

export function freshnessClass(seenAtS: number, limitS: number, nowS: number): FreshnessClass {
	if (seenAtS === 0) return NEVER_SEEN;
	const share = (nowS - seenAtS) / limitS;
	if (share >= 1) return OVERDUE;
	return Math.max(0, Math.min(QUARTERS - 1, Math.floor(share * QUARTERS))) as FreshnessClass;
}

/** Seconds a building stays fresh, by row. A building in no grid has no class of risk: the longest limit holds, so that it is not called overdue too early. */
export function limitsOf(footprints: Footprints, grids: readonly GridPicture[], limitH: Rules['coverage']['limitH']): Uint32Array {
	const risks = new Map<number, Risk>(grids.map((grid) => [grid.id as GridId, grid.risk]));
	const limits = new Uint32Array(footprints.count);
	for (let row = 0; row < footprints.count; row++) {
		const risk = risks.get(footprints.gridId[row] ?? -1) ?? 'low';
		limits[row] = limitH[risk] * 3600;
	}
	return limits;
}

/** Fill and edge of each class, in class order. */
export const fillsOf = ({ rgba }: Palette): readonly Rgba[] => [rgba.f0, rgba.f1, rgba.f2, rgba.f3, rgba.alarm, rgba.unknownBg];
export const edgesOf = ({ rgba }: Palette): readonly Rgba[] => [
	rgba.f0Edge,
	rgba.f1Edge,
	rgba.f2Edge,
	rgba.f3Edge,
	rgba.alarmEdge,
	rgba.unknownFg
];
