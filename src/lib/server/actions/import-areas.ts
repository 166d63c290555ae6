/** The levels between district and grid, told from the grids' codes: each street and community is the ground of its grids. */
import type { AreaLevel } from '../../area/area.ts';
import { bboxCentre, bboxOf } from '../../geo/bbox.ts';
import { overlay } from '../../geo/overlay.ts';
import { localPlane } from '../../geo/plane.ts';
import type { MultiPolygonShape, PolygonRings } from '../../geo/position.ts';
import { snapSurface } from '../../geo/lattice.ts';
import { widestCircle } from '../../geo/widest-circle.ts';
import { ROUNDING_WIDTH_M } from '../../plan/check-grids.ts';
import type { DistrictSource } from '../../wire/district-source.ts';
import type { ReadGrid } from './import-layers.ts';

export const LEVELS: readonly AreaLevel[] = [
	{ depth: 0, nameZh: '区', nameEn: 'District' },
	{ depth: 1, nameZh: '街道', nameEn: 'Street' },
	{ depth: 2, nameZh: '社区', nameEn: 'Community' }
];

/** Streets, then communities, by code. A level without a name in the file is called by its number. */
export function areasOf(districtCode: string, grids: readonly ReadGrid[]): DistrictSource['areas'] {
	const levels = [
		{ depth: 1, digits: 9, parentDigits: 0, word: '街道', nameOf: (grid: ReadGrid) => grid.streetName },
		{ depth: 2, digits: 12, parentDigits: 9, word: '社区', nameOf: (grid: ReadGrid) => grid.communityName }
	];
	return levels.flatMap(({ depth, digits, parentDigits, word, nameOf }) => {
		const codes = [...new Set(grids.map((grid) => grid.code.slice(0, digits)))].sort();
		return codes.map((code) => {
			const own = grids.filter((grid) => grid.code.startsWith(code));
			return {
				code,
				parentCode: parentDigits === 0 ? districtCode : code.slice(0, parentDigits),
				depth,
				name: own.map(nameOf).find((name) => name !== '') ?? `${word}${code.slice(-3)}`,
				shape: groundOf(own)
			};
		});
	});
}

/** All ground of some grids as one surface; cracks between them that are only rounding are closed. */
function groundOf(grids: readonly ReadGrid[]): MultiPolygonShape {
	const [first] = grids;
	if (!first) return { type: 'MultiPolygon', coordinates: [] };
	const plane = localPlane(bboxCentre(bboxOf(first.shape)));
	const laid = overlay(
		grids.map(({ shape }) => shape),
		plane
	);
	const covered = Array.from({ length: laid.faceCount }, (_, face) => face).filter((face) => face > 0 && laid.coverOf(face).length > 0);
	const wide = (rings: PolygonRings): boolean => widestCircle([rings], plane, ROUNDING_WIDTH_M) !== null;
	const polygons = laid.regionsOf(covered).flatMap((region) => region.polygons);
	const closed = polygons.filter(wide).map(([outer, ...holes]) => [outer!, ...holes.filter((hole) => wide([hole]))]);
	return snapSurface({ type: 'MultiPolygon', coordinates: closed });
}
