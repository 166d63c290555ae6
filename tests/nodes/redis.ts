/** A Redis of a test's own on a free port, kept in memory; and whether there is one on this machine at all. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

const PROGRAM = process.env['TEST_REDIS'] ?? 'redis-server';
const START_MS = 10_000;

export const hasRedis = (): boolean => spawnSync(PROGRAM, ['--version']).status === 0;

export interface TestRedis {
	readonly url: string;
	kill(): Promise<void>;
	start(): Promise<void>;
	stop(): Promise<void>;
}

export async function startRedis(): Promise<TestRedis> {
	const port = await freePort();
	const folder = await mkdtemp(join(tmpdir(), 'gk-redis-'));
	let server: ChildProcess | null = null;
	async function start(): Promise<void> {
		const child = spawn(PROGRAM, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder], {
			stdio: ['ignore', 'pipe', 'pipe']
		});
		server = child;
		let told = '';
		await new Promise<void>((resolve, reject) => {
			const late = setTimeout(() => reject(new Error(`redis: ${told}`)), START_MS);
			child.stdout.on('data', (chunk: Buffer) => {
				told += chunk.toString();
				if (!told.includes('Ready to accept connections') && !told.includes('ready to accept connections')) return;
				clearTimeout(late);
				resolve();
			});
			child.once('error', reject);
		});
	}
	async function kill(): Promise<void> {
		const child = server;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
		child.kill('SIGKILL');
		await ended;
	}
	await start();
	return {
		url: `redis://127.0.0.1:${port}`,
		kill,
		start,
		async stop() {
			await kill();
			await rm(folder, { recursive: true, force: true });
		}
	};
}
