/**
 * What may move from grid to grid as a whole: a compound that lies in one grid, buildings that touch one another, or a single building; each with the people
 * and the work that go along, its share of the ground, and the edges it has with others.
 */
import { bucketIndex, type BucketIndex } from '../../geo/bucket-index.ts';
import { localPlane } from '../../geo/plane.ts';
import type { Bbox } from '../../geo/position.ts';
import type { Rules, WorkKind } from '../../rules/rule-set.ts';
import { WORK_KINDS } from '../workload.ts';
import { borderBox, boxOfLine } from '../border-segments.ts';
import type { BorderPlan, GridCode, GuideLine, LatticePoint, PlanGround } from '../border-plan.ts';
import { bordersOf } from '../corners.ts';
import { footprintsOf } from '../draft/footprints.ts';
import { frameAround } from '../draft/frame.ts';
import { buildingShape } from '../ground-buildings.ts';
import { gridHolds, gridRings } from '../grid-shape.ts';
import { positionOf } from '../lattice-point.ts';
import type { GridFigures } from '../plan-figures.ts';
import { wholeIn } from '../whole-in.ts';
import { groundRaster } from './ground-raster.ts';

/** Counts of each kind of work, in the order of `WORK_KINDS`. */
export type Counts = Float64Array;

export interface Unit {
	readonly grid: number;
	readonly buildingIds: readonly number[];
	readonly residents: number;
	readonly counts: Counts;
	/** Ground without what the rules exclude. */
	readonly areaM2: number;
	/** Nothing to move: it only holds the ground of a grid without buildings. */
	readonly fixed: boolean;
}

export interface Units {
	/** In the order of which grids are numbered. */
	readonly codes: readonly GridCode[];
	readonly units: readonly Unit[];
	/** Neighbours of unit u: `next[start[u] … start[u + 1])`, with the cost of the border between in metres. */
	readonly start: Int32Array;
	readonly next: Int32Array;
	readonly costM: Float64Array;
	/** Of each grid: work that the district counted itself, which moves with nobody. NaN where things are counted. */
	readonly given: readonly Float64Array[];
	readonly workers: Float64Array;
	readonly perimeterM: number;
}

const METRES_APART = 2;
const CELL_M = { least: 3, most: 12, aSide: 34 };

