/**
 * Large answers that stand until the district changes: made once for all who ask, kept packed, and given out by ETag. The oldest make room when
 * they take more than the bound.
 */
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { createHash } from 'node:crypto';
import { holdsEtag, takesEncoding } from './json-answer.ts';

const brotliAsync = promisify(brotliCompress);
const gzipAsync = promisify(gzip);

type Bytes = Uint8Array<ArrayBuffer>;
interface Kept {
	readonly fingerprint: string;
	readonly etag: string;
	readonly plain: Bytes;
	readonly br: Promise<Bytes>;
	gzip?: Promise<Bytes>;
}

export interface AnswerShelf {
	/**
	 * @param key what is asked for; `fingerprint` what it depends on: while it is the same, so is the answer.
	 * @param make null where there is nothing of that name.
	 * @param more further headers, of this answer and not of the kept one.
	 * @returns null where `make` said so.
	 */
	answer(
		request: Request,
		key: string,
		fingerprint: string,
		type: string,
		make: () => Promise<Bytes | null>,
		more?: Readonly<Record<string, string>>
	): Promise<Response | null>;
}

export function openAnswerShelf(maxBytes = 96 * 1024 * 1024): AnswerShelf {
	const kept = new Map<string, Promise<Kept | null>>();
	const sizes = new Map<string, number>();

	async function build(key: string, fingerprint: string, make: () => Promise<Bytes | null>): Promise<Kept | null> {
		const plain = await make();
		if (!plain) return null;
		sizes.set(key, plain.byteLength * 1.3);
		for (let total = [...sizes.values()].reduce((a, b) => a + b, 0); total > maxBytes && sizes.size > 1;) {
			const oldest = sizes.keys().next().value as string;
			total -= sizes.get(oldest) ?? 0;
			sizes.delete(oldest);
			kept.delete(oldest);
		}
		const params = { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: plain.byteLength };
		return {
			fingerprint,
			etag: `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 27)}"`,
			plain,
			br: brotliAsync(plain, { params }).then((bytes) => new Uint8Array(bytes))
		};
	}

	return {
		async answer(request, key, fingerprint, type, make, more) {
			let found = await (kept.get(key) ?? null);
			if (found?.fingerprint !== fingerprint) {
				const making = build(key, fingerprint, make);
				kept.set(key, making);
				// What could not be made is tried again by the next who asks.
				making.then(
					(made) => made ?? kept.delete(key),
					() => kept.delete(key)
				);
				found = await making;
			}
			if (!found) return null;
			const headers: Record<string, string> = {
				'content-type': type,
				'cache-control': 'private, no-cache',
				etag: found.etag,
				vary: 'accept-encoding, cookie',
				...more
			};
			if (holdsEtag(request.headers.get('if-none-match'), found.etag)) return new Response(null, { status: 304, headers });
			const accepted = request.headers.get('accept-encoding') ?? '';
			let bytes = found.plain;
			if (takesEncoding(accepted, 'br')) {
				bytes = await found.br;
				headers['content-encoding'] = 'br';
			} else if (takesEncoding(accepted, 'gzip')) {
				bytes = await (found.gzip ??= gzipAsync(found.plain).then((packed) => new Uint8Array(packed)));
				headers['content-encoding'] = 'gzip';
			}
			headers['content-length'] = String(bytes.byteLength);
			return new Response(bytes, { headers });
		}
	};
}

/** The one shelf of this process. */
export const shelf: AnswerShelf = openAnswerShelf();
