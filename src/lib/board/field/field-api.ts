/** What the phone asks of the server beside sending records: only with a signal, and always for the account that it is meant for. */
import type { Position } from '#lib/geo/position.ts';
import type { FieldDay, FieldRoute, FieldStored, SwapCandidates } from '#lib/wire/field.ts';
import { FOR_ACCOUNT_HEADER } from '#lib/wire/for-account.ts';
import { isProblemAnswer } from '#lib/wire/problem-answer.ts';
import type { WayPoint } from './own-way.svelte.ts';
import type { Message } from './phone-store.ts';

export type Asked<T> =
	| { readonly ok: true; readonly value: T }
	| { readonly ok: false; readonly why: 'offline' | 'signed-out' | 'other-account' | 'refused'; readonly message: Message | null };

const PATIENCE_MS = 20_000;

export interface FieldApi {
	day(): Promise<Asked<FieldDay>>;
	confirm(dutyId: number): Promise<Asked<unknown>>;
	candidates(dutyId: number): Promise<Asked<SwapCandidates>>;
	askSwap(body: {
		readonly dutyId: number;
		readonly toPersonId: number;
		readonly forDutyId: number | null;
		readonly note: string;
	}): Promise<Asked<unknown>>;
	answerSwap(id: number, answer: 'agree' | 'decline' | 'withdraw'): Promise<Asked<unknown>>;
	takeHandOver(id: number): Promise<Asked<unknown>>;
	stored(): Promise<Asked<FieldStored>>;
	track(fromMs: number, untilMs: number): Promise<Asked<{ readonly points: readonly WayPoint[] }>>;
	calendar(): Promise<Asked<{ readonly path: string }>>;
	route(body: {
		readonly gridIds: readonly number[];
		readonly start: Position | null;
		readonly minutes: number | null;
		readonly people: number;
	}): Promise<Asked<FieldRoute>>;
}

export function fieldApi(owner: string): FieldApi {
	async function ask<T>(method: string, path: string, body?: unknown): Promise<Asked<T>> {
		let response: Response;
		try {
			response = await fetch(path, {
				method,
				credentials: 'same-origin',
				cache: 'no-store',
				headers: {
					accept: 'application/json',
					[FOR_ACCOUNT_HEADER]: owner,
					...(body === undefined ? {} : { 'content-type': 'application/json' })
				},
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
				signal: AbortSignal.timeout(PATIENCE_MS)
			});
			const text = await response.text();
			const said: unknown = text === '' ? null : JSON.parse(text);
			if (response.ok) return { ok: true, value: said as T };
			const problem = isProblemAnswer(said) ? said : null;
			if (response.status === 401) return { ok: false, why: 'signed-out', message: problem?.message ?? null };
			if (problem?.problem.kind === 'other-account') return { ok: false, why: 'other-account', message: problem.message };
			return { ok: false, why: response.status >= 500 && !problem ? 'offline' : 'refused', message: problem?.message ?? null };
		} catch {
			return { ok: false, why: 'offline', message: null };
		}
	}
	return {
		day: () => ask('GET', '/api/field/day'),
		confirm: (dutyId) => ask('POST', `/api/field/duties/${dutyId}/confirm`, {}),
		candidates: (dutyId) => ask('GET', `/api/field/swaps/candidates?duty=${dutyId}`),
		askSwap: (body) => ask('POST', '/api/field/swaps', body),
		answerSwap: (id, answer) => ask('POST', `/api/field/swaps/${id}`, { answer }),
		takeHandOver: (id) => ask('POST', `/api/field/hand-overs/${id}/take`, {}),
		stored: () => ask('GET', '/api/field/stored'),
		track: (fromMs, untilMs) =>
			ask('GET', `/api/field/track?from=${new Date(fromMs).toISOString()}&until=${new Date(untilMs).toISOString()}`),
		calendar: () => ask('POST', '/api/field/calendar', {}),
		route: (body) => ask('POST', '/api/routes', body)
	};
}
