/** Reads fixes that a database packed (40 bytes each, big-endian; `server/store/packed-fixes.ts` tells the layout). */
import type { DeviceId, Fix } from './fix.ts';

const FIX_BYTES = 40;
/** 2000-01-01, PostgreSQL's own beginning of time, Unix ms. */
const EPOCH_MS = 946_684_800_000;

/** @throws RangeError when the bytes are not whole fixes. */
export function unpackFixes(bytes: Uint8Array): Fix[] {
	if (bytes.byteLength % FIX_BYTES !== 0) throw new RangeError('fixes: wrong length');
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const known = (value: number): number | null => (Number.isNaN(value) ? null : value);
	return Array.from({ length: bytes.byteLength / FIX_BYTES }, (_, i) => {
		const at = i * FIX_BYTES;
		return {
			deviceId: view.getInt32(at) as DeviceId,
			recordedAtMs: EPOCH_MS + Math.round((view.getInt32(at + 4) * 2 ** 32 + view.getUint32(at + 8)) / 1000),
			lng: view.getFloat64(at + 12),
			lat: view.getFloat64(at + 20),
			accuracyM: known(view.getFloat32(at + 28)),
			speedMps: known(view.getFloat32(at + 32)),
			bearingDeg: known(view.getFloat32(at + 36)),
			battery: null
		};
	});
}
