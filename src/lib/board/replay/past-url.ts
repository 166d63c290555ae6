/** The moment that is shown of the past, in the address: `past=2026-11-22T08:05:30Z&speed=60`. What is malformed is read as left out. */

export const SPEEDS = [1, 10, 60, 600] as const;
export type Speed = (typeof SPEEDS)[number];

export interface PastPlace {
	readonly atMs: number;
	readonly speed: Speed;
}

export function parsePast(params: URLSearchParams): PastPlace | null {
	const text = params.get('past') ?? '';
	const atMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : NaN;
	if (!Number.isFinite(atMs)) return null;
	const speed = SPEEDS.find((one) => String(one) === params.get('speed'));
	return { atMs, speed: speed ?? 1 };
}

/** Writes the place into the parameters, or takes it out of them. */
export function printPast(place: PastPlace | null, params: URLSearchParams): URLSearchParams {
	const out = new URLSearchParams(params);
	out.delete('past');
	out.delete('speed');
	if (!place) return out;
	out.set('past', `${new Date(place.atMs).toISOString().slice(0, 19)}Z`);
	if (place.speed !== 1) out.set('speed', String(place.speed));
	return out;
}
