import { expect, test } from 'vitest';
import { unpackTick, type PatrolPosition } from '#lib/wire/tick.ts';
import { createTickBatch } from '#lib/server/live/tick-batch.ts';

const position = (no: number, recordedAtMs: number): PatrolPosition => ({
	no,
	lng: 123,
	lat: 30,
	recordedAtMs,
	bearingDeg: null,
	speedMps: null,
	accuracyM: null
});
const areasOf = { patrol: (no: number) => (no < 10 ? [1, 2] : [1, 3]) as never, building: () => [1, 2] as never };
const stamp = { seq: 5, serverTimeMs: 1000 };

test('what moved goes once to each watched area that shows it, and to no other', () => {
	const batch = createTickBatch();
	batch.moved(position(7, 1));
	batch.moved(position(7, 2));
	batch.moved(position(11, 3));
	batch.seen({ buildingId: 4, seenAtS: 9 });
	const packed = batch.pack(new Set([1, 2]) as never, areasOf, stamp, false);
	expect([...packed.keys()]).toEqual([1, 2]);
	const [district, community] = [...packed.values()].map((bytes) => unpackTick(bytes));
	expect(district?.positions.map((p) => [p.no, p.recordedAtMs])).toEqual([
		[7, 2],
		[11, 3]
	]);
	expect(community?.positions.map((p) => p.no)).toEqual([7]);
	expect(community?.seen).toEqual([{ buildingId: 4, seenAtS: 9 }]);
	expect(batch.isEmpty).toBe(true);
});

test('a beat reaches every watched area, also where nothing moved', () => {
	const packed = createTickBatch().pack(new Set([1, 3]) as never, areasOf, stamp, true);
	expect([...packed.values()].map((bytes) => unpackTick(bytes))).toEqual([
		{ ...stamp, positions: [], seen: [] },
		{ ...stamp, positions: [], seen: [] }
	]);
	expect(createTickBatch().pack(new Set([1]) as never, areasOf, stamp, false).size).toBe(0);
});
