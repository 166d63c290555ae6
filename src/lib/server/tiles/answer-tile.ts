/** HTTP answers for tiles: strong ETags, gzip where the client takes it, and words where the address is wrong. */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { HARD_HEADERS } from '../answer/harden.ts';
import { complain } from './complain.ts';
import { externalBasemap } from './external-basemap.ts';
import { readTileAddress } from './tile-address.ts';
import { tileJson } from './tile-json.ts';
import { isTileLayer, TILE_LAYERS, type TileLayer } from './tile-layers.ts';
import type { StoredTile, TileStore } from './tile-store.ts';
import { tiles } from './tiles.ts';

/** Asked with the revision it belongs to, a tile never changes again. */
const FOREVER = 'max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

/** An answer made without a `Response`, with every header that it needs but what https adds. */
export interface BareAnswer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Uint8Array | null;
}

/** @returns a `Response` where there is no such tile */
export async function answerTile(
	store: TileStore,
	params: { readonly layer: string; readonly z: string; readonly x: string; readonly y: string },
	headers: IncomingHttpHeaders,
	revisionAsked: string | null
): Promise<BareAnswer | Response> {
	if (!isTileLayer(params.layer)) return noSuchLayer(params.layer);
	const address = readTileAddress(params);
	if (!address.ok) return complain(address.problem.kind === 'tile-not-a-number' ? 400 : 404, address.problem);
	const { z, x, y } = address.value;
	const { revision, tile } = await store.tile(params.layer, z, x, y);
	const lasts = revision !== null && revisionAsked === revision;
	if (!tile) return { status: 204, headers: { ...HARD_HEADERS, ...common(params.layer, lasts) }, body: null };
	const gzip = takesGzip(headers['accept-encoding'] ?? '');
	const { etag, known, found } = describe(params.layer, tile, gzip, lasts);
	return matches(headers['if-none-match'] ?? '', etag)
		? { status: 304, headers: known, body: null }
		: { status: 200, headers: found, body: gzip ? tile.gzip : tile.raw };
}

const common = (layer: TileLayer, lasts: boolean): Record<string, string> => ({
	'cache-control': `${isOpen(layer) ? 'public' : 'private'}, ${lasts ? FOREVER : ASK_AGAIN}`,
	...shared(layer)
});

/** What is said of a tile in one encoding. */
interface Described {
	readonly etag: string;
	/** To whoever has it already, and to whoever has not. */
	readonly known: Readonly<Record<string, string>>;
	readonly found: Readonly<Record<string, string>>;
}
const described = new WeakMap<StoredTile, Map<number, Described>>();

/** Put together once for each tile: it is asked for many times. */
function describe(layer: TileLayer, tile: StoredTile, gzip: boolean, lasts: boolean): Described {
	let ways = described.get(tile);
	if (!ways) described.set(tile, (ways = new Map()));
	const way = (gzip ? 2 : 0) + (lasts ? 1 : 0);
	let one = ways.get(way);
	if (one) return one;
	const etag = gzip ? tile.gzipEtag : tile.etag;
	const known = { ...HARD_HEADERS, ...common(layer, lasts), etag, vary: 'accept-encoding' };
	const found = {
		...known,
		'content-type': 'application/vnd.mapbox-vector-tile',
		'content-length': String((gzip ? tile.gzip : tile.raw).byteLength),
		...(gzip ? { 'content-encoding': 'gzip' } : {})
	};
	ways.set(way, (one = { etag, known, found }));
	return one;
}

export async function answerTileJson(layer: string, headers: Headers, origin: string): Promise<Response> {
	if (!isTileLayer(layer)) return noSuchLayer(layer);
	const { revision, summary, attribution } = await tiles().layer(layer);
	const external = layer === 'base' ? externalBasemap() : null;
	const text = JSON.stringify({ ...tileJson(layer, { origin, revision, summary, attribution }), ...(external ? { external } : {}) });
	const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
	const told = { 'cache-control': ASK_AGAIN, ...shared(layer), etag };
	if (matches(headers.get('if-none-match') ?? '', etag)) return new Response(null, { status: 304, headers: told });
	return new Response(text, { headers: { ...told, 'content-type': 'application/json' } });
}

/** The base layer is what any printed map shows, for any page and any cache; the others are for who has signed in. */
const isOpen = (layer: TileLayer): boolean => layer === 'base';
const shared = (layer: TileLayer): Record<string, string> => (isOpen(layer) ? { 'access-control-allow-origin': '*' } : {});

const noSuchLayer = (layer: string): Response =>
	complain(404, { kind: 'tile-no-such-layer', detail: { layer: layer.slice(0, 40), layers: TILE_LAYERS.join(', ') } });

/** Whether the client accepts gzip and has not weighed it at nothing. */
function takesGzip(acceptEncoding: string): boolean {
	return acceptEncoding.split(',').some((part) => /^\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(part));
}

/** If-None-Match compares weakly, and a proxy may have weakened the tag. */
function matches(ifNoneMatch: string, etag: string): boolean {
	return ifNoneMatch !== '' && ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
