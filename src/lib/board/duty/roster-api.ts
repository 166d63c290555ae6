/** Asks the server for rosters and tells it changes. Answers, never throws; a refusal comes with the server's own sentence. */
import { done, type Outcome, type Problem, refused } from '#lib/geo/outcome.ts';
import type { LeaveKind } from '#lib/duty/people.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import type { Squad, SquadList } from '#lib/wire/duty.ts';
import { isProblemAnswer } from '#lib/wire/problem-answer.ts';
import type { Proposals, RosterBoard, RosterRefusal, RosterSaved, SeatChangeAsked, SolveLine } from '#lib/wire/roster-board.ts';

/** `message` is null where no server answered; `status` 0: it could not be reached. */
export interface RosterProblem extends Problem, Partial<Pick<RosterRefusal, 'moved' | 'broken'>> {
	readonly message: { readonly zh: string; readonly en: string } | null;
	readonly status: number;
}
type Answer<T> = Promise<Outcome<T, RosterProblem>>;

export const rosterBoard = (areaId: number, from: string, days: number): Answer<RosterBoard> =>
	json('GET', `/api/areas/${areaId}/roster?from=${from}&days=${days}`);

export const saveRoster = (
	areaId: number,
	body: { readonly from: string; readonly days: number; readonly changes: readonly SeatChangeAsked[]; readonly reason: string }
): Answer<RosterSaved> => json('PUT', `/api/areas/${areaId}/roster`, body);

export const squadsOf = async (areaId: number): Answer<readonly Squad[]> => {
	const answer = await json<SquadList>('GET', `/api/squads?area=${areaId}`);
	return answer.ok ? done(answer.value.squads) : answer;
};

export const saveRule = (postId: PostId, from: string, needs: string): Answer<unknown> =>
	json('PUT', `/api/posts/${postId}/rules`, { from, needs });
export const dropRule = (postId: PostId, from: string): Answer<unknown> => json('DELETE', `/api/posts/${postId}/rules?from=${from}`);
export const savePost = (postId: PostId, body: { weight?: number; shifts?: readonly string[] | null }): Answer<unknown> =>
	json('PATCH', `/api/posts/${postId}`, body);
export const checkInByWord = (
	postId: PostId,
	body: { readonly personId: PersonId; readonly action: 'arrive' | 'leave'; readonly atMs?: number; readonly reason: string }
): Answer<unknown> => json('POST', `/api/posts/${postId}/check-ins`, body);
export const saveLeave = (
	personId: PersonId,
	body: { readonly kind: LeaveKind; readonly fromMs: number; readonly untilMs: number }
): Answer<unknown> => json('POST', `/api/people/${personId}/leave`, body);

export interface SolveAsked {
	readonly from: string;
	readonly days: number;
	readonly how: 'new' | 'repair';
	readonly draft?: readonly { readonly seat: string; readonly personId: PersonId }[];
	readonly off?: {
		readonly people: readonly { readonly id: PersonId; readonly fromMs: number; readonly untilMs: number }[];
		readonly posts: readonly { readonly id: PostId; readonly fromMs: number; readonly untilMs: number }[];
	};
	readonly seats?: readonly string[];
	readonly proposals?: number;
	readonly seconds?: number;
	readonly cure?: boolean;
}
export type SolveProgress = Extract<SolveLine, { readonly say: 'progress' | 'waiting' }>;

/** Solves, telling how far it is. Aborting the signal cancels it on the server too. */
export async function solveRoster(
	areaId: number,
	body: SolveAsked,
	onprogress: (line: SolveProgress) => void,
	signal: AbortSignal
): Answer<Proposals> {
	const answer = await ask('POST', `/api/areas/${areaId}/roster/solve`, body, signal);
	if (!answer.ok) return answer;
	const broken = refused({ kind: 'broken', detail: { status: answer.value.status }, message: null, status: answer.value.status });
	const reader = answer.value.body?.pipeThrough(new TextDecoderStream()).getReader();
	if (!reader) return broken;
	let rest = '';
	try {
		for (;;) {
			const { done: ended, value } = await reader.read();
			rest += value ?? '';
			const lines = rest.split('\n');
			rest = ended ? '' : (lines.pop() ?? '');
			for (const text of lines.filter((line) => line.trim() !== '')) {
				const line = JSON.parse(text) as SolveLine;
				if (line.say === 'answer') return done(line);
				if (line.say === 'refused') return refused({ kind: 'refused', message: line.message, status: 422 });
				onprogress(line);
			}
			if (ended) return broken;
		}
	} catch {
		return signal.aborted ? refused({ kind: 'cancelled', message: null, status: 0 }) : broken;
	}
}

async function json<T>(method: string, path: string, body?: unknown): Answer<T> {
	const answer = await ask(method, path, body);
	if (!answer.ok) return answer;
	try {
		return done((answer.value.status === 204 ? null : await answer.value.json()) as T);
	} catch {
		return refused({ kind: 'broken', detail: { status: answer.value.status }, message: null, status: answer.value.status });
	}
}

async function ask(method: string, path: string, body?: unknown, signal?: AbortSignal): Answer<Response> {
	let response: Response;
	try {
		response = await fetch(path, {
			method,
			credentials: 'same-origin',
			headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
			...(signal ? { signal } : {})
		});
	} catch {
		return refused({ kind: signal?.aborted ? 'cancelled' : 'unreachable', message: null, status: 0 });
	}
	if (response.ok) return done(response);
	const said: unknown = await response.json().catch(() => null);
	if (!isProblemAnswer(said))
		return refused({ kind: 'broken', detail: { status: response.status }, message: null, status: response.status });
	const { moved, broken } = said as RosterRefusal;
	return refused({
		...said.problem,
		message: said.message,
		status: response.status,
		...(moved ? { moved } : {}),
		...(broken ? { broken } : {})
	});
}
