/** One stored feature on its way into a tile: which sublayer, its tags, from which zoom, and its shape. */

export interface TileFeature {
	readonly sub: string;
	readonly id: number;
	readonly minZoom: number;
	readonly tags: Readonly<Record<string, string | number | boolean>>;
	readonly shape: GeoJSON.Geometry;
}
