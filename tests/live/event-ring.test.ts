import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DurableEvent } from '#lib/wire/live.ts';
import { createEventRing } from '#lib/server/live/event-ring.ts';

const event = (seq: number, areaIds: readonly number[]): DurableEvent =>
	({ seq, atMs: seq * 1000, kind: 'rules-changed', areaIds, body: { version: seq } }) as unknown as DurableEvent;

test('whoever comes back gets each event of their area once and in order, or is told that it is too late', () => {
	fc.assert(
		fc.property(
			fc.array(fc.subarray([1, 2, 3]), { maxLength: 60 }),
			fc.integer({ min: 0, max: 100 }),
			fc.integer({ min: -2, max: 170 }),
			(areas, start, since) => {
				const all = areas.map((ids, i) => event(start + 1 + i, ids));
				const ring = createEventRing(start, 20);
				for (const one of all) ring.add([one]);
				const answer = ring.after(since, 2 as never);
				if (since > ring.lastSeq || since < start) {
					expect(answer).toBeNull();
					return;
				}
				const expected = all.filter((one) => one.seq > since && (one.areaIds as readonly number[]).includes(2));
				if (answer === null) expect(ring.lastSeq - since).toBeGreaterThan(20);
				else expect(answer).toEqual(expected);
			}
		)
	);
});

test('a hole in the numbers is never published', () => {
	const ring = createEventRing(7, 20);
	expect(() => ring.add([event(9, [1])])).toThrow('does not follow');
	expect(() => ring.add([event(7, [1])])).toThrow('does not follow');
	ring.add([event(8, [1])]);
	expect(ring.lastSeq).toBe(8);
});
