/**
 * The server process: readies the database, serves the built app and its live events on one port, runs the demo's patrols, and closes
 * everything in order when told to. Run by `npm start`, which has made sure that it can.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { networkInterfaces } from 'node:os';
import { pathToFileURL } from 'node:url';
import { Refusal } from '#db/refusal.ts';
import { listAccounts } from '#lib/server/account/accounts.ts';
import { DEMO_ACCOUNTS } from '#lib/server/account/demo-accounts.ts';
import { PEER_HEADER, PROTOCOL_HEADER, sayWhoAsks, trustedProxies } from './behind-proxy.ts';
import { handOver, type Provided } from './provide-runtime.ts';
import { startSimulator } from './start-simulator.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const HOST = process.env['HOST'] || '127.0.0.1';
const PORT = Number(process.env['PORT'] || 3000);
/** Requests in hand get this long to end; live connections are told to come back. */
const GRACE_MS = 5_000;
/** A hall of walls that comes back at one moment: who finds no room tries again only after a second, phones among them. */
const BACKLOG = 4_096;
const INTERRUPTED = 130;
const ONE_PRESS_MS = 800;

async function main(): Promise<void> {
	if (!Number.isInteger(PORT) || PORT < 0 || PORT > 65_535)
		throw new Refusal('addressRefused', { host: HOST, port: process.env['PORT'] ?? '', reason: 'PORT' });
	const httpServer = createServer();
	// The port is taken first: there is no use in readying a database that cannot be served.
	await listen(httpServer);
	let provided: Provided | null = null;
	let stopSimulator = async (): Promise<void> => undefined;
	onSignal(async () => {
		console.log('\n正在关闭 Closing …');
		await stopSimulator();
		const closed = new Promise((resolve) => httpServer.close(resolve));
		await provided?.close();
		httpServer.closeIdleConnections();
		await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref())]);
		httpServer.closeAllConnections();
	});

	provided = await handOver(httpServer);
	await serveApp(httpServer);
	if (provided.demo) stopSimulator = startSimulator(provided.demo.districtCode, `http://${loopback()}:${PORT}`);
	greet(
		provided,
		(await listAccounts(provided.database.db)).some((account) => account.grants.some((grant) => grant.role === 'admin'))
	);
}

/** Requests that come before the app is there are asked to come again. */
async function serveApp(httpServer: Server): Promise<void> {
	process.env['ADDRESS_HEADER'] = PEER_HEADER;
	process.env['PROTOCOL_HEADER'] = PROTOCOL_HEADER;
	process.env['BODY_SIZE_LIMIT'] ??= '4M';
	let handler: Handler | null = null;
	httpServer.removeAllListeners('request');
	// On the server before Socket.IO attaches (in the app's own start), so that Socket.IO stands before it and takes what is its own.
	httpServer.on('request', (request, response) => (handler ? handler(request, response) : comeAgain(response)));
	const built = new URL('../../build/handler.js', import.meta.url);
	handler = ((await import(pathToFileURL(built.pathname).href)) as { handler: Handler }).handler;
	const trusted = trustedProxies(process.env['GRIDKEEPER_PROXIES'] ?? '');
	for (const event of ['request', 'upgrade'] as const)
		httpServer.prependListener(event, (request: IncomingMessage) => sayWhoAsks(request, trusted));
}

function comeAgain(response: ServerResponse): void {
	response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '2', refresh: '2' });
	response.end('正在启动 Gridkeeper is starting …\n');
}

function listen(httpServer: Server): Promise<void> {
	httpServer.on('request', (_, response) => comeAgain(response));
	return new Promise((resolve, reject) => {
		httpServer.once('error', (error: NodeJS.ErrnoException) => {
			const values = { host: HOST, port: PORT, next: PORT + 1, reason: error.code ?? error.message };
			reject(new Refusal(error.code === 'EADDRINUSE' ? 'portTaken' : 'addressRefused', values, error));
		});
		httpServer.listen({ port: PORT, host: HOST, backlog: BACKLOG }, resolve);
	});
}

/**
 * The first SIGINT or SIGTERM closes in order and ends with 0; a second one ends at once. One Ctrl-C may arrive several times, from the terminal and
 * from the programs that started this one.
 */
function onSignal(close: () => Promise<void>): void {
	let askedMs: number | null = null;
	const ask = (): void => {
		if (askedMs !== null) {
			if (performance.now() - askedMs > ONE_PRESS_MS) process.exit(INTERRUPTED);
			return;
		}
		askedMs = performance.now();
		close().then(
			() => process.exit(0),
			(error: unknown) => {
				console.error(error);
				process.exit(1);
			}
		);
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
}

const loopback = (): string => (HOST === '0.0.0.0' || HOST === '::' ? '127.0.0.1' : HOST.includes(':') ? `[${HOST}]` : HOST);

function addresses(): string[] {
	if (HOST !== '0.0.0.0' && HOST !== '::') return [`http://${loopback()}:${PORT}`];
	const outward = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).filter((one) => !one.internal && one.family === 'IPv4'));
	return [`http://127.0.0.1:${PORT}`, ...outward.map((one) => `http://${one.address}:${PORT}`)];
}

function greet({ database, demo }: Provided, hasAdmin: boolean): void {
	console.log(`\n网格守望 Gridkeeper   ${addresses().join('   ')}`);
	console.log(`${database.engine === 'embedded' ? '内嵌数据库 embedded' : '外部数据库 native'} · ${database.version}`);
	if (demo) {
		console.log('\n示范区，全部虚构。演示账号 Demo district, all invented. Demo accounts:');
		console.log(`  ${'账号 user'.padEnd(16)}${'密码 password'.padEnd(18)}`);
		for (const account of DEMO_ACCOUNTS) console.log(`  ${account.username.padEnd(18)}${account.password.padEnd(20)}${account.name}`);
		if (loopback() !== HOST || !/^(127\.|::1|localhost)/.test(HOST))
			console.log(
				'\n注意：演示账号的密码人人皆知，而此地址可从外部访问。\nMind: everybody knows these passwords, and this address can be reached from outside.'
			);
	} else if (!hasAdmin) console.log('\n还没有管理员 No administrator yet:  npm run -s cli -- account create --help');
	console.log('\nCtrl-C 结束 ends it.');
}

try {
	await main();
} catch (error) {
	console.error(error instanceof Refusal ? `\n${error.message}` : error);
	process.exit(1);
}
