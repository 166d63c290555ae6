/**
 * Footprints cut into chunks of neighbours, each a pair of layers of its own: only chunks in sight are drawn, and one building seen again
 * touches one chunk, never the whole city. Geometry goes to the graphics card once.
 */
import earcut from 'earcut';
import type { Bbox } from '#lib/geo/position.ts';
import type { Footprints } from '#lib/wire/footprints.ts';

/** Small enough that what is drawn is little more than what is in sight: an edge costs a software renderer 10 µs. */
const MOST_A_CHUNK = 400;
const E7 = 1e7;

export interface BuildingChunk {
	readonly key: number;
	/** Rows of `Footprints`, in the order of this chunk's vertices. */
	readonly rows: Uint32Array;
	readonly bbox: Bbox;
	/** Vertices of building i begin at `vertexStart[i]`. */
	readonly vertexStart: Uint32Array;
	geometry(): ChunkGeometry;
}

export interface ChunkGeometry {
	/** `[lng, lat]` of every vertex, closed rings one after another. */
	readonly positions: Float64Array;
	readonly ringStart: Uint32Array;
	readonly triangles: Uint32Array;
}

export function makeChunks(footprints: Footprints): { readonly chunks: readonly BuildingChunk[]; readonly boxes: Float64Array } {
	const boxes = boxesOf(footprints);
	const rows = Uint32Array.from({ length: footprints.count }, (_, row) => row).filter(
		(row) => (footprints.ringStart[row + 1] ?? 0) > (footprints.ringStart[row] ?? 0)
	);
	const chunks: BuildingChunk[] = [];
	const split = (part: Uint32Array, axis: 0 | 1): void => {
		if (part.length === 0) return;
		if (part.length <= MOST_A_CHUNK) {
			chunks.push(chunkOf(chunks.length, part, footprints, boxes));
			return;
		}
		part.sort((a, b) => boxes[a * 4 + axis]! - boxes[b * 4 + axis]!);
		const half = part.length >> 1;
		split(part.slice(0, half), axis === 0 ? 1 : 0);
		split(part.slice(half), axis === 0 ? 1 : 0);
	};
	split(rows, 0);
	return { chunks, boxes };
}

/** `[west, south, east, north]` of every row. */
function boxesOf(footprints: Footprints): Float64Array {
	const boxes = new Float64Array(footprints.count * 4);
	for (let row = 0; row < footprints.count; row++) {
		let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
		const from = footprints.pointStart[footprints.ringStart[row]!]!;
		const to = footprints.pointStart[footprints.ringStart[row + 1]!]!;
		for (let p = from; p < to; p++) {
			const lng = footprints.lngLatE7[p * 2]! / E7;
			const lat = footprints.lngLatE7[p * 2 + 1]! / E7;
			if (lng < west) west = lng;
			if (lng > east) east = lng;
			if (lat < south) south = lat;
			if (lat > north) north = lat;
		}
		boxes.set([west, south, east, north], row * 4);
	}
	return boxes;
}

function chunkOf(key: number, rows: Uint32Array, footprints: Footprints, boxes: Float64Array): BuildingChunk {
	const bbox: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
	const vertexStart = new Uint32Array(rows.length + 1);
	let vertices = 0;
	rows.forEach((row, i) => {
		vertexStart[i] = vertices;
		vertices += footprints.pointStart[footprints.ringStart[row + 1]!]! - footprints.pointStart[footprints.ringStart[row]!]!;
		bbox[0] = Math.min(bbox[0], boxes[row * 4]!);
		bbox[1] = Math.min(bbox[1], boxes[row * 4 + 1]!);
		bbox[2] = Math.max(bbox[2], boxes[row * 4 + 2]!);
		bbox[3] = Math.max(bbox[3], boxes[row * 4 + 3]!);
	});
	vertexStart[rows.length] = vertices;
	let made: ChunkGeometry | null = null;
	return { key, rows, bbox, vertexStart, geometry: () => (made ??= cut(rows, vertices, footprints)) };
}

function cut(rows: Uint32Array, vertices: number, footprints: Footprints): ChunkGeometry {
	const positions = new Float64Array(vertices * 2);
	const ringStart: number[] = [];
	const triangles: number[] = [];
	let at = 0;
	for (const row of rows) {
		const base = at;
		const holes: number[] = [];
		const flat: number[] = [];
		const [originLng, originLat] = lngLat(footprints, footprints.pointStart[footprints.ringStart[row]!]!);
		for (let ring = footprints.ringStart[row]!; ring < footprints.ringStart[row + 1]!; ring++) {
			ringStart.push(at);
			if (at > base) holes.push(at - base);
			for (let p = footprints.pointStart[ring]!; p < footprints.pointStart[ring + 1]!; p++, at++) {
				const [lng, lat] = lngLat(footprints, p);
				positions[at * 2] = lng;
				positions[at * 2 + 1] = lat;
				// Near zero, where floating point is finest.
				flat.push((lng - originLng) * E7, (lat - originLat) * E7);
			}
		}
		for (const index of earcut(flat, holes)) triangles.push(base + index);
	}
	ringStart.push(at);
	return { positions, ringStart: Uint32Array.from(ringStart), triangles: Uint32Array.from(triangles) };
}

const lngLat = (footprints: Footprints, point: number): readonly [number, number] => [
	footprints.lngLatE7[point * 2]! / E7,
	footprints.lngLatE7[point * 2 + 1]! / E7
];

export const overlaps = (a: Bbox, b: Bbox): boolean => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
