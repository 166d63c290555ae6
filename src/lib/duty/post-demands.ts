/** What posts ask for as it is kept, a text by day and ids of shifts, ready for `seats`. */
import type { PostingRules } from '../rules/roster-rules.ts';
import { dayOf } from './local-time.ts';
import { readNeeds } from './post-rule.ts';
import type { PostDemand } from './seats.ts';
import { shiftsOf } from './shifts.ts';

export interface WrittenPost {
	readonly code: string;
	/** Null: the usual ones. */
	readonly shifts: readonly string[] | null;
	readonly rules: readonly { readonly from: string; readonly needs: string }[];
}

/** A version that can no longer be read, since a role was taken out of the rules, asks for nothing. Posts go by their code. */
export const demandsOf = (posts: readonly WrittenPost[], posting: PostingRules): PostDemand[] =>
	posts.map(({ code, shifts, rules }) => ({
		id: code,
		shifts: shiftsOf(posting, shifts ?? posting.usualShifts),
		rules: rules.flatMap(({ from, needs }) => {
			const [fromDay, read] = [dayOf(from), readNeeds(needs, posting.roles)];
			return fromDay !== null && read.ok ? [{ fromDay, needs: read.value }] : [];
		})
	}));
