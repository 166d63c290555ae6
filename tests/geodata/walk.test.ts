/** Exercise patrols: on foot, on paths, through gates and over bridges; the same for every one who asks. */
import { beforeAll, describe, expect, it } from 'vitest';
import { drawDistrict } from '../../geodata/demo/draw-district.ts';
import { planExercise, type Exercise, type PlannedPerson } from '../../geodata/demo/exercise-plan.ts';
import { replay } from '../../geodata/demo/replay.ts';
import { phoneFix, signalOf, whereabouts } from '../../geodata/demo/walk.ts';
import { walkingGraph } from '../../geodata/demo/walking-graph.ts';
import type { GridId, Risk } from '../../src/lib/area/area.ts';
import type { LineShape, MultiLineShape, Position, SurfaceShape } from '../../src/lib/geo/position.ts';
import { createDistrictCoverage } from '../../src/lib/patrol/district-coverage.ts';
import type { DeviceId } from '../../src/lib/patrol/fix.ts';
import { DEFAULT_RULES } from '../../src/lib/rules/rule-set.ts';
import type { DistrictSource } from '../../src/lib/wire/district-source.ts';
import { noRealDistrict, realFeatures } from '../real-district.ts';

const NOW = Date.UTC(2026, 10, 22, 6);
const SEED = 990001;
let demo: DistrictSource;
let exercise: Exercise;

const limitOf = DEFAULT_RULES.coverage.limitH;
const outer = (shape: SurfaceShape): readonly Position[] => (shape.type === 'Polygon' ? shape.coordinates[0]! : shape.coordinates[0]![0]!);
const middle = (ring: readonly Position[]): Position => [
	ring.reduce((s, p) => s + p[0], 0) / ring.length,
	ring.reduce((s, p) => s + p[1], 0) / ring.length
];

function planOf(district: DistrictSource): Exercise {
	const standing = Map.groupBy(district.buildings, (b) => b.gridCode);
	const people = district.people.map((p, i): PlannedPerson => ({
		personId: i + 1,
		sourceId: p.sourceId,
		role: p.role,
		deviceId: p.tracked ? i + 1 : null,
		primaryGrids: p.duties.filter((d) => d.kind === 'grid' && d.duty === 'primary').map((d) => d.code),
		posts: p.duties.filter((d) => d.kind === 'post').map(({ code, duty }) => ({ code, duty }))
	}));
	const grids = district.grids.map((g) => ({
		...g,
		limitH: limitOf[g.risk],
		centre: middle(outer(g.shape)),
		buildings: (standing.get(g.code) ?? []).map((b) => b.shape)
	}));
	const posts = district.posts.map((p, i) => ({ id: i + 1, code: p.code, required: p.required, position: p.shape.coordinates }));
	return planExercise({ roads: district.roads, grids }, people, posts, SEED)!;
}

beforeAll(() => {
	demo = drawDistrict({ seed: 20200124, size: 'demo' });
	exercise = planOf(demo);
});

const distance = (x: number, y: number, ax: number, ay: number, bx: number, by: number): number => {
	const [dx, dy] = [bx - ax, by - ay];
	const t = dx === 0 && dy === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
	return Math.hypot(x - ax - t * dx, y - ay - t * dy);
};

describe('the way', () => {
	it('holds nearly all roads and paths in one piece', () => {
		const edges = demo.roads.reduce((n, r) => n + r.shape.coordinates.length - 1, 0);
		expect(exercise.graph.from.length / edges).toBeGreaterThan(0.99);
	});

	it('never leaves the roads and paths, and never jumps', () => {
		const { graph } = exercise;
		for (const { walker, post } of exercise.walkers.filter((_, i) => i % 7 === 0)) {
			if (post) continue;
			let before = whereabouts(walker, NOW, SEED);
			for (let s = 5; s < 3 * 3600; s += 5) {
				const here = whereabouts(walker, NOW + s * 1000, SEED);
				const off = Math.min(
					...graph.index
						.search(here.x - 1, here.y - 1, here.x + 1, here.y + 1)
						.map((e) =>
							distance(here.x, here.y, graph.x[graph.from[e]!]!, graph.y[graph.from[e]!]!, graph.x[graph.to[e]!]!, graph.y[graph.to[e]!]!)
						)
				);
				expect(off).toBeLessThan(0.05);
				expect(Math.hypot(here.x - before.x, here.y - before.y)).toBeLessThan(1.6 * 5);
				before = here;
			}
		}
	});

	it('is walked at 0.9 to 1.5 m/s', () => {
		const speeds = exercise.walkers
			.flatMap(({ walker }, i) => Array.from({ length: 60 }, (_, k) => whereabouts(walker, NOW + (i * 60 + k) * 61_000, SEED).speedMps))
			.filter((v) => v > 0);
		expect(speeds.length).toBeGreaterThan(2000);
		expect(Math.min(...speeds)).toBeGreaterThan(0.85);
		expect(Math.max(...speeds)).toBeLessThan(1.55);
	});

	it('is the same whoever asks, in whatever order', () => {
		const again = planOf(demo);
		const times = [NOW, NOW - 40_000_000, NOW + 7_000_000];
		for (const i of [0, 50, 120, 299]) {
			const [a, b] = [exercise.walkers[i]!.walker, again.walkers[i]!.walker];
			expect(times.map((t) => whereabouts(a, t, SEED))).toEqual(
				times
					.toReversed()
					.map((t) => whereabouts(b, t, SEED))
					.toReversed()
			);
		}
	});
});

