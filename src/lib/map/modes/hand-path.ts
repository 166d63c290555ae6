/** A stroke over buildings or a ring around things in hand, buildings taken one by one, and what they would do to the plan. */
import type { BorderPlan, GridCode } from '#lib/plan/border-plan.ts';
import { buildingsUnder, groundEdit, isRound, moveEdit, wholeCompounds } from './draw-edits.ts';
import { hitsOf } from './draw-hits.ts';
import { drawnOn, IDLE, stay, type HandStep, type HandWorld, type PathHand, type Pointer } from './hand.ts';

export function startPath(pointer: Pointer, world: HandWorld, tool: PathHand['tool']): HandStep {
	const { scene, rest } = world;
	const under = hitsOf(rest).gridAt(pointer.at);
	const first = tool === 'buildings' ? buildingsUnder(rest, [pointer.at], scene.ground, null, false) : [];
	const donor = first[0] === undefined ? null : (rest.belongs.get(first[0]) ?? null);
	const hand: PathHand = {
		kind: 'path',
		tool,
		path: [pointer.at],
		lastPx: pointer.px,
		donor: donor ?? (under === scene.grid ? scene.grid : null),
		picked: [],
		gathered: [],
		said: ''
	};
	return tool === 'buildings' && first.length > 0 ? meant(hand, pointer, world) : stay(hand);
}

export function gather(hand: PathHand, pointer: Pointer, world: HandWorld): HandStep {
	if (!drawnOn(pointer, hand.path.at(-1), hand.lastPx)) return stay(hand);
	return meant({ ...hand, path: [...hand.path, pointer.at], lastPx: pointer.px }, pointer, world);
}

/** The building under the pointer, with Shift its whole compound, comes along or stays after all. All are of one grid. */
export function pick(hand: PathHand | null, pointer: Pointer, world: HandWorld): HandStep {
	const { scene, rest } = world;
	const [id] = buildingsUnder(rest, [pointer.at], scene.ground, hand?.donor ?? null, false);
	if (id === undefined) return stay(hand ?? IDLE);
	const before: PathHand = hand ?? {
		kind: 'path',
		tool: 'buildings',
		path: [],
		lastPx: pointer.px,
		donor: rest.belongs.get(id) ?? null,
		picked: [],
		gathered: [],
		said: ''
	};
	const taken = pointer.shift ? wholeCompounds([id], scene.ground).filter((one) => rest.belongs.get(one) === before.donor) : [id];
	const back = before.picked.includes(id);
	const picked = back ? before.picked.filter((one) => !taken.includes(one)) : [...new Set([...before.picked, ...taken])];
	return left({ ...before, picked }, pointer, world);
}

/** Without the building that was taken last, or the point that was set last. */
export function takeBackStep(hand: PathHand, world: HandWorld): HandStep {
	if (hand.picked.length > 0) return left({ ...hand, picked: hand.picked.slice(0, -1) }, null, world);
	return left({ ...hand, path: hand.path.slice(0, -1) }, null, world);
}

const left = (hand: PathHand, pointer: Pointer | null, world: HandWorld): HandStep =>
	hand.picked.length + hand.path.length === 0 ? { hand: IDLE, acts: [{ kind: 'cancel' }] } : meant(hand, pointer, world);

function meant(hand: PathHand, pointer: Pointer | null, world: HandWorld): HandStep {
	// The ground of a ring is looked at when the ring is closed: on the way it would be another piece at each step.
	if (hand.tool === 'ground') return stay(hand);
	const { edit, gathered, donor } = pathEdit(hand, pointer, world);
	const said = edit?.verb === 'move-buildings' ? `${edit.to} ${edit.buildingIds.join()}` : '';
	const now: PathHand = { ...hand, gathered, donor: donor ?? hand.donor, said };
	if (said === hand.said) return stay(now);
	return { hand: now, acts: edit ? [{ kind: 'propose', edit }] : [{ kind: 'cancel' }] };
}

function pathEdit(hand: PathHand, pointer: Pointer | null, { rest, scene }: HandWorld) {
	if (hand.tool === 'ground') return { edit: groundEdit(rest, hand.path, scene.grid), gathered: [], donor: hand.donor };
	const round = isRound(hand.path);
	const under = buildingsUnder(rest, hand.path, scene.ground, hand.donor, round);
	const found = hand.picked.length === 0 ? under : [...new Set([...under, ...hand.picked])];
	const donor = hand.donor ?? mostOf(found, rest);
	const own = found.filter((id) => rest.belongs.get(id) === donor);
	const gathered = pointer?.shift ? wholeCompounds(own, scene.ground).filter((id) => rest.belongs.has(id)) : own;
	const over = round || !pointer ? null : hitsOf(rest).gridAt(pointer.at);
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

export function letGo(hand: PathHand, pointer: Pointer, world: HandWorld): HandStep {
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
