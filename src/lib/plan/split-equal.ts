/**
 * Splits a grid into parts of nearly equal work: what `draft` does for a district, within one grid. Lines follow roads, walls and water where they can and cut no
 * building and no compound that lies whole in the grid. The westernmost part keeps the code; the others get those named, from west to east. Work that the
 * district counted itself has no place on the ground: it is shared out in whole numbers, by households.
 */
import { parseGridCode } from '../area/code.ts';
import { overlay } from '../geo/overlay.ts';
import { done, refused, type Outcome } from '../geo/outcome.ts';
import type { Bbox, Position, SurfaceShape } from '../geo/position.ts';
import type { Rules, WorkKind } from '../rules/rule-set.ts';
import { wholeIn } from './whole-in.ts';
import type { BorderPlan, GridCode, LatticePoint, PlanGrid, PlanGround } from './border-plan.ts';
import { borderBox, boxesTouch, boxOfLine } from './border-segments.ts';
import { bordersOf } from './corners.ts';
import { draftGrids, type DraftBuilding, type DraftStand } from './draft/draft-grids.ts';
import type { FollowKind } from './draft/follow-lines.ts';
import { buildingShape, buildingsIn, planeAt } from './ground-buildings.ts';
import { gridRings, gridShape } from './grid-shape.ts';
import { latticePointAt, positionOf } from './lattice-point.ts';
import { nextFreeCode } from './next-free-code.ts';
import type { ApplyVerb, PlanEdit, PlanProblem } from './plan-edit.ts';
import { figuresOf, type GridFigures } from './plan-figures.ts';
import { drawDealt } from './recut.ts';
import { settle, spotOf } from './settle.ts';

/** The search is as long on every machine: rounds of 2,000 offers, at least and for each piece of ground. */
const ROUNDS = 12;
const ROUNDS_A_PIECE = 0.3;
const MAX_IMBALANCE = 0.03;
const KINDS: Readonly<Record<PlanGround['lines'][number]['kind'], FollowKind>> = { road: 'minor', wall: 'wall', water: 'water' };

/**
 * The edit for `parts` parts, with the next free codes and the work as the rules have it now.
 * @param figures of the grid in this very plan, where they are known
 * @param nameOf the name of the new grid of a code
 */
export function splitEqualEdit(
	plan: BorderPlan,
	ground: PlanGround,
	rules: Rules['workload'],
	{
		grid,
		parts,
		nameOf,
		seed
	}: { readonly grid: GridCode; readonly parts: number; nameOf(code: GridCode): string; readonly seed?: number },
	figures: GridFigures | undefined = plan.grids.has(grid) ? figuresOf(plan, ground, rules, [grid]).grids.get(grid) : undefined
): Outcome<Extract<PlanEdit, { verb: 'split-equal' }>, PlanProblem> {
	const facts = plan.grids.get(grid);
	if (!facts || !figures) return refused({ kind: 'plan.no-such-grid', grids: [grid] });
	const into: { code: GridCode; name: string }[] = [];
	const usedCodes = new Set(ground.usedCodes);
	for (let i = 1; i < parts; i++) {
		const next = nextFreeCode(plan, facts.areaCode, { usedCodes });
		if (!next.ok) return refused({ kind: 'plan.code-used', grids: [grid], detail: { code: facts.areaCode }, ...spotOf(plan, grid) });
		usedCodes.add(next.value);
		into.push({ code: next.value, name: nameOf(next.value) });
	}
	const minutes: Partial<Record<WorkKind, number>> = {};
	let walking = 0;
	for (const { kind, count, visitsPerDay, minutesPerVisit, walkMinutes } of figures.workload.terms) {
		// √(n·S) grows half by stops and half by ground: with half of the walk on each, the parts add up to the whole.
		minutes[kind] = visitsPerDay * (minutesPerVisit + walkMinutes / 2);
		walking += (count * visitsPerDay * walkMinutes) / 2;
	}
	const { groundAreaM2 } = figures.workload;
	const minutesPerM2 = groundAreaM2 > 0 ? walking / groundAreaM2 : 0;
	return done({ verb: 'split-equal', grid, into, minutes, minutesPerM2, ...(seed === undefined ? {} : { seed }) });
}

