/** A thread that cuts tiles, so that cutting a hundred thousand buildings never holds up a fix on its way. */
import { parentPort } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { cutTile } from './cut-tile.ts';
import type { TileLayer } from './tile-layers.ts';
import { tileFeatures, type TileRows } from './tile-rows.ts';

export interface ToCutter {
	readonly call: number;
	readonly layer: TileLayer;
	readonly z: number;
	readonly x: number;
	readonly y: number;
	readonly rows: TileRows;
}

export type FromCutter =
	| { readonly call: number; readonly ok: true; readonly tile: { readonly raw: Uint8Array; readonly gzip: Uint8Array } | null }
	| { readonly call: number; readonly ok: false; readonly message: string };

parentPort?.on('message', ({ call, layer, z, x, y, rows }: ToCutter) => {
	let reply: FromCutter;
	try {
		const raw = cutTile(layer, tileFeatures(rows), z, x, y);
		reply = { call, ok: true, tile: raw && { raw, gzip: gzipSync(raw, { level: 6 }) } };
	} catch (fault) {
		reply = { call, ok: false, message: fault instanceof Error ? fault.message : String(fault) };
	}
	parentPort?.postMessage(reply);
});
