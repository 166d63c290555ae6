import { expect, test } from 'vitest';
import { fittingRowHeight, heldOrder, visibleRange } from '#lib/panels/held-order.ts';

const row = (id: number, size = 0) => ({ id, size });
const idOf = (r: { readonly id: number }): number => r.id;

test('under the pointer rows keep their places, closed ones are marked and new ones wait', () => {
	const before = heldOrder([], [row(1), row(2), row(3)], idOf, false);
	const held = heldOrder(before, [row(4), row(3, 9), row(1)], idOf, true);
	expect(held.map((h) => [h.row.id, h.gone])).toEqual([
		[1, false],
		[2, true],
		[3, false]
	]);
	expect(held[2]?.row.size).toBe(9);
	expect(heldOrder(held, [row(4), row(3), row(1)], idOf, false).map((h) => h.row.id)).toEqual([4, 3, 1]);
});

test('only the rows that are seen are drawn, however long the list', () => {
	expect(visibleRange(0, 850, 78, 5000)).toEqual({ from: 0, to: 15 });
	const { from, to } = visibleRange(78 * 1000, 850, 78, 5000);
	expect(from).toBe(996);
	expect(to - from).toBeLessThan(25);
	expect(visibleRange(0, 850, 78, 3)).toEqual({ from: 0, to: 3 });
});

test('eleven equal rows fill the ledger of a 1080-line desk', () => {
	expect(Math.floor(858 / fittingRowHeight(858))).toBe(11);
});
