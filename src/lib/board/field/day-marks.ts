/** What a new day from the server says about what the phone knew before. Pure. */
import type { FieldDay } from '#lib/wire/field.ts';
import type { PhoneState } from './phone-store.ts';

const VISITED_KEPT_MS = 48 * 3_600_000;

/** Without what the server knows as well by now, or what is long ago. */
export const stillTrue = (visited: PhoneState['visited'], day: FieldDay): PhoneState['visited'] => {
	const seen = new Map(day.grids.flatMap((grid) => grid.buildings.map(({ id, seenAtMs }) => [String(id), seenAtMs ?? 0] as const)));
	return Object.fromEntries(
		Object.entries(visited).filter(([id, atMs]) => atMs > (seen.get(id) ?? 0) && day.nowMs - atMs < VISITED_KEPT_MS)
	);
};

/** Differs where seats, or what is asked of the person about them, changed. */
export const rosterMark = (day: FieldDay): string =>
	JSON.stringify([
		day.duties.map(({ id, seat, startMs, endMs }) => [id, seat, startMs, endMs]),
		day.swaps.map(({ id, state }) => [id, state])
	]);
