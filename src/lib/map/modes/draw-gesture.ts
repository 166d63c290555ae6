/**
 * The hand on a plan, as a machine without a screen: a pointer or a key in, what to propose, write or leave be out. It judges no edit; whatever it proposes the
 * page answers for. The plan it looks at is the one before the edit in hand, which stays the same for as long as a gesture lasts.
 */
import type { BorderPlan, GridCode, LatticePoint } from '#lib/plan/border-plan.ts';
import { bordersOf, cornersOf } from '#lib/plan/corners.ts';
import { fixedEdge } from '#lib/plan/fixed-edge.ts';
import { followLine } from '#lib/plan/follow-line.ts';
import { stepsPerMetre } from '#lib/plan/ground-buildings.ts';
import { samePoint } from '#lib/plan/lattice-point.ts';
import { nearestPlace } from '#lib/plan/place-on-border.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import { snapPoint, type Snap } from '#lib/plan/snap.ts';
import {
	buildingsUnder,
	groundEdit,
	isRound,
	moveEdit,
	reshapeEdit,
	smoothed,
	splitAlong,
	splitEdit,
	wholeCompounds
} from './draw-edits.ts';
import { gridsAt, hitsOf } from './draw-hits.ts';
import type { DrawScene, DrawTool } from './draw-mode.ts';
import { heldBy } from './drawn-plan.ts';
import { followRoads } from './follow-roads.ts';
import { guidesOf } from './guide-lines.ts';
import { roadThrough, type RoadThrough } from './road-through.ts';

export interface Pointer {
	readonly at: LatticePoint;
	/** CSS px in the map. */
	readonly px: readonly [x: number, y: number];
	readonly alt: boolean;
	readonly shift: boolean;
	/** A finger hides what it points at and is wider than a mouse. */
	readonly touch: boolean;
}

export type HandInput =
	| { readonly kind: 'down' | 'move' | 'up' | 'double'; readonly pointer: Pointer }
	| { readonly kind: 'key'; readonly key: 'Escape' | 'Enter' | 'Delete' };

export interface HandWorld {
	readonly scene: DrawScene;
	/** The plan without the edit in hand. */
	readonly rest: BorderPlan;
	readonly metresPerPx: number;
}

/** `orElse` where the first is refused. */
export type HandAct =
	| { readonly kind: 'propose'; readonly edit: PlanEdit; readonly orElse?: PlanEdit }
	| { readonly kind: 'write' }
	| { readonly kind: 'cancel' }
	| { readonly kind: 'select'; readonly grid: GridCode | null; readonly corner: LatticePoint | null };

export type Hand =
	| { readonly kind: 'idle'; readonly hover: Hover | null; readonly road: RoadThrough | null }
	/** Down on something that a click means but a drag does not: the map may be moved. */
	| { readonly kind: 'press'; readonly from: Pointer }
	| {
			readonly kind: 'drag';
			readonly what: 'corner' | 'point' | 'stretch';
			readonly from: Pointer;
			readonly at: LatticePoint;
			readonly between: readonly [LatticePoint, LatticePoint] | null;
			/** From the pointer to the middle of what it took hold of. */
			readonly grip: readonly [number, number];
			readonly to: LatticePoint | null;
			readonly snap: Snap | null;
	  }
	| {
			readonly kind: 'line';
			readonly points: readonly LatticePoint[];
			/** The button is down: a line drawn freely. */
			readonly pressed: boolean;
			readonly free: boolean;
			readonly next: LatticePoint | null;
			readonly snap: Snap | null;
			readonly lastPx: readonly [number, number];
			readonly proposed: boolean;
	  }
	| {
			readonly kind: 'path';
			readonly tool: 'buildings' | 'ground';
			readonly path: readonly LatticePoint[];
			readonly lastPx: readonly [number, number];
			readonly donor: GridCode | null;
			readonly gathered: readonly number[];
			readonly said: string;
	  };

export interface Hover {
	readonly what: 'corner' | 'point' | 'stretch';
	readonly at: LatticePoint;
}

export interface HandStep {
	readonly hand: Hand;
	readonly acts: readonly HandAct[];
}

export const IDLE: Hand = { kind: 'idle', hover: null, road: null };

/** CSS px: how near a pointer must come, how far it must go to have moved, and how far a point snaps. */
const HANDLE_PX = 11;
const STRETCH_PX = 7;
const TOUCH_MORE = 2;
const MOVED_PX = 3;
const SNAP_PX = 8;
const ROAD_PX = 12;
const BORDER_PX = 24;
const STEP_PX = 3;
const SMOOTH_PX = 1.6;

