/**
 * The pointer of those who draw by keys: arrows move it, Tab takes it from place to place, Space and Enter press it. It makes what a mouse would have made, and
 * gives it to the same hand. Pure: a key in, where the crosshair is and what the hand hears out.
 */
import { buildingsUnder } from './draw-edits.ts';
import { stepsPerMetre } from '#lib/plan/ground-buildings.ts';
import { samePoint } from '#lib/plan/lattice-point.ts';
import type { LatticePoint } from '#lib/plan/border-plan.ts';
import type { Hand, HandInput, HandWorld, PathHand, Pointer } from './hand.ts';
import { keyPlaces, nextPlace, type KeyPlace } from './key-places.ts';

export interface Crosshair {
	readonly at: LatticePoint;
	/** What it was taken to by Tab, and its number; null once it was moved. */
	readonly on: { readonly place: KeyPlace; readonly no: number; readonly of: number } | null;
	/** Where the last point of a line or a ring was set: pressed there again, it ends. */
	readonly set: LatticePoint | null;
}

export interface KeyPress {
	/** As `KeyboardEvent.key` has it. */
	readonly key: string;
	readonly shift: boolean;
	/** Ctrl or ⌘. */
	readonly far: boolean;
}

export interface KeySight {
	/** Where the crosshair begins. */
	start(): LatticePoint;
	pxOf(at: LatticePoint): readonly [x: number, y: number];
}

/** What a key did, for those who do not see it. */
export type KeyDeed =
	'shown' | 'moved' | 'place' | 'no-place' | 'set' | 'picked' | 'no-building' | 'finish' | 'too-few' | 'back' | 'dropped' | 'hidden';

export interface KeyAnswer {
	readonly crosshair: Crosshair | null;
	readonly inputs: readonly HandInput[];
	readonly deed: KeyDeed;
}

const WAYS: Readonly<Record<string, readonly [east: number, north: number]>> = {
	ArrowLeft: [-1, 0],
	ArrowRight: [1, 0],
	ArrowUp: [0, 1],
	ArrowDown: [0, -1]
};
/** Metres: plainly, with Shift, with Ctrl. */
const STEPS_M = { plain: 1, shift: 10, far: 100 } as const;
const FEWEST_RING_POINTS = 3;

/** Null where the key is not the crosshair's: the page's, or nobody's. */
export function pressKey(crosshair: Crosshair | null, press: KeyPress, hand: Hand, world: HandWorld, sight: KeySight): KeyAnswer | null {
	const { scene } = world;
	// A corner that is chosen is moved by the page.
	if (scene.readOnly || scene.corner !== null || hand.kind === 'drag') return null;
	const way = WAYS[press.key];
	if (way) return move(crosshair, way, press, hand, sight);
	if (press.far) return null;
	switch (press.key) {
		case 'Tab':
			if (scene.tool === 'corner' && scene.grid !== null) return null;
			if (!crosshair && scene.grid === null) return null;
			return jump(crosshair, press, hand, world, sight);
		case ' ':
			return crosshair ? set(crosshair, press, hand, world, sight) : show(sight);
		case 'Enter':
			return crosshair && enter(crosshair, press, hand, world, sight);
		case 'Backspace':
			if (hand.kind !== 'line' && hand.kind !== 'path') return null;
			return { crosshair: crosshair && { ...crosshair, set: null }, inputs: [{ kind: 'key', key: 'Backspace' }], deed: 'back' };
		case 'Escape':
			if (!crosshair) return null;
			if (hand.kind === 'line' || hand.kind === 'path')
				return { crosshair: { ...crosshair, set: null }, inputs: [{ kind: 'key', key: 'Escape' }], deed: 'dropped' };
			return scene.inHand ? null : { crosshair: null, inputs: [], deed: 'hidden' };
		default:
			return null;
	}
}

const show = (sight: KeySight): KeyAnswer => ({ crosshair: { at: sight.start(), on: null, set: null }, inputs: [], deed: 'shown' });

function move(
	crosshair: Crosshair | null,
	[east, north]: readonly [number, number],
	press: KeyPress,
	hand: Hand,
	sight: KeySight
): KeyAnswer {
	if (!crosshair) return show(sight);
	const [x, y] = stepsPerMetre(crosshair.at);
	const byM = press.far ? STEPS_M.far : press.shift ? STEPS_M.shift : STEPS_M.plain;
	const at: LatticePoint = [Math.round(crosshair.at[0] + east * byM * x), Math.round(crosshair.at[1] + north * byM * y)];
	return follow({ ...crosshair, at, on: null }, press, hand, sight, 'moved');
}

