/**
 * A stretch of the past of an area, as the live line would have told it: a snapshot, a whole tick, and after them one frame a second with what
 * moved, and now and then what changed in coverage and gaps. Stretches end at fixed marks, so that all who look at the same hour ask for the same
 * bytes. Little-endian:
 *
 *   u32 magic 'GKR1'   u32 length of the head   head: UTF-8 JSON (StretchHead)   the packed ticks (tick.ts), one after another
 */
import type { DurableEvent, LiveSnapshot } from './live.ts';
import { unpackTick, type Tick } from './tick.ts';

/** How often gaps and coverage are found again: fine, to look at what happened; coarse, to see a day pass. */
export type ReplayDetail = 'fine' | 'coarse';

export const STRETCH_MS = 600_000;
export const stretchStart = (ms: number): number => Math.floor(ms / STRETCH_MS) * STRETCH_MS;

export interface StretchHead {
	/** What it tells of: from `fromMs` on and before `untilMs`. */
	readonly fromMs: number;
	readonly untilMs: number;
	/** The same text as long as the still picture of then is the same: the plan and the rules that held. */
	readonly ground: string;
	/** As it stood at `fromMs`. */
	readonly snapshot: LiveSnapshot;
	readonly tickBytes: number;
	readonly frames: readonly {
		readonly atMs: number;
		readonly tickBytes: number;
		readonly events: readonly DurableEvent[];
	}[];
}

export interface Stretch extends Omit<StretchHead, 'tickBytes' | 'frames'> {
	/** With every patrol and every building ever seen. */
	readonly tick: Tick;
	readonly frames: readonly { readonly atMs: number; readonly tick: Tick | null; readonly events: readonly DurableEvent[] }[];
}

/** A stretch before it is packed: ticks as bytes; none where nothing moved. */
export interface PackedStretch extends Omit<StretchHead, 'tickBytes' | 'frames'> {
	readonly tick: Uint8Array;
	readonly frames: readonly { readonly atMs: number; readonly tick: Uint8Array | null; readonly events: readonly DurableEvent[] }[];
}

const MAGIC = 0x31524b47;
const HEADER_BYTES = 8;

export function packStretch(stretch: PackedStretch): Uint8Array<ArrayBuffer> {
	const { tick, frames, ...rest } = stretch;
	const head: StretchHead = {
		...rest,
		tickBytes: tick.byteLength,
		frames: frames.map((frame) => ({ atMs: frame.atMs, tickBytes: frame.tick?.byteLength ?? 0, events: frame.events }))
	};
	const json = new TextEncoder().encode(JSON.stringify(head));
	const ticks = [tick, ...frames.flatMap((frame) => frame.tick ?? [])];
	const bytes = new Uint8Array(HEADER_BYTES + json.byteLength + ticks.reduce((sum, one) => sum + one.byteLength, 0));
	const view = new DataView(bytes.buffer);
	view.setUint32(0, MAGIC, true);
	view.setUint32(4, json.byteLength, true);
	bytes.set(json, HEADER_BYTES);
	let at = HEADER_BYTES + json.byteLength;
	for (const one of ticks) {
		bytes.set(one, at);
		at += one.byteLength;
	}
	return bytes;
}

/** @throws RangeError when the bytes are not a stretch. */
export function unpackStretch(bytes: Uint8Array): Stretch {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (bytes.byteLength < HEADER_BYTES || view.getUint32(0, true) !== MAGIC) throw new RangeError('replay: not a stretch');
	let at = HEADER_BYTES + view.getUint32(4, true);
	if (at > bytes.byteLength) throw new RangeError('replay: wrong length');
	const head = JSON.parse(new TextDecoder().decode(bytes.subarray(HEADER_BYTES, at))) as StretchHead;
	const next = (length: number): Tick => {
		if (at + length > bytes.byteLength) throw new RangeError('replay: wrong length');
		const tick = unpackTick(bytes.subarray(at, at + length));
		at += length;
		return tick;
	};
	const { tickBytes, frames, ...rest } = head;
	return {
		...rest,
		tick: next(tickBytes),
		frames: frames.map((frame) => ({ atMs: frame.atMs, tick: frame.tickBytes > 0 ? next(frame.tickBytes) : null, events: frame.events }))
	};
}
