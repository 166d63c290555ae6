/** Plain counters of the live path, read by /metrics. They only rise; what is measured now is a gauge and asked when read. */

const BUCKETS_MS = [5, 10, 25, 50, 100, 250, 500, 1000, 2500] as const;

export interface Histogram {
	readonly bucketsMs: readonly number[];
	/** How many were at most that long, by bucket; the last one holds them all. */
	readonly counts: readonly number[];
	readonly sumMs: number;
	observe(ms: number): void;
	/** Upper bound of the bucket that holds this part of all, ms; null before the first. */
	quantileMs(part: number): number | null;
}

export function createHistogram(): Histogram {
	const counts = new Array<number>(BUCKETS_MS.length + 1).fill(0);
	let sumMs = 0;
	return {
		bucketsMs: BUCKETS_MS,
		counts,
		get sumMs() {
			return sumMs;
		},
		observe(ms) {
			sumMs += ms;
			for (let i = 0; i <= BUCKETS_MS.length; i++) if (ms <= (BUCKETS_MS[i] ?? Infinity)) counts[i] = (counts[i] ?? 0) + 1;
		},
		quantileMs(part) {
			const all = counts[BUCKETS_MS.length] ?? 0;
			if (all === 0) return null;
			const at = counts.findIndex((count) => count >= all * part);
			return BUCKETS_MS[at] ?? Infinity;
		}
	};
}

export interface LiveMetrics {
	/** Answers of the ingest, by `format status`. */
	readonly ingest: Map<string, number>;
	fixesStored: number;
	fixesApart: number;
	fixesRepeated: number;
	/** From a fix being received to its tick being handed to the sockets. */
	readonly fixToTick: Histogram;
	ticks: number;
	tickBytes: number;
	events: number;
	joins: number;
	joinsRefused: number;
	/** Connections dropped because they read too slowly. */
	slowReaders: number;
	faults: number;
	/** The longest single stretch of coverage work since the start, ms. */
	longestPassMs: number;
}

export const createLiveMetrics = (): LiveMetrics => ({
	ingest: new Map(),
	fixesStored: 0,
	fixesApart: 0,
	fixesRepeated: 0,
	fixToTick: createHistogram(),
	ticks: 0,
	tickBytes: 0,
	events: 0,
	joins: 0,
	joinsRefused: 0,
	slowReaders: 0,
	faults: 0,
	longestPassMs: 0
});
