/**
 * The optional basemap from elsewhere, by configuration only: a PMTiles file of this machine, or Tianditu with a key. Either is served from our
 * own origin, so that the page's content policy stays closed and the key stays here.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { complain } from './complain.ts';
import { readTileAddress } from './tile-address.ts';

/** What a map is told of it, inside the TileJSON of the base layer. */
export type ExternalBasemap =
	| { readonly kind: 'pmtiles'; readonly url: string; readonly attribution: string }
	| { readonly kind: 'raster'; readonly tiles: readonly string[]; readonly maxzoom: number; readonly attribution: string };

type Environment = Readonly<Record<string, string | undefined>>;

const TIANDITU_LAYERS = ['vec', 'cva'] as const;
const TIANDITU_MAX_ZOOM = 18;
const TIANDITU_ATTRIBUTION = '© 天地图';
const PATIENCE_MS = 10_000;
const DAY_S = 86_400;

/** A PMTiles file comes before Tianditu where both are set. */
export function externalBasemap(env: Environment = process.env): ExternalBasemap | null {
	if (env['GRIDKEEPER_PMTILES']) {
		return { kind: 'pmtiles', url: '/tiles/external.pmtiles', attribution: env['GRIDKEEPER_BASEMAP_ATTRIBUTION'] ?? '' };
	}
	if (env['GRIDKEEPER_TIANDITU_KEY']) {
		return {
			kind: 'raster',
			tiles: TIANDITU_LAYERS.map((layer) => `/tiles/tianditu/${layer}/{z}/{x}/{y}.png`),
			maxzoom: TIANDITU_MAX_ZOOM,
			attribution: TIANDITU_ATTRIBUTION
		};
	}
	return null;
}

/** Bytes of the configured PMTiles file; a map reads it piece by piece. */
export async function answerPmtiles(headers: Headers, env: Environment = process.env): Promise<Response> {
	const path = env['GRIDKEEPER_PMTILES'];
	if (!path) return complain(404, { kind: 'tile-no-external' });
	let file: FileHandle;
	try {
		file = await open(path, 'r');
	} catch {
		return complain(404, { kind: 'tile-no-external' });
	}
	try {
		const { size, mtimeMs } = await file.stat();
		const etag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
		const common = { 'accept-ranges': 'bytes', 'cache-control': 'no-cache', 'content-type': 'application/octet-stream', etag };
		const range = readRange(headers.get('range'), size);
		if (range === 'unsatisfiable') {
			return new Response(null, { status: 416, headers: { ...common, 'content-range': `bytes */${size}` } });
		}
		if (range === null) {
			if (headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers: common });
			const whole = await open(path, 'r');
			return new Response(whole.readableWebStream({ autoClose: true }) as ReadableStream, {
				headers: { ...common, 'content-length': String(size) }
			});
		}
		const bytes = new Uint8Array(range.last - range.first + 1);
		await file.read(bytes, 0, bytes.length, range.first);
		return new Response(bytes, {
			status: 206,
			headers: { ...common, 'content-range': `bytes ${range.first}-${range.last}/${size}`, 'content-length': String(bytes.length) }
		});
	} finally {
		await file.close();
	}
}

/** More than a PMTiles reader ever asks for at once; a longer range is answered with its beginning. */
const MOST_BYTES = 8 * 1024 * 1024;

/** One range of bytes; null where none is asked for or it is not one we answer (the whole file is right then). */
export function readRange(header: string | null, size: number): { first: number; last: number } | null | 'unsatisfiable' {
	const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
	if (!found || (found[1] === '' && found[2] === '')) return null;
	const first = found[1] === '' ? Math.max(0, size - Number(found[2])) : Number(found[1]);
	const last = found[1] === '' || found[2] === '' ? size - 1 : Math.min(size - 1, Number(found[2]));
	if (first >= size || last < first) return 'unsatisfiable';
	return { first, last: Math.min(last, first + MOST_BYTES - 1) };
}

/** One Tianditu tile, fetched with the server's key. */
export async function answerTianditu(
	params: { map: string; z: string; x: string; y: string },
	env: Environment = process.env,
	fetchTile: typeof fetch = fetch
): Promise<Response> {
	const key = env['GRIDKEEPER_TIANDITU_KEY'];
	const layer = TIANDITU_LAYERS.find((name) => name === params.map);
	if (!key || !layer) return complain(404, { kind: 'tile-no-external' });
	const address = readTileAddress(params, TIANDITU_MAX_ZOOM);
	if (!address.ok) return complain(address.problem.kind === 'tile-not-a-number' ? 400 : 404, address.problem);
	const { z, x, y } = address.value;
	try {
		const answer = await fetchTile(tiandituUrl(layer, z, x, y, key), { signal: AbortSignal.timeout(PATIENCE_MS) });
		const type = answer.headers.get('content-type') ?? '';
		if (!answer.ok || !type.startsWith('image/')) return complain(502, { kind: 'tile-external-failed', detail: { status: answer.status } });
		return new Response(await answer.arrayBuffer(), { headers: { 'content-type': type, 'cache-control': `private, max-age=${DAY_S}` } });
	} catch {
		return complain(502, { kind: 'tile-external-failed', detail: { status: 0 } });
	}
}

/** Web Mercator tiles (matrix set `w`), spread over the eight hosts as the service asks. */
export function tiandituUrl(layer: (typeof TIANDITU_LAYERS)[number], z: number, x: number, y: number, key: string): string {
	const url = new URL(`https://t${(x + y) % 8}.tianditu.gov.cn/${layer}_w/wmts`);
	url.search = new URLSearchParams({
		SERVICE: 'WMTS',
		REQUEST: 'GetTile',
		VERSION: '1.0.0',
		LAYER: layer,
		STYLE: 'default',
		TILEMATRIXSET: 'w',
		FORMAT: 'tiles',
		TILEMATRIX: String(z),
		TILEROW: String(y),
		TILECOL: String(x),
		tk: key
	}).toString();
	return url.href;
}
