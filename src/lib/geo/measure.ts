/**
 * Set operations on surfaces, for measuring, clipping and previews only: they are fragile where edges are shared, so no border that is
 * saved is ever derived from them. Null stands for nothing left.
 */
import { difference, featureCollection, intersect, polygon as turfPolygon, multiPolygon, union } from '@turf/turf';
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import type { SurfaceShape } from './position.ts';

function feature(surface: SurfaceShape): Feature<Polygon | MultiPolygon> {
	return surface.type === 'Polygon'
		? turfPolygon(surface.coordinates as unknown as number[][][])
		: multiPolygon(surface.coordinates as unknown as number[][][][]);
}

const shapeOf = (found: Feature<Polygon | MultiPolygon> | null): SurfaceShape | null =>
	found === null ? null : (found.geometry as unknown as SurfaceShape);

/** Ground in both. */
export const intersectSurfaces = (a: SurfaceShape, b: SurfaceShape): SurfaceShape | null =>
	shapeOf(intersect(featureCollection([feature(a), feature(b)])));

/** Ground of the first that is in none of the others. */
export function subtractSurfaces(a: SurfaceShape, others: readonly SurfaceShape[]): SurfaceShape | null {
	return others.length === 0 ? a : shapeOf(difference(featureCollection([feature(a), ...others.map(feature)])));
}

/** Ground in any of them. */
export function uniteSurfaces(surfaces: readonly SurfaceShape[]): SurfaceShape | null {
	if (surfaces.length < 2) return surfaces[0] ?? null;
	return shapeOf(union(featureCollection(surfaces.map(feature))));
}
