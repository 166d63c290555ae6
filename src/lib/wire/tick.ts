/**
 * One packed message per watched area and tick: where patrols are now, and which buildings were just seen. Little-endian.
 * Sent at most every 100 ms while something moves and at least every second, so a silent line is a dead line.
 *
 *   u32 magic 'GKT1'   u32 seq (last durable event of the district, mod 2³²)   f64 serverTimeMs
 *   u32 positions N    u32 seen M
 *   N × 24 bytes: u32 patrol no, i32 lng 1e-7°, i32 lat 1e-7°, f64 recordedAtMs, u8 course (256ths of a turn), u8 flags, u16 accuracy dm
 *                 flags: 1 course known, 2 speed known; speed follows in the high 6 bits (¼ m/s steps, capped)
 *   M × 8 bytes:  u32 building id, u32 seenAt (Unix seconds)
 */

export interface PatrolPosition {
	readonly no: number;
	readonly lng: number;
	readonly lat: number;
	readonly recordedAtMs: number;
	readonly bearingDeg: number | null;
	readonly speedMps: number | null;
	readonly accuracyM: number | null;
}

export interface BuildingSeen {
	readonly buildingId: number;
	readonly seenAtS: number;
}

export interface Tick {
	readonly seq: number;
	readonly serverTimeMs: number;
	readonly positions: readonly PatrolPosition[];
	readonly seen: readonly BuildingSeen[];
}

const MAGIC = 0x31544b47;
const HEADER_BYTES = 24;
const POSITION_BYTES = 24;
const SEEN_BYTES = 8;

export function packTick(tick: Tick): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(HEADER_BYTES + tick.positions.length * POSITION_BYTES + tick.seen.length * SEEN_BYTES);
	const view = new DataView(bytes.buffer);
	view.setUint32(0, MAGIC, true);
	view.setUint32(4, tick.seq >>> 0, true);
	view.setFloat64(8, tick.serverTimeMs, true);
	view.setUint32(16, tick.positions.length, true);
	view.setUint32(20, tick.seen.length, true);
	let at = HEADER_BYTES;
	for (const p of tick.positions) {
		view.setUint32(at, p.no, true);
		view.setInt32(at + 4, Math.round(p.lng * 1e7), true);
		view.setInt32(at + 8, Math.round(p.lat * 1e7), true);
		view.setFloat64(at + 12, p.recordedAtMs, true);
		view.setUint8(at + 20, p.bearingDeg === null ? 0 : Math.round((p.bearingDeg / 360) * 256) & 255);
		const speed = p.speedMps === null ? 0 : Math.min(63, Math.round(p.speedMps * 4));
		view.setUint8(at + 21, (p.bearingDeg === null ? 0 : 1) | (p.speedMps === null ? 0 : 2) | (speed << 2));
		view.setUint16(at + 22, p.accuracyM === null ? 0xffff : Math.min(0xfffe, Math.round(p.accuracyM * 10)), true);
		at += POSITION_BYTES;
	}
	for (const s of tick.seen) {
		view.setUint32(at, s.buildingId, true);
		view.setUint32(at + 4, s.seenAtS, true);
		at += SEEN_BYTES;
	}
	return bytes;
}

/** Who is told what a packed tick holds, in its order. */
export interface TickHearing {
	/** The bytes are a tick. */
	begin(): void;
	/** The same object every time, filled anew: nobody may keep it. */
	position(position: PatrolPosition): void;
	seen(buildingId: number, seenAtS: number): void;
}

/** Reads a tick without making an object for each of thousands. @throws RangeError when the bytes are not a tick, before anybody is told anything. */
export function readTick(bytes: Uint8Array, hearing: TickHearing): Pick<Tick, 'seq' | 'serverTimeMs'> {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (bytes.byteLength < HEADER_BYTES || view.getUint32(0, true) !== MAGIC) throw new RangeError('tick: not a tick');
	const n = view.getUint32(16, true);
	const m = view.getUint32(20, true);
	if (bytes.byteLength !== HEADER_BYTES + n * POSITION_BYTES + m * SEEN_BYTES) throw new RangeError('tick: wrong length');
	const told: { -readonly [K in keyof PatrolPosition]: PatrolPosition[K] } = {
		no: 0,
		lng: 0,
		lat: 0,
		recordedAtMs: 0,
		bearingDeg: null,
		speedMps: null,
		accuracyM: null
	};
	hearing.begin();
	let at = HEADER_BYTES;
	for (let i = 0; i < n; i++, at += POSITION_BYTES) {
		const flags = view.getUint8(at + 21);
		const accuracy = view.getUint16(at + 22, true);
		told.no = view.getUint32(at, true);
		told.lng = view.getInt32(at + 4, true) / 1e7;
		told.lat = view.getInt32(at + 8, true) / 1e7;
		told.recordedAtMs = view.getFloat64(at + 12, true);
		told.bearingDeg = flags & 1 ? (view.getUint8(at + 20) / 256) * 360 : null;
		told.speedMps = flags & 2 ? (flags >> 2) / 4 : null;
		told.accuracyM = accuracy === 0xffff ? null : accuracy / 10;
		hearing.position(told);
	}
	for (let i = 0; i < m; i++, at += SEEN_BYTES) hearing.seen(view.getUint32(at, true), view.getUint32(at + 4, true));
	return { seq: view.getUint32(4, true), serverTimeMs: view.getFloat64(8, true) };
}

/** @throws RangeError when the bytes are not a tick. */
export function unpackTick(bytes: Uint8Array): Tick {
	const positions: PatrolPosition[] = [];
	const seen: BuildingSeen[] = [];
	const stamp = readTick(bytes, {
		begin: () => undefined,
		position: (position) => void positions.push({ ...position }),
		seen: (buildingId, seenAtS) => void seen.push({ buildingId, seenAtS })
	});
	return { ...stamp, positions, seen };
}
