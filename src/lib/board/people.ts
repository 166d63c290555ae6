/** Where each tracked person stands, by the rules of the district: live, stale, lost, or off shift. */
import { patrolStatus, type PatrolStatus } from '#lib/patrol/fix.ts';
import type { Person, PersonId } from '#lib/duty/post.ts';
import type { AreaPicture, PatrolPicture } from '#lib/wire/area-picture.ts';
import type { BoardView } from './board-view.ts';

export interface PersonState {
	readonly patrol: PatrolPicture;
	readonly status: PatrolStatus;
	/** The last fix, Unix ms; null if none is known. */
	readonly atMs: number | null;
}

export function personState(board: BoardView, patrol: PatrolPicture, nowMs: number): PersonState {
	const row = board.patrolRow(patrol.no);
	const atMs = row < 0 ? 0 : (board.patrols.recordedAtMs[row] ?? 0);
	const known = atMs > 0 ? atMs : null;
	return { patrol, status: patrolStatus(known, nowMs, board.picture.rules.rules.patrol), atMs: known };
}

export const peopleStates = (board: BoardView, nowMs: number): readonly PersonState[] =>
	board.picture.patrols.map((patrol) => personState(board, patrol, nowMs));

/** Everybody the picture names, with or without a tracker. */
export const peopleById = (picture: AreaPicture | null): ReadonlyMap<PersonId, Person> =>
	new Map([...(picture?.people ?? []), ...(picture?.patrols ?? []).map((patrol) => patrol.person)].map((person) => [person.id, person]));

export const patrolsByPerson = (picture: AreaPicture | null): ReadonlyMap<PersonId, PatrolPicture> =>
	new Map((picture?.patrols ?? []).map((patrol) => [patrol.person.id, patrol]));
