/** How large a ZIP archive is once unpacked, found by unpacking it into nothing and stopping early: what it says of itself is not believed. */
import { inflateRawSync } from 'node:zlib';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const MOST_COMMENT_BYTES = 0xffff;
/** A workbook has a dozen. */
const MOST_ENTRIES = 500;
const STORED = 0;
const DEFLATED = 8;

/**
 * @returns bytes; `too-large` where they are more than `mostBytes`, `broken` where it is no ordinary archive (encrypted, in parts and of more than 4 GB
 * are none either)
 */
export function unzippedBytes(bytes: Uint8Array, mostBytes: number): number | 'too-large' | 'broken' {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const end = endOf(view);
	if (end === null) return 'broken';
	const entries = view.getUint16(end + 10, true);
	if (entries > MOST_ENTRIES) return 'too-large';
	let at = view.getUint32(end + 16, true);
	let sum = 0;
	for (let i = 0; i < entries; i++) {
		if (at + ENTRY_BYTES > bytes.length || view.getUint32(at, true) !== ENTRY) return 'broken';
		const method = view.getUint16(at + 10, true);
		const packed = view.getUint32(at + 20, true);
		const local = view.getUint32(at + 42, true);
		if ((view.getUint16(at + 8, true) & 1) === 1 || local + LOCAL_BYTES > bytes.length || view.getUint32(local, true) !== LOCAL)
			return 'broken';
		const from = local + LOCAL_BYTES + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
		if (from + packed > bytes.length) return 'broken';
		if (method === STORED) sum += packed;
		else if (method !== DEFLATED) return 'broken';
		else {
			try {
				sum += inflateRawSync(bytes.subarray(from, from + packed), { maxOutputLength: Math.max(1, mostBytes - sum) }).byteLength;
			} catch (error) {
				return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'broken';
			}
		}
		if (sum > mostBytes) return 'too-large';
		at += ENTRY_BYTES + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
	}
	return sum;
}

function endOf(view: DataView): number | null {
	const least = Math.max(0, view.byteLength - END_BYTES - MOST_COMMENT_BYTES);
	for (let at = view.byteLength - END_BYTES; at >= least; at--) if (view.getUint32(at, true) === END) return at;
	return null;
}
