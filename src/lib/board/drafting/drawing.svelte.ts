/**
 * One plan being drawn, or looked at: its history, the edit in hand, what is chosen. An edit is proposed at every move of the pointer and costs only the grids
 * it concerns; written, it is one step that can be undone for ever.
 */
import { done, refused, type Outcome } from '#lib/geo/outcome.ts';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import type { BorderPlan, GridCode, LatticePoint } from '#lib/plan/border-plan.ts';
import type { PlanSide } from '#lib/plan/compare.ts';
import { coverageAfter, coverageOf, type CoverageCount, type SeenNow } from '#lib/plan/coverage-after.ts';
import { cornersOf, leftOf } from '#lib/plan/corners.ts';
import { redo, startHistory, undo, withEdit, type PlanHistory } from '#lib/plan/history.ts';
import { nextFreeCode } from '#lib/plan/next-free-code.ts';
import type { PlanChange, PlanEdit, PlanProblem } from '#lib/plan/plan-edit.ts';
import { splitEqualEdit } from '#lib/plan/split-equal.ts';
import type { Presence } from '#lib/wire/drafts.ts';
import { addPointEdit, freeVerticesOf, metresFrom, moveEditOf, stepVertex } from './corner-walk.ts';
import { drawnAfter, drawnOf, type DrawnOn, type DrawnPlan } from './drawn-plan.ts';
import { changeBetween, planAnew } from './plan-anew.ts';

export type DrawTool = 'corner' | 'reshape' | 'split' | 'split-road' | 'merge' | 'buildings' | 'ground';

export interface EditInHand {
	readonly edit: PlanEdit;
	/** Grids concerned; while refused, those of the last accepted move of the gesture. */
	readonly grids: readonly GridCode[];
	readonly problem: PlanProblem | null;
	readonly change: PlanChange | null;
	readonly drawn: DrawnPlan | null;
}

/** What a written step concerned, for the list of steps. */
export interface StepTold {
	readonly grids: readonly GridCode[];
	readonly buildings: number;
}

export interface DrawingOptions {
	readonly readOnly: boolean;
	/** Somebody else who is at a grid now. */
	readonly heldBy: (code: GridCode) => Presence | null;
	/** A new grid's name, from its code and that of the grid it was split from. */
	readonly nameFor: (code: GridCode, from: string) => string;
	readonly onwrite: () => void;
	/** Grids in hand; none when nothing is. */
	readonly onhold: (grids: readonly GridCode[]) => void;
}

const told = new WeakMap<PlanEdit, StepTold>();
export const tellStep = (edit: PlanEdit, { grids, moved }: PlanChange): void => void told.set(edit, { grids, buildings: moved.length });
export const stepTold = (edit: PlanEdit): StepTold | null => told.get(edit) ?? null;

/** The grids that an edit names itself, or that meet at the corner it moves. */
function namedGrids({ borders }: BorderPlan, edit: PlanEdit): readonly GridCode[] {
	if (edit.verb === 'move-corner')
		return cornersOf(borders)
			.at(edit.at)
			.flatMap((way) => leftOf(way) ?? []);
	if ('grid' in edit) return [edit.grid];
	if (edit.verb === 'merge-grids') return edit.grids;
	return edit.verb === 'move-buildings' || edit.verb === 'give-ground' || edit.verb === 'assign-building' ? [edit.to] : [];
}

export class Drawing {
	/** What it is drawn beside; another where the rules became others. */
	on = $state.raw<DrawnOn>() as DrawnOn;
	history = $state.raw<PlanHistory>() as PlanHistory;
	inHand = $state.raw<EditInHand | null>(null);
	/** An edit that would newly cut buildings waits for the planner to say why. */
	asksReason = $state(false);
	/** What the last gesture came to nothing for; gone with the next. */
	lastRefusal = $state.raw<PlanProblem | null>(null);
	tool = $state<DrawTool>('corner');
	grid = $state.raw<GridCode | null>(null);
	corner = $state.raw<LatticePoint | null>(null);
	snap = $state(true);
	readOnly = $state(false);

