/** `account`: opens accounts, grants and takes away roles, changes passwords. The first administrator of a real district is made here. */
import type { Db } from '#db/open.ts';
import {
	changePassword,
	closeAccount,
	createAccount,
	grantRole,
	listAccounts,
	revokeRole,
	type AccountProblem
} from '#lib/server/account/accounts.ts';
import { isRole, ROLES, type Role } from '#lib/server/account/identity.ts';
import { newPassword } from '#lib/server/account/password.ts';
import type { Outcome } from '#lib/geo/outcome.ts';
import { inBoth, verbOfActs } from './acts.ts';
import { askSecret } from './ask-secret.ts';
import type { Options } from './options.ts';
import { CallError } from './verb.ts';
import { withDatabase } from './with-database.ts';

const usage = `npm run -s cli -- account create --username U --role ROLE [--area CODE] [--name N] [--password-stdin | --ask]
npm run -s cli -- account list [--json]
npm run -s cli -- account grant    --username U --role ROLE [--area CODE] [--person SOURCE_ID]
npm run -s cli -- account revoke   --username U --role ROLE [--area CODE]
npm run -s cli -- account password --username U [--password-stdin | --ask]
npm run -s cli -- account close    --username U

  --role            ${ROLES.join(', ')}
  --area            code of the area the role reaches, with everything below it; left out: every district
  --person          the person this account is, by their id in the district's data: they may see their own track
  --ask             type the password here
  --password-stdin  read the password from standard input
                    left out: one is made and printed once

The first administrator: npm run -s cli -- account create --username NAME --role admin`;

export const verb = verbOfActs({
	summary: 'Open an account, grant or take away a role, change a password',
	usage,
	texts: ['username', 'role', 'area', 'name', 'person'],
	flags: ['ask', 'password-stdin', 'json'],
	acts: { create, list, grant, revoke, password, close }
});

async function create(options: Options): Promise<number> {
	const username = options.needed('username');
	const role = roleOf(options);
	const area = options.text('area');
	const given = await givenPassword(options);
	const secret = given ?? newPassword();
	return await withDatabase(async (db) => {
		const grants = [{ role, areaId: await areaOf(db, area), personId: await personOf(db, options) }];
		const made = await createAccount(db, { username, name: options.text('name') ?? username, password: secret, grants });
		if (!made.ok) return refuse(made);
		console.log(`已开通 Opened: ${username} (${role}${area === undefined ? '' : ` @ ${area}`})`);
		if (given === null) console.log(`密码，只显示这一次 Password, shown this once: ${secret}`);
		return 0;
	});
}

function list(options: Options): Promise<number> {
	return withDatabase(async (db) => {
		const accounts = await listAccounts(db);
		if (options.flag('json')) console.log(JSON.stringify(accounts, null, '\t'));
		else if (accounts.length === 0) console.log('尚无账号 No accounts yet.');
		else
			for (const account of accounts) {
				const grants = account.grants.map(
					(grant) => `${grant.role}@${grant.areaCode ?? '*'}${grant.areaName === null ? '' : ` ${grant.areaName}`}`
				);
				const marks = [account.demo ? '演示 demo' : '', account.closed ? '已关闭 closed' : ''].filter(Boolean);
				console.log([account.username, account.name, grants.join(', ') || '无授权 no grant', ...marks].join('\t'));
			}
		return 0;
	});
}

function grant(options: Options): Promise<number> {
	const username = options.needed('username');
	const role = roleOf(options);
	return withDatabase(async (db) =>
		report(
			await grantRole(db, username, { role, areaId: await areaOf(db, options.text('area')), personId: await personOf(db, options) }),
			'已授权 Granted'
		)
	);
}

function revoke(options: Options): Promise<number> {
	const username = options.needed('username');
	const role = roleOf(options);
	return withDatabase(async (db) =>
		report(await revokeRole(db, username, { role, areaId: await areaOf(db, options.text('area')) }), '已收回 Taken away')
	);
}

async function password(options: Options): Promise<number> {
	const username = options.needed('username');
	const given = await givenPassword(options);
	const secret = given ?? newPassword();
	return await withDatabase(async (db) => {
		const status = report(
			await changePassword(db, username, secret),
			'密码已更改，已登录的会话全部结束 Password changed, every session ended'
		);
		if (status === 0 && given === null) console.log(`密码，只显示这一次 Password, shown this once: ${secret}`);
		return status;
	});
}

function close(options: Options): Promise<number> {
	const username = options.needed('username');
	return withDatabase(async (db) => report(await closeAccount(db, username), '已关闭 Closed'));
}

function roleOf(options: Options): Role {
	const role = options.needed('role');
	if (!isRole(role)) throw new CallError(`--role ${role}? ${ROLES.join(' | ')}`);
	return role;
}

const givenPassword = async (options: Options): Promise<string | null> =>
	options.flag('ask') || options.flag('password-stdin') ? await askSecret('密码 Password: ') : null;

async function areaOf(db: Db, code: string | undefined): Promise<number | null> {
	if (code === undefined) return null;
	const area = await db.selectFrom('area').select('id').where('code', '=', code).executeTakeFirst();
	if (!area) throw new CallError(inBoth('area-missing', { code }));
	return area.id;
}

async function personOf(db: Db, options: Options): Promise<number | null> {
	const [person, area] = [options.text('person'), options.text('area')];
	if (person === undefined) return null;
	const rows = await db
		.selectFrom('person')
		.innerJoin('area', 'area.id', 'person.district_id')
		.select(['person.id', 'area.code'])
		.where('person.source_id', '=', person)
		.execute();
	// The same id may stand in two districts: the area's code begins with its district's.
	const fit = rows.filter((row) => area === undefined || area.startsWith(row.code));
	if (fit.length === 0) throw new CallError(inBoth('person-missing', { person }));
	if (fit.length > 1) throw new CallError(inBoth('person-ambiguous', { person, count: fit.length }));
	return fit[0]?.id ?? null;
}

function report(outcome: Outcome<void, AccountProblem>, done: string): number {
	if (!outcome.ok) return refuse(outcome);
	console.log(done);
	return 0;
}

function refuse({ problem }: { readonly problem: AccountProblem }): number {
	console.error(inBoth(problem.kind, problem.detail));
	return 1;
}
