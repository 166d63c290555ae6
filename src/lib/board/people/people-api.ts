/** Asks the server for people, squads and assignments and tells it what a lead does. Answers, never throws; a refusal comes with the server's own sentence. */
import type { DutySubject } from '#lib/duty/assignment.ts';
import type { LeaveKind } from '#lib/duty/people.ts';
import type { Duty, PersonId } from '#lib/duty/post.ts';
import { done, type Outcome, type Problem, refused } from '#lib/geo/outcome.ts';
import type {
	Assignment,
	AssignmentList,
	AssignmentMade,
	AssignRefusal,
	PeopleImport,
	PeopleList,
	RollPerson,
	Squad,
	SquadList
} from '#lib/wire/duty.ts';
import { isProblemAnswer } from '#lib/wire/problem-answer.ts';

/** `message` is null where no server answered; `status` 0: it could not be reached. */
export interface PeopleTrouble extends Problem, Partial<Pick<AssignRefusal, 'inTheWay'>> {
	readonly message: { readonly zh: string; readonly en: string } | null;
	readonly status: number;
}
export type Answer<T> = Promise<Outcome<T, PeopleTrouble>>;

export const peopleOf = (areaId: number): Answer<readonly RollPerson[]> =>
	asked<PeopleList, readonly RollPerson[]>('GET', `/api/people?area=${areaId}`, ({ people }) => people);
export const squadsOf = (areaId: number): Answer<readonly Squad[]> =>
	asked<SquadList, readonly Squad[]>('GET', `/api/squads?area=${areaId}`, ({ squads }) => squads);
export const assignmentsOf = (areaId: number, past = false): Answer<readonly Assignment[]> =>
	asked<AssignmentList, readonly Assignment[]>(
		'GET',
		`/api/assignments?area=${areaId}${past ? '&past=1' : ''}`,
		(list) => list.assignments
	);

/** Where a list is fetched as a file. */
export const exportHref = (what: 'people' | 'assignments', areaId: number, format: 'csv' | 'xlsx'): string =>
	`/api/${what}?area=${areaId}&format=${format}`;

export type ListBody = { readonly csv: string } | { readonly xlsx: string };
export const previewPeople = (areaId: number, list: ListBody): Answer<PeopleImport> =>
	json('POST', `/api/people/preview?area=${areaId}`, list);
export const importPeople = (areaId: number, list: ListBody): Answer<PeopleImport> =>
	json('POST', `/api/people/import?area=${areaId}`, list);

export const addLeave = (
	personId: PersonId,
	body: { readonly fromMs: number; readonly untilMs: number; readonly kind: LeaveKind }
): Answer<unknown> => json('POST', `/api/people/${personId}/leave`, body);
export const dropLeave = (id: number): Answer<unknown> => json('DELETE', `/api/leave/${id}`);
export const addWish = (personId: PersonId, body: { readonly want: 'off' | 'work'; readonly on: string }): Answer<unknown> =>
	json('POST', `/api/people/${personId}/wishes`, body);
export const dropWish = (id: number): Answer<unknown> => json('DELETE', `/api/wishes/${id}`);

export interface SquadBody {
	readonly name: string;
	readonly template: string;
	readonly leadId: PersonId | null;
	readonly members: readonly PersonId[];
}
export const makeSquad = (areaId: number, body: SquadBody): Answer<unknown> => json('POST', `/api/squads?area=${areaId}`, body);
export const saveSquad = (id: number, body: SquadBody): Answer<unknown> => json('PUT', `/api/squads/${id}`, body);
export const dissolveSquad = (id: number): Answer<unknown> => json('DELETE', `/api/squads/${id}`);

export interface AssignBody {
	readonly personId: PersonId;
	readonly subject: DutySubject;
	readonly duty: Duty;
	readonly task: string;
	readonly fromMs?: number;
	readonly untilMs: number;
}
export const assignTo = (areaId: number, body: AssignBody): Answer<AssignmentMade> => json('POST', `/api/assignments?area=${areaId}`, body);
export const endAssignment = (id: number, body: { readonly reason: string; readonly atMs?: number }): Answer<Assignment> =>
	json('POST', `/api/assignments/${id}/end`, body);

export interface HandOverBody {
	readonly personId: PersonId;
	readonly atMs?: number;
	readonly untilMs?: number;
	readonly task?: string;
	readonly note: string;
	readonly openItems: readonly string[];
}
export const handOver = (id: number, body: HandOverBody): Answer<AssignmentMade> => json('POST', `/api/assignments/${id}/hand-over`, body);

async function asked<T, U>(method: string, path: string, take: (value: T) => U): Answer<U> {
	const answer = await json<T>(method, path);
	return answer.ok ? done(take(answer.value)) : answer;
}

async function json<T>(method: string, path: string, body?: unknown): Answer<T> {
	try {
		const response = await fetch(path, {
			method,
			credentials: 'same-origin',
			headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
			...(body === undefined ? {} : { body: JSON.stringify(body) })
		});
		if (response.ok) return done((response.status === 204 ? null : await response.json()) as T);
		const said: unknown = await response.json().catch(() => null);
		if (!isProblemAnswer(said)) return refused({ kind: 'broken', message: null, status: response.status });
		const { inTheWay } = said as AssignRefusal;
		return refused({ ...said.problem, message: said.message, status: response.status, ...(inTheWay && { inTheWay }) });
	} catch {
		return refused({ kind: 'unreachable', message: null, status: 0 });
	}
}
