/** A line in hand, drawn freely or point by point, and the split or the new course of a border it stands for. */
import type { LatticePoint } from '#lib/plan/border-plan.ts';
import { followLine } from '#lib/plan/follow-line.ts';
import { stepsPerMetre } from '#lib/plan/ground-buildings.ts';
import { samePoint } from '#lib/plan/lattice-point.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import { reshapeEdit, smoothed, splitAlong, splitEdit } from './draw-edits.ts';
import { hitsOf } from './draw-hits.ts';
import { guidesOf } from './guide-lines.ts';
import {
	drawnOn,
	farApart,
	IDLE,
	snapOf,
	stay,
	type HandStep,
	type HandWorld,
	type LineHand,
	type Pointer,
	type PointerKind
} from './hand.ts';

/** CSS px: how near a new course must begin to its border, and what an unsteady hand does not mean. */
const BORDER_PX = 24;
const SMOOTH_PX = 1.6;

export function startLine(pointer: Pointer, world: HandWorld): HandStep {
	const snap = snapOf(pointer, world);
	return stay({
		kind: 'line',
		points: [snap?.at ?? pointer.at],
		before: [0],
		pressed: true,
		free: false,
		next: null,
		snap,
		lastPx: pointer.px,
		proposed: false
	});
}

export function drawLine(hand: LineHand, kind: PointerKind, pointer: Pointer, world: HandWorld): HandStep {
	if (kind === 'move') {
		if (hand.pressed) {
			if (!drawnOn(pointer, hand.points.at(-1), hand.lastPx)) return stay(hand);
			return meant({ ...hand, points: [...hand.points, pointer.at], free: true, next: null, snap: null, lastPx: pointer.px }, world);
		}
		const snap = snapOf(pointer, world);
		return meant({ ...hand, next: snap?.at ?? pointer.at, snap }, world);
	}
	if (kind === 'up') {
		if (hand.free) return finishLine(hand, world);
		return stay({ ...hand, pressed: false });
	}
	if (kind === 'double') return finishLine(hand, world);
	const last = hand.points.at(-1)!;
	const next = snapOf(pointer, world)?.at ?? pointer.at;
	// The second press of a double click.
	if (samePoint(next, last) || !(pointer.exact || farApart(hand.lastPx, pointer.px))) return stay({ ...hand, pressed: false });
	return meant(
		{
			...hand,
			points: [...hand.points, ...alongRoads(last, next, world)],
			before: [...hand.before, hand.points.length],
			next: null,
			pressed: false,
			lastPx: pointer.px
		},
		world
	);
}

/** Without what the last press added; nothing where that was the first. */
export function takeBackPoint(hand: LineHand, world: HandWorld): HandStep {
	const left = hand.before.at(-1) ?? 0;
	if (hand.free || hand.pressed) return stay(hand);
	if (left === 0) return { hand: IDLE, acts: [{ kind: 'cancel' }] };
	return meant({ ...hand, points: hand.points.slice(0, left), before: hand.before.slice(0, -1), next: null, snap: null }, world);
}

/** Between two places on roads the line takes the road. */
function alongRoads(from: LatticePoint, to: LatticePoint, { scene, metresPerPx }: HandWorld): readonly LatticePoint[] {
	if (!scene.snap) return [to];
	const [x, y] = stepsPerMetre(from);
	const straightM = Math.hypot((to[0] - from[0]) / x, (to[1] - from[1]) / y);
	const way = followLine(guidesOf(scene.ground.lines).near(from, straightM + 50), from, to, Math.min(1, metresPerPx));
	if (!way) return [to];
	let lengthM = 0;
	for (let i = 1; i < way.length; i++) lengthM += Math.hypot((way[i]![0] - way[i - 1]![0]) / x, (way[i]![1] - way[i - 1]![1]) / y);
	return lengthM <= 1.6 * straightM ? way.slice(1) : [to];
}

export function drawnLine(hand: LineHand, metresPerPx: number): readonly LatticePoint[] {
	const points = hand.next ? [...hand.points, hand.next] : hand.points;
	return hand.free ? smoothed(points, SMOOTH_PX * metresPerPx) : points;
}

function editOf(hand: LineHand, { scene, rest, metresPerPx }: HandWorld): PlanEdit | null {
	const line = drawnLine(hand, metresPerPx);
	return scene.tool === 'split'
		? splitEdit(rest, line, scene.grid, scene.ground)
		: reshapeEdit(rest, line, scene.grid, BORDER_PX * metresPerPx);
}

function meant(hand: LineHand, world: HandWorld): HandStep {
	const edit = editOf(hand, world);
	if (edit) return { hand: { ...hand, proposed: true }, acts: [{ kind: 'propose', edit }] };
	return { hand: { ...hand, proposed: false }, acts: hand.proposed ? [{ kind: 'cancel' }] : [] };
}

export function finishLine(hand: LineHand, world: HandWorld): HandStep {
	const last = { ...hand, next: null };
	const edit = editOf(last, world);
	if (edit) return { hand: IDLE, acts: [{ kind: 'propose', edit }, { kind: 'write' }] };
	// A line of clicks waits for the points it lacks; one drawn in one go is refused, with the reason.
	if (!hand.free) return stay(last);
	const meantFor = asDrawn(last, world);
	return { hand: IDLE, acts: meantFor ? [{ kind: 'propose', edit: meantFor }, { kind: 'write' }] : [{ kind: 'cancel' }] };
}

/** What the line was meant for, though it does not fit. */
function asDrawn(hand: LineHand, { scene, rest, metresPerPx }: HandWorld): PlanEdit | null {
	const line = drawnLine(hand, metresPerPx);
	if (line.length < 2) return null;
	if (scene.tool === 'reshape') return { verb: 'reshape-border', line };
	const code = scene.grid ?? hitsOf(rest).gridAt(line[Math.floor(line.length / 2)]!);
	return code === null ? null : splitAlong(rest, code, line, scene.ground);
}
