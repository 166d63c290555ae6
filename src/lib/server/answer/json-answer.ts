/** JSON and other bodies over HTTP: compressed where the client takes it and it pays, with an ETag so that an unchanged one is not sent twice. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const gzipAsync = promisify(gzip);
const brotliAsync = promisify(brotliCompress);
/** Below this a compressed body saves less than a packet. */
const WORTH_BYTES = 1400;

export interface BodyOptions {
	readonly type: string;
	/** Cache-Control; personal answers are `private`. */
	readonly cache: string;
	readonly headers?: Readonly<Record<string, string>>;
}

/** A body with its ETag; 304 where the client has it. */
export async function answerBody(request: Request, body: string | Uint8Array<ArrayBuffer>, options: BodyOptions): Promise<Response> {
	const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
	// Weak: the same content, whichever way it is compressed.
	const etag = `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`;
	const headers: Record<string, string> = {
		'content-type': options.type,
		'cache-control': options.cache,
		etag,
		vary: 'accept-encoding, cookie',
		...options.headers
	};
	if (holdsEtag(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers });
	const packed = await compress(bytes, request.headers.get('accept-encoding') ?? '');
	if (packed.encoding) headers['content-encoding'] = packed.encoding;
	headers['content-length'] = String(packed.bytes.byteLength);
	return new Response(packed.bytes, { headers });
}

/** A JSON answer that is this account's own and is asked for again each time. */
export const answerJson = (request: Request, value: unknown, cache = 'private, no-cache'): Promise<Response> =>
	answerBody(request, JSON.stringify(value), { type: 'application/json; charset=utf-8', cache });

export const holdsEtag = (ifNoneMatch: string | null, etag: string): boolean =>
	ifNoneMatch !== null &&
	ifNoneMatch.split(',').some((one) => {
		const tag = one.trim();
		return tag === '*' || tag === etag || `W/${tag}` === etag;
	});

async function compress(
	bytes: Uint8Array<ArrayBuffer>,
	accepted: string
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly encoding?: 'br' | 'gzip' }> {
	if (bytes.byteLength < WORTH_BYTES) return { bytes };
	// Brotli at 4 is as fast as gzip at 6 and smaller.
	if (takesEncoding(accepted, 'br')) {
		const params = { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength };
		return { bytes: new Uint8Array(await brotliAsync(bytes, { params })), encoding: 'br' };
	}
	if (takesEncoding(accepted, 'gzip')) return { bytes: new Uint8Array(await gzipAsync(bytes)), encoding: 'gzip' };
	return { bytes };
}

export const takesEncoding = (accepted: string, encoding: string): boolean =>
	accepted.split(',').some((one) => {
		const [name, ...parameters] = one.split(';').map((part) => part.trim().toLowerCase());
		return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
	});
