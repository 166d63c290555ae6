/**
 * Where a walker is at a moment, and what the phone in the pocket says of it: a fix with an error of its own, sometimes a poor one, sometimes
 * none. Pure functions of the plan, the seed and the time; any moment can be asked for, in any order.
 */
import type { Position } from '../../src/lib/geo/position.ts';
import { hash } from './dice.ts';
import type { Stretch, Walker } from './walkers.ts';
import type { WalkingGraph } from './walking-graph.ts';

export interface Whereabouts {
	/** Metres, as the graph has them. */
	readonly x: number;
	readonly y: number;
	/** 0 when standing. */
	readonly speedMps: number;
	/** Null when standing. */
	readonly bearingDeg: number | null;
	/** What is being walked, or left out just now; null on the way and at rest. */
	readonly stretch: Stretch | null;
}

export interface PhoneFix {
	readonly recordedAtMs: number;
	readonly lng: number;
	readonly lat: number;
	readonly accuracyM: number;
	readonly speedMps: number;
	readonly bearingDeg: number | null;
	readonly battery: number;
}

/** `queued`: no signal for some minutes, the phone keeps its fixes and sends them later. `silent`: switched off or broken for hours. */
export type Signal = 'clear' | 'queued' | 'silent';

/** Evenly spread in [0, 1), the same for the same words. */
const chanceOf = (...words: readonly (string | number)[]): number => (hash(words.join('/')) >>> 0) / 4294967296;

/** Part of the windows in which a grid, or its far corner, is not walked; windows are this much longer than the grid's limit. */
const LEFT_OUT = { grid: 0.17, corner: 0.06, window: 1.67 };

/** Whether a stretch begun at `atMs` is left out: a worker is ill, a corner forgotten. Lasts long enough for the ground to go stale. */
export function isLeftOut(stretch: Stretch, atMs: number, seed: number): boolean {
	const windowMs = stretch.limitH * 3_600_000 * LEFT_OUT.window;
	const phase = chanceOf(seed, stretch.gridCode, 'phase') * windowMs;
	const share = (stretch.isCorner ? LEFT_OUT.corner : LEFT_OUT.grid) * stretch.weight * (stretch.limitH <= 2 ? 0.6 : 1);
	return chanceOf(seed, stretch.gridCode, stretch.isCorner ? 'corner' : 'grid', Math.floor((atMs + phase) / windowMs)) < share;
}

/** The stretches a walker really walked, begun between two moments. */
export function walkedStretches(walker: Walker, fromMs: number, toMs: number, seed: number): Stretch[] {
	const first = Math.floor((fromMs / 1000 + walker.offsetS) / walker.roundS);
	const last = Math.floor((toMs / 1000 + walker.offsetS) / walker.roundS);
	return walker.stretches.filter((stretch) => {
		const beat = walker.stretches.find(
			(s) => !s.isCorner && s.gridCode === stretch.gridCode && s.fromS <= stretch.fromS && s.toS >= stretch.toS
		);
		for (let round = first; round <= last; round++) {
			const startMs = (s: Stretch): number => Math.round((round * walker.roundS - walker.offsetS + s.fromS) * 1000);
			if (startMs(stretch) < fromMs || startMs(stretch) > toMs) continue;
			if (!isLeftOut(stretch, startMs(stretch), seed) && !(beat && isLeftOut(beat, startMs(beat), seed))) return true;
		}
		return false;
	});
}

/** @param isComplete nothing is left out: where a walker would be if all went as planned. */
export function whereabouts(walker: Walker, atMs: number, seed: number, isComplete = false): Whereabouts {
	const total = atMs / 1000 + walker.offsetS;
	const rounds = Math.floor(total / walker.roundS);
	let s = total - rounds * walker.roundS;
	let within: Stretch | null = null;
	let isWaiting = false;
	for (const stretch of walker.stretches) {
		if (s < stretch.fromS || s > stretch.toS) continue;
		within = stretch;
		if (isComplete) continue;
		if (!isLeftOut(stretch, Math.round((rounds * walker.roundS - walker.offsetS + stretch.fromS) * 1000), seed)) continue;
		// A stretch begins and ends at the same place: who leaves it out waits there.
		s = stretch.fromS;
		isWaiting = true;
		break;
	}
	const { atS, x, y } = walker;
	let [low, high] = [0, atS.length - 1];
	while (low + 1 < high) {
		const mid = (low + high) >> 1;
		if (atS[mid]! <= s) low = mid;
		else high = mid;
	}
	const span = atS[high]! - atS[low]!;
	const t = span === 0 ? 0 : Math.max(0, Math.min(1, (s - atS[low]!) / span));
	const [dx, dy] = [x[high]! - x[low]!, y[high]! - y[low]!];
	const length = Math.hypot(dx, dy);
	const isStanding = isWaiting || length < 0.05;
	return {
		x: x[low]! + dx * t,
		y: y[low]! + dy * t,
		speedMps: isStanding ? 0 : length / span,
		bearingDeg: isStanding ? null : ((Math.atan2(dx, dy) * 180) / Math.PI + 360) % 360,
		stretch: within
	};
}

