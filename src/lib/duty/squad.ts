/** Whether a squad is whole by its template: each seat filled by a person of a right role, and nobody counted twice. */
import type { SquadTemplate } from '../rules/duty-rules.ts';

export interface MissingSeat {
	/** Any of these would do; none: anybody. */
	readonly roles: readonly string[];
	readonly count: number;
}

/** The seats that stay empty however the members are placed, as few as can be. @param members the roles of each */
export function missingSeats(template: SquadTemplate, members: readonly (readonly string[])[]): MissingSeat[] {
	const seats = template.seats.flatMap((seat) => Array.from({ length: seat.count }, () => seat.roles));
	const fits = (roles: readonly string[], member: readonly string[]): boolean =>
		roles.length === 0 || roles.some((role) => member.includes(role));
	const seatOf = new Map<number, number>();
	/** Finds a member for the seat, moving others to seats that they fit as well (augmenting paths). */
	const fill = (seat: number, tried: Set<number>): boolean =>
		members.some((member, i) => {
			if (tried.has(i) || !fits(seats[seat] ?? [], member)) return false;
			tried.add(i);
			const other = seatOf.get(i);
			if (other !== undefined && !fill(other, tried)) return false;
			seatOf.set(i, seat);
			return true;
		});
	const missing = new Map<string, MissingSeat>();
	for (const [seat, roles] of seats.entries()) {
		if (fill(seat, new Set())) continue;
		const key = roles.join();
		missing.set(key, { roles, count: (missing.get(key)?.count ?? 0) + 1 });
	}
	return [...missing.values()];
}
