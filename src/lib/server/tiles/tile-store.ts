/**
 * Tiles of the open database. Each is cut from the rows that lie in it when it is first asked for, kept, and cut again after a change that touches it;
 * what lies elsewhere stays. A change is noticed within a twentieth of a second, whoever made it. The answer is the same on either database engine.
 */
import { createHash } from 'node:crypto';
import type { Db } from '../../../../db/open.ts';
import { drawnChanges } from '../store/drawn-changes.ts';
import { layerSummary, tileAttribution, tileRows, type LayerSummary } from '../store/tile-features.ts';
import { productVersion } from '../product-version.ts';
import { startCutThread, type CutThread, type CutTile } from './cut-thread.ts';
import { keepTiles } from './kept-tiles.ts';
import type { TileLayer } from './tile-layers.ts';

/** How long nothing is taken to have changed without asking the database. `changed` asks at once. */
const RECHECK_MS = 50;
/** A database that is busy or away keeps nobody longer than this from a tile that is there. */
const PATIENCE_MS = 150;
/** Finished tiles kept, bytes of both encodings together. */
const KEEP_BYTES = 64 * 1024 * 1024;
/** Tiles whose rows are read at once: others ask the database too. */
const READ_AT_ONCE = 2;

export interface StoredTile extends CutTile {
	/** Strong: the two encodings are two representations, and a tag names one of them. */
	readonly etag: string;
	readonly gzipEtag: string;
}

export interface LayerState {
	/** Changes whenever anything drawn changes. */
	readonly revision: string;
	readonly summary: LayerSummary;
	readonly attribution: string;
}

export interface TileAnswer {
	/** The revision of the layer that the tile surely is of; null where it may be of the next one already. */
	readonly revision: string | null;
	/** null where the tile is empty. */
	readonly tile: StoredTile | null;
}

export interface TileStore {
	layer(layer: TileLayer): Promise<LayerState>;
	tile(layer: TileLayer, z: number, x: number, y: number): Promise<TileAnswer>;
	/** Something drawn may have changed: look before the next answer. */
	changed(): void;
	close(): Promise<void>;
}

export function openTileStore(db: Db, start: () => CutThread = startCutThread): TileStore {
	let thread: CutThread | null = null;
	const kept = keepTiles<StoredTile>(KEEP_BYTES, (tile) => tile.raw.byteLength + tile.gzip.byteLength);
	const revisions = new Map<TileLayer, string>();
	const states = new Map<TileLayer, Promise<LayerState>>();
	const inTurn = takeTurns(READ_AT_ONCE);

	/** The last change that is known of. */
	let lastNo: number | null = null;
	let lookedAtMs = -Infinity;
	let told = 0;
	let toldAtLook = -1;
	let looking: Promise<void> | null = null;

	async function look(): Promise<void> {
		const [startedAtMs, toldBefore] = [performance.now(), told];
		for (const { no, layer, mark, box } of await drawnChanges(db, lastNo)) {
			lastNo = no;
			revisions.set(layer, fingerprint(`${productVersion} ${layer} ${mark}`));
			states.delete(layer);
			kept.forget(layer, box);
		}
		[lookedAtMs, toldAtLook] = [startedAtMs, toldBefore];
	}

	const upToDate = (sinceMs: number, toldOf: number): boolean => lookedAtMs >= sinceMs && toldAtLook >= toldOf;

	/** A look that was begun before this was asked may have come too early: the next one has not. */
	async function catchUp(): Promise<void> {
		const [sinceMs, toldOf] = [performance.now() - RECHECK_MS, told];
		while (!upToDate(sinceMs, toldOf)) await (looking ??= look().finally(() => (looking = null)));
	}

	async function make(layer: TileLayer, z: number, x: number, y: number): Promise<StoredTile | null> {
		const rows = await inTurn(() => tileRows(db, layer, z, x, y));
		if (Object.keys(rows).length === 0) return null;
		const cut = await (thread ??= start()).cut(layer, z, x, y, rows);
		if (!cut) return null;
		const mark = fingerprint(cut.raw);
		return { raw: asBuffer(cut.raw), gzip: asBuffer(cut.gzip), etag: `"${mark}"`, gzipEtag: `"${mark}-gz"` };
	}

	async function describe(layer: TileLayer): Promise<LayerState> {
		const revision = revisions.get(layer) ?? '';
		return { revision, summary: await layerSummary(db, layer), attribution: await tileAttribution(db) };
	}

	return {
		async layer(layer) {
			await catchUp();
			let state = states.get(layer);
			if (!state) {
				states.set(layer, (state = describe(layer)));
				state.catch(() => states.delete(layer));
			}
			return state;
		},
		async tile(layer, z, x, y) {
			if (!upToDate(performance.now() - RECHECK_MS, told)) {
				// That the database is away is told by whoever needs it.
				if (kept.find(layer, z, x, y)?.tile !== undefined) await Promise.race([catchUp().catch(() => undefined), pause(PATIENCE_MS)]);
				else await catchUp();
			}
			// Before any row is read: what is read may be newer than the revision says, and never older.
			const revision = revisions.get(layer) ?? null;
			const found = kept.find(layer, z, x, y) ?? kept.keep(layer, z, x, y, make(layer, z, x, y));
			const tile = found.tile === undefined ? await found.made : found.tile;
			return { revision: found.outdated ? null : revision, tile };
		},
		changed() {
			told++;
		},
		async close() {
			await thread?.close();
			thread = null;
		}
	};
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Runs so many at once, the others in the order in which they came. */
function takeTurns(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
	const waiting: (() => void)[] = [];
	let free = atOnce;
	return async (work) => {
		if (free > 0) free--;
		else await new Promise<void>((turn) => waiting.push(turn));
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			if (next) next();
			else free++;
		}
	};
}

/** As sockets take it, without a wrapper for each time that it is sent. */
const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array => Buffer.from(buffer, byteOffset, byteLength);
const fingerprint = (of: string | Uint8Array): string => createHash('sha256').update(of).digest('base64url').slice(0, 22);
