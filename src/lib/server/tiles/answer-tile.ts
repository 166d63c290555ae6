/** HTTP answers for tiles: strong ETags, gzip where the client takes it, and words where the address is wrong. */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { complain } from './complain.ts';
import { externalBasemap } from './external-basemap.ts';
import { readTileAddress } from './tile-address.ts';
import { tileJson } from './tile-json.ts';
import { isTileLayer, TILE_LAYERS, type TileLayer } from './tile-layers.ts';
import type { TileStore } from './tile-store.ts';
import { tiles } from './tiles.ts';

/** Asked with the revision it belongs to, a tile never changes again. */
const FOREVER = 'max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

/** An answer made without a `Response`. */
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
	const common = {
		'cache-control': `${isOpen(params.layer) ? 'public' : 'private'}, ${lasts ? FOREVER : ASK_AGAIN}`,
		...shared(params.layer)
	};
	if (!tile) return { status: 204, headers: common, body: null };
	const gzip = takesGzip(headers['accept-encoding'] ?? '');
	const etag = gzip ? tile.gzipEtag : tile.etag;
	const described = { ...common, etag, vary: 'accept-encoding' };
	if (matches(headers['if-none-match'] ?? null, etag)) return { status: 304, headers: described, body: null };
	const body = gzip ? tile.gzip : tile.raw;
	return {
		status: 200,
		headers: {
			...described,
			'content-type': 'application/vnd.mapbox-vector-tile',
			...(gzip ? { 'content-encoding': 'gzip' } : {})
		},
		body
	};
}

export async function answerTileJson(layer: string, headers: Headers, origin: string): Promise<Response> {
	if (!isTileLayer(layer)) return noSuchLayer(layer);
	const { revision, summary, attribution } = await tiles().layer(layer);
	const external = layer === 'base' ? externalBasemap() : null;
	const text = JSON.stringify({ ...tileJson(layer, { origin, revision, summary, attribution }), ...(external ? { external } : {}) });
	const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
	const common = { 'cache-control': ASK_AGAIN, ...shared(layer), etag };
	if (matches(headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers: common });
	return new Response(text, { headers: { ...common, 'content-type': 'application/json' } });
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
function matches(ifNoneMatch: string | null, etag: string): boolean {
	return (ifNoneMatch ?? '').split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
