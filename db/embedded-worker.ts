/**
 * The thread that runs the embedded PostGIS: opens the data folder, listens on the unix socket, and ends when told to. The engine
 * computes without yielding, so it has a thread of its own and the server's event loop never waits for it.
 */
import { PGlite } from '@electric-sql/pglite';
import { postgis } from '@electric-sql/pglite-postgis';
import { chmod } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { openGate } from './embedded-gate.ts';

export interface EngineOrder {
	readonly postgresDir: string;
	readonly socketPath: string;
}
export type EngineReport =
	{ readonly kind: 'ready' } | { readonly kind: 'closed' } | { readonly kind: 'failed'; readonly reason: string; readonly opened: boolean };

const { postgresDir, socketPath } = workerData as EngineOrder;
const tell = (report: EngineReport): void => parentPort?.postMessage(report);
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

let opened = false;
try {
	const engine = await PGlite.create({ dataDir: postgresDir, extensions: { postgis } });
	await engine.exec('create extension if not exists postgis');
	const gate = await openGate(engine, socketPath, (error) => tell({ kind: 'failed', reason: reasonOf(error), opened: true }));
	await chmod(socketPath, 0o600);
	parentPort?.once('message', () => {
		void gate
			.close()
			.then(() => engine.close())
			.then(
				() => tell({ kind: 'closed' }),
				(error: unknown) => tell({ kind: 'failed', reason: reasonOf(error), opened: true })
			)
			.finally(() => process.exit());
	});
	opened = true;
	tell({ kind: 'ready' });
} catch (error) {
	tell({ kind: 'failed', reason: reasonOf(error), opened });
}
