/** For every cell of a raster its exact Euclidean distance to the nearest marked cell, in cells, in time linear in the cells. */

/**
 * `marked` row by row, anything but 0 is marked. Distances run from centre to centre; Infinity where nothing is marked.
 * Source: P. Felzenszwalb, D. Huttenlocher, Distance Transforms of Sampled Functions, Theory of Computing 8 (2012).
 */
export function distanceField(marked: Uint8Array, columns: number, rows: number): Float32Array {
	const far = (columns + rows) ** 2 * 2;
	const squared = new Float32Array(columns * rows);
	// Columns: distance along one line needs no parabolas, only two sweeps; row by row, as memory lies.
	const never = columns + rows;
	for (let i = 0; i < squared.length; i++) squared[i] = marked[i] ? 0 : i < columns ? never : squared[i - columns]! + 1;
	for (let i = squared.length - columns - 1; i >= 0; i--)
		if (squared[i + columns]! + 1 < squared[i]!) squared[i] = squared[i + columns]! + 1;
	for (let i = 0; i < squared.length; i++) squared[i] = squared[i]! >= never ? far : squared[i]! * squared[i]!;
	// Rows: the lower envelope of one parabola a cell.
	const line = new Float32Array(columns);
	const at = new Int32Array(columns);
	const from = new Float64Array(columns + 1);
	for (let y = 0; y < rows; y++) {
		const start = y * columns;
		line.set(squared.subarray(start, start + columns));
		let k = 0;
		at[0] = 0;
		from[0] = -Infinity;
		from[1] = Infinity;
		for (let q = 1; q < columns; q++) {
			const fq = line[q]! + q * q;
			let s: number;
			for (;;) {
				const v = at[k]!;
				s = (fq - line[v]! - v * v) / (2 * (q - v));
				if (s > from[k]! || k === 0) break;
				k--;
			}
			if (s <= from[k]!) s = -Infinity;
			k++;
			at[k] = q;
			from[k] = s;
			from[k + 1] = Infinity;
		}
		k = 0;
		for (let q = 0; q < columns; q++) {
			while (from[k + 1]! < q) k++;
			const v = at[k]!;
			const d2 = (q - v) * (q - v) + line[v]!;
			squared[start + q] = d2 >= far ? Infinity : Math.sqrt(d2);
		}
	}
	return squared;
}
