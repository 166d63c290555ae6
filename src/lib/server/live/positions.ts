/** The newest position of every patrol. An older fix that comes late never moves a patrol back. */
import type { Fix } from '#lib/patrol/fix.ts';
import type { PatrolPosition } from '#lib/wire/tick.ts';

export interface Positions {
	/** @returns the new position if this fix is newer than what is known of its patrol, else null. */
	offer(no: number, fix: Fix): PatrolPosition | null;
	get(no: number): PatrolPosition | undefined;
	all(): Iterable<PatrolPosition>;
	/** Drops every patrol that is not among these. */
	keepOnly(numbers: ReadonlySet<number>): void;
	readonly newestAtMs: number | null;
}

export function createPositions(): Positions {
	const byNo = new Map<number, PatrolPosition>();
	let newestAtMs: number | null = null;
	return {
		offer(no, fix) {
			const known = byNo.get(no);
			if (known && known.recordedAtMs >= fix.recordedAtMs) return null;
			const position: PatrolPosition = {
				no,
				lng: fix.lng,
				lat: fix.lat,
				recordedAtMs: fix.recordedAtMs,
				bearingDeg: fix.bearingDeg,
				speedMps: fix.speedMps,
				accuracyM: fix.accuracyM
			};
			byNo.set(no, position);
			newestAtMs = Math.max(newestAtMs ?? 0, fix.recordedAtMs);
			return position;
		},
		get: (no) => byNo.get(no),
		all: () => byNo.values(),
		keepOnly(numbers) {
			for (const no of byNo.keys()) if (!numbers.has(no)) byNo.delete(no);
		},
		get newestAtMs() {
			return newestAtMs;
		}
	};
}
