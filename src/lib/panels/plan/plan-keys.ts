/** The keys of the planner's page: tools, undo, corners one after another, steps of metres. Typing in a field is left alone. */
import { freeVerticesOf } from '#lib/board/drafting/corner-walk.ts';
import type { DrawTool } from '#lib/board/drafting/drawing.svelte.ts';
import { cornersOf } from '#lib/plan/corners.ts';
import type { WordKey } from '#lib/words/words.ts';
import { t } from '../preferences.svelte.ts';
import type { Planner } from './planner.svelte.ts';

export const TOOL_KEYS: readonly (readonly [key: string, tool: DrawTool])[] = [
	['v', 'corner'],
	['r', 'reshape'],
	['s', 'split'],
	['k', 'split-road'],
	['m', 'merge'],
	['b', 'buildings'],
	['g', 'ground']
];

export const BALANCE_KEY = 'e';
export const SNAP_KEY = 'n';
const ADD_KEY = 'a';

/** For the list of keys. */
export const PLAN_KEYS: readonly (readonly [key: string, word: WordKey])[] = [
	...TOOL_KEYS.map(([key, tool]) => [key.toUpperCase(), `tool.${tool}`] as const),
	['E', 'even.title'],
	['Ctrl Z', 'plan-key.undo'],
	['Ctrl ⇧ Z', 'plan-key.redo'],
	['Ctrl S', 'plan-key.save'],
	['← → ↑ ↓', 'plan-key.crosshair'],
	['Tab', 'plan-key.jump'],
	['␣', 'plan-key.set'],
	['⌫', 'plan-key.back'],
	['Enter', 'plan-key.finish'],
	['A', 'plan-key.add'],
	['Del', 'plan-key.remove'],
	['N', 'plan-key.snap'],
	['Esc', 'plan-key.drop'],
	['/', 'shortcuts.search'],
	['[', 'shortcuts.fold'],
	[']', 'shortcuts.unfold'],
	['?', 'shortcuts.list']
];

/** Metres a step. */
const SHIFT_M = 10;
const CTRL_M = 100;
const ARROWS: Readonly<Record<string, readonly [eastM: number, northM: number]>> = {
	ArrowLeft: [-1, 0],
	ArrowRight: [1, 0],
	ArrowUp: [0, 1],
	ArrowDown: [0, -1]
};

/** Answers a key on the way down, before the map moves by it. @returns whether it was one of these */
export function planKey(event: KeyboardEvent, planner: Planner): boolean {
	const target = event.target instanceof HTMLElement ? event.target : null;
	if (event.defaultPrevented || target?.closest('input, textarea, select, [contenteditable="true"], [role="menu"], [role="dialog"]'))
		return false;
	const { drawing } = planner.drafting;
	if (planner.comparing || !drawing) return false;
	const key = event.key.toLowerCase();
	if (event.ctrlKey || event.metaKey) {
		const far = ARROWS[event.key];
		if (far && drawing.corner && !drawing.readOnly) return drawing.nudge(far[0] * CTRL_M, far[1] * CTRL_M);
		if (event.altKey || drawing.readOnly) return false;
		if (key === 'z') return (event.shiftKey ? drawing.redo() : drawing.undo(), true);
		if (key === 'y') return (drawing.redo(), true);
		if (key === 's') return (void planner.drafting.save(), true);
		return false;
	}
	if (event.altKey) return false;
	const { balancing } = planner;
	if (event.key === 'Escape' && balancing) return (planner.balance(false), true);
	const onControl = target?.closest('button, a, [role="slider"], [role="radio"], summary') != null;
	if (event.key === 'Escape') {
		if (drawing.inHand) drawing.cancel();
		else if (drawing.corner) drawing.select(drawing.grid);
		else if (drawing.grid) drawing.select(null);
		else return false;
		return true;
	}
	if (drawing.readOnly || onControl) return event.key !== 'Enter' && event.key !== 'Tab' && chosenTool(key, event.shiftKey, planner);
	if (balancing) {
		if (event.key === 'Enter') return (planner.adoptBalance(), true);
		return chosenTool(key, event.shiftKey, planner);
	}
	if (event.key === 'Tab') return walkCorners(event.shiftKey ? -1 : 1, planner);
	if (event.key === 'Delete' && drawing.corner) return drawing.removePoint();
	if (key === ADD_KEY && drawing.corner) return drawing.addPoint();
	const arrow = ARROWS[event.key];
	if (arrow) {
		const by = event.shiftKey ? SHIFT_M : 1;
		return drawing.corner !== null && drawing.nudge(arrow[0] * by, arrow[1] * by);
	}
	if (event.key === 'Enter' && drawing.inHand) return (drawing.write(), true);
	return chosenTool(key, event.shiftKey, planner);
}

function chosenTool(key: string, shift: boolean, planner: Planner): boolean {
	const { drawing } = planner.drafting;
	if (shift || !drawing || drawing.readOnly) return false;
	if (key === BALANCE_KEY) return (planner.balance(planner.balancing === null), true);
	if (key === SNAP_KEY) {
		drawing.snap = !drawing.snap;
		planner.said = t(drawing.snap ? 'snap.on' : 'snap.off');
		return true;
	}
	const tool = TOOL_KEYS.find(([of]) => of === key)?.[1];
	if (!tool) return false;
	planner.takeTool(tool);
	return true;
}

/** From corner to corner of the chosen grid, saying which. */
function walkCorners(step: 1 | -1, planner: Planner): boolean {
	const { drawing } = planner.drafting;
	if (!drawing || drawing.tool !== 'corner' || drawing.grid === null || !drawing.stepCorner(step)) return false;
	const vertices = freeVerticesOf(drawing.written.plan, drawing.grid);
	const no = vertices.findIndex(([x, y]) => x === drawing.corner?.[0] && y === drawing.corner[1]) + 1;
	planner.said = t(cornersOf(drawing.written.plan.borders).at(vertices[no - 1]!).length > 0 ? 'announce.corner' : 'announce.point', {
		no,
		of: vertices.length
	});
	return true;
}
