/** Which posts and people a lead looks at: those on duty first, a squad alone, or all there are. */
import type { PostId } from '#lib/duty/post.ts';
import type { PersonRow } from './people-rows.ts';
import type { SeatLanes, SquadLanes } from './seat-lanes.ts';

/** `duty`: posts that ask for somebody or that a squad answers for; a number: that squad's alone. */
export type Scope = 'duty' | 'all' | number;

/** Where nothing is on duty yet, all is shown: one has to begin somewhere. */
export function lanesInScope({ squads }: SeatLanes, scope: Scope): readonly SquadLanes[] {
	if (scope === 'all') return squads;
	if (scope !== 'duty') return squads.filter(({ squadId }) => squadId === scope);
	const kept = squads
		.map(({ squadId, posts }) => ({ squadId, posts: squadId === null ? posts.filter(({ lanes }) => lanes.length > 0) : posts }))
		.filter(({ posts }) => posts.length > 0);
	return kept.length > 0 ? kept : squads;
}

export const postsOf = (squads: readonly SquadLanes[]): ReadonlySet<PostId> =>
	new Set(squads.flatMap(({ posts }) => posts.map(({ post }) => post.id)));

/** Whoever needs a word is never left out. */
export function rowsInScope(rows: readonly PersonRow[], scope: Scope): readonly PersonRow[] {
	if (scope === 'all') return rows;
	if (scope !== 'duty') return rows.filter(({ person }) => person.squadId === scope);
	const kept = rows.filter(({ person, hours, warnings }) => person.squadId !== null || hours > 0 || warnings.length > 0);
	return kept.length > 0 ? kept : rows;
}
