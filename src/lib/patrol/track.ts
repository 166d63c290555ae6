/**
 * The kept fixes of one device in order of time, and what they earn: legs and points. Fixes may come in any order; a late one is put in
 * its place, and what it undoes is told apart from what it adds, so that the answer is the same as if it had come in time.
 */
import { lngLatDistanceM } from '../geo/distance-m.ts';
import { isAccurate, isLeg, isOnFoot, isWalked, type CoverageRules } from './credit.ts';
import type { Fix } from './fix.ts';

/** A leg from a to b, or a point where both are the same; it counts at `atMs`, the time of its later fix. */
export interface Piece {
	readonly aLng: number;
	readonly aLat: number;
	readonly bLng: number;
	readonly bLat: number;
	readonly atMs: number;
}

/** Takes a piece as plain numbers, so that a stream of fixes allocates nothing. */
export type PieceSink = (aLng: number, aLat: number, bLng: number, bLat: number, atMs: number) => void;

// What is known of a fix, one bit each. CREDITED is derived from the others and its neighbour in time.
const ACCURATE = 1;
const SPEED_KNOWN = 2;
const ON_FOOT = 4;
const CREDITED = 8;

/** Coordinates are held as whole steps of 1e-7°, the lattice everything is stored on. */
const STEPS = 1e7;

export class Track {
	readonly deviceId: number;
	count = 0;
	/** Whether older fixes were let go: then nothing can be put before the first that is left. */
	settled = false;
	atMs: Float64Array;
	lngE7: Int32Array;
	latE7: Int32Array;
	flags: Uint8Array;

	constructor(deviceId: number, capacity = 32) {
		this.deviceId = deviceId;
		this.atMs = new Float64Array(capacity);
		this.lngE7 = new Int32Array(capacity);
		this.latE7 = new Int32Array(capacity);
		this.flags = new Uint8Array(capacity);
	}

	/** Index of the first fix at or after a time. */
	indexAt(atMs: number): number {
		if (this.count === 0 || this.atMs[this.count - 1]! < atMs) return this.count;
		let low = 0;
		let high = this.count;
		while (low < high) {
			const mid = (low + high) >> 1;
			if (this.atMs[mid]! < atMs) low = mid + 1;
			else high = mid;
		}
		return low;
	}

	has(atMs: number): boolean {
		const i = this.indexAt(atMs);
		return i < this.count && this.atMs[i] === atMs;
	}

	private makeRoom(more: number): void {
		const needed = this.count + more;
		if (needed <= this.atMs.length) return;
		const capacity = Math.max(needed, Math.ceil(this.atMs.length * 1.5));
		const grow = <A extends Float64Array | Int32Array | Uint8Array>(from: A, to: A): A => {
			to.set(from.subarray(0, this.count));
			return to;
		};
		this.atMs = grow(this.atMs, new Float64Array(capacity));
		this.lngE7 = grow(this.lngE7, new Int32Array(capacity));
		this.latE7 = grow(this.latE7, new Int32Array(capacity));
		this.flags = grow(this.flags, new Uint8Array(capacity));
	}

	private put(i: number, fix: Fix, rules: CoverageRules): void {
		this.atMs[i] = fix.recordedAtMs;
		this.lngE7[i] = Math.round(fix.lng * STEPS);
		this.latE7[i] = Math.round(fix.lat * STEPS);
		this.flags[i] =
			(isAccurate(fix.accuracyM, rules) ? ACCURATE : 0) |
			(fix.speedMps === null ? 0 : SPEED_KNOWN | (isOnFoot(fix.speedMps, rules) ? ON_FOOT : 0));
	}

	/** Straight way between two kept fixes, metres. */
	lengthM(i: number, j: number): number {
		return lngLatDistanceM(this.lngE7[i]! / STEPS, this.latE7[i]! / STEPS, this.lngE7[j]! / STEPS, this.latE7[j]! / STEPS);
	}

	/** Judges fix `i` again, whose neighbour before may have changed. Straight-line speed looks to the fix before, whatever that one earned. */
	private judge(i: number, rules: CoverageRules): void {
		const f = this.flags[i]!;
		// What came before the first fix kept is no longer known: it stays as it was judged then.
		if (i === 0 && this.settled && !(f & SPEED_KNOWN)) return;
		const slow =
			f & SPEED_KNOWN ? (f & ON_FOOT) !== 0 : i === 0 || isWalked(this.lengthM(i - 1, i), this.atMs[i]! - this.atMs[i - 1]!, rules);
		this.flags[i] = f & ACCURATE && slow ? f | CREDITED : f & ~CREDITED;
	}

	private creditedBefore(i: number): number {
		let k = i - 1;
		while (k >= 0 && !(this.flags[k]! & CREDITED)) k--;
		return k;
	}

	private creditedAfter(i: number): number {
		let k = i + 1;
		while (k < this.count && !(this.flags[k]! & CREDITED)) k++;
		return k;
	}

	private joined(i: number, j: number, rules: CoverageRules): boolean {
		return i >= 0 && j < this.count && isLeg(this.lengthM(i, j), this.atMs[j]! - this.atMs[i]!, rules);
	}

