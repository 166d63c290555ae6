/** What is known of one grid's coverage at one moment (D4). Ratios are 0–1; null where there is nothing to cover. */
import type { GridId } from '../area/area.ts';

export interface GridCoverage {
	readonly gridId: GridId;
	readonly buildings: number;
	readonly freshBuildings: number;
	/** Buildings never seen by anyone: unknown, counted as not covered. */
	readonly neverSeenBuildings: number;
	readonly households: number;
	readonly freshHouseholds: number;
	/** Ground without what the rules exclude, square metres. */
	readonly groundAreaM2: number;
	readonly freshAreaM2: number;
	/** When anything in the grid was last seen, Unix ms. */
	readonly lastSeenAtMs: number | null;
	/** Open D4 gaps in the grid. */
	readonly gapCount: number;
}

/** Fresh buildings ÷ buildings. */
export const buildingCoverage = (c: Pick<GridCoverage, 'buildings' | 'freshBuildings'>): number | null =>
	c.buildings === 0 ? null : c.freshBuildings / c.buildings;
/** Fresh households ÷ households. */
export const householdCoverage = (c: Pick<GridCoverage, 'households' | 'freshHouseholds'>): number | null =>
	c.households === 0 ? null : c.freshHouseholds / c.households;
/** Fresh ground ÷ ground. */
export const areaCoverage = (c: Pick<GridCoverage, 'groundAreaM2' | 'freshAreaM2'>): number | null =>
	c.groundAreaM2 === 0 ? null : c.freshAreaM2 / c.groundAreaM2;
