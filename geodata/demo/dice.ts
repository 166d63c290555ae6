/**
 * Seeded chance: the same seed gives the same throws on every machine. Only integer arithmetic and exact division, so nothing depends
 * on how an engine rounds a sine.
 */

export interface Dice {
	/** Uniform in [0, 1). */
	next(): number;
	/** Uniform in [low, high). */
	between(low: number, high: number): number;
	/** A whole number, both ends included. */
	whole(low: number, high: number): number;
	chance(probability: number): boolean;
	/** @throws RangeError when there is nothing to pick from. */
	pick<T>(from: readonly T[]): T;
	/** A new array in another order. */
	shuffled<T>(from: readonly T[]): T[];
	/** Bell-shaped around 0 with deviation about 1, never beyond ±3. */
	bell(): number;
	/** Dice of their own for a part of the work, so that one part's throws do not shift another's. */
	fork(label: string): Dice;
}

/** Mulberry32 over a hash of the seed and the label. */
export function dice(seed: number, label = ''): Dice {
	let state = hash(`${seed}/${label}`);
	const next = (): number => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
	const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
	return {
		next,
		between: (low, high) => low + next() * (high - low),
		whole,
		chance: (probability) => next() < probability,
		pick(from) {
			if (from.length === 0) throw new RangeError('dice: nothing to pick from');
			return from[whole(0, from.length - 1)] as (typeof from)[number];
		},
		shuffled(from) {
			const out = [...from];
			for (let i = out.length - 1; i > 0; i--) {
				const j = whole(0, i);
				[out[i], out[j]] = [out[j] as (typeof out)[number], out[i] as (typeof out)[number]];
			}
			return out;
		},
		bell: () => (next() + next() + next() + next() + next() + next() - 3) * 1.414,
		fork: (child) => dice(seed, `${label}/${child}`)
	};
}

/** FNV-1a with a final mix, 32 bits. */
export function hash(text: string): number {
	let h = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
	h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return (h ^ (h >>> 16)) | 0;
}
