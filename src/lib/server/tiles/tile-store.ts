/**
 * Tiles of the open database: an index a layer, made when first asked for and made again when its rows have changed; finished tiles are kept
 * under their revision. The answer is the same on either database engine.
 */
import { createHash } from 'node:crypto';
import type { Db } from '../../../../db/open.ts';
import { tileAttribution, tileFeatures, tileRevision } from '../store/tile-features.ts';
import { startIndexThread, type CutTile, type IndexThread } from './index-thread.ts';
import type { IndexSummary } from './index-worker.ts';
import type { TileLayer } from './tile-layers.ts';

/** How long a layer is taken as unchanged without asking the database. `changed` asks at once. */
const RECHECK_MS = 15_000;
/** Finished tiles kept, bytes of both encodings together. */
const KEEP_BYTES = 64 * 1024 * 1024;

export interface StoredTile extends CutTile {
	readonly etag: string;
}

export interface LayerState {
	/** Changes whenever anything drawn changes. */
	readonly revision: string;
	readonly summary: IndexSummary;
	readonly attribution: string;
}

export interface TileStore {
	layer(layer: TileLayer): Promise<LayerState>;
	/** null where the tile is empty. */
	tile(layer: TileLayer, z: number, x: number, y: number): Promise<{ readonly revision: string; readonly tile: StoredTile | null }>;
	/** Something drawn may have changed: look before the next answer. */
	changed(): void;
	close(): Promise<void>;
}

export function openTileStore(db: Db, start: () => IndexThread = startIndexThread): TileStore {
	let thread: IndexThread | null = null;
	const states = new Map<TileLayer, LayerState>();
	const checkedAtMs = new Map<TileLayer, number>();
	const loading = new Map<TileLayer, Promise<LayerState>>();
	const kept = new Map<string, StoredTile | null>();
	let keptBytes = 0;
	let generation = 0;

	async function refresh(layer: TileLayer): Promise<LayerState> {
		const asked = generation;
		const revision = fingerprint(`${layer} ${await tileRevision(db, layer)} ${await tileAttribution(db)}`);
		let state = states.get(layer);
		if (state?.revision !== revision) {
			thread ??= start();
			const summary = await thread.load(layer, tileFeatures(db, layer));
			state = { revision, summary, attribution: await tileAttribution(db) };
			states.set(layer, state);
			for (const key of [...kept.keys()]) if (key.startsWith(`${layer}/`)) forget(key);
		}
		if (asked === generation) checkedAtMs.set(layer, performance.now());
		return state;
	}

	async function layerState(layer: TileLayer): Promise<LayerState> {
		const state = states.get(layer);
		const checked = checkedAtMs.get(layer);
		if (state && checked !== undefined && performance.now() - checked < RECHECK_MS) return state;
		let busy = loading.get(layer);
		if (!busy) {
			busy = refresh(layer).finally(() => loading.delete(layer));
			loading.set(layer, busy);
		}
		return busy;
	}

	function forget(key: string): void {
		keptBytes -= weight(kept.get(key) ?? null);
		kept.delete(key);
	}

	function keep(key: string, tile: StoredTile | null): void {
		kept.set(key, tile);
		keptBytes += weight(tile);
		for (const oldest of kept.keys()) {
			if (keptBytes <= KEEP_BYTES) break;
			forget(oldest);
		}
	}

	return {
		layer: layerState,
		async tile(layer, z, x, y) {
			const { revision } = await layerState(layer);
			const key = `${layer}/${z}/${x}/${y}`;
			let tile = kept.get(key);
			if (tile === undefined) {
				const cut = (await thread?.tile(layer, z, x, y)) ?? null;
				tile = cut && { ...cut, etag: `"${fingerprint(cut.raw)}"` };
				if (states.get(layer)?.revision === revision && !kept.has(key)) keep(key, tile);
			} else if (tile) {
				kept.delete(key);
				kept.set(key, tile);
			}
			return { revision, tile };
		},
		changed() {
			generation++;
			checkedAtMs.clear();
		},
		async close() {
			await thread?.close();
			thread = null;
		}
	};
}

/** An empty tile costs its key only. */
const weight = (tile: StoredTile | null): number => 64 + (tile ? tile.raw.byteLength + tile.gzip.byteLength : 0);
const fingerprint = (of: string | Uint8Array): string => createHash('sha256').update(of).digest('base64url').slice(0, 22);