const stay = (hand: Hand): HandStep => ({ hand, acts: [] });

export function moveHand(hand: Hand, input: HandInput, world: HandWorld): HandStep {
	const { scene } = world;
	if (input.kind === 'key') return onKey(hand, input.key, world);
	const { pointer } = input;
	if (scene.readOnly) return onlyLooking(hand, input.kind, pointer, world);
	switch (hand.kind) {
		case 'idle':
		case 'press':
			if (input.kind === 'down') return takeHold(pointer, world);
			if (input.kind === 'up') return hand.kind === 'press' ? click(hand, pointer, world) : stay(hand);
			if (input.kind === 'double') return doubleClick(hand, pointer, world);
			if (hand.kind === 'press') return farApart(hand.from.px, pointer.px) ? stay(IDLE) : stay(hand);
			return stay(hovering(pointer, world));
		case 'drag':
			if (input.kind === 'move') return drag(hand, pointer, world);
			if (input.kind !== 'up') return stay(hand);
			if (hand.to !== null) return { hand: IDLE, acts: [{ kind: 'write' }] };
			return { hand: hovering(pointer, world), acts: [selectAt(hand, world)] };
		case 'line':
			return drawLine(hand, input.kind, pointer, world);
		case 'path':
			if (input.kind === 'move') return gather(hand, pointer, world);
			if (input.kind === 'up') return letGo(hand, pointer, world);
			return stay(hand);
	}
}

/** Whether the map must stand still because the hand draws. */
export const isDrawing = (hand: Hand): boolean => hand.kind === 'drag' || hand.kind === 'path' || (hand.kind === 'line' && hand.pressed);

/** Tools that draw wherever the pointer goes down, so that the map is moved otherwise. */
export const drawsAnywhere = (tool: DrawTool): boolean =>
	tool === 'reshape' || tool === 'split' || tool === 'buildings' || tool === 'ground';

function onKey(hand: Hand, key: 'Escape' | 'Enter' | 'Delete', world: HandWorld): HandStep {
	if (hand.kind === 'idle' || hand.kind === 'press') {
		if (key !== 'Delete' || world.scene.readOnly || hand.kind !== 'idle' || hand.hover?.what !== 'point') return stay(hand);
		return { hand: IDLE, acts: [{ kind: 'propose', edit: { verb: 'remove-point', at: hand.hover.at } }, { kind: 'write' }] };
	}
	if (key === 'Escape') return { hand: IDLE, acts: [{ kind: 'cancel' }] };
	if (key === 'Enter' && hand.kind === 'line') return finishLine(hand, world);
	return stay(hand);
}

function onlyLooking(hand: Hand, kind: 'down' | 'move' | 'up' | 'double', pointer: Pointer, world: HandWorld): HandStep {
	if (kind === 'down') return stay({ kind: 'press', from: pointer });
	if (kind === 'up' && hand.kind === 'press' && !farApart(hand.from.px, pointer.px))
		return { hand: IDLE, acts: [{ kind: 'select', grid: hitsOf(world.rest).gridAt(pointer.at), corner: null }] };
	return stay(kind === 'up' || hand.kind !== 'press' ? IDLE : hand);
}

const farApart = (a: readonly [number, number], b: readonly [number, number], px = MOVED_PX): boolean =>
	Math.hypot(a[0] - b[0], a[1] - b[1]) > px;

const within = ({ metresPerPx }: HandWorld, { touch }: Pointer, px: number): number => px * (touch ? TOUCH_MORE : 1) * metresPerPx;

