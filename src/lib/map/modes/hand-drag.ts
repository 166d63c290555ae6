/** A corner, a point or a stretch of a border taken hold of and pulled. */
import type { GridCode, LatticePoint } from '#lib/plan/border-plan.ts';
import { cornersOf } from '#lib/plan/corners.ts';
import { fixedEdge } from '#lib/plan/fixed-edge.ts';
import { samePoint } from '#lib/plan/lattice-point.ts';
import { nearestPlace } from '#lib/plan/place-on-border.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import type { Snap } from '#lib/plan/snap.ts';
import { gridsAt, hitsOf } from './draw-hits.ts';
import { heldBy } from './drawn-plan.ts';
import { followRoads } from './follow-roads.ts';
import {
	farApart,
	snapOf,
	stay,
	within,
	type Hand,
	type HandAct,
	type HandStep,
	type HandWorld,
	type Hover,
	type Pointer
} from './hand.ts';

/** CSS px: how near a pointer must come. */
const HANDLE_PX = 11;
const STRETCH_PX = 7;

type DragHand = Extract<Hand, { kind: 'drag' }>;

/** What lies under the pointer that may be taken hold of. What another planner holds may be seen but not moved. */
export function underPointer(
	pointer: Pointer,
	world: HandWorld
): (Hover & { between: readonly [LatticePoint, LatticePoint] | null }) | null {
	const { scene, rest } = world;
	const hits = hitsOf(rest);
	const held = heldBy(scene.others);
	const corner = hits.cornerAt(pointer.at, within(world, pointer, HANDLE_PX));
	if (corner) {
		return hits.movable(corner, held) ? { what: 'corner', at: corner, between: null } : null;
	}
	if (scene.grid === null || !rest.grids.has(scene.grid)) return null;
	const isFree = ({ left, right }: { left: GridCode | null; right: GridCode | null }): boolean =>
		![left, right].some((code) => code !== null && held.has(code));
	const point = hits.pointAt(scene.grid, pointer.at, within(world, pointer, HANDLE_PX));
	if (point) return isFree(point.border) ? { what: 'point', at: point.at, between: null } : null;
	const stretch = hits.stretchAt(pointer.at, within(world, pointer, STRETCH_PX), scene.grid);
	if (!stretch || !isFree(stretch.border)) return null;
	const { line } = stretch.border;
	return { what: 'stretch', at: stretch.at, between: [line[stretch.i]!, line[stretch.i + 1]!] };
}

export function drag(hand: DragHand, pointer: Pointer, world: HandWorld): HandStep {
	const { rest, scene } = world;
	if (hand.to === null && !farApart(hand.from.px, pointer.px)) return stay(hand);
	const raw: LatticePoint = [pointer.at[0] + hand.grip[0], pointer.at[1] + hand.grip[1]];
	if (hand.what === 'corner') {
		const ways = cornersOf(rest.borders).at(hand.at);
		const fixed = ways.filter(({ border }) => fixedEdge(rest, border)).map(({ border }) => border);
		// A corner on an edge that nobody may move slides along it.
		if (fixed.length > 0) {
			const to = nearestPlace(fixed, raw)!.at;
			return propose(hand, to, null, { verb: 'move-corner', at: hand.at, to });
		}
		const snap = snapOf(pointer, world, raw);
		const to = snap?.at ?? raw;
		const plain: PlanEdit = { verb: 'move-corner', at: hand.at, to };
		if (!snap) return propose(hand, to, null, plain);
		const follow = hand.to && samePoint(hand.to, to) ? null : followRoads(rest, hand.at, to, scene.ground.lines);
		// Still at the place it snapped to: what was proposed stays in hand.
		if (follow === null) return stay({ ...hand, snap });
		return propose(hand, to, snap, follow.length > 0 ? { ...plain, follow } : plain, follow.length > 0 ? plain : undefined);
	}
	const snap = snapOf(pointer, world, raw);
	const to = snap?.at ?? raw;
	const edit: PlanEdit = hand.between ? { verb: 'add-point', between: hand.between, at: to } : { verb: 'move-point', at: hand.at, to };
	return propose(hand, to, snap, edit);
}

function propose(hand: DragHand, to: LatticePoint, snap: Snap | null, edit: PlanEdit, orElse?: PlanEdit): HandStep {
	return { hand: { ...hand, to, snap }, acts: [{ kind: 'propose', edit, ...(orElse && { orElse }) }] };
}

export function selectAt(hand: DragHand, { scene, rest }: HandWorld): HandAct {
	if (hand.what !== 'corner') return { kind: 'select', grid: scene.grid, corner: null };
	const around = gridsAt(rest, cornersOf(rest.borders).at(hand.at));
	const grid = scene.grid !== null && around.includes(scene.grid) ? scene.grid : (around[0] ?? null);
	return { kind: 'select', grid, corner: hand.at };
}
