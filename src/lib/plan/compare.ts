/**
 * Two plans side by side: which grids differ, who would get another worker, and how fairly each shares the work. Changing a name or a border by less than
 * what rounding does is no difference. Every figure is of the whole plan; rows are in the order of the greatest change of load.
 */
import type { BorderPlan, GridCode, LatticePoint, PlanBuildings, PlanGround } from './border-plan.ts';
import type { CoverageCount } from './coverage-after.ts';
import { gridRings } from './grid-shape.ts';
import { PointMap } from './lattice-point.ts';
import type { GridFigures, PlanFigures } from './plan-figures.ts';

export interface PlanSide {
	readonly plan: BorderPlan;
	readonly figures: PlanFigures;
}

export interface Both<T> {
	readonly a: T;
	readonly b: T;
}

/** Buildings that would go from one grid to another, and who lives in them. */
export interface Flow {
	readonly from: GridCode;
	readonly to: GridCode;
	readonly buildings: number;
	readonly households: number;
	readonly residents: number;
	/** Residents of these who would have another worker: all of them or, where one person answers for both grids, none. */
	readonly residentsChangingWorker: number;
}

export interface ComparedGrid extends Both<GridFigures | null> {
	readonly code: GridCode;
	/** As the newer side calls it. */
	readonly name: string;
	/** Null where one of the two is unknown or not there. */
	readonly loadChange: number | null;
	/** Residents who would leave this grid's worker, or come to them. */
	readonly residentsChangingWorker: number;
}

export interface PlanComparison {
	readonly grids: Both<number>;
	readonly changed: ReadonlySet<GridCode>;
	readonly moved: ReadonlySet<number>;
	readonly buildings: number;
	readonly households: number;
	readonly residents: number;
	readonly residentsChangingWorker: number;
	readonly cv: Both<number | null>;
	readonly maxToMean: Both<number | null>;
	readonly gini: Both<number | null>;
	readonly overloaded: Both<number>;
	readonly compactness: Both<number | null>;
	/** Null where the sight of now was not given. */
	readonly coverage: Both<CoverageCount> | null;
	readonly flows: readonly Flow[];
	readonly rows: readonly ComparedGrid[];
}

export interface CompareWith {
	readonly ground: Pick<PlanGround, 'buildings' | 'rowOf'>;
	/** Who answers for a grid; null where nobody is named. */
	readonly workerOf: (code: GridCode) => string | number | null;
	/** A grid is overloaded above this many times the mean load of its plan. */
	readonly targetMaxToMean: number;
	readonly coverage?: Both<ReadonlyMap<GridCode, CoverageCount>>;
}

export function comparePlans(a: PlanSide, b: PlanSide, given: CompareWith): PlanComparison {
	const moved = movedBetween(a.plan, b.plan);
	const changed = changedGrids(a.plan, b.plan);
	const flows = flowsBetween(a.plan, b.plan, moved, given);
	const rows = [...changed]
		.map((code): ComparedGrid => {
			const [was, is] = [a.figures.grids.get(code) ?? null, b.figures.grids.get(code) ?? null];
			return {
				code,
				name: (b.plan.grids.get(code) ?? a.plan.grids.get(code))?.name ?? code,
				a: was,
				b: is,
				loadChange: was && is && was.workload.load !== null && is.workload.load !== null ? is.workload.load - was.workload.load : null,
				residentsChangingWorker: flows
					.filter(({ from, to }) => from === code || to === code)
					.reduce((sum, flow) => sum + flow.residentsChangingWorker, 0)
			};
		})
		.sort((one, two) => weight(two) - weight(one) || (one.code < two.code ? -1 : 1));
	const sum = (key: 'buildings' | 'households' | 'residents' | 'residentsChangingWorker'): number =>
		flows.reduce((total, flow) => total + flow[key], 0);
	return {
		grids: { a: a.plan.grids.size, b: b.plan.grids.size },
		changed,
		moved,
		buildings: sum('buildings'),
		households: sum('households'),
		residents: sum('residents'),
		residentsChangingWorker: sum('residentsChangingWorker'),
		cv: { a: a.figures.balance.cv, b: b.figures.balance.cv },
		maxToMean: { a: a.figures.balance.maxToMean, b: b.figures.balance.maxToMean },
		gini: { a: a.figures.balance.gini, b: b.figures.balance.gini },
		overloaded: {
			a: overloadedGrids(a.figures, given.targetMaxToMean).length,
			b: overloadedGrids(b.figures, given.targetMaxToMean).length
		},
		compactness: { a: meanCompactness(a.figures), b: meanCompactness(b.figures) },
		coverage: given.coverage ? { a: sumCoverage(given.coverage.a), b: sumCoverage(given.coverage.b) } : null,
		flows,
		rows
	};
}

const loadOf = (figures: GridFigures | null): number => figures?.workload.load ?? 0;
const weight = ({ a, b }: Both<GridFigures | null>): number => Math.abs(loadOf(b) - loadOf(a));

