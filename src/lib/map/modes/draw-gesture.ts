/**
 * The hand on a plan, as a machine without a screen: a pointer or a key in, what to propose, write or leave be out. It judges no edit; whatever it proposes the
 * page answers for. The plan it looks at is the one before the edit in hand, which stays the same for as long as a gesture lasts.
 */
import type { BorderPlan } from '#lib/plan/border-plan.ts';
import { bordersOf } from '#lib/plan/corners.ts';
import { splitAlong } from './draw-edits.ts';
import { hitsOf } from './draw-hits.ts';
import type { DrawTool } from './draw-mode.ts';
import { heldBy } from './drawn-plan.ts';
import {
	farApart,
	IDLE,
	stay,
	within,
	type Hand,
	type HandInput,
	type HandKey,
	type HandStep,
	type HandWorld,
	type Pointer,
	type PointerKind
} from './hand.ts';
import { drag, selectAt, underPointer } from './hand-drag.ts';
import { drawLine, finishLine, startLine, takeBackPoint } from './hand-line.ts';
import { gather, letGo, pick, startPath, takeBackStep } from './hand-path.ts';
import { roadThrough, type RoadThrough } from './road-through.ts';

/** CSS px: how near a road must be. */
const ROAD_PX = 12;

export function moveHand(hand: Hand, input: HandInput, world: HandWorld): HandStep {
	const { scene } = world;
	if (input.kind === 'key') return onKey(hand, input.key, world);
	const { pointer } = input;
	if (input.kind === 'pick') {
		if (scene.readOnly || scene.tool !== 'buildings' || (hand.kind !== 'idle' && hand.kind !== 'path')) return stay(hand);
		return pick(hand.kind === 'path' ? hand : null, pointer, world);
	}
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

function onKey(hand: Hand, key: HandKey, world: HandWorld): HandStep {
	if (hand.kind === 'idle' || hand.kind === 'press') {
		if (key !== 'Delete' || world.scene.readOnly || hand.kind !== 'idle' || hand.hover?.what !== 'point') return stay(hand);
		return { hand: IDLE, acts: [{ kind: 'propose', edit: { verb: 'remove-point', at: hand.hover.at } }, { kind: 'write' }] };
	}
	if (key === 'Escape') return { hand: IDLE, acts: [{ kind: 'cancel' }] };
	if (hand.kind === 'line')
		return key === 'Enter' ? finishLine(hand, world) : key === 'Backspace' ? takeBackPoint(hand, world) : stay(hand);
	return key === 'Backspace' && hand.kind === 'path' ? takeBackStep(hand, world) : stay(hand);
}

function onlyLooking(hand: Hand, kind: PointerKind, pointer: Pointer, world: HandWorld): HandStep {
	if (kind === 'down') return stay({ kind: 'press', from: pointer });
	if (kind === 'up' && hand.kind === 'press' && !farApart(hand.from.px, pointer.px))
		return { hand: IDLE, acts: [{ kind: 'select', grid: hitsOf(world.rest).gridAt(pointer.at), corner: null }] };
	return stay(kind === 'up' || hand.kind !== 'press' ? IDLE : hand);
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
	const { scene } = world;
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
		case 'split':
			return startLine(pointer, world);
		case 'buildings':
		case 'ground':
			return startPath(pointer, world, scene.tool);
		case 'split-road':
		case 'merge':
			return stay({ kind: 'press', from: pointer });
	}
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
