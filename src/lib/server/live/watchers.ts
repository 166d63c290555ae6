/** Who may watch: how the live room asks the account room, so that a test can stand in for it. */
import type { IncomingHttpHeaders } from 'node:http';
import type { AreaId } from '#lib/area/area.ts';
import type { Db } from '#db/open.ts';
import { mayWatch } from '../account/access.ts';
import { identify, stillSignedIn } from '../account/identify.ts';
import type { Grant, Identity } from '../account/identity.ts';
import { standingSessions } from '../store/standing-sessions.ts';

export interface Watchers {
	identify(headers: IncomingHttpHeaders): Promise<Identity | null>;
	mayWatch(identity: Identity, areaPath: readonly AreaId[]): boolean;
	/** Sessions that still stand, with their grants as `grantsOf` writes them. */
	standing(sessionKeys: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
	/** An open line counts as use of the session: it does not run out on a wall. */
	prolong(identity: Identity): Promise<void>;
}

/** Grants as texts that can be compared. */
export const grantsOf = (grants: readonly Grant[]): string[] =>
	grants.map((grant) => `${grant.role}:${grant.areaId ?? ''}:${grant.personId ?? ''}`).sort();

export const watchersOf = (db: Db): Watchers => ({
	identify: (headers) => identify(headers, db),
	mayWatch,
	standing: (keys) => standingSessions(db, keys, Date.now()),
	prolong: async (identity) => void (await stillSignedIn(identity, db))
});
