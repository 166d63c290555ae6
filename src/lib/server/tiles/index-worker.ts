/** A thread that holds tile indexes, so that cutting a hundred thousand buildings into tiles never holds up a fix on its way. */
import { parentPort } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import type { TileFeature } from './tile-feature.ts';
import { makeTileIndex, type TileIndex } from './tile-index.ts';
import type { TileLayer } from './tile-layers.ts';

export type ToIndex =
	| { readonly do: 'begin'; readonly layer: TileLayer }
	| { readonly do: 'add'; readonly layer: TileLayer; readonly features: readonly TileFeature[] }
	| { readonly do: 'finish'; readonly layer: TileLayer; readonly call: number }
	| { readonly do: 'tile'; readonly layer: TileLayer; readonly call: number; readonly z: number; readonly x: number; readonly y: number };

export type FromIndex =
	| { readonly call: number; readonly ok: true; readonly tile: { readonly raw: Uint8Array; readonly gzip: Uint8Array } | null }
	| { readonly call: number; readonly ok: true; readonly summary: IndexSummary }
	| { readonly call: number; readonly ok: false; readonly message: string };

export type IndexSummary = Pick<TileIndex, 'bounds' | 'characters' | 'features'>;

const gathered = new Map<TileLayer, TileFeature[]>();
const indexes = new Map<TileLayer, TileIndex>();

parentPort?.on('message', (message: ToIndex) => {
	try {
		const reply = answer(message);
		if (reply) parentPort?.postMessage(reply);
	} catch (fault) {
		if ('call' in message) {
			const failed: FromIndex = { call: message.call, ok: false, message: fault instanceof Error ? fault.message : String(fault) };
			parentPort?.postMessage(failed);
		} else throw fault;
	}
});

function answer(message: ToIndex): FromIndex | null {
	switch (message.do) {
		case 'begin':
			gathered.set(message.layer, []);
			return null;
		case 'add': {
			const list = gathered.get(message.layer);
			for (const feature of message.features) list?.push(feature);
			return null;
		}
		case 'finish': {
			const index = makeTileIndex(message.layer, gathered.get(message.layer) ?? []);
			gathered.delete(message.layer);
			indexes.set(message.layer, index);
			const { bounds, characters, features } = index;
			return { call: message.call, ok: true, summary: { bounds, characters, features } };
		}
		case 'tile': {
			const raw = indexes.get(message.layer)?.tile(message.z, message.x, message.y) ?? null;
			return { call: message.call, ok: true, tile: raw && { raw, gzip: gzipSync(raw, { level: 6 }) } };
		}
	}
}