/** When the way next turns after a moment, Unix ms; Infinity for those who stand. */
export function nextTurnMs(walker: Walker, atMs: number): number {
	const { turnS, roundS, offsetS } = walker;
	if (turnS.length === 0) return Infinity;
	const total = atMs / 1000 + offsetS;
	const round = Math.floor(total / roundS);
	const s = total - round * roundS;
	let [low, high] = [0, turnS.length];
	while (low < high) {
		const mid = (low + high) >> 1;
		if (turnS[mid]! <= s) low = mid + 1;
		else high = mid;
	}
	const next = low < turnS.length ? turnS[low]! : roundS + turnS[0]!;
	return (round * roundS + next - offsetS) * 1000;
}

const DROP_WINDOW_MS = 40 * 60_000;
const SILENT_WINDOW_MS = 5 * 3_600_000;

export function signalOf(walker: Walker, atMs: number, seed: number): Signal {
	const silentPhase = chanceOf(seed, walker.key, 'silent') * SILENT_WINDOW_MS;
	if (chanceOf(seed, walker.key, 'silent', Math.floor((atMs + silentPhase) / SILENT_WINDOW_MS)) < 0.016) return 'silent';
	const phase = chanceOf(seed, walker.key, 'drop') * DROP_WINDOW_MS;
	const window = Math.floor((atMs + phase) / DROP_WINDOW_MS);
	const into = atMs + phase - window * DROP_WINDOW_MS;
	if (chanceOf(seed, walker.key, 'drop', window) >= 0.16) return 'clear';
	const begins = chanceOf(seed, walker.key, 'drop-from', window) * (DROP_WINDOW_MS - 420_000);
	const lasts = 80_000 + chanceOf(seed, walker.key, 'drop-for', window) * 330_000;
	return into >= begins && into < begins + lasts ? 'queued' : 'clear';
}

/** Errors change slowly: a new one each half minute, blended. */
const DRIFT_MS = 30_000;

export function phoneFix(graph: Pick<WalkingGraph, 'toPosition'>, walker: Walker, place: Whereabouts, atMs: number): PhoneFix {
	const knot = Math.floor(atMs / DRIFT_MS);
	const t = atMs / DRIFT_MS - knot;
	const error = (axis: string): number => (chanceOf(walker.key, axis, knot) * (1 - t) + chanceOf(walker.key, axis, knot + 1) * t - 0.5) * 2;
	const isPoor = chanceOf(walker.key, 'poor', Math.floor(atMs / 4000)) < 0.012;
	const accuracyM = isPoor
		? 55 + chanceOf(walker.key, 'how-poor', knot) * 70
		: Math.max(4, Math.min(12, walker.accuracyM + 2.5 * error('accuracy')));
	const reachM = isPoor ? accuracyM * 0.4 : Math.min(3.2, accuracyM * 0.32);
	const [lng, lat]: Position = graph.toPosition(place.x + error('x') * reachM, place.y + error('y') * reachM);
	const shiftS = 12 * 3600;
	const used = ((atMs / 1000 + chanceOf(walker.key, 'battery') * shiftS) % shiftS) / shiftS;
	return {
		recordedAtMs: atMs,
		lng: Math.round(lng * 1e7) / 1e7,
		lat: Math.round(lat * 1e7) / 1e7,
		accuracyM: Math.round(accuracyM * 10) / 10,
		speedMps: Math.round(place.speedMps * 100) / 100,
		bearingDeg: place.bearingDeg === null ? null : Math.round(place.bearingDeg * 10) / 10,
		battery: Math.round((0.98 - 0.7 * used) * 100) / 100
	};
}
