import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packStretch, unpackStretch, type PackedStretch } from '#lib/wire/replay.ts';
import { packTick, unpackTick } from '#lib/wire/tick.ts';
import type { AreaId } from '#lib/area/area.ts';

const tick = (atMs: number, nos: readonly number[]): Uint8Array =>
	packTick({
		seq: 0,
		serverTimeMs: atMs,
		positions: nos.map((no) => ({ no, lng: 118.5, lat: 32.25, recordedAtMs: atMs - no, bearingDeg: null, speedMps: null, accuracyM: 4 })),
		seen: nos.map((no) => ({ buildingId: no, seenAtS: Math.floor(atMs / 1000) }))
	});
const stretch = (frames: readonly (readonly [number, readonly number[] | null])[]): PackedStretch => ({
	fromMs: 1_800_000_000_000,
	untilMs: 1_800_000_600_000,
	ground: '平江 7',
	snapshot: {
		areaId: 3 as AreaId,
		seq: 0,
		serverTimeMs: 1_800_000_000_000,
		coverage: [],
		gaps: [],
		staffing: [],
		lastHour: { opened: 1, closed: 0 }
	},
	tick: tick(1_800_000_000_000, [1, 2, 3]),
	frames: frames.map(([atMs, nos]) => ({
		atMs,
		tick: nos && tick(atMs, nos),
		events: nos ? [] : [{ seq: 1, atMs, kind: 'rules-changed', areaIds: [], body: { version: 2 } }]
	}))
});

test('what was packed is unpacked the same, frames without movement too', () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(fc.nat(), fc.option(fc.uniqueArray(fc.nat(100), { minLength: 1 }))), { maxLength: 20 }), (given) => {
			const frames = given.map(([ms, nos]) => [1_800_000_000_000 + ms, nos] as const);
			const before = stretch(frames);
			const after = unpackStretch(packStretch(before));
			expect(after.snapshot).toEqual(before.snapshot);
			expect(after.ground).toBe(before.ground);
			expect(after.tick).toEqual(unpackTick(before.tick));
			expect(after.frames).toEqual(before.frames.map((frame) => ({ ...frame, tick: frame.tick && unpackTick(frame.tick) })));
		})
	);
});

test('anything else is refused', () => {
	const bytes = packStretch(stretch([[1_800_000_001_000, [4]]]));
	expect(() => unpackStretch(new Uint8Array(4))).toThrow(RangeError);
	expect(() => unpackStretch(new Uint8Array(64))).toThrow(RangeError);
	expect(() => unpackStretch(bytes.subarray(0, bytes.length - 1))).toThrow(RangeError);
});
