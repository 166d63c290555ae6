/** The words on a plan while it is drawn: what stands where, in whole sentences, before anybody asks where there is room for it. */
import type { Language } from '#lib/words/words.ts';
import { isWordKey, say } from '#lib/words/words.ts';
import type { Position } from '#lib/geo/position.ts';
import type { BorderPlan, GridCode, GuideLine, LatticePoint, PlanGround } from '#lib/plan/border-plan.ts';
import { buildingBox, stepsPerMetre } from '#lib/plan/ground-buildings.ts';
import { positionOf } from '#lib/plan/lattice-point.ts';
import type { PlanEdit, PlanProblem } from '#lib/plan/plan-edit.ts';
import type { Snap } from '#lib/plan/snap.ts';
import type { DrawScene } from './draw-mode.ts';
import { handleOf } from './drawn-plan.ts';

interface NoteBase {
	readonly key: string;
	readonly at: Position;
	readonly widthPx: number;
	readonly heightPx: number;
}
export type Note = NoteBase &
	(
		| {
				readonly kind: 'chip';
				readonly name: string;
				readonly aside: string;
				readonly before: number | null;
				readonly after: number | null;
		  }
		| { readonly kind: 'hint'; readonly title: string; readonly detail: string }
		| { readonly kind: 'refused' | 'fault' | 'count' | 'old' | 'ask'; readonly text: string }
		| { readonly kind: 'held'; readonly title: string; readonly detail: string }
		| { readonly kind: 'cursor'; readonly text: string }
	);

export interface NotesInput {
	readonly scene: DrawScene;
	readonly rest: BorderPlan;
	readonly language: Language;
	readonly snap: Snap | null;
	/** Of the board's clock. */
	readonly nowMs: number;
	/** A button is down: letting go of it writes. */
	readonly pressed: boolean;
	/** Points of a line that waits for its next point. */
	readonly waiting: { readonly at: LatticePoint; readonly fits: boolean } | null;
	/** Where a grid's words stand; null where it is not drawn. */
	placeOf(code: GridCode): Position | null;
}

const CHIP: readonly [number, number] = [188, 74];
const LINE = 16;

export function drawNotes(input: NotesInput): Note[] {
	const { scene, rest, language, snap } = input;
	const { inHand } = scene;
	const edit = inHand?.edit ?? null;
	const handle = edit && handleOf(edit);
	const notes: Note[] = [];

	if (snap && handle) {
		const title = snapTitle(snap.lines, language);
		const follows = edit?.verb === 'move-corner' && (edit.follow?.length ?? 0) > 0;
		const detail = say(language, follows ? 'draw-snap-follows' : 'draw-snap-alone', { lengthM: snap.distanceM.toFixed(1) });
		notes.push({ kind: 'hint', key: 'hint', at: positionOf(handle), title, detail, ...boxOf([title, detail], 2, 24) });
	}
	if (inHand?.problem) {
		const at = handle ? positionOf(handle) : (inHand.problem.at ?? (edit ? spotOf(edit) : null));
		const text = reasonOf(inHand.problem, language);
		if (at) notes.push({ kind: 'refused', key: 'refused', at, text, ...boxOf([text], 1, 20) });
	} else if (edit && waits(edit) && !input.pressed && !input.waiting) {
		const at = spotOf(edit) ?? input.placeOf(scene.grid ?? inHand!.grids[0]!);
		const text = say(language, 'draw-confirm');
		if (at) notes.push({ kind: 'ask', key: 'confirm', at, text, ...boxOf([text], 1, 20) });
	}
	if (input.waiting) {
		const { at, fits } = input.waiting;
		const text = say(language, fits ? 'draw-finish' : scene.tool === 'split' ? 'draw-unfinished-split' : 'draw-unfinished-reshape');
		notes.push({ kind: 'ask', key: 'finish', at: positionOf(at), text, ...boxOf([text], 1, 20) });
	}
	if (inHand) {
		for (const code of inHand.grids) {
			const at = input.placeOf(code);
			const facts = scene.plan.grids.get(code) ?? rest.grids.get(code);
			if (!at || !facts) continue;
			const [before, after] = [loadOf(scene.baseFigures, code), scene.plan.grids.has(code) ? loadOf(scene.figures, code) : null];
			notes.push({
				kind: 'chip',
				key: `chip:${code}`,
				at,
				name: facts.name,
				aside: !scene.plan.grids.has(code) ? say(language, 'draw-ends') : scene.base.grids.has(code) ? '' : say(language, 'draw-new-grid'),
				before,
				after,
				widthPx: CHIP[0],
				heightPx: CHIP[1]
			});
		}
	}
	for (const { from, to, buildings, households, at } of countsOf(scene, inHand?.grids ?? (scene.grid === null ? [] : [scene.grid]))) {
		const text = say(language, 'draw-count', { from: shortName(scene.base, from), to: shortName(scene.plan, to), buildings, households });
		notes.push({ kind: 'count', key: `count:${from}:${to}`, at, text, ...boxOf([text], 1, 20) });
	}
	if (edit?.verb === 'move-corner') {
		const { lengthM, way } = wayOf(edit.at, edit.to);
		if (lengthM >= 1) {
			const text = say(language, 'draw-old-corner', { way: say(language, `draw-way-${way}`), lengthM: Math.round(lengthM) });
			notes.push({ kind: 'old', key: 'old-corner', at: positionOf(edit.at), text, ...boxOf([text], 1, 12) });
		}
	}
	for (const person of scene.others) {
		if (person.cursor)
			notes.push({
				kind: 'cursor',
				key: `cursor:${person.accountId}`,
				at: person.cursor,
				text: person.name,
				...boxOf([person.name], 1, 12)
			});
		const [code] = person.grids;
		const seconds = Math.max(0, Math.ceil((person.lockedUntilMs - input.nowMs) / 1000));
		const at = code === undefined ? null : (person.cursor ?? input.placeOf(code));
		if (code === undefined || !at || seconds === 0) continue;
		const title = say(language, 'draw-editing', { name: person.name, grid: scene.plan.grids.get(code)?.name ?? '' });
		const detail = say(language, 'draw-held-for', { seconds });
		notes.push({ kind: 'held', key: `held:${person.accountId}`, at, title, detail, ...boxOf([title, detail], 2, 20) });
	}
	scene.faults.forEach(({ at, text }, i) => notes.push({ kind: 'fault', key: `fault:${i}`, at, text, ...boxOf([text], 1, 20) }));
	return notes;
}

