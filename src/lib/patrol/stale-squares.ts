/** The squares of one grid's raster at one moment: which of its ground were not seen within the limit, and when they last were. */
import type { Raster, RowSpans } from '../geo/scanline.ts';

export interface StaleSquares {
	readonly raster: Raster;
	/** Ground and whole grid, row by row. */
	readonly ground: readonly RowSpans[];
	readonly grid: readonly RowSpans[];
	/** When each was last seen, seconds: row by row from the first to the last column of its ground; null where nothing ever was. */
	readonly seenS: Uint32Array | null;
	/** Stale was seen at this second or before. */
	readonly limitS: number;
}

/** Writes 1 for each square of ground that is stale into a raster of `columns`, `margin` around it; and into `when` the second it was seen. */
export function markStale(
	{ ground, seenS, limitS }: StaleSquares,
	into: Uint8Array,
	columns: number,
	margin: number,
	when: Uint32Array
): void {
	let start = 0;
	ground.forEach((spans, row) => {
		const first = spans[0] ?? 0;
		const offset = start - first;
		const out = (row + margin) * columns + margin;
		for (let k = 0; k < spans.length; k += 2) {
			for (let x = spans[k]!; x < spans[k + 1]!; x++) {
				const s = seenS ? seenS[offset + x]! : 0;
				if (s > limitS) continue;
				into[out + x] = 1;
				when[out + x] = s;
			}
		}
		start += (spans.at(-1) ?? 0) - first;
	});
}