/** @param rowsOf rows of the buildings of each grid */
export function unitsOf(
	plan: BorderPlan,
	ground: PlanGround,
	codes: readonly GridCode[],
	rowsOf: ReadonlyMap<GridCode, readonly number[]>,
	figures: ReadonlyMap<GridCode, GridFigures>
): Units {
	const box = codes
		.flatMap((code) => bordersOf(plan.borders, code).map(borderBox))
		.reduce<Bbox>(
			(a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])],
			[Infinity, Infinity, -Infinity, -Infinity]
		);
	const frame = frameAround([box[0] / 1e7, box[1] / 1e7, box[2] / 1e7, box[3] / 1e7]);
	const plane = localPlane(positionOf([Math.round((box[0] + box[2]) / 2), Math.round((box[1] + box[3]) / 2)]));
	const toXY = (lng: number, lat: number): readonly [number, number] => plane.toXY(lng, lat);

	const rows = codes.flatMap((code, grid) => (rowsOf.get(code) ?? []).map((row) => ({ row, grid })));
	const footprints = footprintsOf(
		rows.map(({ row }) => buildingShape(ground.buildings, row)),
		frame
	).all;
	const parent = Int32Array.from(rows.keys());
	const find = (i: number): number => {
		while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
		return i;
	};
	const join = (i: number, j: number): void => {
		const [p, q] = [find(i), find(j)];
		parent[Math.max(p, q)] = Math.min(p, q);
	};
	const firstOf = new Map<string, number>();
	rows.forEach(({ grid }, i) => {
		const key = `${footprints[i]!.group} ${grid}`;
		const first = firstOf.get(key);
		if (first === undefined) firstOf.set(key, i);
		else join(first, i);
	});
	const at = new Map(rows.map(({ row }, i) => [ground.buildings.id[row]!, i]));
	for (const { buildingIds } of ground.compounds) {
		const owner = wholeIn(plan, buildingIds);
		if (owner === null) continue;
		const members = buildingIds.flatMap((id) => at.get(id) ?? []);
		for (const i of members.slice(1)) join(members[0]!, i);
	}
	const members = new Map<number, number[]>();
	rows.forEach((_, i) => members.set(find(i), [...(members.get(find(i)) ?? []), i]));
	const groups = [...members.values()];

	const meanAreaM2 = codes.reduce((sum, code) => sum + (figures.get(code)?.areaM2 ?? 0), 0) / Math.max(1, codes.length);
	const cellM = Math.min(CELL_M.most, Math.max(CELL_M.least, Math.sqrt(meanAreaM2) / CELL_M.aSide));
	const empty = codes.flatMap((code, grid) => ((rowsOf.get(code) ?? []).length === 0 ? [grid] : []));
	const places = [
		...groups.map((group) => ({
			grid: rows[group[0]!]!.grid,
			// The footprints are measured from the middle of the same frame.
			xyM: group.flatMap((i) => wallPoints(footprints[i]!, Math.min(cellM / 2, METRES_APART)))
		})),
		...empty.map((grid) => ({ grid, xyM: inside(plan, codes[grid]!, toXY) }))
	];
	const raster = groundRaster(plan, codes, places, guidesNear(ground), { toXY }, cellM);

	const counts = places.map(() => new Float64Array(WORK_KINDS.length));
	const household = WORK_KINDS.indexOf('household');
	groups.forEach((group, u) => {
		for (const i of group) counts[u]![household]! += ground.buildings.households[rows[i]!.row]!;
	});
	const stand = (point: LatticePoint, kind: WorkKind, count: number): void => {
		if (point[0] < box[0] || point[1] < box[1] || point[0] > box[2] || point[1] > box[3]) return;
		const u = raster.unitAt(...toXY(...positionOf(point)));
		if (u >= 0) counts[u]![WORK_KINDS.indexOf(kind)]! += count;
	};
	for (const { at: point, gates } of ground.compounds) stand(point, 'compoundGate', gates);
	for (const { at: point, required } of ground.posts) stand(point, 'postSeat', required);
	for (const point of ground.enterprises) stand(point, 'enterprise', 1);

	// Cells are rough, and water is no ground: what a grid has by the figures is shared out in proportion.
	const cells = new Float64Array(codes.length);
	places.forEach(({ grid }, u) => (cells[grid]! += raster.areaM2[u]!));
	const units = places.map(({ grid }, u): Unit => {
		const own = groups[u] ?? [];
		return {
			grid,
			buildingIds: own.map((i) => ground.buildings.id[rows[i]!.row]!),
			residents: own.reduce((sum, i) => sum + ground.buildings.residents[rows[i]!.row]!, 0),
			counts: counts[u]!,
			areaM2: cells[grid]! > 0 ? (raster.areaM2[u]! / cells[grid]!) * (figures.get(codes[grid]!)?.workload.groundAreaM2 ?? 0) : 0,
			fixed: own.length === 0
		};
	});
	const start = new Int32Array(units.length + 1);
	for (const { a, b } of raster.edges) {
		start[a + 1]!++;
		start[b + 1]!++;
	}
	for (let u = 0; u < units.length; u++) start[u + 1]! += start[u]!;
	const next = new Int32Array(start[units.length]!);
	const costM = new Float64Array(next.length);
	const filled = start.slice();
	for (const { a, b, costM: cost } of raster.edges)
		for (const [from, to] of [
			[a, b],
			[b, a]
		] as const) {
			next[filled[from]!] = to;
			costM[filled[from]!++] = cost;
		}
	return {
		codes,
		units,
		start,
		next,
		costM,
		given: codes.map((code) => Float64Array.from(WORK_KINDS, (kind) => plan.grids.get(code)?.work[kind] ?? NaN)),
		workers: Float64Array.from(codes, (code) => plan.grids.get(code)?.workers ?? 0),
		perimeterM: codes.reduce((sum, code) => sum + (figures.get(code)?.perimeterM ?? 0), 0) / Math.max(1, codes.length)
	};
}

