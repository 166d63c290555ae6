/** Speaks with the thread that holds the tile indexes: features go in page by page, tiles come back. One thread a process, started when first needed. */
import { Worker } from 'node:worker_threads';
import { threadProgram } from '../thread-program.ts';
import type { FromIndex, IndexSummary, ToIndex } from './index-worker.ts';
import type { TileFeature } from './tile-feature.ts';
import type { TileLayer } from './tile-layers.ts';

export interface CutTile {
	readonly raw: Uint8Array;
	readonly gzip: Uint8Array;
}

export interface IndexThread {
	load(layer: TileLayer, pages: AsyncIterable<readonly TileFeature[]>): Promise<IndexSummary>;
	tile(layer: TileLayer, z: number, x: number, y: number): Promise<CutTile | null>;
	close(): Promise<void>;
}

const SOURCE = 'src/lib/server/tiles/index-worker.ts';

export function startIndexThread(): IndexThread {
	const worker = new Worker(threadProgram(SOURCE));
	worker.unref();
	const waiting = new Map<number, { done(reply: FromIndex): void; fail(fault: Error): void }>();
	let calls = 0;
	worker.on('message', (reply: FromIndex) => {
		const call = waiting.get(reply.call);
		waiting.delete(reply.call);
		if (reply.ok) call?.done(reply);
		else call?.fail(new Error(`tiles: ${reply.message}`));
	});
	const failAll = (fault: Error): void => {
		for (const call of waiting.values()) call.fail(fault);
		waiting.clear();
	};
	worker.on('error', failAll);
	worker.on('exit', (code) => failAll(new Error(`tiles: the index thread ended with ${code}`)));
	const say = (message: ToIndex): void => worker.postMessage(message);
	const ask = (message: (call: number) => ToIndex): Promise<FromIndex> =>
		new Promise((done, fail) => {
			const call = ++calls;
			waiting.set(call, { done, fail });
			say(message(call));
		});
	return {
		async load(layer, pages) {
			say({ do: 'begin', layer });
			for await (const features of pages) say({ do: 'add', layer, features });
			const reply = await ask((call) => ({ do: 'finish', layer, call }));
			if (!('summary' in reply)) throw new Error('tiles: the index thread answered something else');
			return reply.summary;
		},
		async tile(layer, z, x, y) {
			const reply = await ask((call) => ({ do: 'tile', layer, call, z, x, y }));
			if (!('tile' in reply)) throw new Error('tiles: the index thread answered something else');
			return reply.tile;
		},
		async close() {
			await worker.terminate();
		}
	};
}
