/** The demo district: drawn the same every time, complete, and true on the ground. Checked with plain geometry of its own. */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawDistrict } from '../../geodata/demo/draw-district.ts';
import type { Position, SurfaceShape } from '../../src/lib/geo/position.ts';
import type { BuildingSource, DistrictSource } from '../../src/lib/wire/district-source.ts';

const SEED = 20200124;
let demo: DistrictSource;
beforeAll(() => {
	demo = drawDistrict({ seed: SEED, size: 'demo' });
});

const ringsOf = (shape: SurfaceShape): readonly (readonly Position[])[] =>
	shape.type === 'Polygon' ? shape.coordinates : shape.coordinates.flat();
const key = (p: Position): string => `${Math.round(p[0] * 1e7)},${Math.round(p[1] * 1e7)}`;
const M_LAT = 110_887;
const M_LNG = 94_493;
const metres = (p: Position): [number, number] => [(p[0] - 164.5) * M_LNG, (p[1] - 32) * M_LAT];

/** Edges walked once one way and never the other: what is left of a set of surfaces when shared borders cancel. */
function openEdges(shapes: readonly SurfaceShape[]): { left: Set<string>; twice: string[] } {
	const left = new Set<string>();
	const seen = new Set<string>();
	const twice: string[] = [];
	for (const ring of shapes.flatMap(ringsOf))
		for (let i = 1; i < ring.length; i++) {
			const [a, b] = [key(ring[i - 1]!), key(ring[i]!)];
			const way = `${a} ${b}`;
			if (seen.has(way)) twice.push(way);
			seen.add(way);
			if (!left.delete(`${b} ${a}`)) left.add(way);
		}
	return { left, twice };
}
const edgesOf = (shape: SurfaceShape): Set<string> => openEdges([shape]).left;

function inRing(ring: readonly Position[], [x, y]: Position): boolean {
	let inside = false;
	for (let i = 1; i < ring.length; i++) {
		const [a, b] = [ring[i - 1]!, ring[i]!];
		if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
	}
	return inside;
}
const inside = (shape: SurfaceShape, p: Position): boolean => ringsOf(shape).filter((ring) => inRing(ring, p)).length % 2 === 1;
const cross = (a: Position, b: Position, c: Position): number => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
const crosses = (a: Position, b: Position, c: Position, d: Position): boolean =>
	cross(a, b, c) * cross(a, b, d) < 0 && cross(c, d, a) * cross(c, d, b) < 0;

/** Pairs of boxes that touch, by a plain sweep from west to east. */
function touching<A, B>(
	as: readonly A[],
	boxA: (a: A) => readonly number[],
	bs: readonly B[],
	boxB: (b: B) => readonly number[]
): [A, B][] {
	const left = as.map((a) => ({ a, box: boxA(a) })).sort((x, y) => x.box[0]! - y.box[0]!);
	const right = bs.map((b) => ({ b, box: boxB(b) })).sort((x, y) => x.box[0]! - y.box[0]!);
	const widest = Math.max(...right.map(({ box }) => box[2]! - box[0]!), 0);
	const out: [A, B][] = [];
	for (const { a, box } of left) {
		let low = 0;
		let high = right.length;
		while (low < high) {
			const mid = (low + high) >> 1;
			if (right[mid]!.box[0]! < box[0]! - widest) low = mid + 1;
			else high = mid;
		}
		for (let i = low; i < right.length && right[i]!.box[0]! <= box[2]!; i++) {
			const other = right[i]!;
			if (other.box[2]! >= box[0]! && other.box[1]! <= box[3]! && other.box[3]! >= box[1]!) out.push([a, other.b]);
		}
	}
	return out;
}
const boxOf = (points: readonly Position[]): number[] => [
	Math.min(...points.map((p) => p[0])),
	Math.min(...points.map((p) => p[1])),
	Math.max(...points.map((p) => p[0])),
	Math.max(...points.map((p) => p[1]))
];
const outline = (shape: SurfaceShape): readonly Position[] => ringsOf(shape)[0]!;
const roadPieces = (district: DistrictSource): [Position, Position][] =>
	district.roads.flatMap((road) =>
		(road.shape.type === 'LineString' ? [road.shape.coordinates] : road.shape.coordinates).flatMap((line) =>
			line.slice(1).map((b, i): [Position, Position] => [line[i]!, b])
		)
	);

describe('drawing', () => {
	it('gives the same bytes for the same seed, and others for another', () => {
		const bytes = JSON.stringify(demo);
		expect(JSON.stringify(drawDistrict({ seed: SEED, size: 'demo' }))).toBe(bytes);
		expect(JSON.stringify(drawDistrict({ seed: 1, size: 'demo' }))).not.toBe(bytes);
	});

	it('has not changed by accident: what one person reports, another can look at', () => {
		expect(createHash('sha256').update(JSON.stringify(demo)).digest('hex')).toBe(
			'ca5ee294933b081567092882e844fbb7ffda0941070cdd53cfcb17bb5d29fa97'
		);
	});
});

