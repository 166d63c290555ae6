/** What `npm start` says before it has anything to serve. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SERVE = fileURLToPath(new URL('../../src/cli/serve.ts', import.meta.url));

async function serve(env: Record<string, string>): Promise<{ status: number | null; said: string }> {
	const child = spawn(process.execPath, [SERVE], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
	let said = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
	const [status] = (await once(child, 'close')) as [number | null];
	return { status, said };
}

test('a taken port is named with what to do, in both languages, without a stack, before any database is opened', async () => {
	const other = createServer().listen(0, '127.0.0.1');
	await once(other, 'listening');
	const { port } = other.address() as { port: number };
	try {
		const { status, said } = await serve({ PORT: String(port), GRIDKEEPER_DATA: '/nowhere/at/all' });
		expect(status).toBe(1);
		expect(said).toContain(`127.0.0.1:${port}`);
		expect(said).toContain('已被其他程序占用');
		expect(said).toContain(`PORT=${port + 1} npm start`);
		expect(said).not.toMatch(/\n\s+at /);
	} finally {
		other.close();
	}
}, 20_000);

test.each(['0x', '-1', '70000', 'http'])(
	'PORT=%s is refused',
	async (port) => {
		const { status, said } = await serve({ PORT: port });
		expect(status).toBe(1);
		expect(said).toContain('PORT');
	},
	20_000
);

test('a database that cannot be reached is a sentence, without the password', async () => {
	const { status, said } = await serve({ PORT: '0', DATABASE_URL: 'postgres://someone:secret-word@127.0.0.1:1/x' });
	expect(status).toBe(1);
	expect(said).toContain('127.0.0.1:1/x');
	expect(said).toContain('DATABASE_URL');
	expect(said).not.toContain('secret-word');
	expect(said).not.toMatch(/\n\s+at /);
}, 20_000);
