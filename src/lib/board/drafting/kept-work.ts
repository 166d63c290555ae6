/**
 * Steps that the server does not have yet, kept in this browser until it does: a closed tab, a crash or a lost line loses none of them. One entry a draft
 * and account. Where the browser keeps nothing (a private window) drawing goes on, and only the server's copy survives.
 */
import type { PlanEdit } from '#lib/plan/plan-edit.ts';

export interface KeptWork {
	readonly draftId: number;
	/** The plan it is drawn on. */
	readonly baseId: number;
	/** The draft's revision the steps were drawn upon. */
	readonly revision: number;
	readonly edits: readonly PlanEdit[];
	readonly at: number;
	readonly keptAtMs: number;
}

const DATABASE = 'gridkeeper-drafting';
const STORE = 'unsaved';
const keyOf = (username: string, draftId: number): string => `${username}/${draftId}`;

export const keepWork = (username: string, work: KeptWork): Promise<void> =>
	inStore('readwrite', (store) => store.put(work, keyOf(username, work.draftId))).then(nothing);

export const dropWork = (username: string, draftId: number): Promise<void> =>
	inStore('readwrite', (store) => store.delete(keyOf(username, draftId))).then(nothing);

/** Null where nothing was kept, or nothing can be. */
export const keptWork = (username: string, draftId: number): Promise<KeptWork | null> =>
	inStore<KeptWork | undefined>('readonly', (store) => store.get(keyOf(username, draftId)) as IDBRequest<KeptWork | undefined>).then(
		(kept) => (kept && Array.isArray(kept.edits) ? kept : null)
	);

const nothing = (): void => undefined;

function inStore<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | null> {
	return new Promise((resolve) => {
		let opening: IDBOpenDBRequest;
		try {
			opening = indexedDB.open(DATABASE, 1);
		} catch {
			return resolve(null);
		}
		opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
		opening.onerror = () => resolve(null);
		opening.onsuccess = () => {
			const database = opening.result;
			const transaction = database.transaction(STORE, mode);
			const request = ask(transaction.objectStore(STORE));
			transaction.oncomplete = () => {
				database.close();
				resolve(request.result);
			};
			transaction.onabort = transaction.onerror = () => {
				database.close();
				resolve(null);
			};
		};
	});
}