describe('the figures asked for', () => {
	it('has 3 streets, 18 communities, 360 grids, 6,000 buildings, 120 checkpoints, 150 dissuasion points, 500 people, 300 of them tracked', () => {
		expect(demo.areas.filter((a) => a.depth === 1)).toHaveLength(3);
		expect(demo.areas.filter((a) => a.depth === 2)).toHaveLength(18);
		expect(demo.grids).toHaveLength(360);
		expect(Math.abs(demo.buildings.length - 6000)).toBeLessThanOrEqual(60);
		expect(demo.posts.filter((p) => p.kind === 'checkpoint')).toHaveLength(120);
		expect(demo.posts.filter((p) => p.kind === 'dissuasion')).toHaveLength(150);
		expect(demo.people).toHaveLength(500);
		expect(demo.people.filter((p) => p.tracked)).toHaveLength(300);
	});

	it('has a community of 36 grids, 36 workers, 16 compounds, 17 dissuasion points and 15 property companies', () => {
		const code = demo.areas.filter((a) => a.depth === 2).find((a) => demo.grids.filter((g) => g.areaCode === a.code).length === 36)?.code;
		expect(code).toBeDefined();
		const area = demo.areas.find((a) => a.code === code)!;
		const compounds = demo.compounds.filter((c) => inside(area.shape, middleOf(c.shape)));
		expect(compounds).toHaveLength(16);
		expect(new Set(compounds.map((c) => c.propertyCompany)).size).toBe(15);
		expect(demo.people.filter((p) => p.areaCode === code && p.role === 'grid-worker')).toHaveLength(36);
		expect(demo.posts.filter((p) => p.kind === 'dissuasion' && inside(area.shape, p.shape.coordinates))).toHaveLength(17);
	});

	it('has a community of 109 buildings, about 11,000 residents and 17 workers', () => {
		const found = demo.areas
			.filter((a) => a.depth === 2)
			.filter((a) => {
				const buildings = demo.buildings.filter((b) => b.gridCode?.startsWith(a.code));
				const residents = buildings.reduce((sum, b) => sum + b.residents, 0);
				return (
					buildings.length === 109 &&
					Math.abs(residents - 11_000) < 600 &&
					demo.people.filter((p) => p.areaCode === a.code && p.role === 'grid-worker').length === 17
				);
			});
		expect(found).toHaveLength(1);
	});

	it('numbers grids in 15 digits within their community, and names them by number', () => {
		expect(demo.code).toBe('990001');
		for (const grid of demo.grids) {
			expect(grid.code).toMatch(/^990001\d{9}$/);
			expect(grid.code.startsWith(grid.areaCode)).toBe(true);
			expect(grid.name).toBe(`第${Number(grid.code.slice(12))}网格`);
		}
		for (const area of demo.areas) expect(area.code.startsWith(area.parentCode)).toBe(true);
		expect(new Set(demo.grids.map((g) => g.code)).size).toBe(360);
	});

	it('answers for every grid with a worker, a second one and a leader of four to twelve', () => {
		for (const duty of ['primary', 'backup', 'leader'] as const) {
			const held = demo.people.flatMap((p) => p.duties.filter((d) => d.kind === 'grid' && d.duty === duty).map((d) => d.code));
			expect(new Set(held).size).toBe(360);
		}
		for (const person of demo.people) {
			const led = person.duties.filter((d) => d.duty === 'leader').length;
			if (person.role === 'grid-leader') expect(led).toBeGreaterThanOrEqual(4);
			expect(led).toBeLessThanOrEqual(12);
		}
		const posts = new Set(demo.people.flatMap((p) => p.duties.filter((d) => d.kind === 'post').map((d) => d.code)));
		expect(posts.size).toBe(demo.posts.length);
	});
});

