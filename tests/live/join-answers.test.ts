/** Answers to those who join lead to the state of now, whatever was packed before. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AreaId } from '#lib/area/area.ts';
import { createEventRing, type EventRing } from '#lib/server/live/event-ring.ts';
import { createJoinAnswers } from '#lib/server/live/join-answers.ts';
import type { DurableEvent, LiveSnapshot } from '#lib/wire/live.ts';
import { unpackJson } from '#lib/wire/packed-json.ts';

const AREAS = [1, 2] as AreaId[];
const [A, B] = AREAS as [AreaId, AreaId];

/** A district whose durable state is the list of the numbers it was told, by area. */
function district(ringSize = 50) {
	let ring: EventRing = createEventRing(0, ringSize);
	const held = new Map<AreaId, number[]>(AREAS.map((area) => [area, []]));
	let now = 1_000_000;
	let packed = 0;
	const answers = createJoinAnswers({
		ring: () => ring,
		snapshot: (areaId) => {
			packed++;
			return { areaId, seq: ring.lastSeq, serverTimeMs: now, staffing: held.get(areaId) } as unknown as LiveSnapshot;
		},
		nowMs: () => now
	});
	return {
		answers,
		held,
		get packed() {
			return packed;
		},
		get lastSeq() {
			return ring.lastSeq;
		},
		pass: (ms: number) => (now += ms),
		tell(areas: readonly AreaId[]) {
			const seq = ring.lastSeq + 1;
			for (const area of areas) held.get(area)!.push(seq);
			ring.add([{ seq, atMs: now, kind: 'rules-changed', areaIds: areas, body: { version: 1 } } as DurableEvent]);
		},
		/** As after a hole: the state is read anew, and other than events would have led to. */
		begin(seq: number) {
			for (const list of held.values()) list.push(-seq);
			ring = createEventRing(seq, ringSize);
		}
	};
}

/** What a client holds after an answer. */
function take(answer: ReturnType<ReturnType<typeof district>['answers']['answer']>, before: readonly number[]): number[] {
	const from = answer.snapshot ? (unpackJson<{ staffing: number[] }>(answer.snapshot as never).staffing ?? []) : before;
	return [...from, ...unpackJson<DurableEvent[]>(answer.events as never).map(({ seq }) => seq)];
}

test('whoever joins, anew or after a while away, holds what the server holds, whatever happened between', () => {
	fc.assert(
		fc.property(
			fc.array(
				fc.oneof(
					fc.record({ do: fc.constant('tell' as const), areas: fc.subarray(AREAS, { minLength: 1 }) }),
					fc.record({ do: fc.constant('join' as const), area: fc.constantFrom(...AREAS), client: fc.nat(3), anew: fc.boolean() }),
					fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(10, 1_000, 6_000, -3_600_000) }),
					fc.record({ do: fc.constant('begin' as const), ahead: fc.integer({ min: 1, max: 5 }) })
				),
				{ maxLength: 60 }
			),
			(steps) => {
				const one = district(8);
				const clients = new Map<string, { readonly seq: number; readonly held: number[] }>();
				for (const step of steps)
					if (step.do === 'tell') one.tell(step.areas);
					else if (step.do === 'pass') one.pass(step.ms);
					else if (step.do === 'begin') {
						one.begin(one.lastSeq + step.ahead);
						one.answers.forget();
					} else {
						const key = `${step.area} ${step.client}`;
						const before = step.anew ? undefined : clients.get(key);
						const answer = one.answers.answer(step.area, before?.seq ?? null);
						expect(answer.seq).toBe(one.lastSeq);
						const held = take(answer, before?.held ?? []);
						expect(held).toEqual(one.held.get(step.area));
						clients.set(key, { seq: answer.seq, held });
					}
			}
		)
	);
});

test('a crowd is answered with what was packed once, also while events go on', () => {
	const one = district();
	for (let i = 0; i < 5; i++) one.tell([A]);
	const first = one.answers.answer(A, null);
	const others = Array.from({ length: 100 }, () => one.answers.answer(A, null));
	expect(one.packed).toBe(1);
	for (const other of others) {
		expect(other.snapshot).toBe(first.snapshot);
		expect(other.events).toBe(first.events);
	}
	one.tell([A, B]);
	const late = one.answers.answer(A, null);
	expect(late.snapshot).toBe(first.snapshot);
	expect(take(late, [])).toEqual([1, 2, 3, 4, 5, 6]);
	expect(one.answers.answer(A, 5).events).toBe(late.events);
	one.pass(6_000);
	one.answers.answer(A, null);
	expect(one.packed).toBe(2);
});
