/**
 * Gives ground inside given surfaces from grid to grid: the land around is cut along their edges on the lattice, every piece gets its owner, and
 * borders are drawn where owners differ. Points that arise on a border arise on both its sides.
 */
import { overlay, type Overlay, type Region } from '../geo/overlay.ts';
import { done, refused, type Outcome } from '../geo/outcome.ts';
import type { Bbox, PolygonRings, SurfaceShape } from '../geo/position.ts';
import type { BorderPlan, GridCode } from './border-plan.ts';
import { borderBox, boxesTouch } from './border-segments.ts';
import { stretchesOf, type SidedStretch } from './chain-borders.ts';
import { planeAt } from './ground-buildings.ts';
import { gridRings, gridShape } from './grid-shape.ts';
import { latticePointAt, positionOf } from './lattice-point.ts';
import type { PlanProblem } from './plan-edit.ts';
import { rebuildBorders } from './rebuild-borders.ts';

export interface RecutWish {
	/** Ground to give, as polygons that may overlap. */
	readonly give: readonly PolygonRings[];
	/** Ground to leave where it is, even inside of what is given. */
	readonly keep: readonly PolygonRings[];
	/** The box around what is given, lattice steps. */
	readonly box: Bbox;
	readonly from: (code: GridCode) => boolean;
	readonly to: GridCode;
	/** Pieces that a grid would fall into, the largest first: which of the rest go to `to` as well. */
	readonly alsoGive?: (code: GridCode, piece: Region) => boolean;
}

export interface Recut {
	readonly borders: BorderPlan['borders'];
	readonly nextBorderId: number;
	/** Grids that lost ground. */
	readonly donors: readonly GridCode[];
}

export function recut(plan: BorderPlan, wish: RecutWish): Outcome<Recut, PlanProblem> {
	const { codes, inner } = landAround(plan, wish);
	const first = gridRings(plan, wish.to).outer[0]?.[0];
	if (!first) return refused({ kind: 'plan.no-such-grid', grids: [wish.to] });
	const multi = (polygons: readonly PolygonRings[]): SurfaceShape => ({ type: 'MultiPolygon', coordinates: polygons });
	const laid = overlay([multi(wish.give), multi(wish.keep), ...codes.map((code) => gridShape(plan, code)!)], planeAt(first), 1e7);
	const was: (GridCode | null)[] = [];
	const is: (GridCode | null)[] = [];
	const facesOf = new Map<GridCode, number[]>();
	const donors = new Set<GridCode>();
	for (let face = 0; face < laid.faceCount; face++) {
		const cover = laid.coverOf(face);
		const owner = cover.at(-1)! >= 2 ? codes[cover.at(-1)! - 2]! : null;
		was.push(owner);
		const given = owner !== null && owner !== wish.to && cover.includes(0) && !cover.includes(1) && wish.from(owner);
		is.push(given ? wish.to : owner);
		if (given) donors.add(owner);
		if (owner !== null && !given) facesOf.set(owner, [...(facesOf.get(owner) ?? []), face]);
	}
	if (wish.alsoGive) {
		for (const code of donors) {
			const pieces = laid.regionsOf(facesOf.get(code) ?? []).toSorted((a, b) => b.areaM2 - a.areaM2);
			for (const piece of pieces.slice(1)) if (wish.alsoGive(code, piece)) for (const face of piece.faces) is[face] = wish.to;
		}
	}
	return drawDealt(plan, { codes, inner, laid, was, is }, [...donors].sort());
}

/** Land cut into faces, and whose each face was and shall be. */
export interface Dealt {
	/** Grids whose ground is laid out whole. */
	readonly codes: readonly GridCode[];
	/** Those of them that new lines may run in. */
	readonly inner: ReadonlySet<GridCode>;
	readonly laid: Overlay;
	readonly was: readonly (GridCode | null)[];
	readonly is: readonly (GridCode | null)[];
}

/** Borders where owners differ, in the place of all borders of the grids laid out. */
export function drawDealt(
	plan: BorderPlan,
	{ codes, inner, laid, was, is }: Dealt,
	donors: readonly GridCode[]
): Outcome<Recut, PlanProblem> {
	const known = new Set(codes);
	const old = [...plan.borders.values()].filter(({ left, right }) => known.has(left!) || known.has(right!));
	const before = new Map<string, SidedStretch>();
	for (const stretch of old.flatMap(stretchesOf)) {
		before.set(`${stretch.from.join()} ${stretch.to.join()}`, stretch);
		before.set(`${stretch.to.join()} ${stretch.from.join()}`, { ...stretch, left: stretch.right, right: stretch.left });
	}
	const stretches: SidedStretch[] = [];
	for (const piece of laid.stretches()) {
		const [from, to] = [latticePointAt(piece.from), latticePointAt(piece.to)];
		let [left, right]: [GridCode | null, GridCode | null] = [is[piece.left]!, is[piece.right]!];
		if (left === null || right === null) {
			// Beyond the land looked at: what was there before, where the stretch is as before; new stretches lie only along the outer edge.
			const same = before.get(`${from.join()} ${to.join()}`);
			const inside = was[piece.left] ?? was[piece.right];
			if (inside === null || inside === undefined) continue;
			if (!same && !inner.has(inside)) return refused({ kind: 'plan.crosses', at: positionOf(from), grids: [inside] });
			if (left === null) left = same ? same.left : null;
			if (right === null) right = same ? same.right : null;
		}
		if (left !== right) stretches.push({ from, to, left, right });
	}
	return done({ ...rebuildBorders(plan, old, stretches), donors });
}

/** Grids that the surfaces may touch (inner), and with them their neighbours. */
function landAround(plan: BorderPlan, { box, to }: RecutWish): { codes: GridCode[]; inner: ReadonlySet<GridCode> } {
	const boxes = new Map<GridCode, Bbox>();
	for (const border of plan.borders.values()) {
		const own = borderBox(border);
		for (const code of [border.left, border.right]) {
			if (code === null) continue;
			const known = boxes.get(code) ?? own;
			boxes.set(code, [Math.min(known[0], own[0]), Math.min(known[1], own[1]), Math.max(known[2], own[2]), Math.max(known[3], own[3])]);
		}
	}
	const inner = new Set<GridCode>([to]);
	for (const [code, own] of boxes) if (boxesTouch(own, box, 2)) inner.add(code);
	const all = new Set(inner);
	for (const { left, right } of plan.borders.values()) {
		if (left === null || right === null) continue;
		if (inner.has(left)) all.add(right);
		if (inner.has(right)) all.add(left);
	}
	return { codes: [...all].sort(), inner };
}
