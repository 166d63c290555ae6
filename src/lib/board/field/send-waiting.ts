/**
 * Sends what waits on the phone, in the order in which it was done: records first, so that words arrive where a photo cannot, then photos. Used by the page
 * and by the service worker; one at a time, and what is sent twice is there once, because each thing carries its own id. Every request names the account it
 * is meant for: where somebody else has signed in meanwhile the server refuses it.
 */
import type { FieldAnswer, FieldFix } from '#lib/wire/field.ts';
import { FOR_ACCOUNT_HEADER } from '#lib/wire/for-account.ts';
import { isProblemAnswer } from '#lib/wire/problem-answer.ts';
import type { Message, PhoneStore, Waiting } from './phone-store.ts';

export type SendEnd =
	/** Nothing is left that may be sent now. */
	| { readonly kind: 'empty' }
	/** The first thing left may still be undone. */
	| { readonly kind: 'held'; readonly untilMs: number }
	| { readonly kind: 'offline' }
	| { readonly kind: 'signed-out' }
	| { readonly kind: 'other-account' }
	/** The server asks to wait, or is in trouble. */
	| { readonly kind: 'later'; readonly afterS: number | null }
	/** Somebody else is sending at this moment. */
	| { readonly kind: 'busy' };

export interface Sending {
	readonly store: PhoneStore;
	readonly owner: string;
	readonly nowMs: () => number;
	/** Heard of after each answer, with the records that the server has now. */
	readonly onkept?: (ids: readonly string[], answer: { readonly serverTimeMs: number; readonly halfwayMs: number }) => void;
}

const MOST_RECORDS = 100;
const MOST_BYTES = 1_500_000;
const MOST_FIXES = 500;
const PATIENCE_MS = 30_000;
const PHOTO_PATIENCE_MS = 120_000;
const LOCK = 'gridkeeper-field-send';

export const sendWaiting = (sending: Sending): Promise<SendEnd> =>
	'locks' in navigator
		? navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? sendAll(sending) : ({ kind: 'busy' } as const)))
		: sendAll(sending);

async function sendAll(sending: Sending): Promise<SendEnd> {
	const { store, owner } = sending;
	let most = MOST_RECORDS;
	for (;;) {
		await cutTracks(sending);
		const open = (await store.waiting(owner)).filter((thing) => !thing.kept && thing.refused === null);
		const held = open.findIndex((thing) => thing.heldUntilMs > sending.nowMs());
		const batch = batchOf(held < 0 ? open : open.slice(0, held), most);
		if (batch.length === 0) {
			const photos = await sendPhotos(sending);
			return photos ?? (held < 0 ? { kind: 'empty' } : { kind: 'held', untilMs: open[held]!.heldUntilMs });
		}
		const sentMs = sending.nowMs();
		const answer = await ask(owner, '/api/field/records', {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ records: batch.map(({ record }) => record) }),
			signal: AbortSignal.timeout(PATIENCE_MS)
		});
		if (!answer.ok) {
			if (answer.end) return answer.end;
			// The request as a whole was refused: with fewer at once the one that is at fault is found and says why.
			if (batch.length > 1) most = Math.ceil(batch.length / 2);
			else await store.settle([{ id: batch[0]!.id, refused: answer.why }]);
			continue;
		}
		const said = (await answer.response.json().catch(() => null)) as FieldAnswer | null;
		if (!said || !Array.isArray(said.results)) return { kind: 'later', afterS: null };
		const settled = said.results.map((result) => ({ id: result.id, refused: result.state === 'refused' ? result.message : null }));
		await store.settle(settled);
		sending.onkept?.(
			settled.filter(({ refused }) => refused === null).map(({ id }) => id),
			{ serverTimeMs: said.serverTimeMs, halfwayMs: (sentMs + sending.nowMs()) / 2 }
		);
		// Whatever is in neither list is sent again, later.
		if (settled.length === 0) return { kind: 'later', afterS: null };
	}
}

/** In order, as many as one request holds; at least one. */
function batchOf(open: readonly Waiting[], most: number): readonly Waiting[] {
	let bytes = 0;
	const end = open.findIndex(({ record }, i) => i >= most || (i > 0 && (bytes += JSON.stringify(record).length) > MOST_BYTES));
	return end < 0 ? open : open.slice(0, end);
}

async function cutTracks({ store, owner }: Sending): Promise<void> {
	while (await store.cutTrack(owner, MOST_FIXES, (fixes) => trackOf(owner, fixes)));
}

function trackOf(owner: string, fixes: readonly FieldFix[]): Omit<Waiting, 'order'> {
	const id = crypto.randomUUID();
	return {
		id,
		owner,
		record: { id, kind: 'track', atMs: fixes.at(-1)!.atMs, fixes },
		about: '',
		heldUntilMs: 0,
		kept: false,
		refused: null
	};
}

async function sendPhotos({ store, owner }: Sending): Promise<SendEnd | null> {
	for (const photo of await store.photos(owner)) {
		const thing = (await store.waiting(owner)).find(({ id }) => id === photo.recordId);
		if (thing && !thing.kept) continue;
		const answer = await ask(owner, `/api/field/photos/${photo.id}`, {
			method: 'PUT',
			headers: { 'content-type': photo.photo.type },
			body: photo.photo,
			signal: AbortSignal.timeout(PHOTO_PATIENCE_MS)
		});
		if (!answer.ok && answer.end) return answer.end;
		await store.photoDone(photo, answer.ok ? null : answer.why);
	}
	return null;
}

type Answered =
	| { readonly ok: true; readonly response: Response }
	| { readonly ok: false; readonly end: SendEnd; readonly why?: never }
	/** This very thing is refused; another may pass. */
	| { readonly ok: false; readonly end?: never; readonly why: Message };

async function ask(owner: string, path: string, init: RequestInit): Promise<Answered> {
	let response: Response;
	try {
		response = await fetch(path, {
			...init,
			credentials: 'same-origin',
			headers: { ...(init.headers as Record<string, string>), accept: 'application/json', [FOR_ACCOUNT_HEADER]: owner }
		});
	} catch {
		return { ok: false, end: { kind: 'offline' } };
	}
	if (response.ok) return { ok: true, response };
	const body: unknown = await response.json().catch(() => null);
	const problem = isProblemAnswer(body) ? body : null;
	if (response.status === 401) return { ok: false, end: { kind: 'signed-out' } };
	if (problem?.problem.kind === 'other-account') return { ok: false, end: { kind: 'other-account' } };
	// The account is no person of the roll just now: nothing is wrong with the records.
	if (problem?.problem.kind === 'field.no-person') return { ok: false, end: { kind: 'later', afterS: null } };
	if (response.status === 408 || response.status === 429 || response.status >= 500 || response.status === 403) {
		const seconds = Number(response.headers.get('retry-after'));
		return { ok: false, end: { kind: 'later', afterS: seconds > 0 ? seconds : null } };
	}
	return {
		ok: false,
		why: problem?.message ?? { zh: `服务器不接受（${response.status}）`, en: `The server does not take it (${response.status})` }
	};
}
