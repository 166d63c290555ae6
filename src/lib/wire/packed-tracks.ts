/**
 * Ways of many people over many days, simplified for drawing and packed as differences: some four bytes a point. Each way is a stretch walked without a
 * long silence. Numbers are unsigned LEB128, differences zigzagged:
 *
 *   'GKW1'   ways N   N × (patrol no, points M, lng 1e-6°, lat 1e-6°, Unix seconds, (M − 1) × (Δlng, Δlat, Δseconds))
 */

export interface Way {
	readonly no: number;
	/** `[lng, lat, Unix seconds]`, oldest first. */
	readonly points: readonly (readonly [lng: number, lat: number, atS: number])[];
}

const MAGIC = [0x47, 0x4b, 0x57, 0x31];
const zigzag = (n: number): number => (n < 0 ? -2 * n - 1 : 2 * n);
const unzigzag = (n: number): number => (n % 2 === 1 ? -(n + 1) / 2 : n / 2);

export function packWays(ways: readonly Way[]): Uint8Array<ArrayBuffer> {
	let bytes = new Uint8Array(65_536);
	let at = 0;
	const put = (value: number): void => {
		if (at + 10 > bytes.length) {
			const wider = new Uint8Array(bytes.length * 2);
			wider.set(bytes);
			bytes = wider;
		}
		let rest = value;
		for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) | 128;
		bytes[at++] = rest;
	};
	for (const byte of MAGIC) bytes[at++] = byte;
	put(ways.length);
	for (const way of ways) {
		put(way.no);
		put(way.points.length);
		let before = [0, 0, 0] as readonly number[];
		for (const [lng, lat, atS] of way.points) {
			const now = [Math.round(lng * 1e6), Math.round(lat * 1e6), Math.round(atS)];
			for (let i = 0; i < 3; i++) put(zigzag((now[i] ?? 0) - (before[i] ?? 0)));
			before = now;
		}
	}
	return bytes.slice(0, at);
}

/** Ways as columns, ready for a graphics card: way k is the points from `first[k]` on and before `first[k + 1]`. */
export interface WayColumns {
	readonly count: number;
	/** Patrol numbers. */
	readonly no: Uint32Array;
	/** One more than there are ways. */
	readonly first: Uint32Array;
	/** `lng, lat` pairs. */
	readonly lngLat: Float64Array;
	/** Unix seconds. */
	readonly atS: Float64Array;
}

/** @throws RangeError when the bytes are not packed ways. */
export function unpackWayColumns(bytes: Uint8Array): WayColumns {
	if (MAGIC.some((byte, i) => bytes[i] !== byte)) throw new RangeError('ways: not packed ways');
	let at = MAGIC.length;
	const take = (): number => {
		let value = 0;
		for (let scale = 1; ; scale *= 128) {
			const byte = bytes[at++];
			if (byte === undefined || scale > 2 ** 49) throw new RangeError('ways: broken off');
			value += (byte & 127) * scale;
			if (byte < 128) return value;
		}
	};
	const count = take();
	// A point takes three bytes or more, a way five: whoever says that there are more does not say it in these.
	const most = Math.ceil(bytes.length / 3);
	if (count > most) throw new RangeError('ways: broken off');
	const no = new Uint32Array(count);
	const first = new Uint32Array(count + 1);
	const lngLat = new Float64Array(2 * most);
	const atS = new Float64Array(most);
	let p = 0;
	for (let k = 0; k < count; k++) {
		no[k] = take();
		let [lng, lat, s] = [0, 0, 0];
		for (let more = take(); more > 0; more--) {
			lng += unzigzag(take());
			lat += unzigzag(take());
			s += unzigzag(take());
			lngLat[2 * p] = lng / 1e6;
			lngLat[2 * p + 1] = lat / 1e6;
			atS[p++] = s;
		}
		first[k + 1] = p;
	}
	if (at !== bytes.length) throw new RangeError('ways: more than was said');
	return { count, no, first, lngLat: lngLat.slice(0, 2 * p), atS: atS.slice(0, p) };
}

/** @throws RangeError when the bytes are not packed ways. */
export function unpackWays(bytes: Uint8Array): Way[] {
	const { count, no, first, lngLat, atS } = unpackWayColumns(bytes);
	return Array.from({ length: count }, (_, k) => ({
		no: no[k]!,
		points: Array.from({ length: first[k + 1]! - first[k]! }, (_, i) => {
			const p = first[k]! + i;
			return [lngLat[2 * p]!, lngLat[2 * p + 1]!, atS[p]!] as const;
		})
	}));
}
