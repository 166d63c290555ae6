/** Which of these sessions still stand, and what their accounts are granted now, in one query: open sockets are held against it. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';

/**
 * @param keys SHA-256 of session tokens, hex.
 * @returns grants as `role:area:person` texts, sorted, by key; a session that ended is not in it.
 */
export async function standingSessions(db: Db, keys: readonly string[], nowMs: number): Promise<Map<string, readonly string[]>> {
	if (keys.length === 0) return new Map();
	const { rows } = await sql<{ key: string; grants: string[] }>`
		select encode(s.token_hash, 'hex') as key, coalesce((
			select json_agg(concat_ws(':', g.role, coalesce(g.area_id::text, ''), coalesce(g.person_id::text, '')))
			from account_grant g where g.user_id = a.id), '[]'::json) as grants
		from account_session s join account a on a.id = s.account_id
		where s.token_hash = any(${keys.map((key) => Buffer.from(key, 'hex'))}::bytea[]) and s.expires_at > ${new Date(nowMs)} and a.closed_at is null`.execute(
		db
	);
	return new Map(rows.map((row) => [row.key, row.grants.toSorted()]));
}
