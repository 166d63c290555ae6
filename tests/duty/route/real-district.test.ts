import { expect, test } from 'vitest';
import { planRoute, type RouteStop } from '#lib/duty/route/plan-route.ts';
import type { WalkedLine } from '#lib/duty/route/walking-network.ts';
import { distanceM, pointLineM } from '#lib/geo/distance-m.ts';
import { labelPoint } from '#lib/geo/label-point.ts';
import type { LineShape, SurfaceShape } from '#lib/geo/position.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { noRealDistrict, realFeatures } from '../../real-district.ts';

if (noRealDistrict) console.log(`skipped: ${noRealDistrict}`);

test.skipIf(noRealDistrict !== null)(
	'four people pass every building of a real neighbourhood, along its streets, in fair shares',
	() => {
		const all = realFeatures('buildings').map(({ geometry }, i): RouteStop => ({
			id: String(i),
			name: '',
			shape: geometry as SurfaceShape,
			serviceMinutes: 2,
			urgency: 1
		}));
		const centre = [118.786, 32.033] as const;
		const stops = all.filter(({ shape }) => distanceM(labelPoint(shape as SurfaceShape), centre) < 450);
		expect(stops.length).toBeGreaterThan(50);
		const streets = realFeatures('roads').filter(({ geometry }) => geometry.type === 'LineString');
		const network = streets.map(({ geometry }): WalkedLine => ({ shape: geometry as LineShape, apart: false }));
		const route = planRoute({
			...{ stops, network, start: centre, end: null, minutes: null, people: 4, rules: DEFAULT_RULES, seed: 1 },
			spent: (rounds) => rounds / 40
		});
		if (!route.ok) throw new Error(route.problem.kind);
		const { people } = route.value;
		expect(people.flatMap(({ visits }) => visits).length).toBe(stops.length);
		const minutes = people.map((walk) => walk.minutes);
		expect(Math.max(...minutes) / Math.min(...minutes)).toBeLessThan(1.25);
		for (const { line, visits } of people) {
			const doors = new Set(visits.map(({ at }) => String(at)));
			const onStreets = line.filter((at) => !doors.has(String(at)) && String(at) !== String(centre));
			for (const at of onStreets)
				expect(Math.min(...network.map(({ shape }) => pointLineM(at, (shape as LineShape).coordinates)))).toBeLessThan(0.6);
		}
	},
	60_000
);
