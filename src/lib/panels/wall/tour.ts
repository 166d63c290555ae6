/** Where a wall looks next: the whole area, then a gap, the whole area again, then the next gap, in the order of the ledger and round again. */
export type Stop = { readonly kind: 'whole' } | { readonly kind: 'gap'; readonly id: number };

export interface TourState {
	readonly stop: Stop;
	/** The last gap that was shown, so that the tour goes on after it even when the list has changed. */
	readonly lastGapId: number | null;
}

export const TOUR_START: TourState = { stop: { kind: 'whole' }, lastGapId: null };

/** @param gapIds open gaps in the order of the ledger. */
export function nextStop(state: TourState, gapIds: readonly number[]): TourState {
	if (state.stop.kind === 'gap' || gapIds.length === 0) return { stop: { kind: 'whole' }, lastGapId: state.lastGapId };
	const at = state.lastGapId === null ? -1 : gapIds.indexOf(state.lastGapId);
	const id = gapIds[(at + 1) % gapIds.length] as number;
	return { stop: { kind: 'gap', id }, lastGapId: id };
}