/** What lies under the pointer that may be taken hold of. What another planner holds may be seen but not moved. */
function underPointer(pointer: Pointer, world: HandWorld): (Hover & { between: readonly [LatticePoint, LatticePoint] | null }) | null {
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

function hovering(pointer: Pointer, world: HandWorld): Hand {
	const { scene, rest } = world;
	if (scene.tool === 'corner') {
		const under = underPointer(pointer, world);
		return under ? { kind: 'idle', hover: { what: under.what, at: under.at }, road: null } : IDLE;
	}
	if (scene.tool === 'split-road') return { kind: 'idle', hover: null, road: roadUnder(pointer, rest, world) };
	return IDLE;
}

function roadUnder(pointer: Pointer, rest: BorderPlan, world: HandWorld): RoadThrough | null {
	const { scene } = world;
	const grid = hitsOf(rest).gridAt(pointer.at);
	if (grid === null || heldBy(scene.others).has(grid)) return null;
	return roadThrough(rest, grid, scene.ground.lines, pointer.at, within(world, pointer, ROAD_PX));
}

function takeHold(pointer: Pointer, world: HandWorld): HandStep {
	const { scene, rest } = world;
	switch (scene.tool) {
		case 'corner': {
			const under = underPointer(pointer, world);
			if (!under) return stay({ kind: 'press', from: pointer });
			return stay({
				kind: 'drag',
				what: under.what,
				from: pointer,
				at: under.at,
				between: under.between,
				grip: [under.at[0] - pointer.at[0], under.at[1] - pointer.at[1]],
				to: null,
				snap: null
			});
		}
		case 'reshape':
		case 'split': {
			const snap = snapOf(pointer, world);
			const start = snap?.at ?? pointer.at;
			return stay({ kind: 'line', points: [start], pressed: true, free: false, next: null, snap, lastPx: pointer.px, proposed: false });
		}
		case 'buildings':
		case 'ground': {
			const under = hitsOf(rest).gridAt(pointer.at);
			const first = scene.tool === 'buildings' ? buildingsUnder(rest, [pointer.at], scene.ground, null, false) : [];
			const donor = first[0] === undefined ? null : (rest.belongs.get(first[0]) ?? null);
			const hand: Hand = {
				kind: 'path',
				tool: scene.tool,
				path: [pointer.at],
				lastPx: pointer.px,
				donor: donor ?? (under === scene.grid ? scene.grid : null),
				gathered: [],
				said: ''
			};
			return scene.tool === 'buildings' && first.length > 0 ? gather(hand, pointer, world, true) : stay(hand);
		}
		case 'split-road':
		case 'merge':
			return stay({ kind: 'press', from: pointer });
	}
}

function snapOf(pointer: Pointer, { scene, metresPerPx }: HandWorld, at = pointer.at): Snap | null {
	return scene.snap && !pointer.alt ? snapPoint(scene.ground.lines, at, SNAP_PX * metresPerPx) : null;
}

function drag(hand: Extract<Hand, { kind: 'drag' }>, pointer: Pointer, world: HandWorld): HandStep {
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

function propose(hand: Extract<Hand, { kind: 'drag' }>, to: LatticePoint, snap: Snap | null, edit: PlanEdit, orElse?: PlanEdit): HandStep {
	return { hand: { ...hand, to, snap }, acts: [{ kind: 'propose', edit, ...(orElse && { orElse }) }] };
}

function selectAt(hand: Extract<Hand, { kind: 'drag' }>, { scene, rest }: HandWorld): HandAct {
	if (hand.what !== 'corner') return { kind: 'select', grid: scene.grid, corner: null };
	const around = gridsAt(rest, cornersOf(rest.borders).at(hand.at));
	const grid = scene.grid !== null && around.includes(scene.grid) ? scene.grid : (around[0] ?? null);
	return { kind: 'select', grid, corner: hand.at };
}

function click(hand: Extract<Hand, { kind: 'press' }>, pointer: Pointer, world: HandWorld): HandStep {
	const { scene, rest } = world;
	if (farApart(hand.from.px, pointer.px)) return stay(IDLE);
	const grid = hitsOf(rest).gridAt(pointer.at);
	if (scene.tool === 'split-road') {
		const road = roadUnder(pointer, rest, world);
		const edit = road && splitAlong(rest, road.grid, road.line, scene.ground);
		if (!edit) return { hand: IDLE, acts: [{ kind: 'select', grid, corner: null }] };
		return {
			hand: IDLE,
			acts: [
				{ kind: 'select', grid, corner: null },
				{ kind: 'propose', edit }
			]
		};
	}
	if (scene.tool === 'merge' && grid !== null) {
		const inHand = scene.inHand?.edit.verb === 'merge-grids' ? scene.inHand.edit : null;
		const into = inHand?.into ?? scene.grid;
		if (into === null || !rest.grids.has(into)) return { hand: IDLE, acts: [{ kind: 'select', grid, corner: null }] };
		if (grid === into) return stay(IDLE);
		// What lies apart cannot join: it is where another merge begins.
		if (!pointer.shift && !bordersOf(rest.borders, into).some(({ left, right }) => left === grid || right === grid))
			return { hand: IDLE, acts: [{ kind: 'cancel' }, { kind: 'select', grid, corner: null }] };
		const before = pointer.shift ? (inHand?.grids ?? [into]) : [into];
		const grids = before.includes(grid) ? before.filter((code) => code !== grid) : [...before, grid];
		if (grids.length < 2) return { hand: IDLE, acts: [{ kind: 'cancel' }] };
		return { hand: IDLE, acts: [{ kind: 'propose', edit: { verb: 'merge-grids', grids: [...grids].sort(), into } }] };
	}
	return { hand: IDLE, acts: [{ kind: 'select', grid, corner: null }] };
}

function doubleClick(hand: Hand, pointer: Pointer, world: HandWorld): HandStep {
	if (world.scene.tool !== 'corner') return stay(hand);
	const under = underPointer(pointer, world);
	if (under?.what !== 'point') return stay(hand);
	return { hand: IDLE, acts: [{ kind: 'propose', edit: { verb: 'remove-point', at: under.at } }, { kind: 'write' }] };
}

type LineHand = Extract<Hand, { kind: 'line' }>;

function drawLine(hand: LineHand, kind: 'down' | 'move' | 'up' | 'double', pointer: Pointer, world: HandWorld): HandStep {
	if (kind === 'move') {
		if (hand.pressed) {
			if (!farApart(hand.lastPx, pointer.px, STEP_PX)) return stay(hand);
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
	if (samePoint(next, last) || !farApart(hand.lastPx, pointer.px)) return stay({ ...hand, pressed: false });
	return meant(
		{ ...hand, points: [...hand.points, ...alongRoads(last, next, world)], next: null, pressed: false, lastPx: pointer.px },
		world
	);
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

function finishLine(hand: LineHand, world: HandWorld): HandStep {
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

type PathHand = Extract<Hand, { kind: 'path' }>;

function gather(hand: PathHand, pointer: Pointer, world: HandWorld, first = false): HandStep {
	if (!first && !farApart(hand.lastPx, pointer.px, STEP_PX)) return stay(hand);
	const path = first ? hand.path : [...hand.path, pointer.at];
	const next: PathHand = { ...hand, path, lastPx: pointer.px };
	const edit = pathEdit(next, pointer, world);
	const { gathered, donor } = edit;
	const said =
		edit.edit === null ? '' : edit.edit.verb === 'move-buildings' ? `${edit.edit.to} ${edit.edit.buildingIds.join()}` : `${path.length}`;
	const now: PathHand = { ...next, gathered, donor: donor ?? hand.donor, said };
	// The ground of a ring is looked at when the ring is closed: on the way it would be another piece at each step.
	if (hand.tool === 'ground' || said === hand.said) return stay({ ...now, said: hand.tool === 'ground' ? '' : said });
	if (!edit.edit) return { hand: now, acts: [{ kind: 'cancel' }] };
	return { hand: now, acts: [{ kind: 'propose', edit: edit.edit }] };
}

function pathEdit(hand: PathHand, pointer: Pointer, { rest, scene }: HandWorld) {
	if (hand.tool === 'ground') return { edit: groundEdit(rest, hand.path, scene.grid), gathered: [], donor: hand.donor };
	const round = isRound(hand.path);
	const found = buildingsUnder(rest, hand.path, scene.ground, hand.donor, round);
	const donor = hand.donor ?? mostOf(found, rest);
	const own = found.filter((id) => rest.belongs.get(id) === donor);
	const gathered = pointer.shift ? wholeCompounds(own, scene.ground).filter((id) => rest.belongs.has(id)) : own;
	const over = round ? null : hitsOf(rest).gridAt(pointer.at);
	// A ring's donor is chosen anew with each step: the next one may hold more of another grid.
	return { edit: moveEdit(rest, gathered, over, scene.grid, scene.ground), gathered, donor: round ? hand.donor : donor };
}

function mostOf(ids: readonly number[], { belongs }: BorderPlan): GridCode | null {
	const counts = new Map<GridCode, number>();
	for (const id of ids) {
		const code = belongs.get(id);
		if (code) counts.set(code, (counts.get(code) ?? 0) + 1);
	}
	return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

function letGo(hand: PathHand, pointer: Pointer, world: HandWorld): HandStep {
	const { edit } = pathEdit(hand, pointer, world);
	if (!edit) {
		// Nothing was gathered: a click on ground chooses the grid.
		const clicked = hand.path.length === 1;
		const grid = clicked ? hitsOf(world.rest).gridAt(pointer.at) : null;
		return { hand: IDLE, acts: clicked ? [{ kind: 'cancel' }, { kind: 'select', grid, corner: null }] : [{ kind: 'cancel' }] };
	}
	// A single building that was clicked waits to be confirmed: one sees first where it would go.
	if (hand.path.length === 1) return { hand: IDLE, acts: [{ kind: 'propose', edit }] };
	return { hand: IDLE, acts: [{ kind: 'propose', edit }, { kind: 'write' }] };
}
