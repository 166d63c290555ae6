/** Turns a field of raster cells into the outline a map shows: smooth, valid, clipped to its grid, measured. */
import { polygonAreaM2 } from '../geo/area-m2.ts';
import { contourPolygons } from '../geo/contour.ts';
import { intersectSurfaces } from '../geo/measure.ts';
import type { LocalPlane } from '../geo/plane.ts';
import { polygonsOf, type PolygonRings, type SurfaceShape } from '../geo/position.ts';
import { surfaceOf } from '../geo/ring.ts';
import { simplifyPolygon } from '../geo/simplify.ts';

export interface Outline {
	readonly shape: SurfaceShape;
	readonly areaM2: number;
}

/** Crumbs that clipping leaves beside the outline proper are dropped below this size. */
const CRUMB_M2 = 50;
/** Corners may be moved by this part of a cell to make the outline plainer. */
const TOLERANCE_CELLS = 0.35;

/** Where the field is above the level, inside the grid; null where nothing is left. `x0, y0` is the lower left corner of cell 0, 0 on the plane. */
export function outlineOf(
	field: Float32Array,
	columns: number,
	rows: number,
	level: number,
	frame: { readonly x0: number; readonly y0: number; readonly cell: number },
	plane: LocalPlane,
	grid: SurfaceShape
): Outline | null {
	const drawn = contourPolygons(field, columns, rows, level).map((rings) =>
		simplifyPolygon(rings, TOLERANCE_CELLS).map((ring) =>
			ring.map(([x, y]) => plane.toLngLat(frame.x0 + (x + 0.5) * frame.cell, frame.y0 + (y + 0.5) * frame.cell))
		)
	);
	const pieces = drawn
		.flatMap((rings): readonly PolygonRings[] => {
			const clipped = intersectSurfaces({ type: 'Polygon', coordinates: rings }, grid);
			return clipped ? polygonsOf(clipped) : [];
		})
		.map((rings) => ({ rings, areaM2: polygonAreaM2(rings, plane) }))
		.sort((a, b) => b.areaM2 - a.areaM2)
		.filter(({ areaM2 }, i) => i === 0 || areaM2 >= CRUMB_M2);
	const shape = surfaceOf(pieces.map(({ rings }) => rings));
	return shape && { shape, areaM2: pieces.reduce((sum, { areaM2 }) => sum + areaM2, 0) };
}
