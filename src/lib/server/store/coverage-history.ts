/** The numbers of each grid as they stood every quarter of an hour. */
import type { Db } from '#db/open.ts';
import type { GridCoverage } from '#lib/patrol/grid-coverage.ts';

export async function writeCoverageHistory(db: Db, grids: readonly GridCoverage[], atMs: number): Promise<void> {
	const at = new Date(atMs);
	for (let from = 0; from < grids.length; from += 500)
		await db
			.insertInto('grid_coverage_history')
			.values(
				grids.slice(from, from + 500).map((grid) => ({
					grid_id: grid.gridId,
					at,
					buildings: grid.buildings,
					fresh_buildings: grid.freshBuildings,
					households: grid.households,
					fresh_households: grid.freshHouseholds,
					ground_area_m2: grid.groundAreaM2,
					fresh_area_m2: grid.freshAreaM2
				}))
			)
			.onConflict((on) => on.doNothing())
			.execute();
}