function wallPoints({ xyM, ringStart }: { readonly xyM: Float64Array; readonly ringStart: readonly number[] }, apartM: number): number[] {
	const points: number[] = [];
	for (let i = 1; i < ringStart[1]!; i++) {
		const [ax, ay, bx, by] = [xyM[2 * i - 2]!, xyM[2 * i - 1]!, xyM[2 * i]!, xyM[2 * i + 1]!];
		const steps = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / apartM));
		for (let k = 0; k < steps; k++) points.push(ax + ((bx - ax) * k) / steps, ay + ((by - ay) * k) / steps);
	}
	return points;
}

/** Somewhere on the ground of a grid without buildings: the middle of a corner that it holds. */
function inside(plan: BorderPlan, code: GridCode, toXY: (lng: number, lat: number) => readonly [number, number]): number[] {
	const rings = gridRings(plan, code);
	const ring = rings.outer[0] ?? [];
	const points: number[] = [];
	for (let i = 0; i + 2 < ring.length; i++) {
		const middle: LatticePoint = [
			Math.round((ring[i]![0] + ring[i + 1]![0] + ring[i + 2]![0]) / 3),
			Math.round((ring[i]![1] + ring[i + 1]![1] + ring[i + 2]![1]) / 3)
		];
		if (gridHolds(rings, middle)) points.push(...toXY(...positionOf(middle)));
	}
	return points;
}

type Guides = (west: number, south: number, east: number, north: number) => readonly GuideLine['line'][];
const guides = new WeakMap<PlanGround, { readonly index: BucketIndex; readonly lines: readonly GuideLine['line'][] }>();
/** About 200 m of lattice steps. */
const BUCKET = 20_000;

/** Lines of the land near a place; indexed once a ground. */
function guidesNear(ground: PlanGround): Guides {
	let known = guides.get(ground);
	if (!known) {
		const lines = ground.lines.map(({ line }) => line).filter(({ length }) => length > 1);
		guides.set(ground, (known = { lines, index: bucketIndex(Float64Array.from(lines.flatMap((line) => [...boxOfLine(line)])), BUCKET) }));
	}
	const { index, lines } = known;
	return (west, south, east, north) => {
		const near: GuideLine['line'][] = [];
		index.visit(west, south, east, north, (i) => near.push(lines[i]!));
		return near;
	};
}

/** Minutes of work of a grid by what is in it; the formula of `workload.ts`, on bare numbers. */
export function minutesOf(counts: Float64Array, given: Float64Array, areaM2: number, rates: Rates): number {
	let minutes = 0;
	for (let k = 0; k < counts.length; k++) {
		const own = given[k]!;
		const n = own === own ? own : counts[k]!;
		if (!(n > 0)) continue;
		const walk = areaM2 > 0 ? rates.walkM * Math.sqrt(areaM2 / n) : 0;
		minutes += n * rates.visits[k]! * (rates.minutes[k]! + walk);
	}
	return minutes;
}

export interface Rates {
	readonly visits: Float64Array;
	readonly minutes: Float64Array;
	/** Minutes on foot for each metre of √(S/n). */
	readonly walkM: number;
}

export const ratesOf = (rules: Rules['workload'], tourConstant: number): Rates => ({
	visits: Float64Array.from(WORK_KINDS, (kind) => rules.kinds[kind].visitsPerDay),
	minutes: Float64Array.from(WORK_KINDS, (kind) => rules.kinds[kind].minutesPerVisit),
	walkM: rules.walkMPerMin > 0 ? (tourConstant * rules.detourFactor) / rules.walkMPerMin : 0
});
