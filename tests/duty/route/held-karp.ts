/** The exact length of the shortest round tour, by dynamic programming over subsets. Source: M. Held and R. Karp, J. SIAM 10 (1962). */
export function heldKarp(matrix: readonly (readonly number[])[]): number {
	const count = matrix.length;
	if (count < 2) return 0;
	const rest = count - 1;
	const best = Array.from({ length: 1 << rest }, () => new Array<number>(rest).fill(Infinity));
	for (let i = 0; i < rest; i++) best[1 << i]![i] = matrix[0]![i + 1]!;
	for (let set = 1; set < 1 << rest; set++)
		for (let last = 0; last < rest; last++) {
			const so = best[set]![last]!;
			if (so === Infinity) continue;
			for (let next = 0; next < rest; next++) {
				if (set & (1 << next)) continue;
				const into = best[set | (1 << next)]!;
				into[next] = Math.min(into[next]!, so + matrix[last + 1]![next + 1]!);
			}
		}
	return Math.min(...best[(1 << rest) - 1]!.map((length, last) => length + matrix[last + 1]![0]!));
}
