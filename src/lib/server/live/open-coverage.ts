/** The seen map over a district's ground, as the patrol room keeps it: without the land use that the rules exclude. */
import { createDistrictCoverage, type DistrictCoverage } from '#lib/patrol/district-coverage.ts';
import type { Rules } from '#lib/rules/rule-set.ts';
import type { LiveGround } from '../store/live-ground.ts';

export function openCoverage(ground: LiveGround, rules: Rules): DistrictCoverage {
	const excluded = new Set(rules.coverage.excludedLanduse);
	return createDistrictCoverage(
		{
			grids: ground.grids,
			buildings: ground.buildings,
			excluded: ground.landuse.filter((land) => excluded.has(land.kind)).map((land) => land.shape)
		},
		rules
	);
}
