/** What the live picture asks of the seen map of a district. */
import type { GridId } from '#lib/area/area.ts';
import type { GapFinding } from '#lib/ledger/gap.ts';
import type { Fix } from '#lib/patrol/fix.ts';
import type { GridCoverage } from '#lib/patrol/grid-coverage.ts';
import type { BuildingSeen } from '#lib/wire/tick.ts';

export interface CoverageEngine {
	/** Takes in fixes in any order, repeated or late. @returns what that changed. */
	take(fixes: readonly Fix[]): { readonly seen: readonly BuildingSeen[]; readonly grids: Iterable<GridId> };
	/** Moves the clock on. @returns grids in which something turned stale. */
	passTime(nowMs: number): Iterable<GridId>;
	/** `gapCount` is the ledger's to say. */
	coverageOf(gridId: GridId, nowMs: number): GridCoverage;
	findingsOf(gridId: GridId, nowMs: number): readonly GapFinding[];
	/** Every building that was ever seen. */
	seenBuildings(): Iterable<BuildingSeen>;
	save(): Uint8Array;
	/** @returns false where the bytes were made on other ground or by other rules; then nothing was taken in. */
	restore(bytes: Uint8Array): boolean;
}
