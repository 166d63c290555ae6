import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planRoute, type Route, type RouteStop, type RouteWish } from '#lib/duty/route/plan-route.ts';
import { routeGpx } from '#lib/duty/route/route-gpx.ts';
import type { WalkedLine } from '#lib/duty/route/walking-network.ts';
import { distanceM } from '#lib/geo/distance-m.ts';
import type { Position } from '#lib/geo/position.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { heldKarp } from './held-karp.ts';

const ORIGIN: Position = [164.5, 32];
/** Metres east and north of the origin, well enough for a few hundred metres. */
const at = (east: number, north: number): Position => [ORIGIN[0] + east / 94_500, ORIGIN[1] + north / 110_900];
const stop = (position: Position, urgency = 1, serviceMinutes = 2): RouteStop => ({
	id: `${position}`,
	name: '',
	shape: { type: 'Point', coordinates: position },
	urgency,
	serviceMinutes
});
const road = (...line: Position[]): WalkedLine => ({ shape: { type: 'LineString', coordinates: line }, apart: false });
const wish = (some: Partial<RouteWish>): RouteWish => ({
	...{ stops: [], network: null, start: ORIGIN, end: null, minutes: null, people: 1, rules: DEFAULT_RULES, seed: 1 },
	spent: (rounds) => rounds / 25,
	...some
});
function planned(some: Partial<RouteWish>): Route {
	const route = planRoute(wish(some));
	if (!route.ok) throw new Error(route.problem.kind);
	return route.value;
}
const { walkMPerMin, detourFactor } = DEFAULT_RULES.workload;
const walked = (a: Position, b: Position): number => (distanceM(a, b) * detourFactor) / walkMPerMin;

const anyPlace = fc.tuple(fc.integer({ min: -400, max: 400 }), fc.integer({ min: -400, max: 400 })).map(([x, y]) => at(x, y));
const anyStop = fc
	.tuple(anyPlace, fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 5 }))
	.map(([place, urgency, minutes]) => stop(place, urgency, minutes));

/** The most urgency that any order of any choice of stops can see within the minutes. */
function mostUrgency(stops: readonly RouteStop[], minutes: number): number {
	const places = stops.map(({ shape }) => shape.coordinates as Position);
	let best = 0;
	const from = (place: Position, left: number, seen: number, taken: ReadonlySet<number>): void => {
		if (left < walked(place, ORIGIN) - 1e-9) return;
		best = Math.max(best, seen);
		stops.forEach((next, i) => {
			if (!taken.has(i))
				from(places[i]!, left - walked(place, places[i]!) - next.serviceMinutes, seen + next.urgency, new Set([...taken, i]));
		});
	};
	from(ORIGIN, minutes, 0, new Set());
	return best;
}

/** Cheapest insertion by urgency a minute, as a person with a ruler would do it. */
function greedyUrgency(stops: readonly RouteStop[], limit: number): number {
	const walk: Position[] = [ORIGIN, ORIGIN];
	const left = new Set(stops);
	let minutes = 0;
	let urgency = 0;
	for (;;) {
		let best: { stop: RouteStop; at: number; more: number; worth: number } | null = null;
		for (const one of left)
			for (let p = 1; p < walk.length; p++) {
				const place = one.shape.coordinates as Position;
				const more = walked(walk[p - 1]!, place) + walked(place, walk[p]!) - walked(walk[p - 1]!, walk[p]!) + one.serviceMinutes;
				if (minutes + more > limit) continue;
				const worth = one.urgency / Math.max(more, 1e-3);
				if (!best || worth > best.worth) best = { stop: one, at: p, more, worth };
			}
		if (!best) return urgency;
		walk.splice(best.at, 0, best.stop.shape.coordinates as Position);
		left.delete(best.stop);
		minutes += best.more;
		urgency += best.stop.urgency;
	}
}