describe('the phone', () => {
	it('errs by a few metres, and is accurate to 4 to 12 m but for one fix in a hundred', () => {
		let poor = 0;
		let all = 0;
		for (const { walker } of exercise.walkers)
			for (let k = 0; k < 40; k++) {
				const at = NOW + k * 5000;
				const place = whereabouts(walker, at, SEED);
				const fix = phoneFix(exercise.graph, walker, place, at);
				const [x, y] = exercise.graph.toMetres([fix.lng, fix.lat]);
				all++;
				if (fix.accuracyM > 50) poor++;
				else {
					expect(fix.accuracyM).toBeGreaterThanOrEqual(4);
					expect(fix.accuracyM).toBeLessThanOrEqual(12);
					expect(Math.hypot(x - place.x, y - place.y)).toBeLessThan(5);
				}
			}
		expect(poor / all).toBeGreaterThan(0.002);
		expect(poor / all).toBeLessThan(0.03);
	});

	it('loses its signal for minutes, and one or two in a hundred fall silent', () => {
		const shares = [0, 1, 2, 3, 4, 5].map((h) => {
			const states = exercise.walkers.map(({ walker }) => signalOf(walker, NOW + h * 3_700_000, SEED));
			return [states.filter((s) => s === 'queued').length, states.filter((s) => s === 'silent').length] as const;
		});
		const mean = (i: 0 | 1): number => shares.reduce((s, x) => s + x[i], 0) / shares.length / exercise.walkers.length;
		expect(mean(0)).toBeGreaterThan(0.005);
		expect(mean(0)).toBeLessThan(0.06);
		expect(mean(1)).toBeGreaterThan(0.004);
		expect(mean(1)).toBeLessThan(0.035);
	});
});

describe('a day of patrols', () => {
	it('keeps 85 to 97 % of buildings fresh and leaves 20 to 70 gaps of buildings, in few fixes', () => {
		const gridIds = new Map(demo.grids.map((g, i) => [g.code, (i + 1) as GridId]));
		const coverage = createDistrictCoverage(
			{
				grids: demo.grids.map((g) => ({ id: gridIds.get(g.code)!, risk: g.risk, shape: g.shape })),
				buildings: demo.buildings.map((b, i) => ({
					id: i + 1,
					gridId: gridIds.get(b.gridCode ?? '') ?? null,
					households: b.households,
					name: b.name,
					shape: b.shape
				})),
				excluded: demo.landuse.filter((l) => l.kind === 'water').map((l) => l.shape as SurfaceShape)
			},
			DEFAULT_RULES
		);
		const fixes = exercise.walkers.flatMap(({ walker, deviceId }) =>
			[...replay(walker, NOW - 24 * 3_600_000, NOW, { ...exercise, nowMs: NOW })].map((fix) => ({ deviceId: deviceId as DeviceId, ...fix }))
		);
		expect(fixes.length).toBeLessThan(400_000);
		coverage.addFixes(fixes);
		coverage.passTime(NOW);
		const ids = [...gridIds.values()];
		const all = ids.map((id) => coverage.coverageOf(id, NOW));
		const fresh = all.reduce((s, c) => s + c.freshBuildings, 0) / demo.buildings.length;
		const gaps = ids.flatMap((id) => coverage.gapsOf(id, NOW)).filter((gap) => gap.kind === 'buildings-stale').length;
		expect(fresh).toBeGreaterThan(0.85);
		expect(fresh).toBeLessThan(0.97);
		expect(gaps).toBeGreaterThan(20);
		expect(gaps).toBeLessThan(70);
	}, 60_000);
});

if (noRealDistrict) console.log(`skipped: ${noRealDistrict}`);

describe('a real district', () => {
	it.skipIf(noRealDistrict !== null)('is walked by the same code: real roads join at their crossings and every grid has a beat', () => {
		const roads = realFeatures('roads').map((f) => ({
			class: String(f.properties['highway']),
			shape: f.geometry as LineShape | MultiLineShape
		}));
		const grids = realFeatures('grids').map((f) => ({
			code: String(f.properties['code']),
			risk: f.properties['risk'] as Risk,
			shape: f.geometry as SurfaceShape
		}));
		const graph = walkingGraph(roads)!;
		expect(graph.nodes).toBeGreaterThan(1000);
		const people = Array.from({ length: 40 }, (_, i): PlannedPerson => ({
			personId: i,
			sourceId: `exercise-${i}`,
			role: 'volunteer',
			deviceId: i,
			primaryGrids: [],
			posts: []
		}));
		const plan = planExercise(
			{
				roads,
				grids: grids.map((g) => ({ ...g, limitH: limitOf[g.risk], centre: middle(outer(g.shape)), buildings: [] }))
			},
			people,
			[],
			1
		)!;
		expect(new Set(plan.walkers.flatMap(({ walker }) => walker.stretches.map((s) => s.gridCode))).size).toBe(grids.length);
	});
});
