/** Patrols too close to tell apart at a low zoom, counted together. The cells are fixed to the ground, so a count does not dance while the map is moved. */

export interface Cluster {
	readonly lng: number;
	readonly lat: number;
	readonly count: number;
}

/** Side of a cell, CSS px. */
const CELL_PX = 56;
const TILE_PX = 512;

/**
 * @param place position of a row; null where it is not shown
 * @returns clusters of two or more, and 1 for each row that still stands alone
 */
export function clusterPatrols(
	count: number,
	place: (row: number) => readonly [number, number] | null,
	zoom: number,
	scale: number
): { readonly clusters: readonly Cluster[]; readonly alone: Uint8Array } {
	// Whole half zooms, so that counts change in steps and not with every turn of the wheel.
	const worldPx = TILE_PX * 2 ** (Math.round(zoom * 2) / 2);
	const cells = new Map<string, { rows: number[]; lng: number; lat: number }>();
	for (let row = 0; row < count; row++) {
		const at = place(row);
		if (!at) continue;
		const x = ((at[0] + 180) / 360) * worldPx;
		const sin = Math.sin((at[1] * Math.PI) / 180);
		const y = (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * worldPx;
		const key = `${Math.floor(x / (CELL_PX * scale))},${Math.floor(y / (CELL_PX * scale))}`;
		const cell = cells.get(key) ?? { rows: [], lng: 0, lat: 0 };
		cell.rows.push(row);
		cell.lng += at[0];
		cell.lat += at[1];
		cells.set(key, cell);
	}
	const alone = new Uint8Array(count);
	const clusters: Cluster[] = [];
	for (const { rows, lng, lat } of cells.values()) {
		if (rows.length === 1) alone[rows[0]!] = 1;
		else clusters.push({ lng: lng / rows.length, lat: lat / rows.length, count: rows.length });
	}
	return { clusters, alone };
}