export const splitEqual: ApplyVerb<'split-equal'> = (plan, { grid: code, into, minutes, minutesPerM2, seed = 1, cutReason }, ground) => {
	const grid = plan.grids.get(code);
	const shape = grid && gridShape(plan, code);
	if (!grid || !shape) return refused({ kind: 'plan.no-such-grid', grids: [code] });
	const spot = spotOf(plan, code);
	if (grid.locked) return refused({ kind: 'plan.locked', grids: [code], ...spot });
	if (into.length === 0) return refused({ kind: 'plan.nothing-to-do', grids: [code], ...spot });
	const fresh = into.map((one) => one.code);
	const bad = fresh.find(
		(one, i) =>
			ground.usedCodes.has(one) ||
			plan.grids.has(one) ||
			plan.ended.has(one) ||
			!parseGridCode(one).ok ||
			!one.startsWith(grid.areaCode) ||
			fresh.indexOf(one) !== i
	);
	if (bad !== undefined) return refused({ kind: 'plan.code-used', grids: [bad], detail: { code: bad }, ...spot });

	const parts = into.length + 1;
	const draft = draftGrids({
		boundary: [shape],
		...workIn(plan, grid, minutes, ground),
		loadPerM2: minutesPerM2,
		follow: ground.lines
			.filter(({ line }) => line.length > 1 && boxesTouch(boxOfLine(line), landBox(plan, code)))
			.map(({ kind, line }) => ({ kind: KINDS[kind], line: line.map(positionOf) })),
		grids: parts,
		maxImbalance: MAX_IMBALANCE,
		community: '000000001001',
		seed,
		spent: (asked, pieces) => asked / (ROUNDS + pieces * ROUNDS_A_PIECE)
	});
	if (!draft.ok) {
		const pieces = Number(draft.problem.detail?.['atoms'] ?? 1);
		return refused({ kind: 'plan.indivisible', grids: [code], detail: { pieces, parts }, ...spot });
	}
	const codes = [code, ...fresh];
	const cut = alongParts(
		plan,
		code,
		draft.value.grids.map((part) => part.shape),
		codes
	);
	if (!cut.ok) return cut;
	const { borders, nextBorderId } = cut.value;
	const grids = new Map(plan.grids);
	for (const { code: of, name } of into) grids.set(of, { ...grid, code: of, name, locked: false, work: {}, from: [code] });
	const split = settle(plan, { plan: { ...plan, borders, nextBorderId, grids }, concerned: codes, cutReason }, ground);
	return split.ok ? done({ ...split.value, plan: withWorkShared(split.value.plan, codes, grid.work, minutes, ground) }) : split;
};

/** Counts in whole numbers that add up, by households; what is left over goes to the part that has the least so far. */
function withWorkShared(
	plan: BorderPlan,
	codes: readonly GridCode[],
	work: PlanGrid['work'],
	minutes: Readonly<Partial<Record<WorkKind, number>>>,
	{ buildings, rowOf }: PlanGround
): BorderPlan {
	const number = new Map(codes.map((code, i) => [code, i]));
	const households = codes.map(() => 0);
	for (const [id, owner] of plan.belongs) {
		const i = number.get(owner);
		const row = rowOf.get(id);
		if (i !== undefined && row !== undefined) households[i]! += buildings.households[row]!;
	}
	const all = households.reduce((sum, count) => sum + count, 0);
	const own: Partial<Record<WorkKind, number>>[] = codes.map(() => ({}));
	/** Minutes that a part has been given beyond its exact share. */
	const ahead = codes.map(() => 0);
	const kinds = (Object.entries(work) as [WorkKind, number][]).sort(
		([a], [b]) => (minutes[b] ?? 0) - (minutes[a] ?? 0) || (a < b ? -1 : 1)
	);
	for (const [kind, count] of kinds) {
		const exact = households.map((n) => (all > 0 ? (count * n) / all : count / codes.length));
		const whole = exact.map(Math.floor);
		const each = minutes[kind] ?? 0;
		whole.forEach((n, i) => (ahead[i]! += (n - exact[i]!) * each));
		for (let left = Math.round(count) - whole.reduce((sum, n) => sum + n, 0); left > 0; left--) {
			const least = ahead.indexOf(Math.min(...ahead));
			whole[least]!++;
			ahead[least]! += each;
		}
		whole.forEach((n, i) => (own[i]![kind] = n));
	}
	const grids = new Map(plan.grids);
	codes.forEach((code, i) => grids.set(code, { ...grids.get(code)!, work: own[i]! }));
	return { ...plan, grids };
}

function landBox({ borders }: BorderPlan, code: GridCode): Bbox {
	return bordersOf(borders, code)
		.map(borderBox)
		.reduce<Bbox>(
			(a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])],
			[Infinity, Infinity, -Infinity, -Infinity]
		);
}

