/** Accounts and what they were granted: make, list, grant, take away, change a password, close. Used by the command line and the demo. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../../../../db/open.ts';
import { type Outcome, done, refused } from '../../geo/outcome.ts';
import type { Role } from './identity.ts';
import { PASSWORD_MAX, PASSWORD_MIN, hashPassword } from './password.ts';
import { endSessionsOf } from './sessions.ts';

export type AccountProblem = {
	readonly kind: 'username-taken' | 'username-malformed' | 'password-too-short' | 'account-missing' | 'grant-missing';
	readonly detail?: Readonly<Record<string, string | number>>;
};

export const USERNAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{1,39}$/u;
export const normalUsername = (username: string): string => username.normalize('NFKC').trim().toLowerCase();

export interface GrantRequest {
	readonly role: Role;
	/** null: every district. */
	readonly areaId: number | null;
	readonly personId?: number | null;
}

export interface NewAccount {
	readonly username: string;
	readonly name: string;
	readonly password: string;
	readonly demo?: boolean;
	readonly grants: readonly GrantRequest[];
}

export interface AccountRow {
	readonly id: string;
	readonly username: string;
	readonly name: string;
	readonly demo: boolean;
	readonly closed: boolean;
	readonly grants: readonly { readonly role: Role; readonly areaCode: string | null; readonly areaName: string | null }[];
}

const checkPassword = (password: string): Outcome<string, AccountProblem> =>
	password.length < PASSWORD_MIN || password.length > PASSWORD_MAX
		? refused({ kind: 'password-too-short', detail: { min: PASSWORD_MIN, max: PASSWORD_MAX } })
		: done(password);

/** @returns the new account's id. One transaction: an account is never without its grants. */
export async function createAccount(db: Db, account: NewAccount): Promise<Outcome<string, AccountProblem>> {
	const username = normalUsername(account.username);
	if (!USERNAME.test(username)) return refused({ kind: 'username-malformed', detail: { username } });
	const password = account.demo === true ? done(account.password) : checkPassword(account.password);
	if (!password.ok) return password;
	const passwordHash = await hashPassword(password.value);
	const id = randomUUID();
	return await db.transaction().execute(async (tx) => {
		const made = await tx
			.insertInto('account')
			.values({ id, username, name: account.name, password_hash: passwordHash, demo: account.demo ?? false })
			.onConflict((on) => on.column('username').doNothing())
			.returning('id')
			.executeTakeFirst();
		if (!made) return refused({ kind: 'username-taken', detail: { username } } as const);
		for (const grant of account.grants) await insertGrant(tx, id, grant);
		return done(id);
	});
}

export async function findAccount(
	db: Db,
	username: string
): Promise<{ readonly id: string; readonly passwordHash: string; readonly demo: boolean } | null> {
	const row = await db
		.selectFrom('account')
		.select(['id', 'password_hash', 'demo'])
		.where('username', '=', normalUsername(username))
		.where('closed_at', 'is', null)
		.executeTakeFirst();
	return row ? { id: row.id, passwordHash: row.password_hash, demo: row.demo } : null;
}

export async function listAccounts(db: Db): Promise<AccountRow[]> {
	const { rows } = await sql<AccountRow>`
		select a.id, a.username, a.name, a.demo, a.closed_at is not null as closed,
			coalesce((select json_agg(json_build_object('role', g.role, 'areaCode', area.code, 'areaName', area.name) order by g.role, area.code)
				from account_grant g left join area on area.id = g.area_id where g.user_id = a.id), '[]'::json) as grants
		from account a order by a.username`.execute(db);
	return rows;
}

export async function grantRole(db: Db, username: string, grant: GrantRequest): Promise<Outcome<void, AccountProblem>> {
	const account = await findAccount(db, username);
	if (!account) return refused({ kind: 'account-missing', detail: { username: normalUsername(username) } });
	await insertGrant(db, account.id, grant);
	return done(undefined);
}

export async function revokeRole(db: Db, username: string, grant: GrantRequest): Promise<Outcome<void, AccountProblem>> {
	const account = await findAccount(db, username);
	if (!account) return refused({ kind: 'account-missing', detail: { username: normalUsername(username) } });
	const { numDeletedRows } = await db
		.deleteFrom('account_grant')
		.where('user_id', '=', account.id)
		.where('role', '=', grant.role)
		.where((e) => (grant.areaId === null ? e('area_id', 'is', null) : e('area_id', '=', grant.areaId)))
		.executeTakeFirst();
	return numDeletedRows > 0n ? done(undefined) : refused({ kind: 'grant-missing', detail: { username: normalUsername(username) } });
}

/** Every session of the account ends with it. */
export async function changePassword(db: Db, username: string, password: string): Promise<Outcome<void, AccountProblem>> {
	const account = await findAccount(db, username);
	if (!account) return refused({ kind: 'account-missing', detail: { username: normalUsername(username) } });
	const checked = checkPassword(password);
	if (!checked.ok) return checked;
	await db
		.updateTable('account')
		.set({ password_hash: await hashPassword(password) })
		.where('id', '=', account.id)
		.execute();
	await endSessionsOf(db, account.id);
	return done(undefined);
}

/** The row stays, so that what the access log says keeps its name; nobody signs in with it again. */
export async function closeAccount(db: Db, username: string): Promise<Outcome<void, AccountProblem>> {
	const account = await findAccount(db, username);
	if (!account) return refused({ kind: 'account-missing', detail: { username: normalUsername(username) } });
	await db.updateTable('account').set({ closed_at: new Date() }).where('id', '=', account.id).execute();
	await endSessionsOf(db, account.id);
	return done(undefined);
}

async function insertGrant(db: Db, accountId: string, grant: GrantRequest): Promise<void> {
	await db
		.insertInto('account_grant')
		.values({ user_id: accountId, role: grant.role, area_id: grant.areaId, person_id: grant.personId ?? null })
		.onConflict((on) => on.doNothing())
		.execute();
}
