/**
 * What must hold after any sequence of edits, by random trial. `PLAN_EDITS` sets how many edits are tried in all; each accepted one is judged at once by its own
 * rules and every plan at the end of its sequence by the independent check.
 */
import { describe, expect, it } from 'vitest';
import { surfaceAreaM2 } from '#lib/geo/area-m2.ts';
import type { BorderPlan, GridCode, LatticePoint } from '#lib/plan/border-plan.ts';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import { gridShape } from '#lib/plan/grid-shape.ts';
import { nextFreeCode } from '#lib/plan/next-free-code.ts';
import { planBytes, planOfBytes } from '#lib/plan/plan-bytes.ts';
import { checkPlan, isSound } from '#lib/plan/plan-check.ts';
import type { PlanEdit, PlanVerb } from '#lib/plan/plan-edit.ts';
import { redo, startHistory, undo, withEdit } from '#lib/plan/history.ts';
import { crooked, lakeland, type Small } from './small-plan.ts';
import { rolling } from './subdivision.ts';

const EDITS = Number(process.env['PLAN_EDITS'] ?? 3000);
const EACH = 50;

/** An edit near something that is there: mostly sensible, sometimes not. */
function someEdit(plan: BorderPlan, { ground }: Small, dice: () => number): PlanEdit {
	const pick = <T>(of: readonly T[]): T => of[Math.floor(dice() * of.length)]!;
	const borders = [...plan.borders.values()];
	const inner = borders.filter(({ left, right }) => left !== null && right !== null);
	const border = pick(inner.length > 0 && dice() < 0.85 ? inner : borders);
	const codes = [...plan.grids.keys()];
	const near = ([x, y]: LatticePoint, by: number): LatticePoint => [
		x + Math.round((dice() - 0.5) * by),
		y + Math.round((dice() - 0.5) * by)
	];
	const on = (): LatticePoint => {
		const i = Math.floor(dice() * (border.line.length - 1));
		const [a, b] = [border.line[i]!, border.line[i + 1]!];
		const t = dice() < 0.3 ? 0 : dice();
		return [Math.round(a[0] + t * (b[0] - a[0])), Math.round(a[1] + t * (b[1] - a[1]))];
	};
	const cutReason = dice() < 0.5 ? { cutReason: '试' } : {};
	const size = dice() < 0.2 ? 40_000 : dice() < 0.1 ? 4 : 6000;
	const neighbour = border.left ?? border.right!;
	const verbs: (() => PlanEdit)[] = [
		() => ({ verb: 'move-corner', at: border.line[0]!, to: dice() < 0.3 ? on() : near(border.line[0]!, size), ...cutReason }),
		() => ({ verb: 'move-point', at: pick(border.line), to: near(pick(border.line), size), ...cutReason }),
		() => {
			const at = pick(border.line);
			return { verb: 'move-point', at, to: near(at, size), ...cutReason };
		},
		() => {
			const i = Math.floor(dice() * (border.line.length - 1));
			return { verb: 'add-point', between: [border.line[i]!, border.line[i + 1]!], at: near(on(), size), ...cutReason };
		},
		() => ({ verb: 'remove-point', at: pick(border.line), ...cutReason }),
		() => {
			const from = on();
			const to = on();
			return { verb: 'reshape-border', line: [from, near(from, size), near(to, size), to], ...cutReason };
		},
		() => {
			const grid = pick(codes);
			const own = borders.filter(({ left, right }) => left === grid || right === grid);
			const end = (): LatticePoint => near(pick(pick(own).line), dice() < 0.5 ? 0 : 3000);
			const [from, to] = [end(), end()];
			const line =
				dice() < 0.5 ? [from, to] : [from, near([Math.round((from[0] + to[0]) / 2), Math.round((from[1] + to[1]) / 2)], 3000), to];
			const next = nextFreeCode(plan, plan.grids.get(grid)!.areaCode, ground);
			return { verb: 'split-grid', grid, line, name: '新', code: next.ok ? next.value : codes[0]!, ...cutReason };
		},
		() => ({ verb: 'merge-grids', grids: [border.left ?? pick(codes), border.right ?? pick(codes)], into: neighbour, ...cutReason }),
		() => {
			const at = near(on(), 3000);
			const count = 3 + Math.floor(dice() * 4);
			const ring = Array.from({ length: count }, (_, i): LatticePoint => {
				const turn = (i / count) * 2 * Math.PI;
				const r = size * (0.2 + dice());
				return [Math.round(at[0] + r * Math.cos(turn)), Math.round(at[1] + r * Math.sin(turn))];
			});
			return { verb: 'give-ground', ring, to: dice() < 0.9 ? neighbour : pick(codes), ...cutReason };
		},
		() => {
			const first = Math.floor(dice() * ground.buildings.count);
			const ids = [ground.buildings.id[first]!, ...(dice() < 0.3 ? [ground.buildings.id[(first + 1) % ground.buildings.count]!] : [])];
			return { verb: 'move-buildings', buildingIds: ids, to: pick(codes), ...cutReason };
		},
		() => {
			const [x, y] = on();
			const away = (row: number): number => Math.hypot(ground.buildings.pointE7[2 * row]! - x, ground.buildings.pointE7[2 * row + 1]! - y);
			const row = [...ground.buildings.id.keys()].reduce((best, other) => (away(other) < away(best) ? other : best), 0);
			return {
				verb: 'assign-building',
				buildingId: ground.buildings.id[row]!,
				to: (dice() < 0.5 ? border.left : border.right) ?? neighbour
			};
		},
		() => ({ verb: 'set-grid', grid: pick(codes), workers: Math.floor(dice() * 4) })
	];
	// As many grids are made as vanish.
	return codes.length < 4 && dice() < 0.5 ? verbs[6]!() : pick(verbs)();
}

interface Trial {
	readonly tried: number;
	readonly accepted: Map<PlanVerb, number>;
	readonly refused: Map<string, number>;
}

function trial(seed: number, count: number, tally: Trial): void {
	const small = seed % 8 === 0 ? lakeland() : crooked(2 + (seed % 3), 2 + (seed % 2), seed % 4, seed);
	const dice = rolling(seed * 7919);
	const total = small.plan.belongs.size;
	const bytes: Uint8Array[] = [planBytes(small.plan)];
	let history = startHistory(small.plan);
	for (let k = 0; k < count; k++) {
		const edit = someEdit(history.plan, small, dice);
		const changed = applyEdit(history.plan, edit, small.ground);
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
	it(`the grids tile the district, are whole, share every building out, and undo gives back the same bytes (${EDITS} edits)`, () => {
		const tally: Trial = { tried: EDITS, accepted: new Map(), refused: new Map() };
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
				'split-grid'
			].toSorted()
		);
		console.log([...tally.accepted].join('; '), [...tally.refused].join('; '));
	}, 240_000);
});
