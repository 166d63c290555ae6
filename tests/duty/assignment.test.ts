/** Assigning: whatever is asked, what is accepted never overlaps in a way that may not be, and hand-overs leave no minute without anybody. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign, type AssignRequest, endAssignment, handOver, type Held } from '#lib/duty/assignment.ts';
import type { PersonId } from '#lib/duty/post.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';

const rules = DEFAULT_RULES.duty;
const NOW = Date.UTC(2026, 10, 22, 4);
const HOUR = 3_600_000;
const ANN = 1 as PersonId;
const BEN = 2 as PersonId;
const GRID = { kind: 'grid', id: 7 } as const;

const request = (more: Partial<AssignRequest> = {}): AssignRequest => ({
	personId: ANN,
	subject: GRID,
	duty: 'primary',
	task: 'walk it',
	untilMs: NOW + 24 * HOUR,
	...more
});
const held = (more: Partial<Held> = {}): Held => ({
	id: 1,
	personId: ANN,
	subject: GRID,
	duty: 'primary',
	inPerson: false,
	startMs: NOW - HOUR,
	endMs: NOW + 10 * HOUR,
	...more
});
const kind = (outcome: ReturnType<typeof assign> | ReturnType<typeof endAssignment>): string => (outcome.ok ? 'ok' : outcome.problem.kind);
const decide = (state: readonly Held[], asked: AssignRequest, leave: readonly { startMs: number; endMs: number }[] = []) =>
	assign({ held: state, leave }, asked, NOW, rules);

describe('an assignment', () => {
	it('needs a task and a deadline that is to come', () => {
		expect(kind(decide([], request({ task: '  ' })))).toBe('duty.no-task');
		expect(kind(decide([], request({ untilMs: NOW })))).toBe('duty.deadline-early');
		expect(kind(decide([], request({ fromMs: NOW - HOUR })))).toBe('duty.in-the-past');
		expect(decide([], request({ fromMs: NOW - 1000 }))).toMatchObject({ ok: true, value: { assignment: { startMs: NOW } } });
	});

	it('is refused beside another primary, and goes ahead of time after it to the minute', () => {
		const state = [held({ personId: BEN })];
		expect(decide(state, request())).toMatchObject({ ok: false, problem: { kind: 'duty.primary-taken', inTheWay: 1 } });
		expect(kind(decide(state, request({ fromMs: NOW + 10 * HOUR })))).toBe('ok');
		expect(kind(decide(state, request({ fromMs: NOW + 10 * HOUR - 1 })))).toBe('duty.primary-taken');
		expect(kind(decide(state, request({ duty: 'backup' })))).toBe('ok');
	});

	it('names nobody twice for the same, but a worker may lead their own grid', () => {
		expect(kind(decide([held()], request({ duty: 'backup' })))).toBe('duty.named-already');
		expect(kind(decide([held()], request({ duty: 'leader' })))).toBe('ok');
	});

	it('puts nobody at two places, and nobody on leave where they have to be', () => {
		const there = [held({ subject: { kind: 'post', id: 3 }, inPerson: true })];
		expect(kind(decide(there, request({ inPerson: true })))).toBe('duty.elsewhere');
		expect(kind(decide(there, request()))).toBe('ok');
		const leave = [{ startMs: NOW + HOUR, endMs: NOW + 2 * HOUR }];
		expect(kind(decide([], request({ inPerson: true }), leave))).toBe('duty.on-leave');
		expect(decide([], request(), leave)).toMatchObject({ ok: true, value: { warnings: [{ kind: 'partly-on-leave' }] } });
		expect(kind(decide([], request({ untilMs: NOW + 48 * HOUR }), [{ startMs: NOW - HOUR, endMs: NOW + 72 * HOUR }]))).toBe(
			'duty.on-leave'
		);
	});

	it('warns of too much, counted at one moment', () => {
		const grids = [8, 9].map((id) => held({ id, subject: { kind: 'grid', id } }));
		expect(decide(grids, request())).toMatchObject({ ok: true, value: { warnings: [{ kind: 'overloaded', count: 3, most: 2 }] } });
		const oneAfterAnother = [
			held({ id: 8, subject: { kind: 'grid', id: 8 }, endMs: NOW + HOUR }),
			held({ id: 9, subject: { kind: 'grid', id: 9 }, startMs: NOW + HOUR })
		];
		expect(decide(oneAfterAnother, request())).toMatchObject({ ok: true, value: { warnings: [] } });
	});

	it('ends before its deadline and not before now; one that has not begun never holds', () => {
		expect(endAssignment(held(), undefined, NOW)).toEqual({ ok: true, value: { endMs: NOW } });
		expect(kind(endAssignment(held(), NOW + 10 * HOUR, NOW))).toBe('duty.deadline-early');
		expect(kind(endAssignment(held({ endMs: NOW }), undefined, NOW))).toBe('duty.ended');
		expect(endAssignment(held({ startMs: NOW + HOUR }), undefined, NOW)).toEqual({ ok: true, value: { endMs: NOW + HOUR } });
	});

	it('is handed over without a minute in between, to somebody else, until the same deadline', () => {
		const own = { ...held(), task: 'walk it' };
		const over = handOver({ held: [own], leave: [] }, own, { personId: BEN, atMs: NOW + HOUR }, NOW, rules);
		expect(over).toMatchObject({
			ok: true,
			value: { endMs: NOW + HOUR, assignment: { personId: BEN, startMs: NOW + HOUR, endMs: own.endMs, duty: 'primary', task: 'walk it' } }
		});
		expect(handOver({ held: [own], leave: [] }, own, { personId: ANN }, NOW, rules)).toMatchObject({
			problem: { kind: 'duty.same-person' }
		});
	});
});

it('after any requests, a subject has one primary at a time, nobody is named twice and nobody is at two places', () => {
	const asked = fc.record({
		personId: fc.integer({ min: 1, max: 3 }),
		kind: fc.constantFrom('grid' as const, 'post' as const),
		id: fc.integer({ min: 1, max: 2 }),
		duty: fc.constantFrom('primary' as const, 'backup' as const, 'leader' as const),
		from: fc.integer({ min: 0, max: 20 }),
		hours: fc.integer({ min: 1, max: 12 }),
		inPerson: fc.boolean(),
		does: fc.constantFrom('assign', 'assign', 'assign', 'end', 'hand-over')
	});
	fc.assert(
		fc.property(fc.array(asked, { maxLength: 30 }), (steps) => {
			let state: (Held & { task: string })[] = [];
			for (const [i, step] of steps.entries()) {
				const one = state[i % Math.max(1, state.length)];
				const personId = step.personId as PersonId;
				const atMs = NOW + step.from * HOUR;
				if (step.does === 'assign' || !one) {
					const made = decide(state, {
						...{ personId, subject: { kind: step.kind, id: step.id }, duty: step.duty, task: 't', inPerson: step.inPerson },
						...{ fromMs: atMs, untilMs: atMs + step.hours * HOUR }
					});
					if (made.ok) state.push({ ...made.value.assignment, id: i });
				} else if (step.does === 'end') {
					const ended = endAssignment(one, atMs, NOW);
					if (ended.ok) state = state.map((other) => (other === one ? { ...one, endMs: ended.value.endMs } : other));
				} else {
					const over = handOver({ held: state, leave: [] }, one, { personId, atMs }, NOW, rules);
					if (over.ok)
						state = [
							...state.map((other) => (other === one ? { ...one, endMs: over.value.endMs } : other)),
							{ ...over.value.assignment, id: i }
						];
				}
			}
			// Minute by minute would be the same: nothing here begins or ends between whole hours.
			for (let hour = 0; hour < 33; hour++) {
				const now = state.filter(({ startMs, endMs }) => startMs <= NOW + hour * HOUR && NOW + hour * HOUR < endMs);
				const unique = (keys: string[]): void => expect(new Set(keys).size).toBe(keys.length);
				unique(now.flatMap((a) => (a.duty === 'primary' ? `${a.subject.kind}${a.subject.id}` : [])));
				unique(now.map((a) => `${a.personId} ${a.subject.kind}${a.subject.id} ${a.duty === 'leader'}`));
				unique(now.flatMap((a) => (a.inPerson ? `${a.personId}` : [])));
			}
		})
	);
});
