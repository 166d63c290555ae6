/** A PostgreSQL server for one test run: made in a temporary folder, on a free port of this machine, with a password of its own, gone afterwards. */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PATIENCE_MS = 30_000;

/**
 * @param bin The folder of `initdb` and `postgres`.
 * @param durable What it acknowledged outlives its own death, as on a real server; otherwise it is quicker.
 * @returns its address, what kills it at once and what starts it again, and what ends it.
 * @throws Error with the server's own words when it does not come up.
 */
export async function startPostgres(bin, { durable = false } = {}) {
	const folder = mkdtempSync(join(tmpdir(), 'gk-postgres-'));
	const user = unprivileged();
	const data = join(folder, 'data');
	const secret = join(folder, 'secret');
	const password = randomBytes(18).toString('base64url');
	mkdirSync(data, { mode: 0o700 });
	writeFileSync(secret, password, { mode: 0o600 });
	if (user.uid !== undefined) for (const path of [folder, data, secret]) chownSync(path, user.uid, user.gid);
	const as = { ...user, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' } };
	const remove = () => rmSync(folder, { recursive: true, force: true });
	const made = spawnSync(
		join(bin, 'initdb'),
		['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', secret, '-E', 'UTF8', '--no-sync', '--no-instructions'],
		{ ...as, encoding: 'utf8' }
	);
	if (made.status !== 0) {
		remove();
		throw new Error(`initdb: ${made.error?.message ?? made.stderr}`);
	}
	const port = await freePort();
	// Nothing here outlives the run: it need not reach the disk.
	const settings = [
		...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
		'max_connections=60',
		`unix_socket_directories=${folder}`
	];
	let server = null;
	let gone = Promise.resolve();
	const endNow = () => server?.kill('SIGQUIT');
	process.once('exit', endNow);
	const serve = async () => {
		const args = ['-D', data, '-h', '127.0.0.1', '-p', String(port), ...settings.flatMap((one) => ['-c', one])];
		const started = spawn(join(bin, 'postgres'), args, { ...as, stdio: ['ignore', 'pipe', 'pipe'] });
		let told = '';
		gone = new Promise((resolve) => started.once('exit', resolve));
		await new Promise((resolve, reject) => {
			const late = setTimeout(() => reject(new Error(`postgres: ${told}`)), PATIENCE_MS);
			for (const stream of [started.stdout, started.stderr])
				stream.on('data', (chunk) => {
					told = (told + chunk).slice(-4000);
					if (told.includes('ready to accept connections')) {
						clearTimeout(late);
						resolve();
					}
				});
			started.once('exit', () => reject(new Error(`postgres: ${told}`)));
		});
		server = started;
	};
	await serve();
	return {
		url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
		/** As a power cut would. Its children notice that it is gone and end too. */
		async kill() {
			server.kill('SIGKILL');
			await gone;
		},
		/** Its children may still be ending: until the last is gone they hold its memory. */
		async start() {
			const untilMs = Date.now() + PATIENCE_MS;
			for (;;) {
				try {
					return await serve();
				} catch (error) {
					if (!String(error).includes('shared memory block') || Date.now() > untilMs) throw error;
					await new Promise((next) => setTimeout(next, 100));
				}
			}
		},
		async stop() {
			process.off('exit', endNow);
			server.kill('SIGINT');
			await gone;
			remove();
		}
	};
}

/** PostgreSQL refuses to run as root: the user Debian made for it, or nobody. */
function unprivileged() {
	if (process.getuid?.() !== 0) return {};
	for (const name of ['postgres', 'nobody']) {
		const id = (flag) => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout || NaN);
		const [uid, gid] = [id('-u'), id('-g')];
		if (Number.isInteger(uid) && Number.isInteger(gid)) return { uid, gid };
	}
	return {};
}

function freePort() {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const { port } = probe.address();
			probe.close(() => resolve(port));
		});
	});
}
