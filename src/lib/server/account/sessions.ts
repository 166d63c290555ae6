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

/** The identities of those sessions that have not ended, by `key`: the hash of a session's token, hex. */
export async function findSessions(db: Db, keys: readonly string[], nowMs: number): Promise<ReadonlyMap<string, Identity>> {
	const { rows } = await sql<{
		key: string;
		id: string;
		username: string;
		name: string;
		demo: boolean;
		used_at: Date;
		grants: { role: Role; areaId: AreaId | null; personId: PersonId | null }[];
	}>`
		select encode(s.token_hash, 'hex') as key, a.id, a.username, a.name, a.demo, s.used_at,
			coalesce((select json_agg(json_build_object('role', g.role, 'areaId', g.area_id, 'personId', g.person_id) order by g.role, g.area_id)
				from account_grant g where g.user_id = a.id), '[]'::json) as grants
		from account_session s join account a on a.id = s.account_id
		where s.token_hash = any(array(select decode(unnest(${[...keys]}::text[]), 'hex')))
			and s.expires_at > ${new Date(nowMs)} and a.closed_at is null`.execute(db);
	const used = rows.filter((row) => nowMs - row.used_at.getTime() > PROLONG_AFTER_MS).map((row) => Buffer.from(row.key, 'hex'));
	if (used.length > 0)
		await db
			.updateTable('account_session')
			.set({ used_at: new Date(nowMs), expires_at: new Date(nowMs + SESSION_MS) })
			.where('token_hash', 'in', used)
			.execute();
	return new Map(
		rows.map(({ key, id, username, name, demo, grants }) => [key, { accountId: id, username, name, demo, grants, sessionKey: key }])
	);
}

export async function endSession(db: Db, key: string): Promise<void> {
	await db.deleteFrom('account_session').where('token_hash', '=', Buffer.from(key, 'hex')).execute();
}

/** Every session of an account: its password changed, or it was closed. */
export async function endSessionsOf(db: Db, accountId: string): Promise<void> {
	await db.deleteFrom('account_session').where('account_id', '=', accountId).execute();
}
