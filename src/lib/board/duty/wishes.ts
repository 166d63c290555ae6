/** Hours that somebody would rather have off, or would rather work, as they meet a seat. */
import { dayOf, type Zone } from '#lib/duty/local-time.ts';
import { overlaps, type Span } from '#lib/duty/span.ts';
import { readWhen } from '#lib/duty/when.ts';
import type { BoardPerson, Wish } from '#lib/wire/roster-board.ts';

/** Null where day or hours cannot be read. */
function spanOfWish({ on, hours }: Wish, zone: Zone): Span | null {
	const [day, when] = [dayOf(on), readWhen(hours === '' ? '24 h' : hours)];
	if (day === null || !when.ok) return null;
	return { startMs: zone.instantOf(day, when.value.fromMin), endMs: zone.instantOf(day, when.value.untilMin) };
}

export const wishesFor = (person: BoardPerson, span: Span, zone: Zone): readonly Wish[] =>
	person.wishes.filter((wish) => {
		const wished = spanOfWish(wish, zone);
		return wished !== null && overlaps(wished, span);
	});
