/**
 * The seen map of one grid: for every small square of its ground, when it was last seen. Time can pass over it without recomputing: what is
 * fresh is what was seen after a moment that moves on. A walked leg costs one pass over the rows it touches and allocates nothing.
 */
import { scanRows, subtractSpans, type FlatRings, type Raster, type RowSpans } from '../geo/scanline.ts';

/** Not ground of this grid: later than any time, so no sighting ever changes it and it is never counted. */
const NOT_GROUND = 0xffffffff;
/** Seconds of a sighting, rounded up: fresh or not is then exact for any moment on a whole second. */
export const seenSecond = (atMs: number): number => Math.min(NOT_GROUND - 1, Math.max(1, Math.ceil(atMs / 1000)));

/** Squares of a grid are this part of its width, so that small grids are measured as truly as large ones … */
const CELLS_ACROSS = 90;
/** … within these bounds, metres. The upper one keeps a circle of 40 m round, the lower one memory small. */
const MIN_CELL_M = 0.5;
const MAX_CELL_M = 4;

/** What `sweep` found last. One for all maps: a function called for each row, and not always the same, costs more than the row. */
let spans = new Int32Array(256);
let swept = 0;

/** What a row's squares are worth looking at for: how many are fresh, and no fresh one is older than this. */
interface Rows {
	readonly fresh: Uint32Array;
	readonly oldest: Uint32Array;
}

export class SeenMap {
	readonly raster: Raster;
	/** Ground and whole grid, row by row. */
	readonly ground: readonly RowSpans[];
	readonly grid: readonly RowSpans[];
	readonly groundCells: number;
	readonly gridCells: number;
	/** Of each row, where it begins in `cells` and its first column; a row holds its squares from the first to the last of the ground. */
	private readonly layout: Int32Array;
	private cells: Uint32Array | null = null;
	/** What was seen by fixes no longer kept; null until some were let go. */
	private settledCells: Uint32Array | null = null;
	private rows: Rows;
	/** Fresh is later than this second. */
	private limitS = 0;
	private freshCells = 0;
	/** No fresh square is older than this. */
	private oldestFreshS = NOT_GROUND;
	/** The newest second anything here was seen; 0 if never. */
	latestS = 0;
	/** Rises whenever a square turns fresh or stale, or a stale one's time changes. */
	version = 0;

	/** Rings in metres on the district's plane: of the grid, and of each excluded surface near it. */
	constructor(grid: FlatRings, excluded: readonly FlatRings[], areaM2: number) {
		let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
		for (const ring of grid) {
			for (let i = 0; i < ring.length; i += 2) {
				west = Math.min(west, ring[i]!);
				east = Math.max(east, ring[i]!);
				south = Math.min(south, ring[i + 1]!);
				north = Math.max(north, ring[i + 1]!);
			}
		}
		const cell = Math.min(MAX_CELL_M, Math.max(MIN_CELL_M, Math.sqrt(areaM2) / CELLS_ACROSS));
		const columns = Math.max(0, Math.ceil((east - west) / cell)) || 0;
		const rows = Math.max(0, Math.ceil((north - south) / cell)) || 0;
		this.raster = { x0: west, y0: south, cell, columns, rows };
		this.grid = scanRows(grid, this.raster);
		this.ground = excluded.reduce<readonly RowSpans[]>((left, rings) => {
			const without = scanRows(rings, this.raster);
			return left.map((spans, row) => subtractSpans(spans, without[row]!));
		}, this.grid);
		this.gridCells = count(this.grid);
		this.groundCells = count(this.ground);
		this.layout = new Int32Array(2 * rows + 2);
		this.ground.forEach((spans, row) => {
			const first = spans[0] ?? 0;
			this.layout[2 * row + 1] = first;
			this.layout[2 * row + 2] = this.layout[2 * row]! + (spans.at(-1) ?? 0) - first;
		});
		this.rows = { fresh: new Uint32Array(rows), oldest: new Uint32Array(rows).fill(NOT_GROUND) };
	}

	private blank(): Uint32Array {
		const cells = new Uint32Array(this.layout[2 * this.raster.rows]!).fill(NOT_GROUND);
		this.ground.forEach((spans, row) => {
			const offset = this.layout[2 * row]! - this.layout[2 * row + 1]!;
			for (let k = 0; k < spans.length; k += 2) cells.fill(0, offset + spans[k]!, offset + spans[k + 1]!);
		});
		return cells;
	}

