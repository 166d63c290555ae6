/** Every verb by example: what it does, and why it says no. */
import { describe, expect, it } from 'vitest';
import { gridShape } from '#lib/plan/grid-shape.ts';
import { checkPlan, isSound } from '#lib/plan/plan-check.ts';
import { surfaceAreaM2 } from '#lib/geo/area-m2.ts';
import type { BorderPlan, GridCode } from '#lib/plan/border-plan.ts';
import { after, code, pt, refusal, squares, type Small } from './small-plan.ts';

const four = squares(2, 2);
const [A, B, C, D] = [code(1), code(2), code(3), code(4)];
const areaOf = (plan: BorderPlan, of: GridCode): number => surfaceAreaM2(gridShape(plan, of)!);
const sound = ({ ground, input }: Small, plan: BorderPlan): boolean => {
	const check = checkPlan(plan, input.boundary, ground);
	if (!isSound(check)) console.log(JSON.stringify(check).slice(0, 1500));
	return isSound(check);
};
const MIDDLE = pt(1, 1);

describe('a corner', () => {
	it('where four grids meet moves all four', () => {
		const plan = after(four, { verb: 'move-corner', at: MIDDLE, to: pt(1.02, 1.03) });
		expect(areaOf(plan, A)).toBeGreaterThan(areaOf(four.plan, A));
		expect(areaOf(plan, D)).toBeLessThan(areaOf(four.plan, D));
		expect(sound(four, plan)).toBe(true);
	});
	it('on the edge of the district slides along it and never leaves it', () => {
		expect(sound(four, after(four, { verb: 'move-corner', at: pt(1, 0), to: pt(1.03, 0) }))).toBe(true);
		expect(refusal(four, { verb: 'move-corner', at: pt(1, 0), to: pt(1, 0.1) })?.kind).toBe('plan.outer-edge');
	});
	it('lets the borders follow given lines', () => {
		const line = [pt(1.02, 1.02), pt(1.02, 0.5), pt(1, 0.4)];
		const plan = after(four, { verb: 'move-corner', at: MIDDLE, to: pt(1.02, 1.02), follow: [line] });
		expect(
			[...plan.borders.values()].some((border) => border.line.some(([x, y]) => x === pt(1.02, 0.5)[0] && y === pt(1.02, 0.5)[1]))
		).toBe(true);
		expect(sound(four, plan)).toBe(true);
	});
	it('is not dragged over a building, unless the planner says why', () => {
		const drag = { verb: 'move-corner', at: MIDDLE, to: pt(1.2, 1.2) } as const;
		const problem = refusal(four, drag);
		expect(problem?.kind).toBe('plan.cuts-building');
		expect(problem?.at).toBeDefined();
		const plan = after(four, { ...drag, cutReason: '旧楼待拆' });
		expect([...plan.cutReasons.values()]).toContain('旧楼待拆');
		expect(sound(four, plan)).toBe(true);
	});
	it('is not dragged over another border', () => {
		expect(refusal(four, { verb: 'move-corner', at: MIDDLE, to: pt(1, 2.2) })?.kind).toBe('plan.crosses');
		expect(refusal(four, { verb: 'move-corner', at: pt(5, 5), to: pt(1, 1) })?.kind).toBe('plan.no-such-place');
		expect(refusal(four, { verb: 'move-corner', at: MIDDLE, to: MIDDLE })?.kind).toBe('plan.nothing-to-do');
	});
	it('between communities stays where it is', () => {
		const two = squares(2, 2, {}, (n) => ({ areaCode: n % 2 ? '320104990001' : '320104990002' }));
		expect(refusal(two, { verb: 'move-corner', at: MIDDLE, to: pt(1.03, 1.03) })?.kind).toBe('plan.other-community');
	});
	it('of a locked grid stays where it is', () => {
		const locked = squares(2, 2, {}, (n) => ({ locked: n === 1 }));
		expect(refusal(locked, { verb: 'move-corner', at: MIDDLE, to: pt(1.03, 1.03) })).toMatchObject({ kind: 'plan.locked', grids: [A] });
	});
	it('does not make a grid smaller than the least', () => {
		const least = squares(2, 2, { minimum: { areaM2: 41_500, buildings: 0 } });
		expect(refusal(least, { verb: 'move-corner', at: MIDDLE, to: pt(1.03, 1.03) })?.kind).toBe('plan.too-small');
	});
});