	/** Legs that end and points that stand at the credited fixes from index `from` to `to`, both included. */
	pieces(from: number, to: number, rules: CoverageRules, sink: PieceSink): void {
		let before = this.creditedBefore(from);
		for (let i = from; i <= to && i < this.count; i++) {
			if (!(this.flags[i]! & CREDITED)) continue;
			const lng = this.lngE7[i]! / STEPS;
			const lat = this.latE7[i]! / STEPS;
			if (this.joined(before, i, rules)) sink(this.lngE7[before]! / STEPS, this.latE7[before]! / STEPS, lng, lat, this.atMs[i]!);
			else if (!this.joined(i, this.creditedAfter(i), rules)) sink(lng, lat, lng, lat, this.atMs[i]!);
			before = i;
		}
	}

	/**
	 * Takes in one fix that is newer than all there are, as nearly every fix is; `added` as in `merge`.
	 * @returns false, and nothing has changed, where it is not.
	 */
	append(fix: Fix, rules: CoverageRules, added: PieceSink): boolean {
		if (this.count > 0 && fix.recordedAtMs <= this.atMs[this.count - 1]!) return false;
		this.makeRoom(1);
		const i = this.count++;
		this.put(i, fix, rules);
		this.judge(i, rules);
		this.pieces(i, i, rules, added);
		return true;
	}

	/**
	 * Takes in fixes of this device, in order of time and none twice; those it has already are passed over: the first stored wins.
	 * `added` hears every piece that is new (and may hear some again), `removed` those that no longer hold.
	 * @returns those older than what is still kept, which cannot be put in their place.
	 */
	merge(batch: readonly Fix[], rules: CoverageRules, added: PieceSink, removed: (piece: Piece) => void): readonly Fix[] {
		const tooLate: Fix[] = [];
		const fresh: Fix[] = [];
		for (const fix of batch) {
			if (this.settled && this.count > 0 && fix.recordedAtMs < this.atMs[0]!) tooLate.push(fix);
			else if (!this.has(fix.recordedAtMs)) fresh.push(fix);
		}
		const first = fresh[0];
		const last = fresh.at(-1);
		if (!first || !last) return tooLate;
		this.makeRoom(fresh.length);

		const at = this.indexAt(first.recordedAtMs);
		if (at === this.count) {
			// In time, as nearly always. A point that now begins a leg need not be taken back: the leg covers it, later.
			for (const fix of fresh) {
				this.put(this.count, fix, rules);
				this.count++;
				this.judge(this.count - 1, rules);
			}
			this.pieces(at, this.count - 1, rules, added);
			return tooLate;
		}

		// What can change lies between the credited fix before the first new one and the credited fix after the one that follows the last.
		const low = Math.max(0, this.creditedBefore(at));
		const follower = this.indexAt(last.recordedAtMs);
		const high = this.creditedAfter(follower);
		const highMs = high < this.count ? this.atMs[high]! : Infinity;
		const was: Piece[] = [];
		const list =
			(into: Piece[]): PieceSink =>
			(aLng, aLat, bLng, bLat, atMs) =>
				into.push({ aLng, aLat, bLng, bLat, atMs });
		this.pieces(low, high, rules, list(was));

		// Merged from behind, so that nothing is overwritten before it has moved.
		let from = this.count - 1;
		let to = this.count + fresh.length - 1;
		for (let k = fresh.length - 1; k >= 0; k--) {
			const fix = fresh[k]!;
			while (from >= 0 && this.atMs[from]! > fix.recordedAtMs) {
				this.atMs[to] = this.atMs[from]!;
				this.lngE7[to] = this.lngE7[from]!;
				this.latE7[to] = this.latE7[from]!;
				this.flags[to] = this.flags[from]!;
				from--;
				to--;
			}
			this.put(to--, fix, rules);
		}
		this.count += fresh.length;
		const newHigh = highMs === Infinity ? this.count - 1 : this.indexAt(highMs);
		for (let i = at; i <= newHigh; i++) this.judge(i, rules);

		const now: Piece[] = [];
		this.pieces(low, newHigh, rules, list(now));
		for (const p of now) added(p.aLng, p.aLat, p.bLng, p.bLat, p.atMs);
		// Both lists run in order of time: only the piece at the same time, or the leg that begins where a point stood, can cover an old one.
		let k = 0;
		for (const p of was) {
			while (k < now.length && now[k]!.atMs < p.atMs) k++;
			if (!now.slice(k, k + 2).some((q) => covers(q, p))) removed(p);
		}
		return tooLate;
	}

	/** Lets go of the fixes before `index`; what they earned must be in the settled picture already. The last one is always kept. */
	settle(index: number): void {
		const drop = Math.min(index, this.count - 1);
		if (drop <= 0) return;
		for (const column of [this.atMs, this.lngE7, this.latE7, this.flags]) column.copyWithin(0, drop, this.count);
		this.count -= drop;
		this.settled = true;
	}

	/** Lets go of all that a later fix does not look back at: what is left is the last credited fix and those after it. */
	forgetPast(): void {
		const credited = this.creditedBefore(this.count);
		this.settle(credited === -1 ? this.count - 1 : credited);
	}
}

/** Whether piece `q` sees all that `p` saw, no earlier: the same piece, or a point that has become an end of a leg. */
function covers(q: Piece, p: Piece): boolean {
	if (q.atMs < p.atMs) return false;
	const isEnd = (lng: number, lat: number): boolean => (q.aLng === lng && q.aLat === lat) || (q.bLng === lng && q.bLat === lat);
	return isEnd(p.aLng, p.aLat) && isEnd(p.bLng, p.bLat);
}
