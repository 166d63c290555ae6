/** Rings: which way round they run, and turning them the way GeoJSON asks (outer counter-clockwise, holes clockwise). */
import type { PolygonRings, Position, Ring, SurfaceShape } from './position.ts';

/** Twice the signed area in squared units of the coordinates; above 0 when the ring runs counter-clockwise. */
export function signedDoubleArea(ring: readonly Position[]): number {
	const origin = ring[0];
	if (!origin) return 0;
	const [x0, y0] = origin;
	let sum = 0;
	for (let i = 1; i < ring.length; i++) {
		const [ax, ay] = ring[i - 1]!;
		const [bx, by] = ring[i]!;
		sum += (ax - x0) * (by - y0) - (bx - x0) * (ay - y0);
	}
	return sum;
}

export const isCounterClockwise = (ring: readonly Position[]): boolean => signedDoubleArea(ring) > 0;

export const orientRing = (ring: Ring, counterClockwise: boolean): Ring =>
	isCounterClockwise(ring) === counterClockwise ? ring : ring.toReversed();

export const orientPolygon = (rings: PolygonRings): PolygonRings => rings.map((ring, i) => orientRing(ring, i === 0));

/** The surface with every ring turned the way GeoJSON (RFC 7946) asks. */
export function orientSurface<S extends SurfaceShape>(surface: S): S {
	return surface.type === 'Polygon'
		? { ...surface, coordinates: orientPolygon(surface.coordinates) }
		: { ...surface, coordinates: surface.coordinates.map(orientPolygon) };
}

/** One polygon as a Polygon, several as a MultiPolygon; null where there is none. */
export function surfaceOf(polygons: readonly PolygonRings[]): SurfaceShape | null {
	const [only] = polygons;
	if (!only) return null;
	return polygons.length === 1 ? { type: 'Polygon', coordinates: only } : { type: 'MultiPolygon', coordinates: polygons };
}
