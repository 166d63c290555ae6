/** Ground to draft grids on: blocks of houses between streets, drawn from a seed. Ground may have a hole and an island of its own. */
import type { PolygonShape, Position, Ring, SurfaceShape } from '#lib/geo/position.ts';
import type { DraftBuilding, DraftRequest } from '#lib/plan/draft/draft-grids.ts';
import { randomFrom } from '#lib/plan/partition/random.ts';

const [WEST, SOUTH] = [118.7, 32];
/** About a metre, in degrees. */
const M = 1e-5;
const place = (x: number, y: number): Position => [Math.round((WEST + x * M) * 1e7) / 1e7, Math.round((SOUTH + y * M) * 1e7) / 1e7];
const box = (x: number, y: number, wide: number, high: number): Ring => [
	place(x, y),
	place(x + wide, y),
	place(x + wide, y + high),
	place(x, y + high),
	place(x, y)
];

export interface GroundPlan {
	readonly blocks: number;
	readonly seed: number;
	readonly grids: number;
	readonly hole?: boolean;
	readonly island?: boolean;
	/** Houses stand wall to wall or across one another now and then. */
	readonly crowded?: boolean;
}

export function drawGround({ blocks, seed, grids, hole = false, island = false, crowded = false }: GroundPlan): DraftRequest {
	const random = randomFrom(seed);
	const side = blocks * 100;
	const outer: Ring = [
		place(-30, -20),
		place(side + 10, -35),
		place(side + 40, side + 20),
		place(side / 2, side + 45),
		place(-10, side + 10),
		place(-30, -20)
	];
	const main: PolygonShape = { type: 'Polygon', coordinates: hole ? [outer, [...box(104, 104, 60, 50)].reverse()] : [outer] };
	const boundary: SurfaceShape = island ? { type: 'MultiPolygon', coordinates: [main.coordinates, [box(side + 300, 0, 200, 200)]] } : main;
	const buildings: DraftBuilding[] = [];
	const house = (x: number, y: number): void => {
		const [wide, high] = [12 + random() * 14, 8 + random() * 6];
		const lean = crowded ? random() * 8 : 0;
		const ring = [place(x, y), place(x + wide, y + lean), place(x + wide, y + high + lean), place(x, y + high), place(x, y)];
		buildings.push({ shape: { type: 'Polygon', coordinates: [ring] }, load: Math.floor(random() * 30), compound: null });
	};
	for (let c = 0; c < blocks; c++)
		for (let r = 0; r < blocks; r++) {
			if (hole && c === 1 && r === 1) continue;
			for (let i = 0; i < 3; i++) for (let j = 0; j < 4; j++) house(c * 100 + 10 + i * 29, r * 100 + 8 + j * (crowded ? 17 : 22));
		}
	if (island) for (let i = 0; i < 12; i++) house(side + 310 + (i % 4) * 45, 20 + Math.floor(i / 4) * 50);
	const streets = Array.from({ length: blocks + 1 }, (_, i) => [
		{ kind: 'minor' as const, line: [place(i * 100 - 2, -60), place(i * 100 + 1, side / 2), place(i * 100, side + 60)] },
		{ kind: 'minor' as const, line: [place(-60, i * 100), place(side / 2, i * 100 + 1), place(side + 60, i * 100 - 2)] }
	]).flat();
	return {
		boundary: [boundary],
		buildings,
		follow: streets,
		grids,
		maxImbalance: 0.05,
		community: '990001001001',
		seed,
		spent: (asked) => asked / 120
	};
}
