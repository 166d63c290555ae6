/** Asks the server for drafts, plans and the ground they are drawn on. Answers, never throws; a refusal comes with the server's own sentence. */
import type { Outcome, Problem } from '#lib/geo/outcome.ts';
import { done, refused } from '#lib/geo/outcome.ts';
import type { BorderPlan, PlanGround } from '#lib/plan/border-plan.ts';
import type { Mend } from '#lib/plan/from-polygons.ts';
import { planOfBytes } from '#lib/plan/plan-bytes.ts';
import type {
	DraftBody,
	DraftList,
	DraftRefusal,
	DraftSummary,
	NewDraft,
	PlanEntry,
	PlanList,
	PlanMends,
	PublishDraft,
	RebaseAnswer,
	ReviewDraft,
	SaveEdits
} from '#lib/wire/drafts.ts';
import { unpackGround } from '#lib/wire/plan-ground.ts';
import { isProblemAnswer } from '#lib/wire/problem-answer.ts';

/** `movedOn`, `refusedEdit` and `faults` as the server gives them; `message` is null where no server answered. */
export interface ApiProblem extends Problem, Partial<Pick<DraftRefusal, 'movedOn' | 'refusedEdit' | 'faults'>> {
	readonly message: { readonly zh: string; readonly en: string } | null;
	/** 0: it could not be reached. */
	readonly status: number;
}
export type Answer<T> = Promise<Outcome<T, ApiProblem>>;

export const draftsOf = (districtId: number): Answer<readonly DraftSummary[]> =>
	json<DraftList>('GET', `/api/areas/${districtId}/drafts`).then((answer) => within(answer, ({ drafts }) => drafts));
export const plansOf = (districtId: number): Answer<readonly PlanEntry[]> =>
	json<PlanList>('GET', `/api/areas/${districtId}/plans`).then((answer) => within(answer, ({ plans }) => plans));
export const draft = (id: number): Answer<DraftBody> => json('GET', `/api/drafts/${id}`);

export const makeDraft = (districtId: number, made: NewDraft): Answer<DraftBody> => json('POST', `/api/areas/${districtId}/drafts`, made);
export const nameDraft = (id: number, named: { name?: string; note?: string }): Answer<DraftSummary> =>
	json('PATCH', `/api/drafts/${id}`, named);
export const saveEdits = (id: number, save: SaveEdits): Answer<DraftBody> => json('PUT', `/api/drafts/${id}/edits`, save);

export const submitDraft = (id: number): Answer<DraftSummary> => json('POST', `/api/drafts/${id}/submit`, {});
export const reviewDraft = (id: number, review: ReviewDraft): Answer<DraftSummary> => json('POST', `/api/drafts/${id}/review`, review);
export const publishDraft = (id: number, at: PublishDraft): Answer<DraftSummary> => json('POST', `/api/drafts/${id}/publish`, at);
export const withdrawDraft = (id: number): Answer<DraftSummary> => json('POST', `/api/drafts/${id}/withdraw`, {});
export const rebaseDraft = (id: number): Answer<RebaseAnswer> => json('POST', `/api/drafts/${id}/rebase`, {});

export const planMends = (planId: number): Answer<PlanMends> => json('GET', `/api/plans/${planId}/mends`);
/** @returns what is left */
export const acceptMend = (planId: number, mend: Mend): Answer<PlanMends> => json('POST', `/api/plans/${planId}/mends`, { mend });

export async function planGround(districtId: number): Answer<PlanGround> {
	const answer = await ask('GET', `/api/areas/${districtId}/plan-ground`);
	return answer.ok ? read(answer.value, async (response) => unpackGround(await response.arrayBuffer())) : answer;
}

export async function planBorders(planId: number): Answer<BorderPlan> {
	const answer = await ask('GET', `/api/plans/${planId}/borders`);
	if (!answer.ok) return answer;
	const bytes = await read(answer.value, async (response) => new Uint8Array(await response.arrayBuffer()));
	if (!bytes.ok) return bytes;
	const plan = planOfBytes(bytes.value);
	return plan.ok ? plan : refused({ ...plan.problem, message: null, status: 200 });
}

const within = <T, U>(answer: Outcome<T, ApiProblem>, take: (value: T) => U): Outcome<U, ApiProblem> =>
	answer.ok ? done(take(answer.value)) : answer;

async function json<T>(method: string, path: string, body?: unknown): Answer<T> {
	const answer = await ask(method, path, body);
	return answer.ok ? read(answer.value, async (response) => (await response.json()) as T) : answer;
}

async function ask(method: string, path: string, body?: unknown): Answer<Response> {
	let response: Response;
	try {
		response = await fetch(path, {
			method,
			credentials: 'same-origin',
			headers: {
				accept: 'application/json, application/octet-stream',
				...(body === undefined ? {} : { 'content-type': 'application/json' })
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) })
		});
	} catch {
		return refused({ kind: 'unreachable', message: null, status: 0 });
	}
	if (response.ok) return done(response);
	const said: unknown = await response.json().catch(() => null);
	if (!isProblemAnswer(said))
		return refused({ kind: 'broken', detail: { status: response.status }, message: null, status: response.status });
	const { movedOn, refusedEdit, faults } = said as DraftRefusal;
	return refused({
		...said.problem,
		message: said.message,
		status: response.status,
		...(movedOn ? { movedOn } : {}),
		...(refusedEdit ? { refusedEdit } : {}),
		...(faults ? { faults } : {})
	});
}

/** A body may break off half-way, or not be what was promised. */
async function read<T>(response: Response, take: (response: Response) => Promise<T>): Answer<T> {
	try {
		return done(await take(response));
	} catch {
		return refused({ kind: 'broken', detail: { status: response.status }, message: null, status: response.status });
	}
}
