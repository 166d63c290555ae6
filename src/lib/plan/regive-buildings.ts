/**
 * Gives every building that a redrawing may concern to its one grid again: to the one it stands in; where a border runs through it, to the one a planner
 * gave it to, else to the one that holds most of it. Says no where a building would be newly cut and nobody says why.
 */
import { done, refused, type Outcome } from '../geo/outcome.ts';
import type { Bbox } from '../geo/position.ts';
import type { BorderPlan, GridCode, PlanGround } from './border-plan.ts';
import { borderBox, boxesTouch, segmentsIn } from './border-segments.ts';
import { ROUNDING_WIDTH_M } from './check-grids.ts';
import { buildingBox, buildingPoint, buildingShape, buildingsIn, planeAt } from './ground-buildings.ts';
import { gridHolds, gridRings, gridShape } from './grid-shape.ts';
import { positionOf } from './lattice-point.ts';
import { placeBuildings, type GridOutline } from './place-buildings.ts';
import type { PlanChange, PlanProblem } from './plan-edit.ts';

/** Grids that hold a part of a building, the one with most of it first. */
export interface Shares {
	readonly codes: readonly GridCode[];
	/** A border runs through it. */
	readonly cut: boolean;
}

export function regiveBuildings(
	before: BorderPlan,
	plan: BorderPlan,
	concerned: readonly GridCode[],
	box: Bbox,
	{ buildings }: PlanGround,
	cutReason?: string
): Outcome<{ plan: BorderPlan; moved: PlanChange['moved'] }, PlanProblem> {
	const live = concerned.filter((code) => plan.grids.has(code));
	const isConcerned = new Set<GridCode>(concerned);
	const rows = buildingsIn(buildings, box).filter((row) => {
		const owner = before.belongs.get(buildings.id[row]!);
		return owner !== undefined;
	});
	const shares = sharesOf(plan, rows, buildings);
	const belongs = new Map<number, GridCode>();
	const dropAssigned: number[] = [];
	const newlyCut: number[] = [];
	const noLongerCut: number[] = [];
	for (const row of rows) {
		const id = buildings.id[row]!;
		const owner = before.belongs.get(id)!;
		const parts = shares.get(row);
		if (!parts?.cut) {
			if (before.cutReasons.has(id)) noLongerCut.push(id);
			if (before.assigned.has(id)) dropAssigned.push(id);
		}
		if (parts) {
			if (parts.cut && !before.cutReasons.has(id)) newlyCut.push(row);
			// Rounding aside, a planner's word holds while the grid has part of the building.
			const to = before.assigned.has(id) && parts.codes.includes(owner) ? owner : parts.codes[0];
			if (before.assigned.has(id) && to !== owner) dropAssigned.push(id);
			if (to !== undefined && to !== owner) belongs.set(id, to);
			continue;
		}
		if (!isConcerned.has(owner) && !before.assigned.has(id)) continue;
		const at = buildingPoint(buildings, row);
		const to = live.find((code) => gridHolds(gridRings(plan, code), at));
		if (to !== undefined && to !== owner) belongs.set(id, to);
	}
	const fresh = newlyCut.length === 0 ? [] : newlyCut.filter((row) => !sharesOf(before, [row], buildings).get(row)?.cut);
	if (fresh.length > 0 && !cutReason) {
		const ids = fresh.map((row) => buildings.id[row]!).sort((a, b) => a - b);
		return refused({
			kind: 'plan.cuts-building',
			at: positionOf(buildingPoint(buildings, fresh[0]!)),
			buildingIds: ids,
			detail: { count: ids.length }
		});
	}
	const moved = [...belongs].map(([id, to]) => [id, before.belongs.get(id)!, to] as const).sort((a, b) => a[0] - b[0]);
	return done({
		plan: {
			...plan,
			belongs: belongs.size === 0 ? plan.belongs : withEntries(plan.belongs, belongs),
			assigned: dropAssigned.length === 0 ? plan.assigned : without(plan.assigned, dropAssigned),
			cutReasons: cutReasonsAfter(
				plan.cutReasons,
				noLongerCut,
				fresh.map((row) => buildings.id[row]!),
				cutReason
			)
		},
		moved
	});
}

function withEntries<K, V>(map: ReadonlyMap<K, V>, entries: ReadonlyMap<K, V>): ReadonlyMap<K, V> {
	const copy = new Map(map);
	for (const [key, value] of entries) copy.set(key, value);
	return copy;
}

function without<T>(set: ReadonlySet<T>, gone: readonly T[]): ReadonlySet<T> {
	const copy = new Set(set);
	for (const one of gone) copy.delete(one);
	return copy;
}

function cutReasonsAfter(
	reasons: BorderPlan['cutReasons'],
	over: readonly number[],
	fresh: readonly number[],
	why: string | undefined
): BorderPlan['cutReasons'] {
	if (over.length === 0 && (fresh.length === 0 || !why)) return reasons;
	const copy = new Map(reasons);
	for (const id of over) copy.delete(id);
	if (why) for (const id of fresh) copy.set(id, why);
	return copy;
}

/** For each row that a border comes near: which grids hold parts of it. Rows that no border touches are left out. */
export function sharesOf(plan: BorderPlan, rows: readonly number[], buildings: PlanGround['buildings']): Map<number, Shares> {
	const found = new Map<number, Shares>();
	if (rows.length === 0) return found;
	const boxes = new Map(rows.map((row) => [row, buildingBox(buildings, row)]));
	const all = [...boxes.values()].reduce<Bbox>(
		(a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])],
		[Infinity, Infinity, -Infinity, -Infinity]
	);
	const near = [...plan.borders.values()].filter((border) => boxesTouch(borderBox(border), all));
	const doubtful: number[] = [];
	const beside = new Set<GridCode>();
	for (const [row, box] of boxes) {
		let touched = false;
		for (const border of near) {
			let touches = false;
			segmentsIn(border, box, (i) => (touches ||= comesInto(border.line[i]!, border.line[i + 1]!, box)));
			if (!touches) continue;
			touched = true;
			if (border.left !== null) beside.add(border.left);
			if (border.right !== null) beside.add(border.right);
		}
		if (touched) doubtful.push(row);
	}
	if (doubtful.length === 0) return found;
	const outlines: GridOutline[] = [...beside].sort().flatMap((code) => {
		const shape = gridShape(plan, code);
		return shape ? [{ code, shape }] : [];
	});
	const places = placeBuildings(
		outlines,
		doubtful.map((row) => buildingShape(buildings, row)),
		planeAt(buildingPoint(buildings, doubtful[0]!)),
		ROUNDING_WIDTH_M
	);
	places.forEach(({ shares, parted }, k) =>
		found.set(doubtful[k]!, { codes: shares.map(({ grid }) => outlines[grid]!.code as GridCode), cut: parted })
	);
	return found;
}

/** Whether a segment whose box meets this one comes into it. */
function comesInto([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number], [w, s, e, n]: Bbox): boolean {
	const side = (x: number, y: number): number => (bx - ax) * (y - ay) - (by - ay) * (x - ax);
	const sides = [side(w, s), side(e, s), side(e, n), side(w, n)];
	return sides.some((v) => v >= 0) && sides.some((v) => v <= 0);
}
