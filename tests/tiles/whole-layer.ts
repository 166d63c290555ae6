/**
 * The witness of tiles: all rows of a layer, read by plain questions and cut as one whole by an index over all of them. It is slow, and knows nothing of
 * what changed or of which rows are near.
 */
import { GeoJSONVT, type GeoJSONVTTile } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import { VectorTile } from '@mapbox/vector-tile';
import { sql } from 'kysely';
import { PbfReader } from 'pbf';
import { isWater, roadRank, zoomToSee, type TileLayer } from '#lib/server/tiles/tile-layers.ts';
import type { Db } from '#db/open.ts';

type Tags = Record<string, string | number | boolean>;
interface Drawn {
	readonly sub: string;
	readonly id: number;
	readonly minZoom: number;
	readonly tags: Tags;
	readonly shape: string;
}
type Row = { readonly id: number; readonly name: string; readonly shape: string } & Tags;

const all = async (db: Db, text: string): Promise<readonly Row[]> => (await sql.raw<Row>(text).execute(db)).rows;
const named = (name: string, tags: Tags): Tags => (name === '' ? tags : { ...tags, name });
const SHAPE = 'st_asgeojson(t.geom, 7) as shape';

async function rowsOf(db: Db, layer: TileLayer): Promise<readonly Drawn[]> {
	const plain = (sub: string, minZoom: number, rows: readonly Row[]): readonly Drawn[] =>
		rows.map(({ id, name, shape, ...tags }) => ({
			sub,
			id,
			minZoom,
			shape,
			tags: named(name, Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== null)))
		}));
	switch (layer) {
		case 'base':
			return [
				...plain('land', 0, await all(db, `select t.id, t.code, t.name, ${SHAPE} from area t where depth = 0 order by id`)),
				...(
					await all(
						db,
						`select t.id, t.kind, t.name, st_dimension(t.geom) as dimension, round(st_area(t.geom::geography))::float8 as m2, ${SHAPE} from landuse t order by id`
					)
				).map(({ id, name, shape, kind, dimension, m2 }): Drawn => {
					if (dimension !== 2) return { sub: 'waterways', id, minZoom: 9, shape, tags: named(name, { kind: kind! }) };
					const water = isWater(String(kind));
					const minZoom = zoomToSee(Number(m2), water ? 6 : 9);
					return { sub: water ? 'water' : 'landuse', id, minZoom, shape, tags: named(name, { kind: kind!, areaM2: m2! }) };
				}),
				...(
					await all(
						db,
						`select t.id, t.class, t.name, t.bridge, round(st_length(t.geom::geography))::float8 as m, ${SHAPE} from road t order by id`
					)
				).map(({ id, name, shape, class: roadClass, bridge, m }): Drawn => {
					const { rank, minZoom } = roadRank(String(roadClass));
					return { sub: 'roads', id, minZoom, shape, tags: named(name, { class: roadClass!, rank, bridge: bridge!, lengthM: m! }) };
				}),
				...plain('buildings', 13, await all(db, `select t.id, '' as name, ${SHAPE} from building t order by id`)),
				...plain('pois', 14, await all(db, `select t.id, t.kind, t.name, ${SHAPE} from poi t order by id`))
			];
		case 'grids':
			return plain(
				'grids',
				0,
				await all(
					db,
					`select t.id, t.code, t.name, t.risk, t.area_m2, t.ground_area_m2, a.code as area_code, ${SHAPE} from grid t, area a
					where a.id = t.area_id and t.plan_id in (select id from plan where state = 'effective') order by t.id`
				)
			);
		case 'buildings':
			return plain(
				'buildings',
				12,
				await all(
					db,
					`select t.id, t.source_id, t.name, t.kind, t.floors, t.units, (select g.code from grid g, grid_building gb, plan p
						where gb.building_id = t.id and g.id = gb.grid_id and p.id = gb.plan_id and p.state = 'effective') as grid_code, ${SHAPE}
					from building t order by id`
				)
			);
		case 'posts':
			return plain('posts', 0, await all(db, `select t.id, t.code, t.name, t.kind, t.required, ${SHAPE} from post t order by id`));
	}
}

/** @returns what cuts tiles of the layer as it is now */
export async function wholeLayer(db: Db, layer: TileLayer): Promise<(z: number, x: number, y: number) => Uint8Array | null> {
	const bySub = Map.groupBy(await rowsOf(db, layer), ({ sub }) => sub);
	const indexes = [...bySub].map(([sub, drawn]) => {
		const features = drawn.map(({ id, minZoom, tags, shape }): GeoJSON.Feature => ({
			type: 'Feature',
			id,
			properties: { ...tags, minZoom },
			geometry: JSON.parse(shape) as GeoJSON.Geometry
		}));
		const options = { maxZoom: 16, indexMaxZoom: 4, indexMaxPoints: 0, tolerance: 3, extent: 4096, buffer: 128 };
		return [sub, new GeoJSONVT({ type: 'FeatureCollection', features }, options)] as const;
	});
	return (z, x, y) => {
		const layers: Record<string, GeoJSONVTTile> = {};
		for (const [sub, index] of indexes) {
			const tile = index.getTile(z, x, y);
			const features = (tile?.features ?? []).flatMap((feature) => {
				const { minZoom, ...tags } = feature.tags as Tags;
				return Number(minZoom) <= z ? [{ ...feature, tags }] : [];
			});
			if (tile && features.length > 0) layers[sub] = { ...tile, features } as GeoJSONVTTile;
		}
		return Object.keys(layers).length === 0 ? null : fromGeojsonVt(layers, { version: 2, extent: 4096 });
	};
}

interface Point {
	readonly x: number;
	readonly y: number;
}
interface Seen {
	readonly properties: unknown;
	readonly type: number;
	readonly lines: readonly (readonly Point[])[];
}

/** What an independent decoder reads, by sublayer and id. */
export function decoded(bytes: Uint8Array | null): ReadonlyMap<string, Seen> {
	const seen = new Map<string, Seen>();
	if (!bytes) return seen;
	for (const [sub, layer] of Object.entries(new VectorTile(new PbfReader(bytes)).layers))
		for (let i = 0; i < layer.length; i++) {
			const feature = layer.feature(i);
			seen.set(`${sub} ${feature.id}`, { properties: feature.properties, type: feature.type, lines: feature.loadGeometry() });
		}
	return seen;
}

/** How far the outlines of two shapes stray from each other, in units of the tile's lattice. */
export function apart(a: Seen, b: Seen): number {
	const from = (one: Seen, other: Seen): number =>
		Math.max(0, ...one.lines.flat().map((point) => Math.min(...other.lines.map((line) => distance(point, line)))));
	return Math.max(from(a, b), from(b, a));
}

function distance(p: Point, line: readonly Point[]): number {
	let least = Infinity;
	for (let i = 0; i < line.length; i++) {
		const [a, b] = [line[i]!, line[i + 1] ?? line[i]!];
		const [dx, dy] = [b.x - a.x, b.y - a.y];
		const along = dx === 0 && dy === 0 ? 0 : Math.max(0, Math.min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy)));
		least = Math.min(least, Math.hypot(p.x - a.x - along * dx, p.y - a.y - along * dy));
	}
	return least;
}
