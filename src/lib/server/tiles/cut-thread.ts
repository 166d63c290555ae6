/** Speaks with the thread that cuts tiles: rows go in as text, a tile comes back. One thread a process, started when first needed. */
import { Worker } from 'node:worker_threads';
import { threadProgram } from '../thread-program.ts';
import type { FromCutter, ToCutter } from './cut-worker.ts';
import type { TileLayer } from './tile-layers.ts';
import type { TileRows } from './tile-rows.ts';

export interface CutTile {
	readonly raw: Uint8Array;
	readonly gzip: Uint8Array;
}

export interface CutThread {
	/** @returns null where nothing is in the tile */
	cut(layer: TileLayer, z: number, x: number, y: number, rows: TileRows): Promise<CutTile | null>;
	close(): Promise<void>;
}

const SOURCE = 'src/lib/server/tiles/cut-worker.ts';

export function startCutThread(): CutThread {
	const worker = new Worker(threadProgram(SOURCE));
	worker.unref();
	const waiting = new Map<number, PromiseWithResolvers<CutTile | null>>();
	let calls = 0;
	worker.on('message', (reply: FromCutter) => {
		const call = waiting.get(reply.call);
		waiting.delete(reply.call);
		if (reply.ok) call?.resolve(reply.tile);
		else call?.reject(new Error(`tiles: ${reply.message}`));
	});
	const failAll = (fault: Error): void => {
		for (const call of waiting.values()) call.reject(fault);
		waiting.clear();
	};
	worker.on('error', failAll);
	worker.on('exit', (code) => failAll(new Error(`tiles: the cutting thread ended with ${code}`)));
	return {
		cut(layer, z, x, y, rows) {
			const call = ++calls;
			const cut = Promise.withResolvers<CutTile | null>();
			waiting.set(call, cut);
			worker.postMessage({ call, layer, z, x, y, rows } satisfies ToCutter);
			return cut.promise;
		},
		async close() {
			await worker.terminate();
		}
	};
}