describe('a point', () => {
	const bent = after(four, { verb: 'add-point', between: [pt(1, 1), pt(1, 2)], at: pt(1.03, 1.5) });
	it('is added, moved and taken away again', () => {
		expect(sound(four, bent)).toBe(true);
		const moved = after({ ...four, plan: bent }, { verb: 'move-point', at: pt(1.03, 1.5), to: pt(0.97, 1.6) });
		expect(sound(four, moved)).toBe(true);
		const gone = after({ ...four, plan: moved }, { verb: 'remove-point', at: pt(0.97, 1.6) });
		expect(areaOf(gone, A)).toBeCloseTo(areaOf(four.plan, A), 6);
	});
	it('is refused where there is none, and on the outer edge', () => {
		expect(refusal(four, { verb: 'move-point', at: pt(1, 1.5), to: pt(1.1, 1.5) })?.kind).toBe('plan.no-such-place');
		expect(refusal(four, { verb: 'move-point', at: MIDDLE, to: pt(1.1, 1.5) })?.kind).toBe('plan.no-such-place');
		expect(refusal(four, { verb: 'add-point', between: [pt(0, 0), pt(1, 0)], at: pt(0.5, 0.1) })?.kind).toBe('plan.outer-edge');
		expect(refusal(four, { verb: 'remove-point', at: pt(0, 0) })?.kind).toBe('plan.outer-edge');
	});
	it('does not come to lie on another border', () => {
		expect(refusal({ ...four, plan: bent }, { verb: 'move-point', at: pt(1.03, 1.5), to: pt(1.5, 1) })?.kind).toBe('plan.crosses');
	});
});

describe('a border', () => {
	it('is drawn anew between two places on it', () => {
		const plan = after(four, { verb: 'reshape-border', line: [pt(1, 1.8), pt(1.05, 1.5), pt(1, 1.2)] });
		expect(areaOf(plan, C)).toBeGreaterThan(areaOf(four.plan, C));
		expect(sound(four, plan)).toBe(true);
	});
	it('is refused where the line does not lie on one border, goes nowhere, or crosses', () => {
		expect(refusal(four, { verb: 'reshape-border', line: [pt(1, 1.8), pt(1.05, 0.5)] })?.kind).toBe('plan.no-such-place');
		expect(refusal(four, { verb: 'reshape-border', line: [pt(1, 1.8)] })?.kind).toBe('plan.empty-line');
		expect(refusal(four, { verb: 'reshape-border', line: [pt(1, 1.8), pt(1.1, 0.9), pt(1, 1.2)] })?.kind).toBe('plan.crosses');
	});
});

describe('splitting', () => {
	const split = { verb: 'split-grid', grid: A, line: [pt(0, 0.43), pt(1, 0.43)], name: '新网格', code: code(5) } as const;
	it('makes a new grid left of the line that knows where it came from', () => {
		const plan = after(four, split);
		expect(plan.grids.get(code(5))).toMatchObject({ name: '新网格', from: [A], areaCode: '320104990001' });
		expect([...plan.belongs.values()].filter((of) => of === code(5))).toHaveLength(15);
		expect(sound(four, plan)).toBe(true);
	});
	it('fits a line drawn by hand, too long or too short, to the edge', () => {
		const long = after(four, { ...split, line: [pt(-0.1, 0.43), pt(1.2, 0.43)] });
		const short = after(four, { ...split, line: [pt(0.02, 0.43), pt(0.98, 0.43)] });
		for (const plan of [long, short]) expect(areaOf(plan, code(5))).toBeCloseTo(areaOf(after(four, split), code(5)), 1);
	});
	it('refuses used codes, lines that part nothing and lines through houses', () => {
		expect(refusal(four, { ...split, code: D })?.kind).toBe('plan.code-used');
		expect(refusal(four, { ...split, code: code(6, '320104990009') })?.kind).toBe('plan.code-used');
		expect(refusal(four, { ...split, line: [pt(0.3, 0.4), pt(0.6, 0.4)] })?.kind).toBe('plan.empty-line');
		expect(refusal(four, { ...split, line: [pt(0, 0.5), pt(1, 0.5)] })?.kind).toBe('plan.cuts-building');
		expect(refusal(four, { ...split, grid: code(9) })?.kind).toBe('plan.no-such-grid');
		const ended = after(four, { verb: 'merge-grids', grids: [A, B], into: A });
		expect(refusal({ ...four, plan: ended }, { ...split, code: B })?.kind).toBe('plan.code-used');
	});
	it('refuses a piece below the least', () => {
		const least = squares(2, 2, { minimum: { areaM2: 0, buildings: 12 } });
		expect(refusal(least, split)?.kind).toBe('plan.too-small');
	});
	it('gives back the very same ground when merged again', () => {
		const plan = after(four, split, { verb: 'merge-grids', grids: [A, code(5)], into: A });
		expect(areaOf(plan, A)).toBeCloseTo(areaOf(four.plan, A), 3);
		expect(plan.ended.get(code(5))).toEqual([A]);
		expect(sound(four, plan)).toBe(true);
	});
});

describe('merging', () => {
	it('lets the border between vanish and remembers what became of the other', () => {
		const plan = after(four, { verb: 'merge-grids', grids: [A, B], into: B });
		expect(plan.grids.has(A)).toBe(false);
		expect(plan.ended.get(A)).toEqual([B]);
		expect(plan.grids.get(B)?.workers).toBe(2);
		expect(sound(four, plan)).toBe(true);
	});
	it('refuses grids that do not lie side by side, or in two communities', () => {
		expect(refusal(four, { verb: 'merge-grids', grids: [A, D], into: A })?.kind).toBe('plan.not-neighbours');
		const two = squares(2, 1, {}, (n) => ({ areaCode: `32010499000${n}` }));
		expect(refusal(two, { verb: 'merge-grids', grids: [...two.plan.grids.keys()], into: [...two.plan.grids.keys()][0]! })?.kind).toBe(
			'plan.other-community'
		);
		expect(refusal(four, { verb: 'merge-grids', grids: [A], into: A })?.kind).toBe('plan.nothing-to-do');
	});
});

