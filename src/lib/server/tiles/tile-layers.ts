/** Which tile layers there are, what each holds, and from which zoom. Promises that tiles, TileJSON and this list agree. */

export const TILE_LAYERS = ['base', 'grids', 'buildings', 'posts'] as const;
export type TileLayer = (typeof TILE_LAYERS)[number];
export const isTileLayer = (name: string): name is TileLayer => (TILE_LAYERS as readonly string[]).includes(name);

/** One layer inside the tile, as MVT names it. */
export interface SubLayer {
	readonly id: string;
	readonly description: string;
	/** Below this zoom the tile does not hold it. */
	readonly minZoom: number;
	readonly fields: Readonly<Record<string, 'String' | 'Number' | 'Boolean'>>;
}

/** Detail is kept down to this zoom; maps draw deeper ones from it. */
export const MAX_ZOOM = 16;
export const EXTENT = 4096;
/** Pixels of the extent around a tile that it holds besides, wide enough for the widest road casing and the longest label overlap. */
export const BUFFER = 128;

export const SUB_LAYERS: Readonly<Record<TileLayer, readonly SubLayer[]>> = {
	base: [
		{ id: 'land', description: 'Ground of the districts', minZoom: 0, fields: { code: 'String', name: 'String' } },
		{ id: 'landuse', description: 'Land use without water', minZoom: 9, fields: { kind: 'String', name: 'String', areaM2: 'Number' } },
		{ id: 'water', description: 'Water surfaces', minZoom: 6, fields: { kind: 'String', name: 'String', areaM2: 'Number' } },
		{ id: 'waterways', description: 'Rivers and streams drawn as lines', minZoom: 9, fields: { kind: 'String', name: 'String' } },
		{
			id: 'roads',
			description: 'Roads and paths',
			minZoom: 8,
			fields: { class: 'String', name: 'String', bridge: 'Boolean', rank: 'Number', lengthM: 'Number' }
		},
		{ id: 'buildings', description: 'Building footprints', minZoom: 13, fields: {} },
		{ id: 'pois', description: 'Named places', minZoom: 14, fields: { kind: 'String', name: 'String' } }
	],
	grids: [
		{
			id: 'grids',
			description: 'Grids of the effective plan',
			minZoom: 0,
			fields: { code: 'String', name: 'String', risk: 'String', area_m2: 'Number', ground_area_m2: 'Number', area_code: 'String' }
		}
	],
	buildings: [
		{
			id: 'buildings',
			description: 'Buildings with their grid',
			minZoom: 12,
			fields: {
				source_id: 'String',
				name: 'String',
				kind: 'String',
				floors: 'Number',
				units: 'Number',
				grid_code: 'String'
			}
		}
	],
	posts: [
		{
			id: 'posts',
			description: 'Manned posts',
			minZoom: 0,
			fields: { code: 'String', name: 'String', kind: 'String', required: 'Number' }
		}
	]
};

/** Roads by how wide they are, 1 widest to 5 narrowest, and the zoom from which the tile holds them. */
const ROADS = [
	{ rank: 1, minZoom: 8, classes: ['motorway', 'trunk', 'primary'] },
	{ rank: 2, minZoom: 10, classes: ['secondary'] },
	{ rank: 3, minZoom: 11, classes: ['tertiary'] },
	{ rank: 4, minZoom: 13, classes: ['residential', 'unclassified', 'living_street', 'road'] },
	{ rank: 4, minZoom: 14, classes: ['service'] }
] as const;
const PATH = { rank: 5, minZoom: 14 } as const;

/** @param roadClass as OpenStreetMap has it, `…_link` too */
export function roadRank(roadClass: string): { readonly rank: number; readonly minZoom: number } {
	const plain = roadClass.replace(/_link$/, '');
	return ROADS.find(({ classes }) => (classes as readonly string[]).includes(plain)) ?? PATH;
}

/** The classes that the tile holds at a zoom, without `_link`; null: all there are. */
export const roadClassesAt = (zoom: number): readonly string[] | null =>
	zoom >= PATH.minZoom ? null : ROADS.flatMap(({ minZoom, classes }) => (zoom >= minZoom ? classes : []));

/** Metres of ground a pixel of a 512-pixel tile at zoom 0, and how many of them a surface has to be wide to be more than a speck. */
const METRES_A_PIXEL = 78_271.5;
const PIXELS_TO_SEE = 3;
/** From here on tiles hold every surface. */
const ALL_SURFACES = 14;

/** The zoom from which the tile holds a surface, and no earlier than `least`. */
export function zoomToSee(surfaceM2: number, least: number): number {
	const zoom = Math.log2((METRES_A_PIXEL * PIXELS_TO_SEE) / Math.sqrt(Math.max(surfaceM2, 1)));
	return Math.max(least, Math.min(ALL_SURFACES, Math.floor(zoom)));
}

/** No smaller surface is in a tile of this zoom, m². */
export const leastSurfaceM2 = (zoom: number): number =>
	zoom >= ALL_SURFACES ? 0 : ((METRES_A_PIXEL * PIXELS_TO_SEE) / 2 ** (zoom + 1)) ** 2;

const WATER = new Set(['water', 'river', 'sea', 'lake', 'pond', 'reservoir', 'canal', 'basin', 'stream', 'riverbank', 'moat']);
export const isWater = (kind: string): boolean => WATER.has(kind);
