/**
 * The tracks kept of all devices, so that a late fix can be put in its place. When there are too many fixes the oldest are let go, and what they saw
 * is settled.
 */
import { spatialIndex } from '../geo/spatial-index.ts';
import type { Bbox } from '../geo/position.ts';
import { partOf, type Checkpoint, type Columns } from './checkpoint.ts';
import type { CoverageRules } from './credit.ts';
import type { Fix } from './fix.ts';
import { byDevice } from './legs.ts';
import { Track, type Piece, type PieceSink } from './track.ts';

export interface KeptTracks {
	/** Takes fixes in, in any order; `see` hears what they earn. @returns what no longer holds */
	add(fixes: readonly Fix[], see: PieceSink): readonly Piece[];
	/** `see` hears again of every piece that ends in one of these boxes (degrees). */
	showAgain(boxes: readonly Bbox[], see: PieceSink): void;
	/** Lets go of what is too much; `settle` hears what that earned. */
	trim(settle: PieceSink): void;
	/** Lets go of every device silent since before this moment. @throws Error unless fixes come in time */
	forgetSilent(sinceMs: number): void;
	save(): Columns;
	/** @throws RangeError where a column is missing; nothing has changed then. @returns what takes them in */
	load(checkpoint: Checkpoint): () => void;
}

/** Where nothing comes late, tracks are cut back when there are this many fixes for each. */
const SPARE_FIXES = 16;
/** When too many are kept, this part of them stays. */
const KEEP_SHARE = 0.75;