describe('all stops, without roads', () => {
	test('one person walks as short a way as there is, past up to nine stops', () => {
		fc.assert(
			fc.property(fc.array(anyStop, { minLength: 1, maxLength: 9 }), (stops) => {
				const places = [ORIGIN, ...stops.map(({ shape }) => shape.coordinates as Position)];
				const exact = heldKarp(places.map((a) => places.map((b) => distanceM(a, b) * detourFactor)));
				const { people } = planned({ stops });
				expect(people[0]!.lengthM / Math.max(exact, 1)).toBeCloseTo(exact / Math.max(exact, 1), 3);
			}),
			{ numRuns: 60 }
		);
	});

	test('every stop is visited once by somebody, times and lengths add up, and the walk begins and ends where it should', () => {
		const end = at(120, 40);
		fc.assert(
			fc.property(
				fc.array(anyStop, { minLength: 1, maxLength: 30 }),
				fc.integer({ min: 1, max: 5 }),
				fc.boolean(),
				(stops, people, home) => {
					const route = planned({ stops, people, end: home ? null : end, spent: (rounds) => rounds / 4 });
					expect(route.people.length).toBe(people);
					expect(route.skipped).toEqual([]);
					expect(route.people.flatMap(({ visits }) => visits.map((visit) => visit.stop)).sort((a, b) => a - b)).toEqual(
						stops.map((_, i) => i)
					);
					for (const { visits, line, lengthM, minutes } of route.people) {
						if (visits.length === 0) continue;
						expect(line[0]).toEqual(ORIGIN);
						expect(line.at(-1)).toEqual(home ? ORIGIN : end);
						const places = [ORIGIN, ...visits.map((visit) => visit.at), home ? ORIGIN : end];
						const length = places.slice(1).reduce((sum, place, i) => sum + distanceM(places[i]!, place) * detourFactor, 0);
						expect(Math.abs(lengthM - length)).toBeLessThan(0.01 + length * 1e-4);
						const service = visits.reduce((sum, visit) => sum + stops[visit.stop]!.serviceMinutes, 0);
						expect(minutes).toBeCloseTo(lengthM / walkMPerMin + service, 6);
					}
				}
			),
			{ numRuns: 40 }
		);
	});

	test('two people share two equal clusters, one each', () => {
		const cluster = (east: number): RouteStop[] => [0, 30, 60, 90].map((north) => stop(at(east, north - 45)));
		const { people } = planned({ stops: [...cluster(-300), ...cluster(300)], people: 2 });
		expect(people.map(({ visits }) => visits.length)).toEqual([4, 4]);
		for (const { visits } of people) expect(new Set(visits.map((visit) => visit.stop < 4)).size).toBe(1);
	});

	test('the walk of the person who walks longest is no longer than what cutting one round tour gives', () => {
		const stops = Array.from({ length: 60 }, (_, i) => stop(at(((i * 7919) % 800) - 400, ((i * 104729) % 790) - 395)));
		const alone = planned({ stops }).people[0]!.minutes;
		const longest = Math.max(...planned({ stops, people: 4 }).people.map(({ minutes }) => minutes));
		expect(longest).toBeGreaterThanOrEqual(alone / 4);
		// Nobody's way there and back from the start adds more than 2 × the way to the farthest stop.
		expect(longest).toBeLessThan(alone / 4 + (2 * 566 * detourFactor) / walkMPerMin);
	});
});

