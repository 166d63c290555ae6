import { expect, test } from 'vitest';
import { packFootprints, unpackFootprints } from '#lib/wire/footprints.ts';
import { packTick, unpackTick } from '#lib/wire/tick.ts';

test('a tick arrives as it was sent, unknown course, speed and accuracy included', () => {
	const tick = {
		seq: 42,
		serverTimeMs: 1_763_000_000_123,
		positions: [
			{ no: 7, lng: 118.7885, lat: 32.0201234, recordedAtMs: 1_763_000_000_001, bearingDeg: 90, speedMps: 1.25, accuracyM: 8.5 },
			{ no: 8, lng: -0.0000001, lat: -32.5, recordedAtMs: 1_763_000_000_002, bearingDeg: null, speedMps: null, accuracyM: null }
		],
		seen: [{ buildingId: 1766, seenAtS: 1_763_000_000 }]
	};
	expect(unpackTick(packTick(tick))).toEqual(tick);
	expect(() => unpackTick(packTick(tick).slice(0, -1))).toThrow('wrong length');
	expect(() => unpackTick(new Uint8Array(40))).toThrow('not a tick');
});

test('footprints arrive as they were sent, courtyards and Chinese names included', () => {
	const outer = [
		[118.1, 32.1],
		[118.2, 32.1],
		[118.2, 32.2],
		[118.1, 32.1]
	] as const;
	const yard = outer.map(([lng, lat]) => [lng + 0.01, lat + 0.01] as const);
	const packed = unpackFootprints(
		packFootprints([
			{ id: 3, gridId: 9 as never, name: '三栋', households: 12, floors: 6, rings: [outer, yard] },
			{ id: 4, gridId: null, name: '', households: 0, floors: 1, rings: [outer] },
			{ id: 5, gridId: 9 as never, name: 'B5', households: 70_000, floors: 33, rings: [yard] }
		]).buffer
	);
	expect(packed.count).toBe(3);
	expect([...packed.id]).toEqual([3, 4, 5]);
	expect([...packed.gridId]).toEqual([9, -1, 9]);
	expect([...packed.households]).toEqual([12, 0, 70_000]);
	expect([...packed.floors]).toEqual([6, 1, 33]);
	expect(packed.names).toEqual(['三栋', '', 'B5']);
	const points = packed.pointStart[packed.ringStart[1]!]!;
	expect(points).toBe(8);
	expect([packed.lngLatE7[points * 2]! / 1e7, packed.lngLatE7[points * 2 + 1]! / 1e7]).toEqual([118.1, 32.1]);
});
