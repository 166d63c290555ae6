/**
 * Which grids are to be judged again: those something happened in, the longest-waiting first, and none more often than its turn. Judging costs
 * a few milliseconds a grid, so a busy district is judged in slices.
 */
import type { GridId } from '#lib/area/area.ts';

export interface DueGrids {
	touch(grids: Iterable<GridId>): void;
	/** The grids whose turn it is, in order; they stay due until `judged`. */
	due(nowMs: number): GridId[];
	judged(grid: GridId, nowMs: number): void;
	readonly size: number;
}

export function createDueGrids(everyMs: number): DueGrids {
	const dirty = new Set<GridId>();
	const judgedAtMs = new Map<GridId, number>();
	return {
		touch(grids) {
			for (const grid of grids) dirty.add(grid);
		},
		due(nowMs) {
			const at = (grid: GridId): number => judgedAtMs.get(grid) ?? 0;
			return [...dirty].filter((grid) => nowMs - at(grid) >= everyMs).sort((a, b) => at(a) - at(b));
		},
		judged(grid, nowMs) {
			dirty.delete(grid);
			judgedAtMs.set(grid, nowMs);
		},
		get size() {
			return dirty.size;
		}
	};
}
