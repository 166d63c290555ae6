/**
 * The ground a plan is drawn on, packed: `GET /api/areas/{id}/plan-ground`. Little-endian. The same ground gives the same bytes, and the server judges by
 * what it unpacks from the very bytes it sends, so both sides draw on the same ground.
 *
 *   u32 magic 'GKG2'   u32 json length J   u32 buildings B   u32 ring points R   u32 numbers N   u32 reserved
 *   i32 id[B]   u32 households[B]   u32 residents[B]   i32 pointE7[2·B]   u32 ringStart[B+1]   i32 ringE7[2·R]
 *   i32 pathsE7[2·N]  points of all guide lines, then of the rings of all excluded surfaces
 *   u8  json[J]       UTF-8: everything that is no column, with the number of points of each path
 */
import type { GuideLine, LatticePoint, PlanGround } from '../plan/border-plan.ts';

const MAGIC = 0x32474b47;
const HEADER_BYTES = 24;

interface Beside {
	readonly compounds: PlanGround['compounds'];
	readonly posts: PlanGround['posts'];
	readonly enterprises: PlanGround['enterprises'];
	/** Kind, name, number of points. */
	readonly lines: readonly (readonly [GuideLine['kind'], string, number])[];
	/** Of each surface the number of points of each ring. */
	readonly excluded: readonly (readonly number[])[];
	readonly usedCodes: readonly string[];
	readonly minimum: PlanGround['minimum'];
}

export function packGround(ground: PlanGround): Uint8Array<ArrayBuffer> {
	const { buildings, compounds, posts, enterprises, lines, excluded, minimum } = ground;
	const beside: Beside = {
		compounds: compounds.map(({ id, name, gates, buildingIds, at }) => ({ id, name, gates, buildingIds, at })),
		posts: posts.map(({ id, required, at }) => ({ id, required, at })),
		enterprises,
		lines: lines.map(({ kind, name, line }) => [kind, name, line.length]),
		excluded: excluded.map((rings) => rings.map((ring) => ring.length)),
		usedCodes: [...ground.usedCodes].sort(),
		minimum: { areaM2: minimum.areaM2, buildings: minimum.buildings }
	};
	const json = new TextEncoder().encode(JSON.stringify(beside));
	const paths = [...lines.map(({ line }) => line), ...excluded.flat()];
	const points = paths.reduce((sum, path) => sum + path.length, 0);
	const { count } = buildings;
	const ringPoints = buildings.ringStart[count] ?? 0;
	const buffer = new ArrayBuffer(HEADER_BYTES + 4 * wordsOf(count, ringPoints, points) + json.length);
	new Uint32Array(buffer, 0, 6).set([MAGIC, json.length, count, ringPoints, points, 0]);
	const at = views(buffer, count, ringPoints, points);
	at.id.set(buildings.id.subarray(0, count));
	at.households.set(buildings.households.subarray(0, count));
	at.residents.set(buildings.residents.subarray(0, count));
	at.pointE7.set(buildings.pointE7.subarray(0, 2 * count));
	at.ringStart.set(buildings.ringStart.subarray(0, count + 1));
	at.ringE7.set(buildings.ringE7.subarray(0, 2 * ringPoints));
	let word = 0;
	for (const path of paths)
		for (const [x, y] of path) {
			at.pathsE7[word++] = x;
			at.pathsE7[word++] = y;
		}
	new Uint8Array(buffer).set(json, buffer.byteLength - json.length);
	return new Uint8Array(buffer);
}

/** @throws RangeError when the bytes are no ground. */
export function unpackGround(buffer: ArrayBuffer): PlanGround {
	if (buffer.byteLength < HEADER_BYTES) throw new RangeError('ground: too short');
	const [magic, json, count, ringPoints, points] = new Uint32Array(buffer, 0, 6) as unknown as [number, number, number, number, number];
	if (magic !== MAGIC) throw new RangeError('ground: wrong magic');
	if (buffer.byteLength !== HEADER_BYTES + 4 * wordsOf(count, ringPoints, points) + json) throw new RangeError('ground: wrong length');
	const { pathsE7, ...columns } = views(buffer, count, ringPoints, points);
	const text = new TextDecoder().decode(new Uint8Array(buffer, buffer.byteLength - json));
	const { lines, excluded, usedCodes, ...beside } = JSON.parse(text) as Beside;
	let word = 0;
	const path = (length: number): LatticePoint[] => Array.from({ length }, (): LatticePoint => [pathsE7[word++]!, pathsE7[word++]!]);
	return {
		buildings: { count, ...columns },
		rowOf: new Map(Array.from(columns.id, (id, row) => [id, row])),
		...beside,
		lines: lines.map(([kind, name, length]) => ({ kind, name, line: path(length) })),
		excluded: excluded.map((rings) => rings.map(path)),
		usedCodes: new Set(usedCodes)
	};
}

const wordsOf = (count: number, ringPoints: number, points: number): number => 6 * count + 1 + 2 * ringPoints + 2 * points;

function views(buffer: ArrayBuffer, count: number, ringPoints: number, points: number) {
	let at = HEADER_BYTES;
	const next = <T>(make: (offset: number, length: number) => T, length: number): T => {
		const view = make(at, length);
		at += 4 * length;
		return view;
	};
	const i32 = (offset: number, length: number) => new Int32Array(buffer, offset, length);
	const u32 = (offset: number, length: number) => new Uint32Array(buffer, offset, length);
	return {
		id: next(i32, count),
		households: next(u32, count),
		residents: next(u32, count),
		pointE7: next(i32, 2 * count),
		ringStart: next(u32, count + 1),
		ringE7: next(i32, 2 * ringPoints),
		pathsE7: next(i32, 2 * points)
	};
}
