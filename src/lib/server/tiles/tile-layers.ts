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

/** The rank of a road, 1 widest to 5 narrowest, and the zoom from which the tile holds it. */
export function roadRank(roadClass: string): { readonly rank: number; readonly minZoom: number } {
	switch (roadClass.replace(/_link$/, '')) {
		case 'motorway':
		case 'trunk':
		case 'primary':
			return { rank: 1, minZoom: 8 };
		case 'secondary':
			return { rank: 2, minZoom: 10 };
		case 'tertiary':
			return { rank: 3, minZoom: 11 };
		case 'residential':
		case 'unclassified':
		case 'living_street':
		case 'road':
			return { rank: 4, minZoom: 13 };
		case 'service':
			return { rank: 4, minZoom: 14 };
		default:
			return { rank: 5, minZoom: 14 };
	}
}

const WATER = new Set(['water', 'river', 'sea', 'lake', 'pond', 'reservoir', 'canal', 'basin', 'stream', 'riverbank', 'moat']);
export const isWater = (kind: string): boolean => WATER.has(kind);
