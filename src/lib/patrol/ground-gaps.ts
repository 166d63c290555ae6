/** Stretches of ground not seen within the limit: the connected parts of (grid − fresh − excluded) that hold a circle of the rule set's radius. */
import { distanceField } from '../geo/distance-field.ts';
import { outlineOf, type ClipFrame, type Outline } from './outline.ts';
import type { StaleSquares } from './stale-squares.ts';
import { markStale } from './stale-squares.ts';

export interface GroundGap extends Outline {
	/** When its longest-unseen square was last seen, Unix seconds; null if some of it never was. */
	readonly oldestSeenS: number | null;
	/** The same of those squares that were ever seen; null if none was. */
	readonly oldestKnownS: number | null;
}

/** Room around the grid in the working raster, squares. */
const MARGIN = 5;
/** The part is drawn this many squares beyond the grid's border and cut off there, so that its edge is the border itself. */
const BEYOND = 3;

/** Largest first. `circleM` is the radius it must hold. */
export function groundGaps(squares: StaleSquares, frame: ClipFrame, circleM: number): GroundGap[] {
	const { cell, x0, y0 } = squares.raster;
	const columns = squares.raster.columns + 2 * MARGIN;
	const rows = squares.raster.rows + 2 * MARGIN;
	const stale = new Uint8Array(columns * rows);
	const seenS = new Uint32Array(columns * rows);
	markStale(squares, stale, columns, MARGIN, seenS);

	const covered = stale.map((s) => 1 - s);
	const depth = distanceField(covered, columns, rows);
	// From a square's centre to the edge of the nearest covered one: the field runs to that one's centre.
	const needed = circleM / cell + 0.5;

	const inGrid = new Uint8Array(columns * rows);
	squares.grid.forEach((spans, row) => {
		const start = (row + MARGIN) * columns + MARGIN;
		for (let k = 0; k < spans.length; k += 2) inGrid.fill(1, start + spans[k]!, start + spans[k + 1]!);
	});

	const found: GroundGap[] = [];
	const around = [-1, 1, -columns, columns];
	/** The squares of one part, in the order they are come upon. */
	const part = new Int32Array(columns * rows);
	for (let seed = 0; seed < stale.length; seed++) {
		// Only from a place deep enough: parts without one are narrower leftovers, counted in the area and not listed.
		if (stale[seed] !== 1 || depth[seed]! < needed) continue;
		let size = 0;
		let oldestKnown = Infinity;
		let never = false;
		let [west, east, south, north] = [columns, 0, rows, 0];
		stale[seed] = 2;
		part[size++] = seed;
		for (let k = 0; k < size; k++) {
			const i = part[k]!;
			const x = i % columns;
			const y = (i - x) / columns;
			if (x < west) west = x;
			if (x > east) east = x;
			if (y < south) south = y;
			if (y > north) north = y;
			const s = seenS[i]!;
			if (s === 0) never = true;
			else if (s < oldestKnown) oldestKnown = s;
			for (let n = 0; n < 4; n++) {
				const to = i + around[n]!;
				if (stale[to] !== 1) continue;
				stale[to] = 2;
				part[size++] = to;
			}
		}
		west = Math.max(0, west - MARGIN);
		south = Math.max(0, south - MARGIN);
		const w = Math.min(columns, east + MARGIN + 1) - west;
		const h = Math.min(rows, north + MARGIN + 1) - south;
		const cut = new Uint8Array(w * h);
		for (let k = 0; k < size; k++) {
			const x = part[k]! % columns;
			cut[((part[k]! - x) / columns - south) * w + x - west] = 1;
		}
		const outside = new Uint8Array(w * h);
		for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) outside[y * w + x] = 1 - inGrid[(y + south) * columns + x + west]!;
		const outline = outlineOf(
			softened(beyondBorder(cut, outside, w, h), w, h),
			w,
			h,
			0.49,
			{ x0: x0 + (west - MARGIN) * cell, y0: y0 + (south - MARGIN) * cell, cell },
			frame
		);
		if (!outline) continue;
		const oldestKnownS = oldestKnown === Infinity ? null : oldestKnown;
		found.push({ ...outline, oldestSeenS: never ? null : oldestKnownS, oldestKnownS });
	}
	return found.sort((a, b) => b.areaM2 - a.areaM2);
}

function beyondBorder(part: Uint8Array, outside: Uint8Array, w: number, h: number): Uint8Array {
	let grown = part;
	for (let step = 0; step < BEYOND; step++) {
		const next = grown.slice();
		for (let y = 1; y + 1 < h; y++) {
			for (let x = 1; x + 1 < w; x++) {
				const i = y * w + x;
				if (!outside[i] || grown[i]) continue;
				if (grown[i - 1] || grown[i + 1] || grown[i - w] || grown[i + w]) next[i] = 1;
			}
		}
		grown = next;
	}
	return grown;
}

/** Each square with its neighbours, weighted 4, 2, 1 of 16: the outline of it runs straight where the raster has steps. */
function softened(part: Uint8Array, w: number, h: number): Float32Array {
	const field = new Float32Array(w * h);
	for (let y = 1; y + 1 < h; y++) {
		for (let x = 1; x + 1 < w; x++) {
			const i = y * w + x;
			field[i] =
				(4 * part[i]! +
					2 * (part[i - 1]! + part[i + 1]! + part[i - w]! + part[i + w]!) +
					part[i - w - 1]! +
					part[i - w + 1]! +
					part[i + w - 1]! +
					part[i + w + 1]!) /
				16;
		}
	}
	return field;
}
