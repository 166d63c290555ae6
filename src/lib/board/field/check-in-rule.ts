/** Whether a check-in may be sent, by the rules of the district: the printed code or the position, and the hours of the seat. */
import { distanceM } from '#lib/geo/distance-m.ts';
import type { FieldDay, FieldPlace, FieldPost } from '#lib/wire/field.ts';

type SeatOfMine = FieldDay['duties'][number];

const MINUTE_MS = 60_000;

/** How far from a post, metres. */
export const farFrom = (post: FieldPost, place: FieldPlace): number => distanceM(post.position, [place.lng, place.lat]);

export type PlaceVerdict = 'unknown' | 'inaccurate' | 'far' | 'near';

export function judgePlace(post: FieldPost, place: FieldPlace | null, rules: FieldDay['rules']): PlaceVerdict {
	if (!place) return 'unknown';
	const { withinM, maxAccuracyM } = rules.posting.checkIn;
	if (place.accuracyM === null || place.accuracyM > maxAccuracyM) return 'inaccurate';
	return farFrom(post, place) > withinM ? 'far' : 'near';
}

/** The seat that is due now, or the next one; null where there is none ahead. */
export function seatNow(duties: FieldDay['duties'], rules: FieldDay['rules'], nowMs: number): SeatOfMine | null {
	const ahead = duties.filter((duty) => duty.endMs > nowMs).sort((a, b) => a.startMs - b.startMs);
	return ahead.find((duty) => isDue(duty, rules, nowMs)) ?? ahead[0] ?? null;
}

export const isDue = (duty: SeatOfMine, rules: FieldDay['rules'], nowMs: number): boolean =>
	nowMs >= duty.startMs - rules.posting.earlyMin * MINUTE_MS && nowMs < duty.endMs;

/** SHA-256 in hex, as posts carry it. Null where the page has no secure context to reckon it in. */
export async function codeHash(text: string): Promise<string | null> {
	if (!globalThis.crypto?.subtle) return null;
	const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
	return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