describe('within minutes', () => {
	test('no choice of up to seven stops sees more', () => {
		fc.assert(
			fc.property(fc.array(anyStop, { minLength: 1, maxLength: 7 }), fc.integer({ min: 1, max: 50 }), (stops, minutes) => {
				const { people } = planned({ stops, minutes });
				expect(people[0]!.urgency).toBeCloseTo(mostUrgency(stops, minutes), 6);
			}),
			{ numRuns: 60 }
		);
	});

	test('nobody is out longer than the minutes, what is left out says why, and it is never less than cheapest insertion sees', () => {
		fc.assert(
			fc.property(
				fc.array(anyStop, { minLength: 1, maxLength: 40 }),
				fc.integer({ min: 1, max: 90 }),
				fc.integer({ min: 1, max: 3 }),
				(stops, minutes, people) => {
					const route = planned({ stops, minutes, people, spent: (rounds) => rounds / 3 });
					for (const walk of route.people) expect(walk.minutes).toBeLessThanOrEqual(minutes + 1e-6);
					const seen = route.people.flatMap(({ visits }) => visits.map((visit) => visit.stop));
					expect([...seen, ...route.skipped.map((one) => one.stop)].sort((a, b) => a - b)).toEqual(stops.map((_, i) => i));
					for (const { stop: i, reason } of route.skipped) {
						const there = 2 * walked(ORIGIN, stops[i]!.shape.coordinates as Position) + stops[i]!.serviceMinutes;
						expect(reason).toBe(there > minutes ? 'too-far' : 'no-time');
					}
					if (people === 1) expect(route.people[0]!.urgency).toBeGreaterThanOrEqual(greedyUrgency(stops, minutes) - 1e-6);
				}
			),
			{ numRuns: 60 }
		);
	});

	test('the far and long overdue is seen before the near and fresh', () => {
		const stops = [stop(at(280, 0), 5), ...[10, 20, 30].map((north) => stop(at(-40, north), 0.1))];
		const { people } = planned({ stops, minutes: 14 });
		expect(people[0]!.visits.some((visit) => visit.stop === 0)).toBe(true);
	});
});

describe('along roads', () => {
	// A square of streets, 200 m a side.
	const [sw, se, ne, nw] = [at(0, 0), at(200, 0), at(200, 200), at(0, 200)];
	const square = road(sw, se, ne, nw, sw);

	test('the way follows the streets, and the legs to the doors are straight', () => {
		const { people, pieces } = planned({ stops: [stop(at(100, 210), 1, 0)], network: [square], start: sw });
		expect(pieces).toBe(1);
		// 200 m up, 100 m along, 10 m to the door, and back.
		expect(people[0]!.lengthM).toBeCloseTo(620, -0.5);
		expect(people[0]!.line.length).toBeGreaterThan(6);
	});

	test('streets that cross on the level are joined, a bridge is not', () => {
		const across = (apart: boolean): WalkedLine[] => [
			road(at(-200, 0), at(200, 0)),
			{ shape: { type: 'LineString', coordinates: [at(0, -200), at(0, 200)] }, apart },
			road(at(200, 0), at(200, 200), at(0, 200))
		];
		const length = (apart: boolean): number =>
			planned({ stops: [stop(at(0, 150), 1, 0)], network: across(apart), start: at(-100, 0) }).people[0]!.lengthM / 2;
		expect(length(false)).toBeCloseTo(250, -0.5);
		expect(length(true)).toBeCloseTo(100 + 200 + 200 + 200 + 50, -0.5);
	});

	test('a street that ends on another is joined to it there', () => {
		const { people, pieces } = planned({
			stops: [stop(at(70, 100), 1, 0)],
			network: [road(at(-100, 0), at(200, 0)), road(at(70, 0.2), at(70, 100))],
			start: at(-100, 0)
		});
		expect(pieces).toBe(1);
		expect(people[0]!.lengthM / 2).toBeCloseTo(270, -0.5);
	});

	test('streets on two islands are joined by a straight line that is told', () => {
		const route = planned({
			stops: [stop(at(0, 300), 1, 0)],
			network: [road(at(0, 0), at(0, 100)), road(at(0, 200), at(0, 300))],
			start: at(0, 0)
		});
		expect(route.pieces).toBe(2);
		expect(route.linkM / 2).toBeCloseTo(100 * detourFactor, -0.5);
		expect(route.people[0]!.lengthM / 2).toBeCloseTo(200 + 100 * detourFactor, -0.5);
	});

	test('a building is reached at the wall nearest to the street', () => {
		const ring = [at(20, 60), at(60, 60), at(60, 90), at(20, 90), at(20, 60)];
		const building: RouteStop = { ...stop(ORIGIN, 1, 0), shape: { type: 'Polygon', coordinates: [ring] } };
		const { people } = planned({ stops: [building], network: [square], start: sw });
		// From the west street at 60 m or higher, 20 m to the wall.
		expect(people[0]!.visits[0]!.at[0]).toBeCloseTo(at(20, 0)[0], 5);
		expect(people[0]!.lengthM / 2).toBeLessThan(113);
	});

	test('between two doors behind the street nobody goes out to the street and back', () => {
		const stops = [stop(at(100, 40), 1, 0), stop(at(110, 40), 1, 0)];
		// 100 m along, 40 m in, 10 m across, 40 m out, 110 m back.
		expect(planned({ stops, network: [square], start: sw }).people[0]!.lengthM).toBeCloseTo(300, -0.5);
	});

	test('two stops at one door cost no way between them', () => {
		const twice = [stop(at(100, 0), 1, 0), stop(at(100, 0), 1, 0)];
		expect(planned({ stops: twice, network: [square], start: sw }).people[0]!.lengthM).toBeCloseTo(200, -0.5);
	});

	test('on any streets the length is that of the line drawn, and no shorter than the crow flies', () => {
		const anyRoad = fc.array(anyPlace, { minLength: 2, maxLength: 5 }).filter((line) => new Set(line.map(String)).size > 1);
		fc.assert(
			fc.property(fc.array(anyRoad, { minLength: 1, maxLength: 8 }), fc.array(anyStop, { minLength: 1, maxLength: 8 }), (roads, stops) => {
				const route = planned({ stops, network: roads.map((line) => road(...line)), spent: (rounds) => rounds / 3 });
				const { line, lengthM, visits } = route.people[0]!;
				expect(visits.length).toBe(stops.length);
				const drawn = line.slice(1).reduce((sum, place, i) => sum + distanceM(line[i]!, place), 0);
				// Straight links between pieces are counted with the detour factor, and drawn straight.
				const linked = route.linkM * (1 - 1 / detourFactor);
				expect(Math.abs(lengthM - linked - drawn)).toBeLessThan(1 + lengthM * 2e-3);
			}),
			{ numRuns: 60 }
		);
	});
});

