/**
 * The ground of some grids in square cells, each given to the unit of buildings that it lies nearest to within its grid: how much ground a unit takes along
 * when it moves, and with which others it shares how long an edge. A picture to search on; the borders themselves are drawn by the edit.
 */
import type { BorderPlan, GridCode, GuideLine, LatticePoint } from '../border-plan.ts';
import { gridRings } from '../grid-shape.ts';
import { positionOf } from '../lattice-point.ts';

/** Places of a unit's walls. */
export interface UnitPlace {
	/** Number of its grid among `codes`. */
	readonly grid: number;
	/** Points along its walls, at most half a cell apart; metres, flat pairs. */
	readonly xyM: readonly number[];
}

export interface GroundRaster {
	readonly areaM2: Float64Array;
	/** Shared edges, each once; a < b. */
	readonly edges: readonly { readonly a: number; readonly b: number; readonly lengthM: number; readonly costM: number }[];
	/** The unit whose ground holds a place; −1 for ground of none. */
	unitAt(xM: number, yM: number): number;
}

/** A metre of border costs this much where it follows a line of the land. */
const FOLLOWING = 0.4;
/** Edges in steps along cells are longer than straight ones by this on average. */
const STEPS_TO_STRAIGHT = Math.PI / 4;

export interface Plane {
	toXY(lng: number, lat: number): readonly [number, number];
}

