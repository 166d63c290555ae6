/**
 * Fan-out: ten thousand people who report every second, to two hundred browsers' sockets. The server's processor time beside that of a bare `ws`
 * server that sends the same bytes as often, how late a position is in a watcher's hand after its commit, and whether any is missing.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Bench, line } from './bench.ts';

const PEOPLE = 10_000;
const BROWSERS = 200;
const SECONDS = 10;
/** In turns, so that both meet the same neighbours on the machine. */
const ROUNDS = ['ours', 'bare', 'ours', 'bare'] as const;
const P99_MS = 150;

interface Served {
	readonly fed: number;
	readonly ticks: number;
	readonly cpuMs: number;
}
interface Received {
	readonly least: number;
	readonly most: number;
	readonly wentBack: number;
	readonly p50Ms: number;
	readonly p99Ms: number;
}

export const bench: Bench = {
	name: 'fan-out',
	async run() {
		const done: { readonly mode: (typeof ROUNDS)[number]; readonly served: Served; readonly received: Received }[] = [];
		for (const mode of ROUNDS) done.push({ mode, ...(await round(mode)) });
		const of = (mode: string) => done.filter((one) => one.mode === mode);
		const cpu = (mode: string): number => of(mode).reduce((sum, { served }) => sum + served.cpuMs, 0) / (of(mode).length * SECONDS);
		const ours = of('ours');
		const missing = ours.reduce((sum, { served, received }) => sum + served.fed - received.least, 0);
		const wentBack = ours.reduce((sum, { received }) => sum + received.wentBack, 0);
		if (missing !== 0 || wentBack !== 0) throw new Error(`${missing} positions missing, ${wentBack} came twice or out of order`);
		const how = `${PEOPLE} people a second to ${BROWSERS} sockets in a process of their own, ${ours.length} × ${SECONDS} s, ${ours[0]?.served.ticks} ticks each, nothing missing in any socket; load ${loadavg()[0]!.toFixed(0)}`;
		return [
			line({
				what: 'server’s processor time a second of fan-out',
				unit: 'ms/s',
				ours: cpu('ours'),
				peer: { name: 'the same bytes over bare ws', value: cpu('bare') },
				aim: { ratio: 1.5, better: 'lower' },
				how
			}),
			line({
				what: 'commit → in a watcher’s hand, p99',
				unit: 'ms',
				ours: Math.max(...ours.map(({ received }) => received.p99Ms)),
				peer: { name: 'limit', value: P99_MS },
				aim: { ratio: 1, better: 'lower' },
				how: `${how}; p50 ${ours.map(({ received }) => received.p50Ms).join(' and ')} ms`
			})
		];
	}
};

async function round(mode: string): Promise<{ readonly served: Served; readonly received: Received }> {
	const server = program('fan-out-server.ts', mode, String(SECONDS), String(PEOPLE));
	const port = await said(server);
	const browsers = program('browsers-on-a-wire.ts', mode, port, String(BROWSERS));
	try {
		await said(browsers);
		server.stdin!.write('begin\n');
		const served = JSON.parse(await said(server)) as Served;
		// What is on its way arrives.
		await new Promise((next) => setTimeout(next, 1_000));
		browsers.stdin!.write('tell\n');
		return { served, received: JSON.parse(await said(browsers)) as Received };
	} finally {
		server.kill('SIGKILL');
		browsers.kill('SIGKILL');
	}
}

const program = (file: string, ...args: readonly string[]): ChildProcess =>
	spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL(file, import.meta.url)), ...args], {
		stdio: ['pipe', 'pipe', 'inherit']
	});

/** The next line it prints. */
async function said(child: ChildProcess): Promise<string> {
	let text = '';
	while (!text.includes('\n')) text += String((await once(child.stdout!, 'data'))[0]);
	return text.trim();
}
