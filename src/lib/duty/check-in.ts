/**
 * Whether somebody who checks in is where they say, and which seat it counts for. One good proof is enough: the code printed for the post, or a position
 * near it that is accurate enough. Leaving needs none: who goes home early and says so late is believed.
 */
import { distanceM } from '../geo/distance-m.ts';
import { done, refused, type Outcome, type Problem } from '../geo/outcome.ts';
import type { Position } from '../geo/position.ts';
import type { PostRole } from '../rules/post-roles.ts';
import type { PostingRules } from '../rules/roster-rules.ts';
import type { Span } from './span.ts';

export interface CheckInClaim {
	readonly action: 'arrive' | 'leave';
	/** Whether the code is that of the post; null: none was scanned. */
	readonly codeMatches: boolean | null;
	readonly place: { readonly lng: number; readonly lat: number; readonly accuracyM: number | null } | null;
}

export interface ProvedCheckIn {
	readonly proof: 'code' | 'position';
	/** Metres from the post; null where the phone said no place. */
	readonly distanceM: number | null;
	readonly accuracyM: number | null;
}

export interface CheckInProblem extends Problem {
	readonly kind: 'field.no-proof' | 'field.code-wrong' | 'field.too-far' | 'field.inaccurate';
}

export function proveCheckIn(
	claim: CheckInClaim,
	post: { readonly name: string; readonly position: Position },
	rules: PostingRules['checkIn']
): Outcome<ProvedCheckIn, CheckInProblem> {
	const { place } = claim;
	const far = place === null ? null : distanceM([place.lng, place.lat], post.position);
	const measured = { distanceM: far, accuracyM: place?.accuracyM ?? null };
	if (claim.codeMatches === true) return done({ proof: 'code', ...measured });
	if (claim.action === 'leave') return done({ proof: 'position', ...measured });
	const wrongCode = claim.codeMatches === false;
	if (place === null || far === null) return refused({ kind: wrongCode ? 'field.code-wrong' : 'field.no-proof' });
	// A sensor that does not say how far it may be wrong proves nothing.
	if (place.accuracyM === null || place.accuracyM > rules.maxAccuracyM)
		return refused(
			wrongCode
				? { kind: 'field.code-wrong' }
				: {
						kind: 'field.inaccurate',
						detail: { accuracy: place.accuracyM === null ? '?' : Math.round(place.accuracyM), most: rules.maxAccuracyM }
					}
		);
	if (far > rules.withinM)
		return refused(
			wrongCode
				? { kind: 'field.code-wrong' }
				: { kind: 'field.too-far', detail: { post: post.name, distance: Math.ceil(far), within: rules.withinM } }
		);
	return done({ proof: 'position', ...measured });
}

/**
 * The role that an arrival counts for: of the person's own seat at the post that runs then or begins soon; without one, the first role asked there that
 * they may fill; null where there is none.
 */
export function roleOfArrival(
	atMs: number,
	seats: readonly (Span & { readonly role: string })[],
	person: { readonly roles: readonly string[] },
	askedRoles: readonly string[],
	rules: { readonly earlyMin: number; readonly roles: readonly PostRole[] }
): string | null {
	const running = seats.find(({ startMs, endMs }) => startMs <= atMs && atMs < endMs);
	if (running) return running.role;
	const next = seats
		.filter(({ startMs }) => startMs > atMs && startMs - atMs <= rules.earlyMin * 60_000)
		.reduce<(typeof seats)[number] | null>((best, seat) => (best === null || seat.startMs < best.startMs ? seat : best), null);
	if (next) return next.role;
	return (
		askedRoles.find((id) => rules.roles.find((role) => role.id === id)?.filledBy.some((name) => person.roles.includes(name)) === true) ??
		null
	);
}
