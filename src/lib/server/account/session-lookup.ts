/** Finds sessions, many in one query: when a hall of walls comes back at one moment, phones do not wait behind a question for each. */
import type { Db } from '../../../../db/open.ts';
import type { Identity } from './identity.ts';
import { findSessions } from './sessions.ts';

/** So many in one question. */
const MAX_TOGETHER = 200;

type Lookup = (key: string) => Promise<Identity | null>;
const lookups = new WeakMap<Db, Lookup>();

/** The session of this key as it stands now; null where it has ended. Whoever asks while a query is under way shares the next one. */
export function lookUpSession(db: Db, key: string): Promise<Identity | null> {
	let lookup = lookups.get(db);
	if (!lookup) lookups.set(db, (lookup = lookupOn(db)));
	return lookup(key);
}

function lookupOn(db: Db): Lookup {
	const waiting = new Map<string, PromiseWithResolvers<Identity | null>>();
	let asking = false;

	async function ask(): Promise<void> {
		asking = true;
		// Whatever comes in this turn of the loop shares the query.
		await new Promise<void>((next) => setImmediate(next));
		while (waiting.size > 0) {
			const batch = [...waiting].slice(0, MAX_TOGETHER);
			for (const [key] of batch) waiting.delete(key);
			try {
				const found = await findSessions(
					db,
					batch.map(([key]) => key),
					Date.now()
				);
				for (const [key, settle] of batch) settle.resolve(found.get(key) ?? null);
			} catch (error) {
				for (const [, settle] of batch) settle.reject(error);
			}
		}
		asking = false;
	}

	return (key) => {
		let settle = waiting.get(key);
		if (!settle) waiting.set(key, (settle = Promise.withResolvers()));
		if (!asking) void ask();
		return settle.promise;
	};
}
