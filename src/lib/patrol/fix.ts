/** A fix: where a device said it was, and when. WGS-84; times are Unix milliseconds, UTC. */

declare const deviceId: unique symbol;
export type DeviceId = number & { readonly [deviceId]: true };

export interface Fix {
	readonly deviceId: DeviceId;
	/** When the device measured it. With the device it names the fix: the same pair twice is one fix. */
	readonly recordedAtMs: number;
	readonly lng: number;
	readonly lat: number;
	/** Radius of the device's own error estimate, metres; null when unknown. */
	readonly accuracyM: number | null;
	/** Ground speed as the device says, metres a second; null when unknown. */
	readonly speedMps: number | null;
	/** Course over ground, degrees clockwise from north; null when unknown. */
	readonly bearingDeg: number | null;
	/** Battery charge 0–1; null when unknown. */
	readonly battery: number | null;
}

/** How old the last fix of a tracker is, by the rules: fresh → stale → lost → off shift. */
export type PatrolStatus = 'live' | 'stale' | 'lost' | 'off';

export function patrolStatus(
	lastFixAtMs: number | null,
	nowMs: number,
	rules: { readonly staleAfterS: number; readonly lostAfterS: number; readonly offShiftAfterS: number }
): PatrolStatus {
	if (lastFixAtMs === null) return 'off';
	const ageS = (nowMs - lastFixAtMs) / 1000;
	if (ageS > rules.offShiftAfterS) return 'off';
	if (ageS > rules.lostAfterS) return 'lost';
	return ageS > rules.staleAfterS ? 'stale' : 'live';
}
