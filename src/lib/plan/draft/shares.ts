/** How many grids each piece of separate ground gets, so that the heaviest grid is as light as can be. */

export interface Piece {
	/** Atoms: it can hold no more grids than these. */
	readonly size: number;
	readonly weight: number;
}

/** At least one each; the next always goes where the mean load is greatest. `wanted` is no less than the pieces and no more than all atoms. */
export function sharesOf(pieces: readonly Piece[], wanted: number): number[] {
	const shares = pieces.map(() => 1);
	for (let left = wanted - pieces.length; left > 0; left--) {
		let next = -1;
		pieces.forEach(({ size, weight }, i) => {
			if (shares[i]! < size && (next === -1 || weight / shares[i]! > pieces[next]!.weight / shares[next]!)) next = i;
		});
		shares[next]!++;
	}
	return shares;
}
