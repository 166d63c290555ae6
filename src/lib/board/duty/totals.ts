/** The foot of a roster: by block of hours, how many seats are asked, planned and were come to. */
import { shiftsOf } from '#lib/duty/shifts.ts';
import { dayOf, type Zone } from '#lib/duty/local-time.ts';
import { overlaps, sharedMs, type Span } from '#lib/duty/span.ts';
import { spansOf } from '#lib/duty/when.ts';
import type { PostingRules } from '#lib/rules/roster-rules.ts';
import type { ShownSeat } from './seat-lanes.ts';
import type { SeatState } from './seat-state.ts';

export interface Block extends Span {
	readonly asked: number;
	readonly planned: number;
	/** Null: it has not begun. */
	readonly present: number | null;
}

/** Blocks are the district's usual shifts; a seat counts in the one with which it shares the most. */
export function totals(
	seats: Iterable<ShownSeat>,
	states: ReadonlyMap<string, SeatState>,
	rules: PostingRules,
	zone: Zone,
	from: string,
	days: number,
	nowMs: number
): Block[] {
	const first = dayOf(from) ?? 0;
	const horizon = { startMs: zone.instantOf(first, 0), endMs: zone.instantOf(first + days, 0) };
	const blocks = shiftsOf(rules, rules.usualShifts)
		.flatMap(({ when }) => spansOf(when, zone, first - 1, first + days))
		.filter((span) => overlaps(span, horizon))
		.sort((a, b) => a.startMs - b.startMs)
		.map((span) => ({ ...span, asked: 0, planned: 0, came: 0 }));
	for (const seat of seats) {
		const state = states.get(seat.id);
		if (!seat.asked || !state) continue;
		let best: (typeof blocks)[number] | null = null;
		for (const block of blocks) if (overlaps(block, seat) && (!best || sharedMs(block, seat) > sharedMs(best, seat))) best = block;
		if (!best) continue;
		best.asked++;
		if (state.holder !== null && !state.onLeave) best.planned++;
		if (state.present.length > 0) best.came++;
	}
	return blocks.map(({ came, ...block }) => ({ ...block, present: block.startMs <= nowMs ? came : null }));
}