describe('ground', () => {
	it('inside a ring goes to a neighbour', () => {
		const plan = after(four, {
			verb: 'give-ground',
			ring: [pt(0.9, 0.2), pt(1.1, 0.2), pt(1.1, 0.25), pt(0.9, 0.25)],
			to: A,
			cutReason: '补'
		});
		expect(areaOf(plan, A)).toBeGreaterThan(areaOf(four.plan, A));
		expect(sound(four, plan)).toBe(true);
	});
	it('is refused where it would not touch the one it goes to, or is theirs already', () => {
		expect(refusal(four, { verb: 'give-ground', ring: [pt(1.5, 0.1), pt(1.6, 0.1), pt(1.6, 0.12)], to: A })?.kind).toBe('plan.in-pieces');
		expect(refusal(four, { verb: 'give-ground', ring: [pt(0.5, 0.1), pt(0.6, 0.1), pt(0.6, 0.12)], to: A })?.kind).toBe(
			'plan.nothing-to-do'
		);
		expect(refusal(four, { verb: 'give-ground', ring: [pt(0.5, 0.1), pt(0.6, 0.1)], to: A })?.kind).toBe('plan.empty-line');
		expect(refusal(four, { verb: 'give-ground', ring: [pt(0.99, 0.05), pt(2.1, 0.05), pt(2.1, 0.08), pt(0.99, 0.08)], to: A })?.kind).toBe(
			'plan.in-pieces'
		);
	});
	it('of a whole grid is merged, not given', () => {
		expect(refusal(four, { verb: 'give-ground', ring: [pt(0.9, -0.1), pt(2.1, -0.1), pt(2.1, 1), pt(0.9, 1)], to: A })?.kind).toBe(
			'plan.too-small'
		);
	});
});

describe('buildings', () => {
	it('go to a neighbour with the ground around them, and the border follows', () => {
		// The west column of B, beside A.
		const ids = [26, 31, 36];
		const plan = after(four, { verb: 'move-buildings', buildingIds: ids, to: A });
		for (const id of ids) expect(plan.belongs.get(id)).toBe(A);
		expect([...plan.belongs.values()].filter((of) => of === A)).toHaveLength(28);
		expect(sound(four, plan)).toBe(true);
	});
	it('that stand apart from the neighbour are refused, as are those that are there already', () => {
		expect(refusal(four, { verb: 'move-buildings', buildingIds: [29], to: A })?.kind).toBe('plan.in-pieces');
		expect(refusal(four, { verb: 'move-buildings', buildingIds: [1], to: A })?.kind).toBe('plan.nothing-to-do');
		expect(refusal(four, { verb: 'move-buildings', buildingIds: [999], to: A })?.kind).toBe('plan.no-such-place');
	});
	it('on a border are given to either side by hand, and stay there while the border runs through them', () => {
		const cut = after(four, { verb: 'move-corner', at: MIDDLE, to: pt(1.19, 1.22), cutReason: '暂' });
		const id = [...cut.cutReasons.keys()][0]!;
		const owner = cut.belongs.get(id)!;
		const other = [A, B, C, D].find(
			(of) => of !== owner && refusal({ ...four, plan: cut }, { verb: 'assign-building', buildingId: id, to: of }) === null
		)!;
		const given = after({ ...four, plan: cut }, { verb: 'assign-building', buildingId: id, to: other });
		expect(given.belongs.get(id)).toBe(other);
		expect(sound(four, given)).toBe(true);
		const back = after({ ...four, plan: given }, { verb: 'move-corner', at: pt(1.19, 1.22), to: MIDDLE });
		expect([...back.belongs].sort()).toEqual([...four.plan.belongs].sort());
		expect(refusal(four, { verb: 'assign-building', buildingId: 1, to: B })?.kind).toBe('plan.not-neighbours');
	});
});

describe('facts', () => {
	it('are changed on an unlocked grid', () => {
		const plan = after(
			four,
			{ verb: 'rename-grid', grid: A, name: ' 河西 ' },
			{ verb: 'set-grid', grid: A, risk: 'high', workers: 3, locked: true }
		);
		expect(plan.grids.get(A)).toMatchObject({ name: '河西', risk: 'high', workers: 3, locked: true });
		expect(refusal({ ...four, plan }, { verb: 'set-grid', grid: A, workers: 1 })?.kind).toBe('plan.locked');
		expect(refusal({ ...four, plan }, { verb: 'rename-grid', grid: A, name: '东' })?.kind).toBe('plan.locked');
		expect(refusal({ ...four, plan }, { verb: 'set-grid', grid: A, locked: false, workers: 1 })).toBe(null);
		expect(refusal(four, { verb: 'set-grid', grid: A, workers: 1 })?.kind).toBe('plan.nothing-to-do');
	});
});
