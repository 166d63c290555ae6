/**
 * What must hold after any sequence of edits, by random trial. `PLAN_EDITS` sets how many edits are tried in all, fifty a sequence; each accepted one is judged at once by its own
 * rules and every plan at the end of its sequence by the independent check.
 */
import { describe, expect, it } from 'vitest';
import { surfaceAreaM2 } from '#lib/geo/area-m2.ts';
import type { BorderPlan, GridCode } from '#lib/plan/border-plan.ts';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import { gridShape } from '#lib/plan/grid-shape.ts';
import { planBytes, planOfBytes } from '#lib/plan/plan-bytes.ts';
import { checkPlan, isSound } from '#lib/plan/plan-check.ts';
import type { PlanEdit, PlanVerb } from '#lib/plan/plan-edit.ts';
import { redo, startHistory, undo, withEdit } from '#lib/plan/history.ts';
import { balanceFor } from '#lib/plan/balance/balance-grids.ts';
import { splitEqualEdit } from '#lib/plan/split-equal.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { crooked, lakeland, type Small } from './small-plan.ts';
import { someEdit } from './some-edit.ts';
import { rolling } from './subdivision.ts';

const EDITS = Number(process.env['PLAN_EDITS'] ?? 1200);
const EACH = 50;
/** For one edit on a busy machine, with all that is checked after it. */
const PATIENCE_MS = 200;

interface Trial {
	readonly tried: number;
	readonly accepted: Map<PlanVerb, number>;
	readonly refused: Map<string, number>;
	/** Edits that came from balancing. */
	balanced: number;
}

function someEqualSplit(plan: BorderPlan, { ground }: Small, dice: () => number): PlanEdit | null {
	const codes = [...plan.grids.keys()];
	const wish = { parts: 2 + Math.floor(dice() * 3), nameOf: () => '分', seed: Math.floor(dice() * 99) };
	const edit = splitEqualEdit(plan, ground, DEFAULT_RULES.workload, { ...wish, grid: codes[Math.floor(dice() * codes.length)]! });
	return edit.ok ? { ...edit.value, ...(dice() < 0.5 ? { cutReason: '试' } : {}) } : null;
}

function trial(seed: number, count: number, tally: Trial): void {
	const small = seed % 8 === 0 ? lakeland() : crooked(2 + (seed % 3), 2 + (seed % 2), seed % 4, seed);
	const dice = rolling(seed * 7919);
	const total = small.plan.belongs.size;
	const bytes: Uint8Array[] = [planBytes(small.plan)];
	let history = startHistory(small.plan);
	/** What a balance has found and not yet drawn. */
	let found: readonly PlanEdit[] = [];
	for (let k = 0; k < count; k++) {
		if (found.length === 0 && dice() < 0.06) {
			const wish = { plan: history.plan, ground: small.ground, rules: DEFAULT_RULES.workload, tolerance: 0.1, seed: k };
			found = balanceFor(wish, 2)?.edits ?? [];
			tally.balanced += found.length;
		}
		const [balancing, ...later] = found;
		found = later;
		const edit = balancing ?? (dice() < 0.06 ? someEqualSplit(history.plan, small, dice) : null) ?? someEdit(history.plan, small, dice);
		const changed = applyEdit(history.plan, edit, small.ground);
		// What a balance found is accepted, every edit of it.
		if (balancing) expect(changed.ok ? null : changed.problem, `seed ${seed}, edit ${k}: ${JSON.stringify(edit)}`).toBe(null);
		if (!changed.ok) {
			tally.refused.set(changed.problem.kind, (tally.refused.get(changed.problem.kind) ?? 0) + 1);
			continue;
		}
		tally.accepted.set(edit.verb, (tally.accepted.get(edit.verb) ?? 0) + 1);
		const { plan, moved } = changed.value;
		for (const [id, from, to] of moved) {
			expect(history.plan.belongs.get(id)).toBe(from);
			expect(plan.belongs.get(id)).toBe(to);
		}
		expect(plan.belongs.size, `seed ${seed}, edit ${k}: ${JSON.stringify(edit)}`).toBe(total);
		history = withEdit(history, edit, plan);
		bytes.push(planBytes(plan));
		if (k % 10 === 9) soundOrSay(history.plan, small, `seed ${seed}, edit ${k}: ${JSON.stringify(edit)}`);
	}
	soundOrSay(history.plan, small, `seed ${seed}`);
	const read = planOfBytes(bytes.at(-1)!);
	expect(read.ok && planBytes(read.value)).toEqual(bytes.at(-1)!);
	for (let k = bytes.length - 2; k >= 0; k--) {
		history = undo(history)!;
		expect(same(planBytes(history.plan), bytes[k]!)).toBe(true);
	}
	expect(undo(history)).toBe(null);
	for (let k = 1; k < bytes.length; k++) history = redo(history)!;
	expect(same(planBytes(history.plan), bytes.at(-1)!)).toBe(true);
}

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((v, i) => v === b[i]);

function soundOrSay(plan: BorderPlan, { input, ground }: Small, where: string): void {
	const check = checkPlan(plan, input.boundary, ground);
	expect(isSound(check) ? '' : `${where} ${JSON.stringify(check).slice(0, 800)}`).toBe('');
	const areas = [...plan.grids.keys()].map((code: GridCode) => surfaceAreaM2(gridShape(plan, code)!));
	const whole = input.boundary.reduce((sum, shape) => sum + surfaceAreaM2(shape), 0);
	// Snapping a new corner onto the outer edge moves it by less than a centimetre.
	expect(Math.abs(areas.reduce((sum, area) => sum + area, 0) - whole)).toBeLessThan(5);
}

describe('after any sequence of edits', () => {
	it(
		`the grids tile the district, are whole, share every building out, and undo gives back the same bytes (${EDITS} edits)`,
		() => {
			const tally: Trial = { tried: EDITS, accepted: new Map(), refused: new Map(), balanced: 0 };
			for (let seed = 1; seed <= Math.ceil(EDITS / EACH); seed++) trial(seed, EACH, tally);
			// Every verb was accepted at times, and every reason given at times: otherwise nothing was tried.
			expect([...tally.accepted.keys()].toSorted()).toEqual(
				[
					'add-point',
					'assign-building',
					'give-ground',
					'merge-grids',
					'move-buildings',
					'move-corner',
					'move-point',
					'remove-point',
					'reshape-border',
					'set-grid',
					'split-equal',
					'split-grid'
				].toSorted()
			);
			expect(tally.balanced).toBeGreaterThan(0);
			console.log([...tally.accepted].join('; '), [...tally.refused].join('; '), `balanced,${tally.balanced}`);
		},
		60_000 + EDITS * PATIENCE_MS
	);
});
