/**
 * Building footprints, packed: `GET /api/areas/{id}/buildings`. Little-endian. Used as they are by the map, so nothing is parsed per
 * building. Coordinates are on the 1e-7° lattice. Order of buildings here is the order of every other per-building array.
 *
 *   u32 magic 'GKB1'   u32 buildings B   u32 rings R   u32 points P   u32 json length J   u32 reserved
 *   i32 id[B]          i32 gridId[B] (−1: none)   u32 households[B]   u16 floors[B], padded to 4
 *   u32 ringStart[B+1] (index into rings; one building is the rings of one polygon, outer first)
 *   u32 pointStart[R+1]
 *   i32 lngLat[2·P]    (1e-7 degrees)
 *   u8  json[J]        UTF-8 of `string[B]`: names
 */
import type { GridId } from '../area/area.ts';

export interface Footprints {
	readonly count: number;
	readonly id: Int32Array;
	readonly gridId: Int32Array;
	readonly households: Uint32Array;
	readonly floors: Uint16Array;
	readonly ringStart: Uint32Array;
	readonly pointStart: Uint32Array;
	readonly lngLatE7: Int32Array;
	readonly names: readonly string[];
}

export interface FootprintRow {
	readonly id: number;
	readonly gridId: GridId | null;
	readonly name: string;
	readonly households: number;
	readonly floors: number;
	/** Rings of one polygon, outer first. */
	readonly rings: readonly (readonly (readonly [number, number])[])[];
}

const MAGIC = 0x31424b47;
const HEADER_BYTES = 24;

export function packFootprints(rows: readonly FootprintRow[]): Uint8Array<ArrayBuffer> {
	const names = new TextEncoder().encode(JSON.stringify(rows.map((row) => row.name)));
	const rings = rows.reduce((n, row) => n + row.rings.length, 0);
	const points = rows.reduce((n, row) => n + row.rings.reduce((m, ring) => m + ring.length, 0), 0);
	const b = rows.length;
	const floorsBytes = Math.ceil((b * 2) / 4) * 4;
	const bytes = HEADER_BYTES + b * 12 + floorsBytes + (b + 1) * 4 + (rings + 1) * 4 + points * 8 + names.length;
	const buffer = new ArrayBuffer(bytes);
	new Uint32Array(buffer, 0, 6).set([MAGIC, b, rings, points, names.length, 0]);
	const at = views(buffer, b, rings, points, names.length);
	let ring = 0;
	let point = 0;
	rows.forEach((row, i) => {
		at.id[i] = row.id;
		at.gridId[i] = row.gridId ?? -1;
		at.households[i] = row.households;
		at.floors[i] = row.floors;
		at.ringStart[i] = ring;
		for (const line of row.rings) {
			at.pointStart[ring++] = point;
			for (const [lng, lat] of line) {
				at.lngLatE7[point * 2] = Math.round(lng * 1e7);
				at.lngLatE7[point * 2 + 1] = Math.round(lat * 1e7);
				point++;
			}
		}
	});
	at.ringStart[b] = ring;
	at.pointStart[rings] = point;
	at.json.set(names);
	return new Uint8Array(buffer);
}

/** @throws RangeError when the bytes are not footprints. */
export function unpackFootprints(buffer: ArrayBuffer): Footprints {
	if (buffer.byteLength < HEADER_BYTES) throw new RangeError('footprints: too short');
	const [magic, count, rings, points, json] = new Uint32Array(buffer, 0, 6) as unknown as [number, number, number, number, number];
	if (magic !== MAGIC) throw new RangeError('footprints: wrong magic');
	const at = views(buffer, count, rings, points, json);
	return { count, ...at, names: JSON.parse(new TextDecoder().decode(at.json)) as string[] };
}

function views(buffer: ArrayBuffer, b: number, rings: number, points: number, json: number) {
	let offset = HEADER_BYTES;
	const take = (bytes: number): number => {
		const from = offset;
		offset += bytes;
		return from;
	};
	return {
		id: new Int32Array(buffer, take(b * 4), b),
		gridId: new Int32Array(buffer, take(b * 4), b),
		households: new Uint32Array(buffer, take(b * 4), b),
		floors: new Uint16Array(buffer, take(Math.ceil((b * 2) / 4) * 4), b),
		ringStart: new Uint32Array(buffer, take((b + 1) * 4), b + 1),
		pointStart: new Uint32Array(buffer, take((rings + 1) * 4), rings + 1),
		lngLatE7: new Int32Array(buffer, take(points * 8), points * 2),
		json: new Uint8Array(buffer, take(json), json)
	};
}
