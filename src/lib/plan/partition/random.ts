/** A small repeatable stream of numbers (mulberry32): the same seed gives the same stream on every machine. */
export type Random = () => number;

export function randomFrom(seed: number): Random {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

/** Shuffles in place (Fisher–Yates). */
export function shuffle(list: Int32Array, random: Random): Int32Array {
	for (let i = list.length - 1; i > 0; i--) {
		const j = Math.floor(random() * (i + 1));
		const t = list[i]!;
		list[i] = list[j]!;
		list[j] = t;
	}
	return list;
}
