/** What is sent, in which order, and what becomes of it, against a server that answers as told. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { KeptPhoto, Message, PhoneStore, Waiting } from '#lib/board/field/phone-store.ts';
import { sendWaiting } from '#lib/board/field/send-waiting.ts';
import type { FieldFix, FieldRecord } from '#lib/wire/field.ts';
import { FOR_ACCOUNT_HEADER } from '#lib/wire/for-account.ts';

const OWNER = 'walker';

/** The phone's disk, in memory: the same promises, none of the durability. */
function disk(): PhoneStore & { things: Waiting[]; kept: KeptPhoto[]; fixList: FieldFix[] } {
	const self = {
		things: [] as Waiting[],
		kept: [] as KeptPhoto[],
		fixList: [] as FieldFix[],
		waiting: async (owner: string) => self.things.filter((thing) => thing.owner === owner),
		async settle(answers: readonly { readonly id: string; readonly refused: Message | null }[]) {
			for (const { id, refused } of answers)
				self.things = self.things.flatMap((thing) => {
					if (thing.id !== id) return [thing];
					if (refused) return [{ ...thing, refused }];
					return self.kept.some((photo) => photo.recordId === id) ? [{ ...thing, kept: true }] : [];
				});
		},
		photos: async () => self.kept,
		async photoDone(photo: KeptPhoto, refused: Message | null) {
			self.kept = self.kept.filter(({ id }) => id !== photo.id);
			self.things = self.things.flatMap((thing) =>
				thing.id !== photo.recordId
					? [thing]
					: refused
						? [{ ...thing, refused }]
						: self.kept.some(({ recordId }) => recordId === thing.id)
							? [thing]
							: []
			);
		},
		async cutTrack(_owner: string, most: number, make: (fixes: readonly FieldFix[]) => Omit<Waiting, 'order'>) {
			const cut = self.fixList.splice(0, most);
			if (cut.length > 0) self.things.push({ ...make(cut), order: self.things.length + 1 });
			return cut.length > 0;
		}
	};
	return self as unknown as ReturnType<typeof disk>;
}

const thing = (n: number, more: Partial<Waiting> = {}): Waiting => ({
	...{ order: n, id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`, owner: OWNER, about: '' },
	...{ heldUntilMs: 0, kept: false, refused: null },
	record: { id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`, kind: 'visit', atMs: n } as unknown as FieldRecord,
	...more
});

let asked: { path: string; headers: Record<string, string>; ids: string[] }[];
let answer: (path: string, ids: string[]) => Response | Promise<Response>;
beforeEach(() => {
	asked = [];
	vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
		const ids = typeof init.body === 'string' ? (JSON.parse(init.body) as { records: { id: string }[] }).records.map(({ id }) => id) : [];
		asked.push({ path, headers: init.headers as Record<string, string>, ids });
		return await answer(path, ids);
	});
});
afterEach(() => vi.unstubAllGlobals());

const keptAll = (_: string, ids: string[]): Response =>
	ids.length === 0
		? new Response(null, { status: 204 })
		: Response.json({ results: ids.map((id) => ({ id, state: 'kept' })), serverTimeMs: 5 });
const problem = (status: number, kind: string, headers: Record<string, string> = {}): Response =>
	Response.json({ problem: { kind }, message: { zh: '不行', en: 'no' } }, { status, headers });
const send = (store: PhoneStore, nowMs = 1000) => sendWaiting({ store, owner: OWNER, nowMs: () => nowMs });

test('everything goes in the order in which it was done, named for its account, and leaves the phone when it is kept', async () => {
	const store = disk();
	store.things = [thing(1), thing(2), thing(3)];
	answer = keptAll;
	expect(await send(store)).toEqual({ kind: 'empty' });
	expect(asked).toHaveLength(1);
	expect(asked[0]!.ids).toEqual([1, 2, 3].map((n) => thing(n).id));
	expect(asked[0]!.headers[FOR_ACCOUNT_HEADER]).toBe(OWNER);
	expect(store.things).toEqual([]);
});

test('what may still be undone holds back itself and what came after it, until its time', async () => {
	const store = disk();
	store.things = [thing(1), thing(2, { heldUntilMs: 2000 }), thing(3)];
	answer = keptAll;
	expect(await send(store)).toEqual({ kind: 'held', untilMs: 2000 });
	expect(asked.flatMap(({ ids }) => ids)).toEqual([thing(1).id]);
	expect(await send(store, 2001)).toEqual({ kind: 'empty' });
	expect(store.things).toEqual([]);
});

