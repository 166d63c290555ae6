/**
 * What a planner sees of each grid while drawing: work, people, walking, shape. Only grids that an edit concerns are reckoned again; the others keep their
 * figures. Every object of work counts in exactly one grid, so the work of all grids adds up.
 */
import { polygonAreaM2 } from '../geo/area-m2.ts';
import { bucketIndex, type BucketIndex } from '../geo/bucket-index.ts';
import { lngLatDistanceM } from '../geo/distance-m.ts';
import { polygonsOf, type Bbox, type SurfaceShape } from '../geo/position.ts';
import type { Rules, WorkKind } from '../rules/rule-set.ts';
import { balance, type Balance } from './balance.ts';
import type { BorderPlan, GridCode, LatticePoint, PlanGround } from './border-plan.ts';
import { boxOfLine } from './border-segments.ts';
import { excludedAreasM2 } from './ground-area.ts';
import { planeAt } from './ground-buildings.ts';
import { gridHolds, gridRings, gridShape } from './grid-shape.ts';
import { positionOf } from './lattice-point.ts';
import type { PlanChange } from './plan-edit.ts';
import { workload, type Workload } from './workload.ts';

export interface GridFigures {
	readonly code: GridCode;
	readonly buildings: number;
	readonly households: number;
	readonly residents: number;
	readonly workload: Workload;
	/** Minutes on foot between visits a day: what of the work is walking. */
	readonly walkMinutes: number;
	readonly areaM2: number;
	readonly perimeterM: number;
	/** Polsby–Popper: 4π·area ÷ perimeter². 1 is a circle. */
	readonly compactness: number;
	/** In one piece. */
	readonly contiguous: boolean;
}

export interface PlanFigures {
	readonly grids: ReadonlyMap<GridCode, GridFigures>;
	/** Of the loads of all grids: CV and max ÷ mean among the rest. */
	readonly balance: Balance;
}

/** @param codes the grids asked for; all unless told, and then the balance is theirs alone */
export function figuresOf(
	plan: BorderPlan,
	ground: PlanGround,
	rules: Rules['workload'],
	codes: Iterable<GridCode> = plan.grids.keys()
): PlanFigures {
	const people = peopleOf(plan, ground);
	const grids = new Map([...codes].map((code) => [code, gridFigures(plan, code, people.get(code)!, ground, rules)]));
	return { grids, balance: balance([...grids.values()].map((figures) => figures.workload.load)) };
}

/** @param before the figures of the very plan that the edit changed */
export function figuresAfter(before: PlanFigures, change: PlanChange, ground: PlanGround, rules: Rules['workload']): PlanFigures {
	const { plan, grids: concerned, moved } = change;
	const grids = new Map(before.grids);
	const people = new Map<GridCode, People>(
		concerned.map((code) => {
			const { buildings = 0, households = 0, residents = 0 } = before.grids.get(code) ?? {};
			return [code, { buildings, households, residents }];
		})
	);
	for (const [id, from, to] of moved) {
		count(people.get(from), id, -1, ground);
		count(people.get(to), id, 1, ground);
	}
	for (const code of concerned) {
		if (!plan.grids.has(code)) grids.delete(code);
		else grids.set(code, gridFigures(plan, code, people.get(code)!, ground, rules));
	}
	return { grids, balance: balance([...grids.values()].map((figures) => figures.workload.load)) };
}

interface People {
	buildings: number;
	households: number;
	residents: number;
}

function count(sum: People | undefined, id: number, sign: 1 | -1, { buildings, rowOf }: PlanGround): void {
	const row = rowOf.get(id);
	if (!sum || row === undefined) return;
	sum.buildings += sign;
	sum.households += sign * buildings.households[row]!;
	sum.residents += sign * buildings.residents[row]!;
}

function peopleOf(plan: BorderPlan, ground: PlanGround): Map<GridCode, People> {
	const people = new Map<GridCode, People>([...plan.grids.keys()].map((code) => [code, { buildings: 0, households: 0, residents: 0 }]));
	for (const [id, code] of plan.belongs) count(people.get(code), id, 1, ground);
	return people;
}