/** Buildings on the grid's ground, those of neighbours that reach into it without work; and what stands at places. */
function workIn(
	plan: BorderPlan,
	{ code, work }: PlanGrid,
	minutes: Readonly<Partial<Record<WorkKind, number>>>,
	{ buildings, compounds, posts, enterprises }: PlanGround
): { buildings: readonly DraftBuilding[]; stands: readonly DraftStand[] } {
	const box = landBox(plan, code);
	const compoundOf = new Map<number, string>();
	for (const { id, buildingIds } of compounds)
		if (wholeIn(plan, buildingIds) === code) for (const building of buildingIds) compoundOf.set(building, String(id));
	const at = (point: LatticePoint, kind: WorkKind, count: number): DraftStand[] => {
		// What the district counted stands before what can be counted here.
		const load = work[kind] === undefined ? count * (minutes[kind] ?? 0) : 0;
		return point[0] < box[0] || point[1] < box[1] || point[0] > box[2] || point[1] > box[3] || !(load > 0)
			? []
			: [{ at: positionOf(point), load }];
	};
	const rows = buildingsIn(buildings, box);
	const households = rows.reduce((sum, row) => sum + (plan.belongs.get(buildings.id[row]!) === code ? buildings.households[row]! : 0), 0);
	const given = (Object.entries(work) as [WorkKind, number][]).reduce(
		(sum, [kind, count]) => sum + (kind === 'household' ? 0 : count * (minutes[kind] ?? 0)),
		0
	);
	const minutesAHousehold = (minutes.household ?? 0) + (households > 0 ? given / households : 0);
	return {
		buildings: rows.map((row): DraftBuilding => {
			const id = buildings.id[row]!;
			const own = plan.belongs.get(id) === code;
			return {
				shape: buildingShape(buildings, row),
				load: own ? buildings.households[row]! * minutesAHousehold : 0,
				compound: compoundOf.get(id) ?? null
			};
		}),
		stands: [
			...compounds.flatMap((one) => at(one.at, 'compoundGate', one.gates)),
			...posts.flatMap((one) => at(one.at, 'postSeat', one.required)),
			...enterprises.flatMap((point) => at(point, 'enterprise', 1))
		]
	};
}

/** The grid's ground dealt out along the edges of parts that tile it; what rounding leaves over goes to the part beside it. */
function alongParts(
	plan: BorderPlan,
	code: GridCode,
	parts: readonly SurfaceShape[],
	names: readonly GridCode[]
): ReturnType<typeof drawDealt> {
	const beside = new Set<GridCode>();
	for (const { left, right } of bordersOf(plan.borders, code))
		for (const other of [left, right]) if (other !== null && other !== code) beside.add(other);
	const codes = [code, ...[...beside].sort()];
	const origin = gridRings(plan, code).outer[0]![0]!;
	const laid = overlay([...parts.map(onLattice), ...codes.map((one) => gridShape(plan, one)!)], planeAt(origin), 1e7);
	const was: (GridCode | null)[] = [];
	const is: (GridCode | null)[] = [];
	const bare = new Set<number>();
	for (let face = 0; face < laid.faceCount; face++) {
		const cover = laid.coverOf(face);
		const owner = cover.at(-1)! >= parts.length ? codes[cover.at(-1)! - parts.length]! : null;
		was.push(owner);
		is.push(owner === code ? (cover[0]! < parts.length ? names[cover[0]!]! : null) : owner);
		if (is[face] === null && owner === code) bare.add(face);
	}
	const stretches = bare.size > 0 ? laid.stretches() : [];
	for (let before = -1; bare.size > 0 && bare.size !== before;) {
		before = bare.size;
		for (const { left, right } of stretches)
			for (const [face, other] of [
				[left, right],
				[right, left]
			] as const)
				if (bare.has(face) && was[other] === code && is[other] !== null) {
					is[face] = is[other]!;
					bare.delete(face);
				}
	}
	for (const face of bare) is[face] = code;
	return drawDealt(plan, { codes, inner: new Set([code]), laid, was, is }, [code]);
}

const onLattice = (shape: SurfaceShape): SurfaceShape => {
	const snap = (at: Position): Position => positionOf(latticePointAt(at));
	return shape.type === 'Polygon'
		? { type: 'Polygon', coordinates: shape.coordinates.map((ring) => ring.map(snap)) }
		: { type: 'MultiPolygon', coordinates: shape.coordinates.map((rings) => rings.map((ring) => ring.map(snap))) };
};
