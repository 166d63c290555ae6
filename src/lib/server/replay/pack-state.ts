/**
 * A kept state of a reel as bytes for the database, gzipped: u32 length of the tick, a tick with where everybody was, and after it the snapshot of
 * coverage. What a tick rounds is rounded on its way to the screen anyhow.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { packTick, unpackTick } from '#lib/wire/tick.ts';
import type { ReelState } from './reel.ts';

type Seen = Pick<ReelState, 'coverage' | 'positions'>;

export function packState({ coverage, positions }: Seen): Uint8Array<ArrayBuffer> {
	const tick = packTick({ seq: 0, serverTimeMs: 0, positions, seen: [] });
	const bytes = new Uint8Array(4 + tick.byteLength + coverage.byteLength);
	new DataView(bytes.buffer).setUint32(0, tick.byteLength, true);
	bytes.set(tick, 4);
	bytes.set(coverage, 4 + tick.byteLength);
	return new Uint8Array(gzipSync(bytes, { level: 1 }));
}

/** @throws Error when the bytes are damaged. */
export function unpackState(packed: Uint8Array): Seen {
	const bytes = gunzipSync(packed);
	const tickBytes = bytes.readUInt32LE(0);
	return {
		positions: unpackTick(bytes.subarray(4, 4 + tickBytes)).positions,
		coverage: new Uint8Array(bytes.subarray(4 + tickBytes))
	};
}