	readonly #options: DrawingOptions;
	#known = new WeakMap<BorderPlan, DrawnPlan>();
	/** The history's own plan, without what is in hand. */
	readonly written = $derived(this.#drawn(this.history.plan));
	/** A plan that is looked at and not written; nothing is drawn by hand meanwhile. */
	looked = $state.raw<DrawnPlan | null>(null);
	/** What is on the screen. */
	readonly now = $derived(this.inHand?.drawn ?? this.looked ?? this.written);

	constructor(on: DrawnOn, options: DrawingOptions, history: PlanHistory = startHistory(on.base.plan)) {
		this.on = on;
		this.#options = options;
		this.history = history;
		this.readOnly = options.readOnly;
	}

	get base(): PlanSide {
		return this.on.base;
	}

	propose(asked: PlanEdit): Outcome<PlanChange, PlanProblem> {
		if (this.readOnly) return refused({ kind: 'plan.nothing-to-do' });
		this.looked = null;
		const before = this.written;
		const edit = this.#dressed(asked);
		const outcome = this.#judge(before.plan, edit);
		this.asksReason = false;
		this.lastRefusal = null;
		if (outcome.ok) {
			const { grids } = outcome.value;
			this.inHand = { edit, grids, problem: null, change: outcome.value, drawn: drawnAfter(before, outcome.value, this.on) };
			this.#options.onhold(grids);
		} else {
			const known = this.inHand?.grids.length ? this.inHand.grids : [...namedGrids(before.plan, edit), ...(outcome.problem.grids ?? [])];
			// eslint-disable-next-line svelte/prefer-svelte-reactivity -- never changed once it is shown
			const grids = [...new Set(known)].filter((code) => before.plan.grids.has(code));
			this.inHand = { edit, grids, problem: outcome.problem, change: null, drawn: null };
		}
		return outcome;
	}

	/** The edit in hand becomes one step; refused, it goes back. One that needs a reason waits for it. */
	write(): void {
		const { inHand } = this;
		if (!inHand) return;
		if (inHand.problem?.kind === 'plan.cuts-building') {
			this.asksReason = true;
			return;
		}
		this.inHand = null;
		if (!inHand.change || !inHand.drawn) {
			this.lastRefusal = inHand.problem;
			this.#options.onhold([]);
			return;
		}
		tellStep(inHand.edit, inHand.change);
		this.#known.set(inHand.change.plan, inHand.drawn);
		this.history = withEdit(this.history, inHand.edit, inHand.change.plan);
		this.#settleChoice(inHand.edit);
		this.#options.onwrite();
	}

	cancel(): void {
		if (!this.inHand) return;
		this.inHand = null;
		this.asksReason = false;
		this.#options.onhold([]);
	}

	/** Why buildings have to be cut: the edit in hand again, with the reason. @returns whether it was written */
	writeBecause(reason: string): boolean {
		const { inHand } = this;
		if (!inHand || reason.trim() === '') return false;
		const outcome = this.propose({ ...inHand.edit, cutReason: reason.trim() });
		this.write();
		return outcome.ok;
	}

	/** An edit that needs no gesture. */
	do(edit: PlanEdit): Outcome<PlanChange, PlanProblem> {
		const outcome = this.propose(edit);
		this.write();
		return outcome;
	}

	/** Grids of nearly equal work out of one, in hand until they are written. */
	splitEvenly(grid: GridCode, parts: number): void {
		const { plan } = this.written;
		const made = splitEqualEdit(plan, this.on.ground, this.on.rules, {
			grid,
			parts,
			nameOf: (code) => this.#options.nameFor(code, plan.grids.get(grid)?.name ?? '')
		});
		if (made.ok) this.propose(made.value);
		else this.lastRefusal = made.problem;
	}

	/** Shows another plan of the same grids over what is written, as bytes; null shows what is written. */
	preview(bytes: Uint8Array | null): void {
		this.cancel();
		const before = this.written;
		this.looked =
			bytes &&
			drawnAfter(
				before,
				changeBetween(before.plan, planAnew(bytes, this.looked ? [before.plan, this.looked.plan] : [before.plan])),
				this.on
			);
	}
	/** Writes these edits, a step each; all or none. @returns why one cannot be drawn */
	adopt(edits: readonly PlanEdit[]): PlanProblem | null {
		this.cancel();
		const before = this.written;
		const changes: PlanChange[] = [];
		let { history } = this;
		for (const edit of edits) {
			const outcome = this.#judge(history.plan, edit);
			if (!outcome.ok) return outcome.problem;
			changes.push(outcome.value);
			history = withEdit(history, edit, outcome.value.plan);
		}
		const together = changeBetween(before.plan, history.plan);
		changes.forEach((change, i) => tellStep(edits[i]!, change));
		this.#known.set(history.plan, drawnAfter(before, together, this.on));
		this.looked = null;
		this.history = history;
		this.#keepChoice();
		this.#options.onhold(together.grids);
		this.#options.onwrite();
		return null;
	}
	isHeld(code: GridCode): boolean {
		return this.#options.heldBy(code) !== null;
	}

	/** Reckons everything anew: the work a grid is counts otherwise now. What is drawn stays, in hand too. */
	reckonBy(on: DrawnOn): void {
		const edit = this.inHand?.edit;
		this.#known = new WeakMap();
		this.looked = null;
		this.on = on;
		if (edit) this.propose(edit);
	}

	undo(): void {
		this.#go(undo(this.history));
	}
	redo(): void {
		this.#go(redo(this.history));
	}
	/** Back or forth to when the first `at` steps held. */
	goTo(at: number): void {
		let history: PlanHistory | null = this.history;
		while (history && history.at > at) history = undo(history);
		while (history && history.at < at && history.steps.length > history.at) history = redo(history);
		if (history && history.at !== this.history.at) this.#go(history);
	}
	/** Another history in its place: of somebody else, or drawn again. */
	take(history: PlanHistory): void {
		this.cancel();
		this.looked = null;
		this.history = history;
		this.#keepChoice();
	}

	select(grid: GridCode | null, corner: LatticePoint | null = null): void {
		this.grid = grid;
		this.corner = corner;
	}
	use(tool: DrawTool): void {
		this.cancel();
		this.tool = tool;
		if (tool !== 'corner') this.corner = null;
	}

	/** Walks the free corners and points of the chosen grid. @returns whether there was one */
	stepCorner(step: 1 | -1): boolean {
		if (!this.grid || this.readOnly) return false;
		const to = stepVertex(freeVerticesOf(this.written.plan, this.grid), this.corner, step);
		if (!to) return false;
		this.cancel();
		this.tool = 'corner';
		this.corner = to;
		return true;
	}
	/** Moves the chosen corner or point, or the new point in hand, from where it is. */
	nudge(eastM: number, northM: number): boolean {
		const { corner, inHand } = this;
		if (!corner || this.readOnly) return false;
		const edit = inHand?.edit;
		if (edit?.verb === 'add-point') this.propose({ ...edit, at: metresFrom(edit.at, eastM, northM) });
		else {
			const from = edit?.verb === 'move-corner' || edit?.verb === 'move-point' ? edit.to : corner;
			this.propose(moveEditOf(this.written.plan, corner, metresFrom(from, eastM, northM)));
		}
		return true;
	}
	/** Takes a new point in hand, half way from the chosen corner or point to the next one. */
	addPoint(): boolean {
		const { corner, grid } = this;
		const edit = corner && grid && !this.readOnly ? addPointEdit(this.written.plan, grid, corner) : null;
		if (!edit) return false;
		this.propose(edit);
		return true;
	}
	/** Takes the chosen point out of its border. A corner stays. */
	removePoint(): boolean {
		const { corner } = this;
		if (!corner || this.readOnly) return false;
		this.do({ verb: 'remove-point', at: corner });
		return true;
	}

	/** What each grid on the screen has covered at that moment. */
	coverage(seen: SeenNow): { readonly before: ReadonlyMap<GridCode, CoverageCount>; readonly now: ReadonlyMap<GridCode, CoverageCount> } {
		const before = this.#covered(this.base.plan, seen);
		const written = this.#covered(this.written.plan, seen);
		const change = this.inHand?.change;
		return { before, now: change ? coverageAfter(written, this.written.plan, change, seen) : written };
	}
	readonly #coverage = new WeakMap<SeenNow, WeakMap<BorderPlan, ReadonlyMap<GridCode, CoverageCount>>>();
	#covered(plan: BorderPlan, seen: SeenNow): ReadonlyMap<GridCode, CoverageCount> {
		let then = this.#coverage.get(seen);
		if (!then) this.#coverage.set(seen, (then = new WeakMap()));
		let counts = then.get(plan);
		if (!counts) then.set(plan, (counts = coverageOf(plan, seen)));
		return counts;
	}

