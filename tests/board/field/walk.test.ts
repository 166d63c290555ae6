import { expect, test } from 'vitest';
import type { DueStop } from '#lib/board/field/due-stops.ts';
import { leftOf, walkOf } from '#lib/board/field/walk.ts';
import { planRoute, type RouteStop } from '#lib/duty/route/plan-route.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { at, box } from '../../ground.ts';

const stops: readonly RouteStop[] = [1, 2, 3].map((n) => ({
	id: String(n),
	name: `${n} 栋`,
	shape: box(n * 100, 10, n * 100 + 20, 22),
	serviceMinutes: 2,
	urgency: 1
}));
const due = stops.map(({ id }) => ({ building: { id: Number(id) } }) as unknown as DueStop);
const planned = planRoute({
	stops,
	network: [{ shape: { type: 'LineString', coordinates: [at(0, 0), at(400, 0)] }, apart: false }],
	start: at(0, 0),
	end: null,
	minutes: null,
	people: 1,
	rules: DEFAULT_RULES,
	seed: 1,
	spent: (rounds) => rounds / 50
});
if (!planned.ok) throw new Error(planned.problem.kind);
const walk = walkOf(planned.value, due)!;

test('the legs of a walk, end to end, are the line that was planned', () => {
	const joined = walk.stops.flatMap(({ leg }, i) => (i === 0 ? leg : leg.slice(1)));
	expect([...joined, ...walk.home.slice(1)]).toEqual(planned.value.people[0]!.line);
	for (const { leg, at: reached } of walk.stops) expect(leg.at(-1)).toEqual(reached);
});

test('what is done is taken off, length and minutes with it, and at the end nothing is left', () => {
	const first = walk.stops[0]!.due.building.id;
	const rest = leftOf(walk, (id) => id === first);
	expect(rest.stops).toHaveLength(2);
	expect(rest.lengthM).toBeLessThan(walk.lengthM);
	expect(rest.minutes).toBeLessThan(walk.minutes);
	expect(leftOf(walk, () => true)).toEqual({ stops: [], lengthM: 0, minutes: 0 });
	expect(leftOf(walk, () => false)).toMatchObject({ lengthM: walk.lengthM, minutes: walk.minutes });
});
