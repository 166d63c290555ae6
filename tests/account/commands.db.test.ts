/** The verbs `account` and `device`, beside a running server and without one. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashDeviceToken } from '#lib/server/store/device-token.ts';
import { saveDistrict } from '#lib/server/store/save-district.ts';
import { startApp, type TestApp } from '../app.ts';
import { DISTRICT_CODE, ground } from '../ground.ts';

let app: TestApp;
beforeAll(async () => {
	app = await startApp({
		prepare: async (db) =>
			void (await saveDistrict(db, { ...ground, fictional: false }, { nowMs: Date.now(), plan: { state: 'effective', faults: [] } }))
	});
});
afterAll(() => app?.stop());

interface Said {
	readonly status: number;
	readonly out: string;
	readonly err: string;
}
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
function cli(args: readonly string[], input = ''): Promise<Said> {
	return new Promise((resolve) => {
		const child = execFile(
			process.execPath,
			['--disable-warning=ExperimentalWarning', 'src/cli/main.ts', ...args],
			{ cwd: ROOT, env: { ...process.env, ...app.env } },
			(error, out, err) => resolve({ status: error ? Number(error.code) : 0, out, err })
		);
		child.stdin?.end(input);
	});
}

test('the first administrator is made by a command, beside the running server, and can sign in', async () => {
	const made = await cli(['account', 'create', '--username', 'Chief', '--role', 'admin', '--name', '主任']);
	expect(made.status, made.err).toBe(0);
	const password = /: ([\w-]{20,})\s*$/.exec(made.out)?.[1] ?? '';
	const cookie = await app.signIn('chief', password);
	const me = await app.fetch('/api/me', { headers: { cookie } });
	expect(await me.json()).toMatchObject({ name: '主任', demo: false, grants: [{ role: 'admin', areaId: null }] });

	const again = await cli(['account', 'create', '--username', 'chief', '--role', 'admin']);
	expect(again.status).toBe(1);
	expect(again.err).toContain('用户名 chief 已被使用');
});

test('outside the demo there is no default account', async () => {
	await expect(app.signIn('admin', 'wangge-demo')).rejects.toThrow('401');
	const list = JSON.parse((await cli(['account', 'list', '--json'])).out) as { username: string }[];
	expect(list.map((account) => account.username)).not.toContain('admin');
});

test('a password from standard input holds, a short one is refused, and a changed one ends every session', async () => {
	const create = (name: string, password: string) =>
		cli(['account', 'create', '--username', name, '--role', 'lead', '--area', DISTRICT_CODE, '--password-stdin'], `${password}\n`);
	const short = await create('mei', 'short');
	expect(short.status).toBe(1);
	expect(short.err).toContain('密码须 10');
	expect((await create('mei', '一个足够长的密码呀!')).status).toBe(0);
	const cookie = await app.signIn('mei', '一个足够长的密码呀!');
	expect((await cli(['account', 'password', '--username', 'mei', '--password-stdin'], 'another-long-one\n')).status).toBe(0);
	await expect.poll(async () => (await app.fetch('/api/me', { headers: { cookie } })).status, { timeout: 5000 }).toBe(401);
	await app.signIn('mei', 'another-long-one');
});

test('a role is granted within an area and taken away again', async () => {
	const community = `${DISTRICT_CODE}001001`;
	const role = (verb: string, area = community) => cli(['account', verb, '--username', 'mei', '--role', 'planner', '--area', area]);
	expect((await role('grant')).status).toBe(0);
	expect((await cli(['account', 'list'])).out).toContain(`planner@${community} 南社区`);
	expect((await role('revoke')).status).toBe(0);
	expect((await role('revoke')).status).toBe(1);
	const nowhere = await role('grant', '000000');
	expect(nowhere.status).toBe(2);
	expect(nowhere.err).toContain('没有编码为 000000 的区域');
});

test('calls that cannot be understood say what is missing', async () => {
	for (const args of [
		['account'],
		['account', 'create'],
		['account', 'create', '--username', 'x', '--role', 'king'],
		['account', 'create', '--nonsense']
	])
		expect((await cli(args)).status, args.join(' ')).toBe(2);
	expect((await cli(['device', 'add'])).err).toContain('--district');
});

test('a device gets its token once, reports with it, and is turned away when revoked', async () => {
	const made = await cli(['device', 'add', '--district', DISTRICT_CODE, '--name', '网格员2']);
	expect(made.status, made.err).toBe(0);
	const token = made.out.trim();
	const row = await app.db.selectFrom('device').selectAll().where('token_hash', '=', hashDeviceToken(token)).executeTakeFirstOrThrow();
	expect(row.label).toBe('网格员2');
	const listed = await cli(['device', 'list', '--district', DISTRICT_CODE]);
	expect(listed.out).toContain('网格员2');
	expect(listed.out + (await cli(['device', 'list', '--json'])).out).not.toContain(token);

	const report = () => app.fetch(`/ingest/osmand?id=${token}&lat=30.0009&lon=123.001&timestamp=${Math.floor(Date.now() / 1000)}`);
	expect((await report()).status).toBe(200);
	expect((await cli(['device', 'revoke', '--id', String(row.id)])).status).toBe(0);
	await expect.poll(async () => (await report()).status, { timeout: 5000 }).toBe(401);
	expect((await cli(['device', 'revoke', '--id', String(row.id)])).status).toBe(1);
	expect((await cli(['device', 'add', '--district', DISTRICT_CODE, '--name', '无此人'])).err).toContain('没有这位人员');
});