	#judge(plan: BorderPlan, edit: PlanEdit): Outcome<PlanChange, PlanProblem> {
		const outcome = applyEdit(plan, edit, this.on.ground);
		if (!outcome.ok) return outcome;
		for (const code of outcome.value.grids) {
			const holder = this.#options.heldBy(code);
			if (holder) return refused({ kind: 'plan.held', grids: [code], detail: { name: holder.name } });
		}
		return done(outcome.value);
	}

	/** A split gets the next free code and a name, whoever asked for it. */
	#dressed(edit: PlanEdit): PlanEdit {
		if (edit.verb !== 'split-grid') return edit;
		const { plan } = this.written;
		const grid = plan.grids.get(edit.grid);
		if (!grid) return edit;
		const fresh = nextFreeCode(plan, grid.areaCode, this.on.ground);
		if (!fresh.ok) return edit;
		return { ...edit, code: fresh.value, name: edit.name.trim() || this.#options.nameFor(fresh.value, grid.name) };
	}

	#go(history: PlanHistory | null): void {
		this.cancel();
		this.looked = null;
		if (!history) return;
		this.history = history;
		this.#keepChoice();
		this.#options.onwrite();
	}

	#drawn(plan: BorderPlan): DrawnPlan {
		let drawn = this.#known.get(plan);
		if (!drawn) this.#known.set(plan, (drawn = drawnOf(plan, this.on)));
		return drawn;
	}

	#settleChoice(edit: PlanEdit): void {
		if (edit.verb === 'move-corner' || edit.verb === 'move-point') this.corner = this.corner ? edit.to : null;
		else if (edit.verb === 'add-point') this.corner = this.corner ? edit.at : null;
		else if (edit.verb === 'split-grid') this.grid = edit.grid;
		else if (edit.verb === 'merge-grids') this.grid = edit.into;
		this.#keepChoice();
	}
	#keepChoice(): void {
		const { plan } = this.history;
		if (this.grid && !plan.grids.has(this.grid)) this.grid = null;
		if (this.corner && this.grid && !freeVerticesOf(plan, this.grid).some(([x, y]) => x === this.corner![0] && y === this.corner![1]))
			this.corner = null;
	}
}
