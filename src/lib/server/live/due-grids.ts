/**
 * Which grids are to be judged again: those something happened in, the longest-waiting first, and none more often than its turn. Judging costs
 * a few milliseconds a grid, so a busy district is judged in slices.
 */
import type { GridId } from '#lib/area/area.ts';

export interface DueGrids {
	touch(grids: Iterable<GridId>): void;
	/** The grids whose turn it is, in order; they stay due until `judged`. */
	due(nowMs: number): GridId[];
	/** All that wait, whether or not it is their turn. */
	all(): GridId[];
	/** Done, unless it was touched again in the meantime. */
	judged(grid: GridId, nowMs: number): void;
	/** Looked at, with something left to tell: it waits for its next turn. */
	postpone(grid: GridId, nowMs: number): void;
	readonly size: number;
}

export function createDueGrids(everyMs: number): DueGrids {
	/** Grid → how often it was touched; a grid taken up and touched again stays due. */
	const dirty = new Map<GridId, number>();
	const taken = new Map<GridId, number>();
	const judgedAtMs = new Map<GridId, number>();
	const at = (grid: GridId): number => judgedAtMs.get(grid) ?? 0;
	const take = (grids: GridId[]): GridId[] => {
		for (const grid of grids) taken.set(grid, dirty.get(grid) ?? 0);
		return grids;
	};
	return {
		touch(grids) {
			for (const grid of grids) dirty.set(grid, (dirty.get(grid) ?? 0) + 1);
		},
		// Either way: a clock that was set back must not keep a grid waiting until it has caught up.
		due: (nowMs) => take([...dirty.keys()].filter((grid) => Math.abs(nowMs - at(grid)) >= everyMs).sort((a, b) => at(a) - at(b))),
		all: () => take([...dirty.keys()]),
		judged(grid, nowMs) {
			if (dirty.get(grid) === taken.get(grid)) dirty.delete(grid);
			judgedAtMs.set(grid, nowMs);
		},
		postpone(grid, nowMs) {
			judgedAtMs.set(grid, nowMs);
		},
		get size() {
			return dirty.size;
		}
	};
}
