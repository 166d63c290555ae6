/**
 * What the phone itself keeps, in IndexedDB: the day, what waits to be sent, photos, fixes not yet made into a record, and how the shift stands. Everything
 * belongs to an account (`owner`), so that two people may share a phone. A promise that resolves means: it is on the disk, as far as the browser can say.
 */
import type { FieldDay, FieldFix, FieldRecord } from '#lib/wire/field.ts';

export interface Message {
	readonly zh: string;
	readonly en: string;
}

/** Something done, on its way to the server. */
export interface Waiting {
	/** Order in which things are sent. */
	readonly order: number;
	/** Id of the record, made on the phone. */
	readonly id: string;
	readonly owner: string;
	readonly record: FieldRecord;
	/** What the list says beside it: a building, a post. */
	readonly about: string;
	/** May still be undone until then, and is not sent before. Phone's clock, Unix ms. */
	readonly heldUntilMs: number;
	/** The server has the record; photos may still be missing. */
	readonly kept: boolean;
	/** The server will never take it, and why. It stays until somebody has read that. */
	readonly refused: Message | null;
}

export interface KeptPhoto {
	readonly id: string;
	readonly owner: string;
	/** Of the report. */
	readonly recordId: string;
	readonly photo: Blob;
}

/** A fix of the shift that is in no record yet. */
export interface KeptFix {
	readonly no: number;
	readonly owner: string;
	readonly fix: FieldFix;
}

/** What this phone knows of one person beside what the server says. */
export interface PhoneState {
	readonly owner: string;
	readonly day: FieldDay | null;
	/** When the day was fetched, server's time. */
	readonly dayAtMs: number | null;
	/** Server's clock minus the phone's. */
	readonly offsetMs: number;
	readonly sentAtMs: number | null;
	/** Since when on shift, server's time; null: off. */
	readonly shiftSinceMs: number | null;
	readonly pausedSinceMs: number | null;
	/** By id of the building: seen by this phone, whether or not the server knows. */
	readonly visited: Readonly<Record<string, number>>;
	/** Put off by the person: goes to the end of the walk until then. */
	readonly later: Readonly<Record<string, number>>;
	/** Said on this phone, whether or not the server knows. */
	readonly checkedIn: { readonly postId: number; readonly atMs: number } | null | undefined;
}

export const NO_STATE = (owner: string): PhoneState => ({
	owner,
	day: null,
	dayAtMs: null,
	offsetMs: 0,
	sentAtMs: null,
	shiftSinceMs: null,
	pausedSinceMs: null,
	visited: {},
	later: {},
	checkedIn: undefined
});

export interface PhoneStore {
	state(owner: string): Promise<PhoneState>;
	/** Changes what it finds, in one transaction. */
	change(owner: string, how: (state: PhoneState) => PhoneState): Promise<PhoneState>;
	/** Everything that waits, oldest first. */
	waiting(owner: string): Promise<readonly Waiting[]>;
	/** A record with its photos, together with the change of state that it means: all of it or nothing. */
	keep(
		thing: Omit<Waiting, 'order'>,
		photos: readonly { readonly id: string; readonly photo: Blob }[],
		how?: (state: PhoneState) => PhoneState
	): Promise<void>;
	/** Takes back what may still be undone. @returns false where it was sent already */
	undo(id: string, how?: (state: PhoneState) => PhoneState): Promise<boolean>;
	/** The server's answer. What it kept and has no photo left goes. */
	settle(answers: readonly { readonly id: string; readonly refused: Message | null }[]): Promise<void>;
	/** Refusals that somebody has read. */
	read(ids: readonly string[]): Promise<void>;
	photos(owner: string): Promise<readonly KeptPhoto[]>;
	/** A photo is on the server, or never will be. */
	photoDone(photo: KeptPhoto, refused: Message | null): Promise<void>;
	addFix(owner: string, fix: FieldFix): Promise<void>;
	fixes(owner: string): Promise<readonly KeptFix[]>;
	/** Makes one record of at most `most` fixes that lie there; in one transaction, so that none is lost or counted twice. @returns whether there were any */
	cutTrack(owner: string, most: number, make: (fixes: readonly FieldFix[]) => Omit<Waiting, 'order'>): Promise<boolean>;
	/** How many records wait for other people on this phone. */
	othersWaiting(owner: string): Promise<number>;
	close(): void;
}

const NAME = 'gridkeeper-field';
const VERSION = 1;
const STRICT: IDBTransactionOptions = { durability: 'strict' };

const asked = <T>(request: IDBRequest<T>): Promise<T> =>
	new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
	});

function written(transaction: IDBTransaction): Promise<void> {
	const done = new Promise<void>((resolve, reject) => {
		transaction.oncomplete = () => resolve();
		transaction.onabort = () => reject(transaction.error ?? new DOMException('aborted', 'AbortError'));
		transaction.onerror = () => reject(transaction.error ?? new Error('IndexedDB'));
	});
	// A request inside may fail first and is heard of there.
	done.catch(() => undefined);
	return done;
}

