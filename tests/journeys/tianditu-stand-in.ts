/** Loaded into the app's process by a journey: answers for tianditu.gov.cn from this machine, and says on stdout what it was asked. */
import { deflateSync, crc32 } from 'node:zlib';

const real = globalThis.fetch;
globalThis.fetch = async (input, init) => {
	const url = new URL(input instanceof Request ? input.url : String(input));
	if (!url.hostname.endsWith('.tianditu.gov.cn')) return real(input, init);
	console.log(`tianditu asked: ${url.href}`);
	// The annotation is empty glass over the map.
	return new Response(png(url.pathname.startsWith('/cva') ? [0, 0, 0, 0] : [230, 120, 0, 255]), {
		headers: { 'content-type': 'image/png' }
	});
};

/** A square of 256 of one colour, `[r, g, b, a]`. */
export function png(colour: readonly [number, number, number, number]): Buffer<ArrayBuffer> {
	const side = 256;
	const row = Buffer.concat([Buffer.from([0]), Buffer.concat(Array.from({ length: side }, () => Buffer.from(colour)))]);
	const head = Buffer.alloc(13);
	head.writeUInt32BE(side, 0);
	head.writeUInt32BE(side, 4);
	head.set([8, 6, 0, 0, 0], 8);
	const chunk = (name: string, body: Buffer): Buffer => {
		const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
		const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
		length.writeUInt32BE(body.length);
		sum.writeUInt32BE(crc32(named));
		return Buffer.concat([length, named, sum]);
	};
	return Buffer.concat([
		Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
		chunk('IHDR', head),
		chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: side }, () => row)))),
		chunk('IEND', Buffer.alloc(0))
	]);
}
