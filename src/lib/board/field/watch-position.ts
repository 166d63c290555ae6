/** Watches where the phone is, for as long as it is asked to and no longer. */
import type { FieldFix } from '#lib/wire/field.ts';

export type PlaceProblem = 'denied' | 'unavailable' | 'absent';

export interface PositionWatch {
	end(): void;
}

const OLDEST_MS = 10_000;
const STRANGE_MS = 60_000;
const TOO_LONG_MS = 30_000;

/** @param heard.place times are the phone's */
export function watchPosition(heard: { place(fix: FieldFix): void; problem(problem: PlaceProblem): void }): PositionWatch {
	if (!('geolocation' in navigator)) {
		heard.problem('absent');
		return { end: () => undefined };
	}
	const watch = navigator.geolocation.watchPosition(
		({ coords, timestamp }) => {
			const sane = (n: number | null, most: number): number | null => (n !== null && Number.isFinite(n) && n >= 0 && n <= most ? n : null);
			heard.place({
				lng: coords.longitude,
				lat: coords.latitude,
				accuracyM: sane(coords.accuracy, 100_000),
				// A place is at most OLDEST_MS old: a stamp far from that is another clock's (some phones count from elsewhere).
				atMs: Math.round(Math.abs(timestamp - Date.now()) > STRANGE_MS ? Date.now() : timestamp),
				speedMps: sane(coords.speed, 1000),
				bearingDeg: sane(coords.heading, 360)
			});
		},
		(error) => heard.problem(error.code === error.PERMISSION_DENIED ? 'denied' : 'unavailable'),
		{ enableHighAccuracy: true, maximumAge: OLDEST_MS, timeout: TOO_LONG_MS }
	);
	return { end: () => navigator.geolocation.clearWatch(watch) };
}
