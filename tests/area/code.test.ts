import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstNumbering, formatGridCode, nextGridCode, nextMicroCode, parseGridCode, spacedCode } from '#lib/area/code.ts';
import type { Position } from '#lib/geo/position.ts';

test('a code is district 6, street 3, community 3, grid 3', () => {
	expect(parseGridCode('320104990001023')).toEqual({
		ok: true,
		value: { text: '320104990001023', district: '320104', street: '320104990', community: '320104990001', grid: 23, micro: null }
	});
	expect(spacedCode('320104990001023')).toBe('320104 990 001 023');
});

test('a micro-grid adds two digits', () => {
	expect(parseGridCode('32010499000102307')).toMatchObject({ ok: true, value: { grid: 23, micro: 7 } });
	expect(spacedCode('32010499000102307')).toBe('320104 990 001 023 07');
});

test.each([
	['', 'code-missing'],
	['32010499000102', 'code-malformed'],
	['3201049900010234', 'code-malformed'],
	['32010499000102a', 'code-malformed'],
	['３20104990001023', 'code-malformed'],
	['320104990001000', 'code-zero'],
	['32010499000100100', 'code-zero']
])('%j is refused as %s', (text, kind) => {
	expect(parseGridCode(text)).toMatchObject({ ok: false, problem: { kind } });
});

test('what is formatted parses back', () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 999 }), fc.option(fc.integer({ min: 1, max: 99 })), (grid, micro) => {
			expect(parseGridCode(formatGridCode('320104990001', grid, micro))).toMatchObject({ ok: true, value: { grid, micro } });
		})
	);
});

test('the next number is one above the highest ever given out, never a freed one', () => {
	expect(nextGridCode('320104990001', [])).toEqual({ ok: true, value: '320104990001001' });
	expect(nextGridCode('320104990001', ['320104990001001', '320104990001007', '320104990002050'])).toEqual({
		ok: true,
		value: '320104990001008'
	});
	expect(nextGridCode('320104990001', ['32010499000100903'])).toEqual({ ok: true, value: '320104990001010' });
	expect(nextGridCode('320104990001', ['320104990001999'])).toMatchObject({ ok: false, problem: { kind: 'codes-used-up' } });
	expect(nextGridCode('320104', [])).toMatchObject({ ok: false, problem: { kind: 'code-malformed' } });
	expect(nextMicroCode('320104990001001', ['32010499000100101'])).toEqual({ ok: true, value: '32010499000100102' });
	expect(nextMicroCode('320104990001001', ['32010499000100199'])).toMatchObject({ ok: false, problem: { kind: 'codes-used-up' } });
});

test('first numbering reads like a page: west to east along the northern row, then the next row south', () => {
	// 3 columns × 2 rows, a little uneven, given in a jumbled order.
	const places: Position[] = [
		[118.02, 32.0],
		[118.0, 32.0101],
		[118.01, 31.9999],
		[118.02, 32.01],
		[118.0, 32.0002],
		[118.01, 32.0098]
	];
	expect(firstNumbering(places)).toEqual([1, 5, 3, 4, 2, 0]);
	expect(firstNumbering([])).toEqual([]);
	expect(firstNumbering([[1, 1]])).toEqual([0]);
});
