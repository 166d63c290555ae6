/** When a search ends: at a moment, or after so many rounds. */

export interface SearchEnd {
	/** Epoch milliseconds. */
	readonly untilMs: number;
	/** Above 0: so many rounds, and the moment counts for nothing. */
	readonly rounds: number;
}

/** What share of the time or of the rounds is spent, 0 … 1, counted from this call. */
export function spentOf({ untilMs, rounds }: SearchEnd): (asked: number) => number {
	if (rounds > 0) return (asked) => asked / rounds;
	const now = (): number => performance.timeOrigin + performance.now();
	const from = now();
	return () => (untilMs <= from ? 1 : (now() - from) / (untilMs - from));
}