function gridFigures(plan: BorderPlan, code: GridCode, people: People, ground: PlanGround, rules: Rules['workload']): GridFigures {
	const grid = plan.grids.get(code)!;
	const rings = gridRings(plan, code);
	const shape = gridShape(plan, code);
	const { areaM2, perimeterM } = shape ? measure(shape, rings.outer[0]![0]!) : { areaM2: 0, perimeterM: 0 };
	const work: Partial<Record<WorkKind, number>> = {
		household: people.households,
		...workOnGround(rings, ground),
		// What the district counted itself stands before what can be counted here.
		...grid.work
	};
	const sum = workload({ work, groundAreaM2: shape ? groundAreaM2(shape, areaM2, ground) : 0, workers: grid.workers }, rules);
	return {
		code,
		...people,
		workload: sum,
		walkMinutes: sum.terms.reduce((total, { count, visitsPerDay, walkMinutes }) => total + count * visitsPerDay * walkMinutes, 0),
		areaM2,
		perimeterM,
		compactness: perimeterM > 0 ? (4 * Math.PI * areaM2) / perimeterM ** 2 : 0,
		contiguous: rings.outer.length === 1 && rings.sound
	};
}

function measure(shape: SurfaceShape, at: LatticePoint): { areaM2: number; perimeterM: number } {
	const plane = planeAt(at);
	let [areaM2, perimeterM] = [0, 0];
	for (const polygon of polygonsOf(shape)) {
		areaM2 += polygonAreaM2(polygon, plane);
		for (const ring of polygon)
			for (let i = 1; i < ring.length; i++) perimeterM += lngLatDistanceM(ring[i - 1]![0], ring[i - 1]![1], ring[i]![0], ring[i]![1]);
	}
	return { areaM2, perimeterM };
}

/** Things of a ground that stand at points, by place. */
interface Things {
	readonly index: BucketIndex;
	readonly of: readonly { readonly at: LatticePoint; readonly kind: WorkKind; readonly count: number }[];
}
const things = new WeakMap<PlanGround, Things>();
const excludedOf = new WeakMap<PlanGround, { readonly shapes: readonly SurfaceShape[]; readonly index: BucketIndex }>();
/** About 200 m of lattice steps: the size of a grid. */
const BUCKET = 20_000;

function workOnGround(rings: ReturnType<typeof gridRings>, ground: PlanGround): Partial<Record<WorkKind, number>> {
	let found = things.get(ground);
	if (!found) {
		const of: Things['of'] = [
			...ground.compounds.map(({ at, gates }) => ({ at, kind: 'compoundGate' as const, count: gates })),
			...ground.posts.map(({ at, required }) => ({ at, kind: 'postSeat' as const, count: required })),
			...ground.enterprises.map((at) => ({ at, kind: 'enterprise' as const, count: 1 }))
		];
		things.set(ground, (found = { index: bucketIndex(boxesOf(of.map(({ at: [x, y] }) => [x, y, x, y])), BUCKET), of }));
	}
	const work: Partial<Record<WorkKind, number>> = {};
	const { of } = found;
	for (const outer of rings.outer) {
		found.index.visit(...boxOfLine(outer), (i) => {
			const { at, kind, count } = of[i]!;
			if (gridHolds({ ...rings, outer: [outer] }, at)) work[kind] = (work[kind] ?? 0) + count;
		});
	}
	return work;
}

function groundAreaM2(shape: SurfaceShape, areaM2: number, ground: PlanGround): number {
	let excluded = excludedOf.get(ground);
	if (!excluded) {
		const shapes = ground.excluded.map((rings): SurfaceShape => ({
			type: 'Polygon',
			coordinates: rings.map((ring) => ring.map(positionOf))
		}));
		excludedOf.set(
			ground,
			(excluded = { shapes, index: bucketIndex(boxesOf(ground.excluded.map(([outer]) => boxOfLine(outer!))), BUCKET) })
		);
	}
	const near: SurfaceShape[] = [];
	const { shapes } = excluded;
	const box = boxOfLine(
		polygonsOf(shape)
			.flatMap(([outer]) => outer ?? [])
			.map(([lng, lat]): LatticePoint => [lng * 1e7, lat * 1e7])
	);
	excluded.index.visit(...box, (i) => near.push(shapes[i]!));
	return near.length === 0 ? areaM2 : Math.max(0, areaM2 - excludedAreasM2([shape], near)[0]!);
}

const boxesOf = (boxes: readonly Bbox[]): Float64Array => Float64Array.from(boxes.flat());