test('the same wish gives the same route', () => {
	const stops = Array.from({ length: 50 }, (_, i) => stop(at((i * 7919) % 400, (i * 104729) % 390), i % 7));
	for (const some of [{}, { people: 3 }, { minutes: 60 }, { minutes: 30, people: 2 }])
		expect(planned({ stops, ...some })).toEqual(planned({ stops, ...some }));
});

test('without a start the walk begins at the most urgent stop', () => {
	const stops = [stop(at(0, 0), 1), stop(at(90, 0), 7), stop(at(0, 90), 2)];
	const { start, end, people } = planned({ stops, start: null });
	expect([start, end]).toEqual([at(90, 0), at(90, 0)]);
	expect(people[0]!.visits.length).toBe(3);
	expect(planned({ stops: stops.slice(0, 1), start: null }).people[0]!.lengthM).toBe(0);
});

test.each([
	[{ stops: [] }, 'route-no-stops'],
	[{ stops: [stop(ORIGIN)], people: 0 }, 'route-many-people'],
	[{ stops: [stop(ORIGIN)], people: 1.5 }, 'route-many-people'],
	[{ stops: [stop(ORIGIN)], minutes: NaN }, 'route-number'],
	[{ stops: [stop(ORIGIN)], minutes: 0 }, 'route-number'],
	[{ stops: [stop(ORIGIN, NaN)] }, 'route-number'],
	[{ stops: [stop(ORIGIN, 1, -1)] }, 'route-number'],
	[{ stops: [stop([0, 0])] }, 'route-far-apart'],
	[{ stops: Array.from({ length: 3001 }, () => stop(ORIGIN)) }, 'route-many-stops']
])('what cannot be planned is a problem: %#', (some, kind) => {
	expect(planRoute(wish(some))).toMatchObject({ ok: false, problem: { kind } });
});

test('GPX holds each stop in its order and a track for each person, whatever names hold', () => {
	const stops = [{ ...stop(at(10, 0)), name: 'A & B <"1">\u0000' }, stop(at(20, 0))];
	const gpx = routeGpx(planned({ stops }), stops, { track: (person) => `P${person}`, stop: (order) => `S${order}` });
	expect(gpx.match(/<wpt /g)).toHaveLength(2);
	expect(gpx.match(/<trk>/g)).toHaveLength(1);
	expect(gpx).toContain('A &amp; B &lt;&quot;1&quot;&gt;<');
});