describe('the ground', () => {
	it('is tiled exactly: every inner border is walked once each way, the outer ones are the district’s own', () => {
		const grids = openEdges(demo.grids.map((g) => g.shape));
		expect(grids.twice).toEqual([]);
		expect(grids.left).toEqual(edgesOf(demo.boundary));
		for (const depth of [1, 2]) {
			const level = openEdges(demo.areas.filter((a) => a.depth === depth).map((a) => a.shape));
			expect(level.twice).toEqual([]);
			expect(level.left).toEqual(edgesOf(demo.boundary));
		}
		for (const area of demo.areas)
			expect(openEdges(demo.grids.filter((g) => g.code.startsWith(area.code)).map((g) => g.shape)).left).toEqual(edgesOf(area.shape));
	});

	it('has every grid in one piece', () => {
		expect(demo.grids.filter((g) => g.shape.type !== 'Polygon').map((g) => g.code)).toEqual([]);
	});

	it('has every building whole in its own grid', () => {
		const gridOf = new Map(demo.grids.map((g) => [g.code, g.shape]));
		const strays = demo.buildings.filter((b) => {
			const grid = gridOf.get(b.gridCode ?? '')!;
			const ring = outline(b.shape);
			if (!ring.every((p) => inside(grid, p))) return true;
			return ringsOf(grid).some((g) => g.slice(1).some((q, i) => ring.slice(1).some((p, j) => crosses(g[i]!, q, ring[j]!, p))));
		});
		expect(strays.map((b) => b.sourceId)).toEqual([]);
	});

	it('has no building on another', () => {
		const clashes = touching(demo.buildings, boxOfBuilding, demo.buildings, boxOfBuilding).filter(
			([a, b]) => a.sourceId < b.sourceId && overlap(outline(a.shape), outline(b.shape))
		);
		expect(clashes.map(([a, b]) => `${a.sourceId} ${b.sourceId}`)).toEqual([]);
	});

	it('has no building on a road or path', () => {
		const clashes = touching(demo.buildings, boxOfBuilding, roadPieces(demo), boxOf).filter(([b, [p, q]]) => {
			const ring = outline(b.shape);
			return inRing(ring, p) || ring.slice(1).some((r, i) => crosses(ring[i]!, r, p, q));
		});
		expect(clashes.map(([b]) => b.sourceId)).toEqual([]);
	});

	it('has no building in water', () => {
		const water = demo.landuse.filter((l) => l.kind === 'water').map((l) => l.shape as SurfaceShape);
		expect(water.length).toBeGreaterThan(5);
		const wet = demo.buildings.filter((b) => water.some((w) => outline(b.shape).some((p) => inside(w, p))));
		expect(wet.map((b) => b.sourceId)).toEqual([]);
	});

	it('crosses the river on bridges only', () => {
		const river = demo.landuse.filter((l) => l.kind === 'water').map((l) => l.shape as SurfaceShape);
		const wet = demo.roads.filter(
			(r) => !r.bridge && (r.shape.coordinates as readonly Position[]).some((p) => river.some((w) => inside(w, p)))
		);
		expect(wet.map((r) => `${r.class} ${r.name}`)).toEqual([]);
		expect(demo.roads.filter((r) => r.bridge).length).toBeGreaterThan(6);
	});

	it('gives every compound a gate', () => {
		for (const compound of demo.compounds) expect(compound.gates).toBeGreaterThanOrEqual(1);
	});

	it('lies far from any real coast', () => {
		const [lng, lat] = outline(demo.boundary)[0]!;
		expect(Math.abs(lng - 164.5)).toBeLessThan(0.1);
		expect(Math.abs(lat - 32)).toBeLessThan(0.1);
	});

	it('lets the houses of its compounds look south, within 25 degrees', () => {
		const slabs = demo.buildings.filter((b) => b.kind === 'residential' && outline(b.shape).length === 5);
		const turned = slabs.filter((b) => {
			const ring = outline(b.shape).map(metres);
			const sides = ring.slice(1).map((q, i) => [q[0] - ring[i]![0], q[1] - ring[i]![1]] as const);
			const longest = sides.reduce((x, y) => (Math.hypot(...y) > Math.hypot(...x) ? y : x));
			return Math.abs(longest[1]) > Math.abs(longest[0]) * Math.tan((25 * Math.PI) / 180) && Math.hypot(...longest) > 24;
		});
		expect(turned.length / slabs.length).toBeLessThan(0.03);
	});
});

describe('larger drawings', () => {
	it('makes a district of 1,000 grids and 20,000 buildings that tiles exactly', () => {
		const district = drawDistrict({ seed: SEED, size: 'district' });
		expect(district.grids).toHaveLength(1000);
		expect(district.buildings.length).toBeGreaterThanOrEqual(19_800);
		expect(district.posts).toHaveLength(1500);
		expect(district.people.filter((p) => p.tracked)).toHaveLength(3000);
		expect(openEdges(district.grids.map((g) => g.shape)).left).toEqual(edgesOf(district.boundary));
	});

	it('makes a city of 2,300 grids and 100,000 buildings', () => {
		const city = drawDistrict({ seed: SEED, size: 'city' });
		expect(city.grids).toHaveLength(2300);
		expect(city.buildings.length).toBeGreaterThanOrEqual(99_000);
		expect(city.posts).toHaveLength(6000);
		expect(city.people.filter((p) => p.tracked)).toHaveLength(10_000);
	}, 90_000);

	it('holds for any seed', () => {
		for (const seed of [2, 5, 11, 99, 2026]) {
			const other = drawDistrict({ seed, size: 'demo' });
			expect(other.grids).toHaveLength(360);
			const open = openEdges(other.grids.map((g) => g.shape));
			expect(open.twice).toEqual([]);
			expect(open.left).toEqual(edgesOf(other.boundary));
		}
	}, 30_000);
});

function middleOf(shape: SurfaceShape): Position {
	const ring = outline(shape);
	return [ring.slice(1).reduce((s, p) => s + p[0], 0) / (ring.length - 1), ring.slice(1).reduce((s, p) => s + p[1], 0) / (ring.length - 1)];
}
const boxOfBuilding = (b: BuildingSource): number[] => boxOf(outline(b.shape));
function overlap(a: readonly Position[], b: readonly Position[]): boolean {
	return inRing(a, b[0]!) || inRing(b, a[0]!) || a.slice(1).some((q, i) => b.slice(1).some((p, j) => crosses(a[i]!, q, b[j]!, p)));
}