/** @throws DOMException where the browser keeps nothing (private windows of some browsers, a full disk). */
export async function openPhoneStore(): Promise<PhoneStore> {
	const opening = indexedDB.open(NAME, VERSION);
	opening.onupgradeneeded = () => {
		const db = opening.result;
		db.createObjectStore('state', { keyPath: 'owner' });
		const waiting = db.createObjectStore('waiting', { keyPath: 'order', autoIncrement: true });
		waiting.createIndex('owner', 'owner');
		waiting.createIndex('id', 'id', { unique: true });
		const photos = db.createObjectStore('photos', { keyPath: 'id' });
		photos.createIndex('owner', 'owner');
		photos.createIndex('recordId', 'recordId');
		db.createObjectStore('fixes', { keyPath: 'no', autoIncrement: true }).createIndex('owner', 'owner');
	};
	const db = await asked(opening);
	// A newer version of the app in another tab wants to change the shape: let it.
	db.onversionchange = () => db.close();

	const all = <T>(store: string, index: string, key: string): Promise<T[]> =>
		asked(db.transaction(store).objectStore(store).index(index).getAll(key) as IDBRequest<T[]>);

	async function changed(states: IDBObjectStore, owner: string, how: (state: PhoneState) => PhoneState): Promise<PhoneState> {
		const state = how(((await asked(states.get(owner))) as PhoneState | undefined) ?? NO_STATE(owner));
		states.put(state);
		return state;
	}

	return {
		state: async (owner) =>
			((await asked(db.transaction('state').objectStore('state').get(owner))) as PhoneState | undefined) ?? NO_STATE(owner),
		async change(owner, how) {
			const transaction = db.transaction('state', 'readwrite', STRICT);
			const done = written(transaction);
			const state = await changed(transaction.objectStore('state'), owner, how);
			await done;
			return state;
		},
		waiting: (owner) => all<Waiting>('waiting', 'owner', owner),
		async keep(thing, photos, how) {
			const transaction = db.transaction(['waiting', 'photos', 'state'], 'readwrite', STRICT);
			const done = written(transaction);
			transaction.objectStore('waiting').add(thing);
			for (const { id, photo } of photos) {
				const kept: KeptPhoto = { id, owner: thing.owner, recordId: thing.id, photo };
				transaction.objectStore('photos').add(kept);
			}
			if (how) await changed(transaction.objectStore('state'), thing.owner, how);
			await done;
		},
		async undo(id, how) {
			const transaction = db.transaction(['waiting', 'photos', 'state'], 'readwrite', STRICT);
			const done = written(transaction);
			const things = transaction.objectStore('waiting');
			const thing = (await asked(things.index('id').get(id))) as Waiting | undefined;
			if (thing && !thing.kept && thing.refused === null) {
				things.delete(thing.order);
				const photos = transaction.objectStore('photos');
				for (const key of await asked(photos.index('recordId').getAllKeys(id))) photos.delete(key);
				if (how) await changed(transaction.objectStore('state'), thing.owner, how);
			}
			await done;
			return thing !== undefined && !thing.kept;
		},
		async settle(answers) {
			const transaction = db.transaction(['waiting', 'photos'], 'readwrite', STRICT);
			const done = written(transaction);
			const things = transaction.objectStore('waiting');
			const photos = transaction.objectStore('photos');
			for (const { id, refused } of answers) {
				const thing = (await asked(things.index('id').get(id))) as Waiting | undefined;
				if (!thing) continue;
				if (refused) things.put({ ...thing, refused });
				else if ((await asked(photos.index('recordId').count(id))) > 0) things.put({ ...thing, kept: true });
				else things.delete(thing.order);
			}
			await done;
		},
		async read(ids) {
			const transaction = db.transaction(['waiting', 'photos'], 'readwrite', STRICT);
			const done = written(transaction);
			const things = transaction.objectStore('waiting');
			const photos = transaction.objectStore('photos');
			for (const id of ids) {
				const thing = (await asked(things.index('id').get(id))) as Waiting | undefined;
				if (thing?.refused) things.delete(thing.order);
				if (thing?.refused) for (const key of await asked(photos.index('recordId').getAllKeys(id))) photos.delete(key);
			}
			await done;
		},
		photos: (owner) => all<KeptPhoto>('photos', 'owner', owner),
		async photoDone({ id, recordId }, refused) {
			const transaction = db.transaction(['waiting', 'photos'], 'readwrite', STRICT);
			const done = written(transaction);
			const things = transaction.objectStore('waiting');
			const photos = transaction.objectStore('photos');
			photos.delete(id);
			const thing = (await asked(things.index('id').get(recordId))) as Waiting | undefined;
			const left = await asked(photos.index('recordId').count(recordId));
			if (thing && refused) things.put({ ...thing, refused });
			else if (thing?.kept && left === 0 && thing.refused === null) things.delete(thing.order);
			await done;
		},
		async addFix(owner, fix) {
			const transaction = db.transaction('fixes', 'readwrite', STRICT);
			const done = written(transaction);
			transaction.objectStore('fixes').add({ owner, fix });
			await done;
		},
		fixes: (owner) => all<KeptFix>('fixes', 'owner', owner),
		async cutTrack(owner, most, make) {
			const transaction = db.transaction(['fixes', 'waiting'], 'readwrite', STRICT);
			const done = written(transaction);
			const fixes = transaction.objectStore('fixes');
			const found = (await asked(fixes.index('owner').getAll(owner, most))) as KeptFix[];
			if (found.length > 0) {
				transaction.objectStore('waiting').add(make(found.map(({ fix }) => fix)));
				for (const { no } of found) fixes.delete(no);
			}
			await done;
			return found.length > 0;
		},
		async othersWaiting(owner) {
			const things = db.transaction('waiting').objectStore('waiting');
			return (await asked(things.count())) - (await asked(things.index('owner').count(owner)));
		},
		close: () => db.close()
	};
}

/** Whether a fault of the store means that the phone has no room left. */
export const isFull = (error: unknown): boolean =>
	error instanceof DOMException && (error.name === 'QuotaExceededError' || /quota|disk|space/i.test(error.message));