	/**
	 * All within `radiusM` of the leg a–b (metres on the plane) was seen at second `atS`.
	 * @returns 0 where no square changed, 1 where times did, 2 where the fresh ground (or what is known of stale ground) did.
	 */
	see(ax: number, ay: number, bx: number, by: number, radiusM: number, atS: number): 0 | 1 | 2 {
		this.cells ??= this.blank();
		const cells = this.cells;
		const limitS = this.limitS;
		const { fresh, oldest } = this.rows;
		let moved = false;
		let turned = 0;
		let restaled = false;
		const late = atS < this.latestS;
		const isFresh = atS > limitS;
		const first = this.sweep(ax, ay, bx, by, radiusM);
		for (let n = 0; n < swept; n++) {
			const row = first + n;
			let turnedHere = 0;
			for (let i = spans[2 * n]!, to = spans[2 * n + 1]!; i < to; i++) {
				const was = cells[i]!;
				if (was >= atS) continue;
				cells[i] = atS;
				moved = true;
				if (was <= limitS) turnedHere++;
			}
			if (turnedHere > 0) {
				if (isFresh) {
					fresh[row]! += turnedHere;
					turned += turnedHere;
				} else restaled = true;
			}
			// In time, a row that has fresh squares has none newer than this; only a late sighting, or the first, can be the row's oldest.
			if (isFresh && (turnedHere > 0 || late) && atS < oldest[row]!) oldest[row] = atS;
		}
		if (!moved) return 0;
		if (atS > this.latestS) this.latestS = atS;
		if (atS > limitS && atS < this.oldestFreshS) this.oldestFreshS = atS;
		this.freshCells += turned;
		if (turned === 0 && !restaled) return 1;
		this.version++;
		return 2;
	}

	/** The same for fixes that are let go of: it stays known when later ones are taken back. */
	settle(ax: number, ay: number, bx: number, by: number, radiusM: number, atS: number): void {
		this.settledCells ??= this.blank();
		const cells = this.settledCells;
		this.sweep(ax, ay, bx, by, radiusM);
		for (let n = 0; n < swept; n++) for (let i = spans[2 * n]!, to = spans[2 * n + 1]!; i < to; i++) if (cells[i]! < atS) cells[i] = atS;
	}

	/** Takes a sighting back: squares that owe their time to it fall back to what is settled. Whatever else saw them must be shown again. */
	forget(ax: number, ay: number, bx: number, by: number, radiusM: number, atS: number): void {
		const cells = this.cells;
		if (!cells) return;
		const first = this.sweep(ax, ay, bx, by, radiusM);
		for (let n = 0; n < swept; n++) {
			for (let i = spans[2 * n]!, to = spans[2 * n + 1]!; i < to; i++) if (cells[i] === atS) cells[i] = this.settledCells?.[i] ?? 0;
			this.recount(first + n);
		}
		this.resum();
		if (atS === this.latestS) this.latestS = latest(cells);
		this.version++;
	}

	/**
	 * Moves the moment on: fresh is later than second `limitS`.
	 * @returns whether the fresh ground changed.
	 */
	passTo(limitS: number): boolean {
		if (limitS === this.limitS) return false;
		const back = limitS < this.limitS;
		this.limitS = limitS;
		if (!back && this.oldestFreshS > limitS) return false;
		const before = this.freshCells;
		for (let row = 0; row < this.raster.rows; row++) if (back || this.rows.oldest[row]! <= limitS) this.recount(row);
		this.resum();
		if (this.freshCells === before && !back) return false;
		this.version++;
		return true;
	}

	/** The second after which the oldest fresh square was seen, at the latest; Infinity where nothing is fresh. */
	get expiresAfterS(): number {
		return this.oldestFreshS === NOT_GROUND ? Infinity : this.oldestFreshS;
	}

	/** Fresh part of the ground, 0–1. */
	get freshShare(): number {
		return this.groundCells === 0 ? 0 : this.freshCells / this.groundCells;
	}

	/** Ground as part of the whole grid, 0–1. */
	get groundShare(): number {
		return this.gridCells === 0 ? 0 : this.groundCells / this.gridCells;
	}

	/** The squares as they stand now, for whoever looks for what is stale; a copy. */
	squares(): { readonly seenS: Uint32Array | null; readonly limitS: number } {
		return { seenS: this.cells && this.cells.slice(), limitS: this.limitS };
	}

	private recount(row: number): void {
		const cells = this.cells;
		if (!cells) return;
		let fresh = 0;
		let oldest = NOT_GROUND;
		for (let i = this.layout[2 * row]!, end = this.layout[2 * row + 2]!; i < end; i++) {
			const s = cells[i]!;
			if (s <= this.limitS || s === NOT_GROUND) continue;
			fresh++;
			if (s < oldest) oldest = s;
		}
		this.rows.fresh[row] = fresh;
		this.rows.oldest[row] = oldest;
	}

	private resum(): void {
		this.freshCells = 0;
		this.oldestFreshS = NOT_GROUND;
		for (let row = 0; row < this.raster.rows; row++) {
			this.freshCells += this.rows.fresh[row]!;
			this.oldestFreshS = Math.min(this.oldestFreshS, this.rows.oldest[row]!);
		}
	}

