/** How much above the mean the heaviest grid must be, whatever is tried: what stays whole, and ground that nothing joins. */

/** Ground in one piece: the weights of what stays whole in it, and how many grids it gets. */
export interface ForcedPiece {
	readonly weights: readonly number[];
	readonly grids: number;
}

/**
 * A lower bound of the heaviest grid: the heaviest unit, the mean of each piece, and, of any units that are one more than k times the grids, the k + 1
 * lightest of them, since some grid has that many (Martello and Toth's bound by pigeonholes).
 */
export function heaviestForced(pieces: readonly ForcedPiece[]): number {
	let most = 0;
	for (const { weights, grids } of pieces) {
		const sorted = [...weights].sort((a, b) => b - a);
		most = Math.max(most, sorted[0] ?? 0, sorted.reduce((sum, w) => sum + w, 0) / grids);
		for (let k = 1; k * grids < sorted.length; k++) {
			let sum = 0;
			for (let i = 0; i <= k; i++) sum += sorted[k * grids - i]!;
			most = Math.max(most, sum);
		}
	}
	return most;
}
