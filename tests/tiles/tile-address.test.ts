import { describe, expect, it } from 'vitest';
import { readTileAddress } from '#lib/server/tiles/tile-address.ts';
import { isWordKey } from '#lib/words/words.ts';

const problem = (z: string, x: string, y: string) => {
	const found = readTileAddress({ z, x, y });
	if (found.ok) throw new Error('was accepted');
	expect(isWordKey(found.problem.kind)).toBe(true);
	return found.problem;
};

describe('the address of a tile', () => {
	it('is three whole numbers', () => {
		expect(readTileAddress({ z: '16', x: '65535', y: '0' })).toEqual({ ok: true, value: { z: 16, x: 65535, y: 0 } });
		for (const bad of ['', ' 1', '1.5', '-1', '1e3', '0x10', '一', 'NaN', '99999999999']) {
			expect(problem('3', bad, '1')).toMatchObject({ kind: 'tile-not-a-number', detail: { field: 'x' } });
		}
	});
	it('has no zoom past the deepest', () => {
		expect(problem('17', '0', '0')).toMatchObject({ kind: 'tile-zoom-out-of-range', detail: { max: 16, value: 17 } });
	});
	it('has no column or row that the zoom does not have', () => {
		expect(problem('1', '2', '0')).toMatchObject({ kind: 'tile-out-of-range', detail: { field: 'x', max: 1 } });
		expect(problem('0', '0', '1')).toMatchObject({ kind: 'tile-out-of-range', detail: { field: 'y', max: 0 } });
	});
});