	/**
	 * Which squares have their centres within the radius of a–b: for `swept` rows the range in `cells`, in `spans`; empty where a row has none.
	 * @returns the first of the rows
	 */
	private sweep(ax: number, ay: number, bx: number, by: number, radiusM: number): number {
		const { x0, y0, cell, rows } = this.raster;
		const layout = this.layout;
		const dx = bx - ax;
		const dy = by - ay;
		const length = Math.sqrt(dx * dx + dy * dy);
		// The two long sides of the leg's outline, one radius to its left and right. With the two circles they bound every row.
		const nx = length === 0 ? 0 : (-dy / length) * radiusM;
		const ny = length === 0 ? 0 : (dx / length) * radiusM;
		const lowY = Math.min(ay, by) - radiusM;
		const highY = Math.max(ay, by) + radiusM;
		const first = Math.max(0, Math.ceil((lowY - y0) / cell - 0.5));
		const last = Math.min(rows - 1, Math.floor((highY - y0) / cell - 0.5));
		const radius2 = radiusM * radiusM;
		swept = Math.max(0, last - first + 1);
		if (spans.length < 2 * swept) spans = new Int32Array(4 * swept);
		for (let row = first; row <= last; row++) {
			const y = y0 + (row + 0.5) * cell;
			let west = Infinity;
			let east = -Infinity;
			let h2 = radius2 - (y - ay) * (y - ay);
			if (h2 >= 0) {
				const h = Math.sqrt(h2);
				west = ax - h;
				east = ax + h;
			}
			h2 = radius2 - (y - by) * (y - by);
			if (h2 >= 0) {
				const h = Math.sqrt(h2);
				if (bx - h < west) west = bx - h;
				if (bx + h > east) east = bx + h;
			}
			if (dy !== 0) {
				let t = (y - ay - ny) / dy;
				if (t >= 0 && t <= 1) {
					const x = ax + nx + t * dx;
					if (x < west) west = x;
					if (x > east) east = x;
				}
				t = (y - ay + ny) / dy;
				if (t >= 0 && t <= 1) {
					const x = ax - nx + t * dx;
					if (x < west) west = x;
					if (x > east) east = x;
				}
			}
			const n = 2 * (row - first);
			if (west > east) {
				spans[n] = spans[n + 1] = 0;
				continue;
			}
			const start = layout[2 * row]!;
			const begin = layout[2 * row + 1]!;
			const end = layout[2 * row + 2]!;
			spans[n] = start + Math.max(0, Math.ceil((west - x0) / cell - 0.5) - begin);
			spans[n + 1] = Math.min(end, start + Math.floor((east - x0) / cell - 0.5) + 1 - begin);
		}
		return first;
	}

	/** Everything that cannot be computed again: the times, as runs of equal ones. */
	save(): { readonly seen: Uint32Array | null; readonly settled: Uint32Array | null } {
		return { seen: this.cells && runs(this.cells), settled: this.settledCells && runs(this.settledCells) };
	}

	/** @throws RangeError when the runs are not of a map of this shape. */
	load(saved: { readonly seen: Uint32Array | null; readonly settled: Uint32Array | null }): void {
		const length = this.layout[2 * this.raster.rows]!;
		this.cells = saved.seen && unrun(saved.seen, length);
		this.settledCells = saved.settled && unrun(saved.settled, length);
		this.latestS = this.cells ? latest(this.cells) : 0;
		for (let row = 0; row < this.raster.rows; row++) this.recount(row);
		this.resum();
		this.version++;
	}
}

function latest(cells: Uint32Array): number {
	let best = 0;
	for (const s of cells) if (s !== NOT_GROUND && s > best) best = s;
	return best;
}

const count = (spans: readonly RowSpans[]): number => spans.reduce((sum, row) => row.reduce((n, at, i) => n + (i % 2 ? at : -at), sum), 0);

function runs(cells: Uint32Array): Uint32Array {
	let n = 0;
	for (let i = 0; i < cells.length; i++) if (i === 0 || cells[i] !== cells[i - 1]) n++;
	const out = new Uint32Array(n * 2);
	let at = -2;
	for (let i = 0; i < cells.length; i++) {
		if (i === 0 || cells[i] !== cells[i - 1]) {
			at += 2;
			out[at] = cells[i]!;
		}
		out[at + 1]!++;
	}
	return out;
}

function unrun(saved: Uint32Array, length: number): Uint32Array {
	const cells = new Uint32Array(length);
	let at = 0;
	for (let i = 0; i < saved.length; i += 2) {
		const end = at + saved[i + 1]!;
		if (end > length) throw new RangeError('seen map: too many squares');
		cells.fill(saved[i]!, at, end);
		at = end;
	}
	if (at !== length) throw new RangeError('seen map: too few squares');
	return cells;
}
