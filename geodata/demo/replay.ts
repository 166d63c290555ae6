/**
 * What a phone would have sent over some hours, in few fixes: one at each turn of the way and at most `STEP_MS` between, so that the legs between
 * them lie on the way; seldom while standing.
 */
import { nextTurnMs, phoneFix, signalOf, whereabouts, type PhoneFix } from './walk.ts';
import type { Walker } from './walkers.ts';
import type { WalkingGraph } from './walking-graph.ts';

/** Close enough for a leg at the quickest pace. Closer lately, for the trails. */
const STEP_MS = 50_000;
const LATE_STEP_MS = 20_000;
const LATE_MS = 45 * 60_000;
/** Turns sooner after each other than this are one. */
const LEAST_MS = 9_000;
/** Somebody standing is heard of this often. */
const STANDING_MS = 320_000;
/** What was queued without signal so lately has not been received yet. */
const QUEUED_MS = 600_000;

export interface Replay {
	readonly graph: Pick<WalkingGraph, 'toPosition'>;
	readonly seed: number;
	/** The end of the replay, as seen from now. */
	readonly nowMs: number;
	/** Where given, only fixes of these stretches, walked as if nothing had been left out. */
	readonly only?: ((stretch: { readonly gridCode: string; readonly isCorner: boolean }) => boolean) | undefined;
}

/** In order of time, from `fromMs` to `toMs`. */
export function* replay(walker: Walker, fromMs: number, toMs: number, { graph, seed, nowMs, only }: Replay): Generator<PhoneFix> {
	let wasMoving = false;
	let lastMs = -Infinity;
	for (let at = Math.ceil(fromMs); at <= toMs;) {
		const place = whereabouts(walker, at, seed, only !== undefined);
		const isMoving = place.speedMps > 0;
		const isDue = isMoving || wasMoving || at - lastMs >= STANDING_MS || at + LATE_STEP_MS > nowMs;
		wasMoving = isMoving;
		if (isDue && (!only || (isMoving && place.stretch && only(place.stretch)))) {
			const signal = signalOf(walker, at, seed);
			if (signal === 'clear' || (signal === 'queued' && at <= nowMs - QUEUED_MS)) {
				lastMs = at;
				yield phoneFix(graph, walker, place, at);
			}
		}
		const step = at > nowMs - LATE_MS ? LATE_STEP_MS : STEP_MS;
		at = Math.ceil(Math.max(at + LEAST_MS, Math.min(at + step, nextTurnMs(walker, at))));
	}
}
