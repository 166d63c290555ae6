/** Readies the database and hands it to the app beside the http server it is to serve on. Used by `serve.ts` and by Vite in development. */
import type { Server } from 'node:http';
import type { OpenDatabase } from '#db/open.ts';
import type { Demo } from '#db/seed.ts';
import { provide } from '#lib/server/runtime.ts';
import { progressLine } from './progress-line.ts';
import { readyDatabase, type ReadyDatabase } from './ready-database.ts';
import { startSimulator } from './start-simulator.ts';

export interface Provided {
	readonly database: OpenDatabase;
	/** Null outside demo mode. */
	readonly demo: Demo | null;
	/** Closes what the app opened, last opened first, then the database. */
	close(): Promise<void>;
}

/** `--no-demo` and GRIDKEEPER_DEMO=off forbid it; several nodes would each walk its patrols, so they do without. */
export const demoAllowed = (args: readonly string[] = process.argv): boolean =>
	!args.includes('--no-demo') && process.env['GRIDKEEPER_DEMO'] !== 'off' && !process.env['REDIS_URL'];

let ready: ReadyDatabase | null = null;

/**
 * For `serve.ts`, which closes it itself.
 * @throws Refusal with what to do about it.
 */
export async function handOver(httpServer: Server): Promise<Provided> {
	const line = progressLine();
	// Vite starts anew when its settings change: the database stays open over that.
	const { database, demo } = (ready ??= await readyDatabase({ demo: demoAllowed() }, line.say).finally(line.end));
	const closers: (() => Promise<void>)[] = [];
	provide({ httpServer, database, demo: demo !== null, onClose: (close) => void closers.push(close) });
	return {
		database,
		demo,
		async close() {
			for (const close of closers.splice(0).reverse()) await close().catch((error: unknown) => console.error(error));
			await database.close();
			ready = null;
		}
	};
}

/** For Vite's own server, in development: patrols start once it listens, and Ctrl-C closes the database. */
export async function provideRuntime(httpServer: Server): Promise<void> {
	const again = ready !== null;
	const provided = await handOver(httpServer);
	if (again) return;
	let stopSimulator = async (): Promise<void> => undefined;
	httpServer.once('listening', () => {
		const address = httpServer.address();
		if (provided.demo && address && typeof address === 'object')
			stopSimulator = startSimulator(provided.demo.districtCode, `http://127.0.0.1:${address.port}`);
	});
	let closing = false;
	const end = (): void => {
		if (closing) return;
		closing = true;
		void stopSimulator()
			.then(() => provided.close())
			.finally(() => process.exit());
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
}
