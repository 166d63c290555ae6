/**
 * A list that does not move under the pointer: while held, rows keep their places, closed ones stay where they were and new ones wait. Let go, it is
 * the list again.
 */
export interface Held<T> {
	readonly row: T;
	/** It is no longer in the list. */
	readonly gone: boolean;
}

/** @param before what was shown when it was last drawn. @param now the list as it is. */
export function heldOrder<T>(before: readonly Held<T>[], now: readonly T[], idOf: (row: T) => number, held: boolean): readonly Held<T>[] {
	if (!held || before.length === 0) return now.map((row) => ({ row, gone: false }));
	const fresh = new Map(now.map((row) => [idOf(row), row]));
	return before.map(({ row }) => {
		const still = fresh.get(idOf(row));
		return still === undefined ? { row, gone: true } : { row: still, gone: false };
	});
}

/** The rows to draw of a long list of equal heights, a few more on each side. */
export function visibleRange(
	scrollTop: number,
	height: number,
	rowHeight: number,
	count: number
): { readonly from: number; readonly to: number } {
	const from = Math.max(0, Math.floor(scrollTop / rowHeight) - 4);
	return { from, to: Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + 4) };
}

/** Rows of about 78 px that fill the height exactly. */
export const fittingRowHeight = (height: number, about = 78): number =>
	height < about ? about : Math.floor(height / Math.max(1, Math.round(height / about)));