test('nothing of another person is sent, and nothing is lost when somebody else has signed in', async () => {
	const store = disk();
	store.things = [thing(1), thing(2, { owner: 'second' })];
	answer = () => problem(409, 'other-account');
	expect(await send(store)).toEqual({ kind: 'other-account' });
	expect(asked.flatMap(({ ids }) => ids)).toEqual([thing(1).id]);
	expect(store.things).toHaveLength(2);
	expect(store.things.every(({ refused }) => refused === null)).toBe(true);
});

test.each([
	['no line', () => Promise.reject(new TypeError('failed')), { kind: 'offline' }],
	['signed out', () => problem(401, 'signed-out'), { kind: 'signed-out' }],
	['a server in trouble', () => problem(503, 'unavailable', { 'retry-after': '7' }), { kind: 'later', afterS: 7 }],
	['a proxy that answers with its own page', () => new Response('<html>', { status: 200 }), { kind: 'later', afterS: null }],
	['an account that is nobody of the roll just now', () => problem(403, 'field.no-person'), { kind: 'later', afterS: null }]
] as const)('%s leaves everything on the phone', async (_, say, end) => {
	const store = disk();
	store.things = [thing(1), thing(2)];
	answer = say as typeof answer;
	expect(await send(store)).toEqual(end);
	expect(store.things.map(({ id, refused }) => [id, refused])).toEqual([1, 2].map((n) => [thing(n).id, null]));
});

test('a record that is refused stays with its reason while the others go', async () => {
	const store = disk();
	store.things = [thing(1), thing(2), thing(3)];
	answer = (_, ids) =>
		Response.json({
			results: ids.map((id, i) =>
				i === 1 ? { id, state: 'refused', kind: 'x', message: { zh: '没有这栋', en: 'no such' } } : { id, state: 'kept' }
			),
			serverTimeMs: 5
		});
	expect(await send(store)).toEqual({ kind: 'empty' });
	expect(store.things.map(({ id, refused }) => [id, refused?.zh])).toEqual([[thing(2).id, '没有这栋']]);
});

test('one record that makes the whole request impossible is found, and the others still go', async () => {
	const store = disk();
	store.things = [1, 2, 3, 4, 5].map((n) => thing(n));
	answer = (path, ids) => (ids.includes(thing(4).id) ? problem(413, 'malformed') : keptAll(path, ids));
	expect(await send(store)).toEqual({ kind: 'empty' });
	expect(store.things.map(({ id, refused }) => [id, refused?.zh])).toEqual([[thing(4).id, '不行']]);
});

test('photos go after the words, and the report stays until they are there', async () => {
	const store = disk();
	store.things = [thing(1), thing(2)];
	store.kept = [{ id: 'p1', owner: OWNER, recordId: thing(1).id, photo: new Blob(['x'], { type: 'image/jpeg' }) }];
	let line = false;
	answer = (path, ids) => (path.includes('photos') && !line ? Promise.reject(new TypeError('failed')) : keptAll(path, ids));
	expect(await send(store)).toEqual({ kind: 'offline' });
	expect(store.things.map(({ id, kept }) => [id, kept])).toEqual([[thing(1).id, true]]);
	line = true;
	expect(await send(store)).toEqual({ kind: 'empty' });
	expect(asked.at(-1)?.path).toBe('/api/field/photos/p1');
	expect(store.things).toEqual([]);
	expect(store.kept).toEqual([]);
});

test('fixes become records of at most five hundred, oldest first', async () => {
	const store = disk();
	store.fixList = Array.from({ length: 1201 }, (_, i) => ({ lng: 0, lat: 0, accuracyM: 5, atMs: i, speedMps: null, bearingDeg: null }));
	const tracks: number[] = [];
	vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
		const { records } = JSON.parse(init.body as string) as { records: { id: string; fixes: unknown[] }[] };
		tracks.push(...records.map(({ fixes }) => fixes.length));
		return keptAll(
			path,
			records.map(({ id }) => id)
		);
	});
	expect(await send(store)).toEqual({ kind: 'empty' });
	expect(tracks).toEqual([500, 500, 201]);
});