/** @param inTime the fixes of each device come in order of time, and nothing will have to be taken back. */
export function createKeptTracks(rules: CoverageRules, keepFixes: number, inTime: boolean): KeptTracks {
	const tracks = new Map<number, Track>();
	let kept = 0;

	/** Where nothing comes late: only what the next fix of each device looks back at stays. */
	function forgetPast(): void {
		kept = 0;
		for (const track of tracks.values()) {
			track.forgetPast();
			kept += track.count;
		}
	}

	/** Lets the oldest fixes go, their sightings kept as settled. */
	function settleOldest(settle: PieceSink): void {
		// The time that parts the newest share from the rest, from an even sample of all that is kept.
		const step = Math.max(1, Math.floor(kept / 8192));
		const sample: number[] = [];
		let k = 0;
		for (const track of tracks.values()) for (let i = 0; i < track.count; i++) if (k++ % step === 0) sample.push(track.atMs[i]!);
		sample.sort((a, b) => a - b);
		const fromMs = sample[Math.floor(sample.length * (1 - KEEP_SHARE))]!;
		for (const track of tracks.values()) {
			const keepFrom = Math.min(track.indexAt(fromMs), track.count - 1);
			if (keepFrom <= 0) continue;
			track.pieces(0, keepFrom, rules, (aLng, aLat, bLng, bLat, ms) => {
				// The first kept fix may yet lose the standing of a point, but not a leg to one that is let go.
				if (ms === track.atMs[keepFrom] && aLng === bLng && aLat === bLat) return;
				settle(aLng, aLat, bLng, bLat, ms);
			});
			kept -= keepFrom;
			track.settle(keepFrom);
		}
	}

	return {
		add(fixes, see) {
			const undone: Piece[] = [];
			const undo = (piece: Piece): number => undone.push(piece);
			const outOfTurn: Fix[] = [];
			for (const fix of fixes) {
				let track = tracks.get(fix.deviceId);
				if (!track) tracks.set(fix.deviceId, (track = new Track(fix.deviceId)));
				if (track.append(fix, rules, see)) kept++;
				else outOfTurn.push(fix);
			}
			for (const [deviceId, own] of byDevice(outOfTurn)) {
				const track = tracks.get(deviceId)!;
				const before = track.count;
				const tooLate = track.merge(inOrder(own), rules, see, undo);
				kept += track.count - before;
				if (tooLate.length > 0) {
					const loose = new Track(deviceId, tooLate.length);
					loose.settled = true;
					loose.merge(tooLate, rules, see, undo);
				}
			}
			return undone;
		},
		showAgain(boxes, see) {
			const near = spatialIndex(boxes);
			for (const track of tracks.values()) {
				for (let i = 0; i < track.count; i++) {
					const lng = track.lngE7[i]! / 1e7;
					const lat = track.latE7[i]! / 1e7;
					if (near.search(lng, lat, lng, lat).length > 0) track.pieces(i, i, rules, see);
				}
			}
		},
		trim(settle) {
			if (inTime) {
				if (kept > Math.max(keepFixes, SPARE_FIXES * tracks.size)) forgetPast();
			} else if (kept > keepFixes) settleOldest(settle);
		},
		forgetSilent(sinceMs) {
			if (!inTime) throw new Error('coverage: a late fix may yet join these tracks');
			for (const [deviceId, track] of tracks) if (track.count === 0 || track.atMs[track.count - 1]! < sinceMs) tracks.delete(deviceId);
			forgetPast();
		},
		save() {
			const all = [...tracks.values()];
			const joined = <A extends Float64Array | Int32Array | Uint8Array>(into: A, column: (track: Track) => A): A => {
				let offset = 0;
				for (const track of all) {
					into.set(column(track).subarray(0, track.count), offset);
					offset += track.count;
				}
				return into;
			};
			return new Map<string, Float64Array | Uint32Array | Int32Array | Uint8Array>([
				['device', Float64Array.from(all, (track) => track.deviceId)],
				['device-count', Uint32Array.from(all, (track) => track.count)],
				['device-settled', Uint8Array.from(all, (track) => (track.settled ? 1 : 0))],
				['fix-at', joined(new Float64Array(kept), (track) => track.atMs)],
				['fix-lng', joined(new Int32Array(kept), (track) => track.lngE7)],
				['fix-lat', joined(new Int32Array(kept), (track) => track.latE7)],
				['fix-flags', joined(new Uint8Array(kept), (track) => track.flags)]
			]);
		},
		load(checkpoint) {
			const counts = partOf(checkpoint, 'device-count', Uint32Array);
			const settled = partOf(checkpoint, 'device-settled', Uint8Array);
			const atMs = partOf(checkpoint, 'fix-at', Float64Array);
			const lng = partOf(checkpoint, 'fix-lng', Int32Array);
			const lat = partOf(checkpoint, 'fix-lat', Int32Array);
			const flags = partOf(checkpoint, 'fix-flags', Uint8Array);
			let offset = 0;
			const restored = Array.from(partOf(checkpoint, 'device', Float64Array), (deviceId, d) => {
				const count = counts[d]!;
				const track = new Track(deviceId, Math.max(1, count));
				track.count = count;
				track.settled = settled[d] === 1;
				track.atMs.set(atMs.subarray(offset, offset + count));
				track.lngE7.set(lng.subarray(offset, offset + count));
				track.latE7.set(lat.subarray(offset, offset + count));
				track.flags.set(flags.subarray(offset, offset + count));
				offset += count;
				return track;
			});
			return () => {
				tracks.clear();
				kept = offset;
				for (const track of restored) tracks.set(track.deviceId, track);
			};
		}
	};
}

/** In order of time, one for each moment: the first given of those that share it. */
function inOrder(fixes: readonly Fix[]): readonly Fix[] {
	let ordered = true;
	for (let i = 1; i < fixes.length && ordered; i++) ordered = fixes[i - 1]!.recordedAtMs < fixes[i]!.recordedAtMs;
	if (ordered) return fixes;
	const sorted = fixes.toSorted((a, b) => a.recordedAtMs - b.recordedAtMs);
	return sorted.filter((fix, i) => i === 0 || fix.recordedAtMs !== sorted[i - 1]!.recordedAtMs);
}
