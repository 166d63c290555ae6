/**
 * What surfaces have in common, by an exact but slow set operation: for clipping and measuring only. It is fragile where edges are shared, so no
 * border that is saved is ever derived from it.
 */
import { featureCollection, intersect, polygon as turfPolygon, multiPolygon } from '@turf/turf';
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import type { SurfaceShape } from './position.ts';

function feature(surface: SurfaceShape): Feature<Polygon | MultiPolygon> {
	return surface.type === 'Polygon'
		? turfPolygon(surface.coordinates as unknown as number[][][])
		: multiPolygon(surface.coordinates as unknown as number[][][][]);
}

const shapeOf = (found: Feature<Polygon | MultiPolygon> | null): SurfaceShape | null =>
	found === null ? null : (found.geometry as unknown as SurfaceShape);

/** Ground in both; null where there is none. */
export const intersectSurfaces = (a: SurfaceShape, b: SurfaceShape): SurfaceShape | null =>
	shapeOf(intersect(featureCollection([feature(a), feature(b)])));
