/** Edits by chance, for trials: the same dice give the same edit on the same plan. */
import type { BorderPlan, LatticePoint } from '#lib/plan/border-plan.ts';
import { nextFreeCode } from '#lib/plan/next-free-code.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import type { Small } from './small-plan.ts';

/** An edit near something that is there: mostly sensible, sometimes not. */
export function someEdit(plan: BorderPlan, { ground }: Pick<Small, 'ground'>, dice: () => number): PlanEdit {
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
