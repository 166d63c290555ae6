/** What one line of `npm run bench` is: our figure, the peer or limit measured in the same run, and the ratio between them. */

export interface BenchLine {
	/** What was measured, e.g. "fix accepted → painted, p99". */
	readonly what: string;
	readonly unit: string;
	readonly ours: number;
	/** The peer or the limit beside it. */
	readonly peer: { readonly name: string; readonly value: number };
	/** ours ÷ peer. */
	readonly ratio: number;
	/** The ratio wished for, and whether less or more is better. */
	readonly aim: { readonly ratio: number; readonly better: 'lower' | 'higher' };
	/** How it was obtained: sizes, rounds, engine. */
	readonly how: string;
}

export interface Bench {
	readonly name: string;
	run(): Promise<readonly BenchLine[]>;
}

export const line = (l: Omit<BenchLine, 'ratio'>): BenchLine => ({ ...l, ratio: l.ours / l.peer.value });

export const meets = ({ ratio, aim }: BenchLine): boolean => (aim.better === 'lower' ? ratio <= aim.ratio : ratio >= aim.ratio);

/** The value below which a share `p` (0–1) of the sample lies. */
export function quantile(sample: readonly number[], p: number): number {
	const sorted = [...sample].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)] ?? NaN;
}
