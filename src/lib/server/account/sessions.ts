/** Sessions in the database: begin, find, prolong, end. Only the hash of a token is kept, so a copy of the table opens nothing. */
import { sql } from 'kysely';
import type { Db } from '../../../../db/open.ts';
import type { AreaId } from '../../area/area.ts';
import type { PersonId } from '../../duty/post.ts';
import type { Identity, Role } from './identity.ts';
import { hashSessionToken, newSessionToken } from './session-cookie.ts';

/** A session not used for this long ends; a wall that runs for weeks keeps using it. */
export const SESSION_MS = 30 * 24 * 3600 * 1000;
/** It is prolonged at most this often, so that reading does not become writing. */
const PROLONG_AFTER_MS = 24 * 3600 * 1000;

/** @returns the token for the cookie; it is nowhere else. */
export async function beginSession(db: Db, accountId: string, nowMs: number): Promise<string> {
	const token = newSessionToken();
	await db.deleteFrom('account_session').where('expires_at', '<', new Date(nowMs)).execute();
	await db
		.insertInto('account_session')
		.values({
			token_hash: hashSessionToken(token),
			account_id: accountId,
			created_at: new Date(nowMs),
			used_at: new Date(nowMs),
			expires_at: new Date(nowMs + SESSION_MS)
		})
		.execute();
	return token;
}

/** The identity of a session that has not ended; null otherwise. `key` is the hash of its token, hex. */
export async function findSession(db: Db, key: string, nowMs: number): Promise<Identity | null> {
	const hash = Buffer.from(key, 'hex');
	const { rows } = await sql<{
		id: string;
		username: string;
		name: string;
		demo: boolean;
		used_at: Date;
		grants: { role: Role; areaId: AreaId | null; personId: PersonId | null }[];
	}>`
		select a.id, a.username, a.name, a.demo, s.used_at,
			coalesce((select json_agg(json_build_object('role', g.role, 'areaId', g.area_id, 'personId', g.person_id) order by g.role, g.area_id)
				from account_grant g where g.user_id = a.id), '[]'::json) as grants
		from account_session s join account a on a.id = s.account_id
		where s.token_hash = ${hash} and s.expires_at > ${new Date(nowMs)} and a.closed_at is null`.execute(db);
	const row = rows[0];
	if (!row) return null;
	if (nowMs - row.used_at.getTime() > PROLONG_AFTER_MS)
		await db
			.updateTable('account_session')
			.set({ used_at: new Date(nowMs), expires_at: new Date(nowMs + SESSION_MS) })
			.where('token_hash', '=', hash)
			.execute();
	return { accountId: row.id, username: row.username, name: row.name, demo: row.demo, grants: row.grants, sessionKey: key };
}

export async function endSession(db: Db, key: string): Promise<void> {
	await db.deleteFrom('account_session').where('token_hash', '=', Buffer.from(key, 'hex')).execute();
}

/** Every session of an account: its password changed, or it was closed. */
export async function endSessionsOf(db: Db, accountId: string): Promise<void> {
	await db.deleteFrom('account_session').where('account_id', '=', accountId).execute();
}