/** @param units grouped by nothing; every unit of the grids. Grids without any have their ground as of none */
export function groundRaster(
	plan: Pick<BorderPlan, 'borders'>,
	codes: readonly GridCode[],
	units: readonly UnitPlace[],
	lines: (west: number, south: number, east: number, north: number) => readonly GuideLine['line'][],
	plane: Plane,
	cellM: number
): GroundRaster {
	const place = (at: LatticePoint): readonly [number, number] => plane.toXY(...positionOf(at));
	const shapes = codes.map((code) => {
		const { outer, holes } = gridRings(plan, code);
		return [...outer, ...holes];
	});
	let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
	let [westE7, southE7, eastE7, northE7] = [Infinity, Infinity, -Infinity, -Infinity];
	const rings = shapes.map((shape) =>
		shape.map((ring) =>
			ring.map((at) => {
				const xy = place(at);
				[west, south, east, north] = [Math.min(west, xy[0]), Math.min(south, xy[1]), Math.max(east, xy[0]), Math.max(north, xy[1])];
				[westE7, southE7] = [Math.min(westE7, at[0]), Math.min(southE7, at[1])];
				[eastE7, northE7] = [Math.max(eastE7, at[0]), Math.max(northE7, at[1])];
				return xy;
			})
		)
	);
	const columns = Math.max(1, Math.ceil((east - west) / cellM));
	const rows = Math.max(1, Math.ceil((north - south) / cellM));
	const count = columns * rows;
	const grid = new Int16Array(count).fill(-1);
	rings.forEach((shape, g) => {
		fill(shape, (row, from, to) => grid.fill(g, row * columns + from, row * columns + to));
	});
	const cellAt = (x: number, y: number): number => {
		const [c, r] = [Math.floor((x - west) / cellM), Math.floor((y - south) / cellM)];
		return c < 0 || r < 0 || c >= columns || r >= rows ? -1 : r * columns + c;
	};
	const unit = new Int32Array(count).fill(-1);
	/** Cell of the wall that a cell is nearest to. */
	const nearest = new Int32Array(count).fill(-1);
	units.forEach(({ grid: own, xyM }, u) => {
		for (let i = 0; i < xyM.length; i += 2) {
			const cell = cellAt(xyM[i]!, xyM[i + 1]!);
			if (cell < 0 || grid[cell] !== own || unit[cell] !== -1) continue;
			unit[cell] = u;
			nearest[cell] = cell;
		}
	});
	spread();
	const onLine = new Uint8Array(count);
	for (const line of lines(westE7, southE7, eastE7, northE7)) mark(line);

	const areaM2 = new Float64Array(units.length);
	const found = new Map<number, { a: number; b: number; lengthM: number; costM: number }>();
	const side = cellM * STEPS_TO_STRAIGHT;
	const meet = (c: number, d: number): void => {
		const [p, q] = [unit[c]!, unit[d]!];
		if (p === q || p < 0 || q < 0) return;
		const [a, b] = p < q ? [p, q] : [q, p];
		const key = a * units.length + b;
		let edge = found.get(key);
		if (!edge) found.set(key, (edge = { a, b, lengthM: 0, costM: 0 }));
		edge.lengthM += side;
		edge.costM += onLine[c] || onLine[d] ? side * FOLLOWING : side;
	};
	for (let r = 0; r < rows; r++)
		for (let c = 0; c < columns; c++) {
			const cell = r * columns + c;
			if (unit[cell]! >= 0) areaM2[unit[cell]!]! += cellM * cellM;
			if (c + 1 < columns) meet(cell, cell + 1);
			if (r + 1 < rows) meet(cell, cell + columns);
		}
	return {
		areaM2,
		edges: [...found.values()].sort((p, q) => p.a - q.a || p.b - q.b),
		unitAt: (x, y) => {
			const cell = cellAt(x, y);
			return cell < 0 ? -1 : unit[cell]!;
		}
	};

	/** Runs of cells whose middle lies within, by the even-odd rule. */
	function fill(shape: readonly (readonly (readonly [number, number])[])[], run: (row: number, from: number, to: number) => void): void {
		const crossings: number[][] = Array.from({ length: rows }, () => []);
		for (const ring of shape)
			for (let i = 1; i < ring.length; i++) {
				const [[ax, ay], [bx, by]] = [ring[i - 1]!, ring[i]!];
				const [lo, hi] = ay < by ? [ay, by] : [by, ay];
				const first = Math.max(0, Math.ceil((lo - south) / cellM - 0.5));
				for (let r = first; r < rows && south + (r + 0.5) * cellM < hi; r++) {
					const y = south + (r + 0.5) * cellM;
					crossings[r]!.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
				}
			}
		crossings.forEach((xs, r) => {
			xs.sort((a, b) => a - b);
			for (let i = 0; i + 1 < xs.length; i += 2) {
				const from = Math.max(0, Math.ceil((xs[i]! - west) / cellM - 0.5));
				const to = Math.min(columns, Math.ceil((xs[i + 1]! - west) / cellM - 0.5));
				if (to > from) run(r, from, to);
			}
		});
	}

	/** The nearest wall handed from cell to cell of one grid, forth and back (Danielsson's distance map, 1980); a second time for ground round a corner. */
	function spread(): void {
		const take = (cell: number, other: number): void => {
			const from = nearest[other]!;
			if (from < 0 || grid[other] !== grid[cell]) return;
			const now = nearest[cell]!;
			if (now >= 0 && apart(cell, now) <= apart(cell, from)) return;
			nearest[cell] = from;
			unit[cell] = unit[from]!;
		};
		for (let pass = 0; pass < 4; pass++) {
			const forth = pass % 2 === 0;
			for (let k = 0; k < count; k++) {
				const cell = forth ? k : count - 1 - k;
				if (grid[cell] === -1) continue;
				const c = cell % columns;
				const back = forth ? -1 : 1;
				const aside = forth ? c > 0 : c + 1 < columns;
				const ahead = forth ? cell >= columns : cell + columns < count;
				if (aside) take(cell, cell + back);
				if (ahead) {
					const over = cell + back * columns;
					take(cell, over);
					if (c > 0) take(cell, over - 1);
					if (c + 1 < columns) take(cell, over + 1);
				}
			}
		}
	}

	function apart(a: number, b: number): number {
		const [dx, dy] = [(a % columns) - (b % columns), Math.floor(a / columns) - Math.floor(b / columns)];
		return dx * dx + dy * dy;
	}

	/** Cells that a line passes, and those around them: a road is wider than its middle line. */
	function mark(line: GuideLine['line']): void {
		for (let i = 1; i < line.length; i++) {
			const [[ax, ay], [bx, by]] = [place(line[i - 1]!), place(line[i]!)];
			const steps = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / (cellM / 2)));
			if (Math.max(ax, bx) < west || Math.min(ax, bx) > east || Math.max(ay, by) < south || Math.min(ay, by) > north) continue;
			for (let k = 0; k <= steps; k++) {
				const cell = cellAt(ax + ((bx - ax) * k) / steps, ay + ((by - ay) * k) / steps);
				if (cell < 0) continue;
				const c = cell % columns;
				for (const other of [cell, c > 0 ? cell - 1 : cell, c + 1 < columns ? cell + 1 : cell, cell - columns, cell + columns])
					if (other >= 0 && other < count) onLine[other] = 1;
			}
		}
	}
}