function jump(crosshair: Crosshair | null, press: KeyPress, hand: Hand, world: HandWorld, sight: KeySight): KeyAnswer {
	const from = crosshair?.at ?? sight.start();
	const places = keyPlaces(world, hand, from);
	const next = nextPlace(places, from, press.shift ? -1 : 1);
	if (!next) return { crosshair: crosshair ?? { at: from, on: null, set: null }, inputs: [], deed: 'no-place' };
	const on = { ...next, of: places.length };
	return follow({ at: next.place.at, on, set: crosshair?.set ?? null }, press, hand, sight, 'place');
}

/** A line follows the pointer, and what lies under it is shown; a ring goes only where points are set. */
function follow(crosshair: Crosshair, press: KeyPress, hand: Hand, sight: KeySight, deed: KeyDeed): KeyAnswer {
	return { crosshair, inputs: hand.kind === 'path' ? [] : [{ kind: 'move', pointer: pointerAt(crosshair, press, sight) }], deed };
}

/** At a place it was taken to it does not snap to another. */
const pointerAt = ({ at, on }: Crosshair, { shift }: KeyPress, sight: KeySight): Pointer => ({
	at,
	px: sight.pxOf(at),
	alt: on !== null,
	shift,
	touch: false,
	exact: true
});

function set(crosshair: Crosshair, press: KeyPress, hand: Hand, world: HandWorld, sight: KeySight): KeyAnswer {
	const { scene, rest } = world;
	const pointer = pointerAt(crosshair, press, sight);
	const here: Crosshair = { ...crosshair, set: crosshair.at };
	const click: HandInput[] = [
		{ kind: 'down', pointer },
		{ kind: 'up', pointer }
	];
	switch (scene.tool) {
		case 'corner':
		case 'merge':
		case 'split-road':
			return { crosshair, inputs: click, deed: 'set' };
		case 'reshape':
		case 'split':
			return { crosshair: here, inputs: click, deed: 'set' };
		case 'buildings':
		case 'ground': {
			if (scene.tool === 'buildings' && buildingsUnder(rest, [crosshair.at], scene.ground, null, false).length > 0)
				return { crosshair, inputs: [{ kind: 'pick', pointer }], deed: 'picked' };
			if (scene.tool === 'buildings' && hand.kind === 'path' && hand.picked.length > 0)
				return { crosshair, inputs: [], deed: 'no-building' };
			// Who receives is chosen first.
			if (hand.kind !== 'path' && scene.grid === null) return { crosshair, inputs: click, deed: 'set' };
			return { crosshair: here, inputs: [{ kind: hand.kind === 'path' ? 'move' : 'down', pointer }], deed: 'set' };
		}
	}
}

function enter(crosshair: Crosshair, press: KeyPress, hand: Hand, world: HandWorld, sight: KeySight): KeyAnswer | null {
	const again = crosshair.set !== null && samePoint(crosshair.set, crosshair.at);
	if (hand.kind === 'line' && again) return { crosshair, inputs: [{ kind: 'key', key: 'Enter' }], deed: 'finish' };
	if (hand.kind === 'path' && (again || hand.picked.length > 0)) return close(crosshair, press, hand, sight);
	// What waits to be confirmed is the page's to write.
	if (hand.kind === 'idle' && world.scene.inHand) return null;
	return set(crosshair, press, hand, world, sight);
}

function close(crosshair: Crosshair, press: KeyPress, hand: PathHand, sight: KeySight): KeyAnswer {
	const pointer = pointerAt(crosshair, press, sight);
	const [first] = hand.path;
	if (hand.picked.length === 0 && hand.path.length < FEWEST_RING_POINTS) return { crosshair, inputs: [], deed: 'too-few' };
	const done: Crosshair = { ...crosshair, set: null };
	const up: HandInput = { kind: 'up', pointer };
	if (hand.tool === 'ground' || !first || hand.path.length < FEWEST_RING_POINTS) return { crosshair: done, inputs: [up], deed: 'finish' };
	// A ring around buildings comes back to where it began.
	return { crosshair: done, inputs: [{ kind: 'move', pointer: { ...pointer, at: first, px: sight.pxOf(first) } }, up], deed: 'finish' };
}
