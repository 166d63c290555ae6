/** Random ground cut into grids by random borders, and ways to spoil it. Shared borders have the same corners on both sides unless spoiled. */
import fc from 'fast-check';
import type { PolygonShape, Position, Ring } from '#lib/geo/position.ts';

export interface Subdivision {
	readonly boundary: PolygonShape;
	readonly grids: readonly { readonly code: string; readonly shape: PolygonShape }[];
}

/** A cell is about 200 m wide. */
const STEP = 0.002;
const WEST = 118.7;
const SOUTH = 32;

const snap = (value: number): number => Math.round(value * 1e7) / 1e7;

/** Columns × rows of crooked cells with bent borders, all corners on the 1e-7° lattice. */
export const subdivisions: fc.Arbitrary<Subdivision> = fc
	.record({
		columns: fc.integer({ min: 1, max: 4 }),
		rows: fc.integer({ min: 1, max: 4 }),
		bends: fc.integer({ min: 0, max: 3 }),
		seed: fc.integer({ min: 1, max: 2 ** 31 - 1 })
	})
	.map(({ columns, rows, bends, seed }) => subdivide(columns, rows, bends, seed));

export function subdivide(columns: number, rows: number, bends: number, seed: number): Subdivision {
	const dice = rolling(seed);
	const off = (): number => (dice() - 0.5) * 0.6;
	const corners = Array.from({ length: rows + 1 }, (_, r) =>
		Array.from({ length: columns + 1 }, (_, c): Position => [snap(WEST + (c + off()) * STEP), snap(SOUTH + (r + off()) * STEP)])
	);
	/** From one corner to the next, the end left out. */
	const bent = ([ax, ay]: Position, [bx, by]: Position): Position[] => [
		[ax, ay],
		...Array.from({ length: bends }, (_, i): Position => {
			const t = (i + 1) / (bends + 1);
			const side = (dice() - 0.5) * 0.15;
			return [snap(ax + t * (bx - ax) - side * (by - ay)), snap(ay + t * (by - ay) + side * (bx - ax))];
		})
	];
	const east = corners.map((row) => row.slice(1).map((to, c) => bent(row[c]!, to)));
	const north = corners.slice(1).map((row, r) => row.map((to, c) => bent(corners[r]![c]!, to)));
	const back = (line: Position[], end: Position): Position[] => [end, ...line.slice(1).toReversed()];
	const grids = [];
	for (let r = 0; r < rows; r++) {
		for (let c = 0; c < columns; c++) {
			const ring = [
				...east[r]![c]!,
				...north[r]![c + 1]!,
				...back(east[r + 1]![c]!, corners[r + 1]![c + 1]!),
				...back(north[r]![c]!, corners[r + 1]![c]!),
				corners[r]![c]!
			];
			const code = `320104990001${String(r * columns + c + 1).padStart(3, '0')}`;
			grids.push({ code, shape: polygon(ring) });
		}
	}
	const outline = [
		...east[0]!.flat(),
		...north.flatMap((row) => row[columns]!),
		...east[rows]!.toReversed().flatMap((line, i) => back(line, corners[rows]![columns - i]!)),
		...north.toReversed().flatMap((row, i) => back(row[0]!, corners[rows - i]![0]!)),
		corners[0]![0]!
	];
	return { boundary: polygon(outline), grids };
}

export const polygon = (...rings: Ring[]): PolygonShape => ({ type: 'Polygon', coordinates: rings });

export type Spoil =
	| { readonly kind: 'remove'; readonly grid: number }
	| { readonly kind: 'repeat'; readonly grid: number }
	| { readonly kind: 'shift'; readonly grid: number; readonly dx: number; readonly dy: number }
	| { readonly kind: 'move-corner'; readonly grid: number; readonly corner: number; readonly dx: number; readonly dy: number }
	| { readonly kind: 'cut-corner' | 'extra-corner' | 'repeat-corner'; readonly grid: number; readonly corner: number }
	| { readonly kind: 'start-elsewhere' | 'reverse'; readonly grid: number; readonly corner: number };

const small = fc.integer({ min: -8000, max: 8000 }).map((steps) => steps * 1e-7);
export const spoils: fc.Arbitrary<Spoil[]> = fc.array(
	fc.oneof(
		fc.record({ kind: fc.constant('remove' as const), grid: fc.nat(15) }),
		fc.record({ kind: fc.constant('repeat' as const), grid: fc.nat(15) }),
		fc.record({ kind: fc.constant('shift' as const), grid: fc.nat(15), dx: small, dy: small }),
		fc.record({ kind: fc.constant('move-corner' as const), grid: fc.nat(15), corner: fc.nat(20), dx: small, dy: small }),
		fc.record({
			kind: fc.constantFrom('cut-corner' as const, 'extra-corner' as const, 'repeat-corner' as const),
			grid: fc.nat(15),
			corner: fc.nat(20)
		}),
		fc.record({ kind: fc.constantFrom('start-elsewhere' as const, 'reverse' as const), grid: fc.nat(15), corner: fc.nat(20) })
	),
	{ maxLength: 4 }
);

export function spoil({ boundary, grids }: Subdivision, how: readonly Spoil[]): Subdivision {
	const spoiled = [...grids];
	for (const one of how) {
		if (spoiled.length === 0) break;
		const at = one.grid % spoiled.length;
		const grid = spoiled[at]!;
		const ring = grid.shape.coordinates[0]!;
		if (one.kind === 'remove') spoiled.splice(at, 1);
		else if (one.kind === 'repeat') spoiled.push({ ...grid, code: `${grid.code.slice(0, 12)}${900 + spoiled.length}` });
		else spoiled[at] = { ...grid, shape: polygon(reshape(ring, one)) };
	}
	return { boundary, grids: spoiled };
}

function reshape(ring: Ring, how: Exclude<Spoil, { kind: 'remove' | 'repeat' }>): Ring {
	const open = ring.slice(0, -1);
	const close = (positions: readonly Position[]): Ring => [...positions, positions[0]!];
	if (how.kind === 'shift') return close(open.map(([x, y]): Position => [snap(x + how.dx), snap(y + how.dy)]));
	const corner = how.corner % open.length;
	const [x, y] = open[corner]!;
	switch (how.kind) {
		case 'move-corner':
			return close(open.with(corner, [snap(x + how.dx), snap(y + how.dy)]));
		case 'cut-corner':
			return open.length > 3 ? close(open.toSpliced(corner, 1)) : ring;
		case 'extra-corner': {
			const [nx, ny] = open[(corner + 1) % open.length]!;
			return close(open.toSpliced(corner + 1, 0, [snap((x + nx) / 2), snap((y + ny) / 2)]));
		}
		case 'repeat-corner':
			return close(open.toSpliced(corner, 0, [x, y]));
		case 'start-elsewhere':
			return close([...open.slice(corner), ...open.slice(0, corner)]);
		case 'reverse':
			return ring.toReversed();
	}
}

/** Numbers 0–1 that a seed decides (mulberry32). */
export function rolling(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}