/** An edit by a click is not written until it is confirmed. */
const waits = ({ verb }: PlanEdit): boolean =>
	verb === 'merge-grids' || verb === 'split-equal' || verb === 'move-buildings' || verb === 'split-grid';

export function reasonOf(problem: PlanProblem, language: Language): string {
	const values = { count: problem.buildingIds?.length ?? 0, ...problem.detail };
	return isWordKey(problem.kind) ? say(language, problem.kind, values) : problem.kind;
}

/** What a point snapped to. */
export function snapTitle(lines: readonly GuideLine[], language: Language): string {
	const names = [...new Set(lines.map(({ name, kind }) => (name === '' ? say(language, `draw-${kind}`) : name)))];
	const [one = '', two] = names;
	if (two === undefined) return say(language, 'draw-snapped-line', { one });
	return say(language, lines.every(({ kind }) => kind === 'road') ? 'draw-snapped-crossing' : 'draw-snapped-meeting', { one, two });
}

const loadOf = (figures: DrawScene['figures'], code: GridCode): number | null => figures.grids.get(code)?.workload.load ?? null;

/** 第27网格 is 27. */
export const shortName = ({ grids }: BorderPlan, code: GridCode): string => {
	const name = grids.get(code)?.name ?? String(Number(code.slice(12)));
	return /\d+/.exec(name)?.[0] ?? name;
};

function spotOf(edit: PlanEdit): Position | null {
	if (edit.verb === 'split-grid' || edit.verb === 'reshape-border') return positionOf(edit.line[Math.floor(edit.line.length / 2)]!);
	if (edit.verb === 'give-ground') return positionOf(edit.ring[0]!);
	if (edit.verb === 'remove-point') return positionOf(edit.at);
	return null;
}

const WAYS = ['e', 'ne', 'n', 'nw', 'w', 'sw', 's', 'se'] as const;

/** How far and to which of eight sides. */
export function wayOf(from: LatticePoint, to: LatticePoint): { readonly lengthM: number; readonly way: (typeof WAYS)[number] } {
	const [x, y] = stepsPerMetre(from);
	const [east, north] = [(to[0] - from[0]) / x, (to[1] - from[1]) / y];
	const eighth = Math.round((Math.atan2(north, east) / (2 * Math.PI)) * 8);
	return { lengthM: Math.hypot(east, north), way: WAYS[(eighth + 8) % 8]! };
}

interface Count {
	readonly from: GridCode;
	readonly to: GridCode;
	readonly buildings: number;
	readonly households: number;
	readonly at: Position;
}

/** What goes from which grid to which, of the grids asked for. */
function countsOf({ base, plan, moved, ground }: DrawScene, codes: readonly GridCode[]): Count[] {
	if (codes.length === 0 || moved.size === 0) return [];
	const asked = new Set(codes);
	const sums = new Map<string, { from: GridCode; to: GridCode; buildings: number; households: number; box: [number, number, number] }>();
	for (const id of moved) {
		const [from, to, row] = [base.belongs.get(id), plan.belongs.get(id), ground.rowOf.get(id)];
		if (from === undefined || to === undefined || row === undefined || !(asked.has(from) || asked.has(to))) continue;
		const [, south, east, north] = boxOfBuilding(ground, row);
		const key = `${from} ${to}`;
		let sum = sums.get(key);
		if (!sum) sums.set(key, (sum = { from, to, buildings: 0, households: 0, box: [south, east, north] }));
		sum.buildings++;
		sum.households += ground.buildings.households[row]!;
		sum.box = [Math.min(sum.box[0], south), Math.max(sum.box[1], east), Math.max(sum.box[2], north)];
	}
	return [...sums.values()].map(({ from, to, buildings, households, box: [south, east, north] }) => ({
		from,
		to,
		buildings,
		households,
		at: positionOf([east, (south + north) / 2])
	}));
}

const boxes = new WeakMap<PlanGround['buildings'], Map<number, readonly [number, number, number, number]>>();
function boxOfBuilding({ buildings }: PlanGround, row: number): readonly [number, number, number, number] {
	let known = boxes.get(buildings);
	if (!known) boxes.set(buildings, (known = new Map()));
	let box = known.get(row);
	if (!box) known.set(row, (box = buildingBox(buildings, row)));
	return box;
}

/** Room for text of 12 px: figures and Latin letters take about half of what a Chinese character does. */
function boxOf(texts: readonly string[], lines: number, paddingPx: number): { widthPx: number; heightPx: number } {
	const width = (text: string): number => [...text].reduce((sum, character) => sum + (character.charCodeAt(0) > 0x2000 ? 12.4 : 6.9), 0);
	return { widthPx: Math.ceil(Math.max(...texts.map(width)) + paddingPx), heightPx: lines * LINE + 10 };
}
