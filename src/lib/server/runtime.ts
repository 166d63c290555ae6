/**
 * What the process hands to the app. The built app is a bundle with module instances of its own, so the http server and the open
 * database reach it through one well-known global, set before the first request (serve.ts, or Vite's own server in development).
 */
import type { Server } from 'node:http';
import type { OpenDatabase } from '../../../db/open.ts';

export interface Runtime {
	readonly httpServer: Server;
	readonly database: OpenDatabase;
	/** Demo mode: a fictional district, default accounts, simulated patrols. */
	readonly demo: boolean;
	/** Called once when the process is asked to end, before the database closes. */
	onClose(close: () => Promise<void>): void;
}

const KEY = Symbol.for('gridkeeper.runtime');

export function provide(runtime: Runtime): void {
	(globalThis as Record<symbol, unknown>)[KEY] = runtime;
}

/** @throws Error when the app was started without `serve.ts` or `npm run dev`. */
export function runtime(): Runtime {
	const found = (globalThis as Record<symbol, unknown>)[KEY] as Runtime | undefined;
	if (!found) throw new Error('Gridkeeper was started without its runtime: use `npm start` or `npm run dev`.');
	return found;
}