/** Grids that carry more than so many times the mean load, the heaviest first. */
export function overloadedGrids({ grids, balance: { mean } }: PlanFigures, targetMaxToMean: number): GridFigures[] {
	if (mean === null) return [];
	return [...grids.values()]
		.filter(({ workload: { load } }) => load !== null && load > targetMaxToMean * mean)
		.sort((one, two) => loadOf(two) - loadOf(one));
}

function meanCompactness({ grids }: PlanFigures): number | null {
	if (grids.size === 0) return null;
	let sum = 0;
	for (const { compactness } of grids.values()) sum += compactness;
	return sum / grids.size;
}

function sumCoverage(grids: ReadonlyMap<GridCode, CoverageCount>): CoverageCount {
	let [buildings, covered] = [0, 0];
	for (const count of grids.values()) {
		buildings += count.buildings;
		covered += count.covered;
	}
	return { buildings, covered };
}

/** Buildings that belong to another grid in `b` than in `a`. */
export function movedBetween(a: BorderPlan, b: BorderPlan): Set<number> {
	const moved = new Set<number>();
	if (a.belongs === b.belongs) return moved;
	for (const [id, code] of b.belongs) if (a.belongs.get(id) !== code) moved.add(id);
	return moved;
}

/** From which grid to which, the most residents first. */
export function flowsBetween(
	a: Pick<BorderPlan, 'belongs'>,
	b: Pick<BorderPlan, 'belongs'>,
	moved: Iterable<number>,
	{ ground: { buildings, rowOf }, workerOf }: Pick<CompareWith, 'ground' | 'workerOf'>
): Flow[] {
	const flows = new Map<string, { -readonly [K in keyof Flow]: Flow[K] }>();
	for (const id of moved) {
		const [from, to, row] = [a.belongs.get(id), b.belongs.get(id), rowOf.get(id)];
		if (from === undefined || to === undefined || row === undefined || from === to) continue;
		const key = `${from} ${to}`;
		let flow = flows.get(key);
		if (!flow) flows.set(key, (flow = { from, to, buildings: 0, households: 0, residents: 0, residentsChangingWorker: 0 }));
		addBuilding(flow, buildings, row);
	}
	for (const flow of flows.values()) {
		const worker = workerOf(flow.from);
		flow.residentsChangingWorker = worker !== null && worker === workerOf(flow.to) ? 0 : flow.residents;
	}
	return [...flows.values()].sort((one, two) => two.residents - one.residents || (one.from + one.to < two.from + two.to ? -1 : 1));
}

function addBuilding(flow: { buildings: number; households: number; residents: number }, buildings: PlanBuildings, row: number): void {
	flow.buildings++;
	flow.households += buildings.households[row]!;
	flow.residents += buildings.residents[row]!;
}

/** Grids that are not the same in both: drawn otherwise, called otherwise, staffed otherwise, or only in one of the two. */
export function changedGrids(a: BorderPlan, b: BorderPlan): Set<GridCode> {
	const changed = new Set<GridCode>();
	for (const code of new Set([...a.grids.keys(), ...b.grids.keys()])) if (gridDiffers(a, b, code)) changed.add(code);
	return changed;
}

/** Whether one grid differs: its facts, or its ground by more than rounding. A lock is a planner's tool and no difference. */
export function gridDiffers(a: BorderPlan, b: BorderPlan, code: GridCode): boolean {
	const [was, is] = [a.grids.get(code), b.grids.get(code)];
	if (!was || !is) return was !== is;
	if (was !== is && (was.name !== is.name || was.risk !== is.risk || was.workers !== is.workers)) return true;
	if (a.borders === b.borders) return false;
	const [before, after] = [gridRings(a, code), gridRings(b, code)];
	return !liesAlong(pointsOf(before), pointsOf(after)) || !liesAlong(pointsOf(after), pointsOf(before));
}

type Rings = readonly (readonly LatticePoint[])[];
const pointsOf = ({ outer, holes }: ReturnType<typeof gridRings>): Rings => [...outer, ...holes];

/** Two steps of 1e-7°, about 2 cm: a corner set into a neighbour's border moves it by no more. */
const ROUNDING2 = 2 ** 2;

/** Whether every point of one outline lies on the other. */
function liesAlong(points: Rings, other: Rings): boolean {
	const known = new PointMap<true>();
	for (const ring of other) for (const at of ring) known.set(at, true);
	return points.every((ring) => ring.every((at) => known.has(at) || other.some((line) => isOn(line, at))));
}

function isOn(line: readonly LatticePoint[], [x, y]: LatticePoint): boolean {
	for (let i = 1; i < line.length; i++) {
		const [a, b] = [line[i - 1]!, line[i]!];
		const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
		const length2 = dx * dx + dy * dy;
		const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((x - a[0]) * dx + (y - a[1]) * dy) / length2));
		if ((a[0] + t * dx - x) ** 2 + (a[1] + t * dy - y) ** 2 <= ROUNDING2) return true;
	}
	return false;
}
