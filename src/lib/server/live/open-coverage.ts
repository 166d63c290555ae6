/** The seen map over a district's ground, as the patrol room keeps it: without the land use that the rules exclude. */
import { createDistrictCoverage, type CoverageGround, type DistrictCoverage } from '#lib/patrol/district-coverage.ts';
import type { Rules } from '#lib/rules/rule-set.ts';
import type { LiveGround } from '../store/live-ground.ts';

export const openCoverage = (ground: LiveGround, rules: Rules): DistrictCoverage =>
	createDistrictCoverage(coverageGround(ground, rules), rules);

export function coverageGround(ground: LiveGround, rules: Rules): CoverageGround {
	const excluded = new Set(rules.coverage.excludedLanduse);
	return {
		grids: ground.grids,
		buildings: ground.buildings,
		excluded: ground.landuse.filter((land) => excluded.has(land.kind)).map((land) => land.shape)
	};
}
