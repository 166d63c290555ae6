/** Positions and shapes on the ground: always `[lng, lat]` in WGS-84 degrees. Shapes follow GeoJSON, read-only. */

/** `[lng, lat]`, degrees, WGS-84. */
export type Position = readonly [lng: number, lat: number];
/** A closed ring: the first and last positions are equal, at least four of them. */
export type Ring = readonly Position[];
/** Outer ring first, then holes. */
export type PolygonRings = readonly Ring[];
export type Line = readonly Position[];

export interface PointShape {
	readonly type: 'Point';
	readonly coordinates: Position;
}
export interface LineShape {
	readonly type: 'LineString';
	readonly coordinates: Line;
}
export interface MultiLineShape {
	readonly type: 'MultiLineString';
	readonly coordinates: readonly Line[];
}
export interface PolygonShape {
	readonly type: 'Polygon';
	readonly coordinates: PolygonRings;
}
export interface MultiPolygonShape {
	readonly type: 'MultiPolygon';
	readonly coordinates: readonly PolygonRings[];
}
/** Anything that covers ground. */
export type SurfaceShape = PolygonShape | MultiPolygonShape;
export type Shape = PointShape | LineShape | MultiLineShape | SurfaceShape;

/** `[west, south, east, north]`, degrees. */
export type Bbox = readonly [west: number, south: number, east: number, north: number];

/** The polygons of a surface, whichever way it is written. */
export function polygonsOf(surface: SurfaceShape): readonly PolygonRings[] {
	return surface.type === 'Polygon' ? [surface.coordinates] : surface.coordinates;
}
