/** Turns a field of raster cells into the outline a map shows: smooth, valid, clipped to its grid, measured. */
import { polygonAreaM2 } from '../geo/area-m2.ts';
import { clipPolygon } from '../geo/clip.ts';
import { contourPolygons } from '../geo/contour.ts';
import { intersectSurfaces } from '../geo/measure.ts';
import type { LocalPlane } from '../geo/plane.ts';
import { polygonsOf, type PolygonRings, type Position, type SurfaceShape } from '../geo/position.ts';
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

/** The grid an outline is clipped to, on the plane it is drawn on. */
export interface ClipFrame {
	readonly plane: LocalPlane;
	readonly grid: SurfaceShape;
	/** The grid's polygons in metres on the plane; null to draw without clipping. */
	readonly flat: readonly PolygonRings[] | null;
}

export function clipFrame(plane: LocalPlane, grid: SurfaceShape): ClipFrame {
	return { plane, grid, flat: polygonsOf(grid).map((rings) => rings.map((ring) => ring.map(([lng, lat]) => plane.toXY(lng, lat)))) };
}

/** Where the field is above the level, inside the grid; null where nothing is left. `x0, y0` is the lower left corner of cell 0, 0 on the plane. */
export function outlineOf(
	field: Float32Array,
	columns: number,
	rows: number,
	level: number,
	raster: { readonly x0: number; readonly y0: number; readonly cell: number },
	frame: ClipFrame
): Outline | null {
	const { plane } = frame;
	const pieces = contourPolygons(field, columns, rows, level)
		.flatMap((rings) =>
			clipped(
				simplifyPolygon(rings, TOLERANCE_CELLS).map((ring) =>
					ring.map(([x, y]): Position => [raster.x0 + (x + 0.5) * raster.cell, raster.y0 + (y + 0.5) * raster.cell])
				),
				frame
			)
		)
		.map((rings) => ({ rings, areaM2: polygonAreaM2(rings, plane) }))
		.sort((a, b) => b.areaM2 - a.areaM2)
		.filter(({ areaM2 }, i) => i === 0 || areaM2 >= CRUMB_M2);
	const shape = surfaceOf(pieces.map(({ rings }) => rings));
	return shape && { shape, areaM2: pieces.reduce((sum, { areaM2 }) => sum + areaM2, 0) };
}

/** The part of a flat polygon inside the grid, in degrees. */
function clipped(rings: PolygonRings, { plane, grid, flat }: ClipFrame): readonly PolygonRings[] {
	const inDegrees = (polygon: PolygonRings): PolygonRings =>
		polygon.map((ring) =>
			ring.map(([x, y]) => {
				const [lng, lat] = plane.toLngLat(x, y);
				return [fine(lng), fine(lat)];
			})
		);
	if (flat === null) return [inDegrees(rings)];
	const quick = flat.map((polygon) => clipPolygon(rings, polygon));
	if (quick.every((part) => part !== null)) return quick.flat().map(inDegrees);
	const exact = intersectSurfaces({ type: 'Polygon', coordinates: inDegrees(rings) }, grid);
	return exact ? polygonsOf(exact) : [];
}

/** To 1e-8°, a millimetre: shorter to send and to keep, and the same wherever it is read again. */
const fine = (degrees: number): number => Math.round(degrees * 1e8) / 1e8;
