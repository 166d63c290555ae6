/** The foot of a roster: blocks of hours, in which seats are counted as asked, planned and come to. */
import { shiftsOf } from '#lib/duty/shifts.ts';
import { dayOf, type Zone } from '#lib/duty/local-time.ts';
import { overlaps, sharedMs, type Span } from '#lib/duty/span.ts';
import { spansOf } from '#lib/duty/when.ts';
import type { PostingRules } from '#lib/rules/roster-rules.ts';
import type { ShownSeat } from './seat-lanes.ts';

export interface Block extends Span {
	readonly asked: number;
	readonly planned: number;
	/** Null: it has not begun. */
	readonly present: number | null;
}

/** The district's usual shifts over some days, in order of time. */
export function blockSpans(rules: PostingRules, zone: Zone, from: string, days: number): readonly Span[] {
	const first = dayOf(from) ?? 0;
	const horizon = { startMs: zone.instantOf(first, 0), endMs: zone.instantOf(first + days, 0) };
	return shiftsOf(rules, rules.usualShifts)
		.flatMap(({ when }) => spansOf(when, zone, first - 1, first + days))
		.filter((span) => overlaps(span, horizon))
		.sort((a, b) => a.startMs - b.startMs);
}

/** The block with which a seat shares the most; -1: none, or the seat is not asked. */
export function blockOf(blocks: readonly Span[], seat: ShownSeat): number {
	let best = -1;
	let most = 0;
	if (!seat.asked) return best;
	for (const [i, block] of blocks.entries()) {
		const shared = overlaps(block, seat) ? sharedMs(block, seat) : 0;
		if (shared > most) [best, most] = [i, shared];
	}
	return best;
}
