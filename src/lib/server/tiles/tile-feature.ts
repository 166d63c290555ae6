/** One stored feature on its way into a tile: which sublayer, its tags, from which zoom, and its shape as GeoJSON text. */

export interface TileFeature {
	readonly sub: string;
	readonly id: number;
	readonly minZoom: number;
	readonly tags: Readonly<Record<string, string | number | boolean>>;
	/** A GeoJSON geometry, unparsed, so that parsing happens where the index lives. */
	readonly shapeJson: string;
}
