/** Cuts flat polygons into rows: for each row the stretches whose middle line lies inside. How shapes become raster cells. */

/** Rings as flat `x, y` pairs, each closed. One polygon or several that do not overlap: what is inside is judged even-odd. */
export type FlatRings = readonly Float64Array[];

/** Stretches of columns of one row, `from, to` (to not included), ascending, as one flat list. */
export type RowSpans = readonly number[];

export interface Raster {
	/** Lower left corner of column 0, row 0. */
	readonly x0: number;
	readonly y0: number;
	readonly cell: number;
	readonly columns: number;
	readonly rows: number;
}

/** For each row of the raster, the columns whose centres lie inside the rings. */
export function scanRows(rings: FlatRings, raster: Raster): RowSpans[] {
	const { x0, y0, cell, columns, rows } = raster;
	const crossings: number[][] = Array.from({ length: rows }, () => []);
	for (const ring of rings) {
		for (let i = 2; i < ring.length; i += 2) {
			const ax = ring[i - 2]!;
			const ay = ring[i - 1]!;
			const bx = ring[i]!;
			const by = ring[i + 1]!;
			if (ay === by) continue;
			const low = Math.min(ay, by);
			const high = Math.max(ay, by);
			// Rows with low ≤ centre < high, so that a corner on a centre line is crossed once.
			const first = Math.max(0, Math.ceil((low - y0) / cell - 0.5));
			const slope = (bx - ax) / (by - ay);
			for (let row = first; row < rows; row++) {
				const y = y0 + (row + 0.5) * cell;
				if (y >= high) break;
				if (y < low) continue;
				crossings[row]!.push(ax + (y - ay) * slope);
			}
		}
	}
	return crossings.map((xs) => {
		xs.sort((a, b) => a - b);
		const spans: number[] = [];
		for (let i = 1; i < xs.length; i += 2) {
			const from = Math.max(0, Math.ceil((xs[i - 1]! - x0) / cell - 0.5));
			const to = Math.min(columns, Math.ceil((xs[i]! - x0) / cell - 0.5));
			if (from >= to) continue;
			if (spans.at(-1) === from) spans[spans.length - 1] = to;
			else spans.push(from, to);
		}
		return spans;
	});
}

/** What is left of one row's spans without another's. */
export function subtractSpans(spans: RowSpans, without: RowSpans): RowSpans {
	if (without.length === 0) return spans;
	const left: number[] = [];
	for (let i = 0; i < spans.length; i += 2) {
		let from = spans[i]!;
		const to = spans[i + 1]!;
		for (let j = 0; j < without.length && from < to; j += 2) {
			const a = without[j]!;
			const b = without[j + 1]!;
			if (b <= from || a >= to) continue;
			if (a > from) left.push(from, a);
			from = b;
		}
		if (from < to) left.push(from, to);
	}
	return left;
}
