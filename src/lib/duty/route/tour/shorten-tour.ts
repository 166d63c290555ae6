/**
 * Makes a round tour short: Lin–Kernighan chains of exchanges, then kicks (stretches near one another change places), each kept only
 * where the tour is no longer afterwards and otherwise taken back move by move, so that a kick costs the same in a long tour as in a short one.
 * Sources: S. Lin and B. Kernighan, Operations Research 21 (1973); D. Applegate, W. Cook and A. Rohe, Chained Lin–Kernighan, INFORMS J. Computing 15
 * (2003), for the exchange by flips and the queue of stops to look at again.
 */
import type { Random } from '../../../plan/partition/random.ts';
import type { Distance, NearStops } from './near-stops.ts';

export interface TourSearch {
	/** The order to begin with; it is changed into the best one found. */
	readonly order: Int32Array;
	readonly distance: Distance;
	readonly near: NearStops;
	readonly random: Random;
	/** What share of the search is spent, 0 … 1, after so many rounds of `KICKS_A_ROUND`. It is over at 1. */
	readonly spent: (rounds: number) => number;
}

export const KICKS_A_ROUND = 16;
/** How many stops of a first tour are looked at between two looks at the time. */
const STOPS_A_LOOK = 256;
/** How many ways on are tried at each of the first exchanges of a chain; after them only the best. */
const BREADTH = [3, 2] as const;
const MAX_DEPTH = 30;
/** A gain smaller than this is rounding. */
const LEAST = 1e-7;
/** Stretches that change places are at most this long … */
const KICK_REACH = 30;
/** … in this share of the kicks; in the others the tour is cut at stops a few steps from one another on the ground. */
const ALONG_THE_TOUR = 0.75;
const STEPS_APART = 5;

/** @returns how many rounds it took; `order` holds the tour */
export function shortenTour({ order, distance, near, random, spent }: TourSearch): number {
	const count = order.length;
	if (count < 4) return 0;
	if (count < 8) return shortenSmallTour(order, distance);
	const place = new Int32Array(count);
	for (let p = 0; p < count; p++) place[order[p]!] = p;
	const { each, stops } = near;
	const nearD = new Float64Array(count * each);
	for (let i = 0; i < count; i++) for (let k = 0; k < each; k++) nearD[i * each + k] = distance(i, stops[i * each + k]!);

	/** The tour is read backwards: so a long stretch is turned round by turning the rest instead. */
	let backwards = false;
	const next = (i: number): number => {
		const p = place[i]!;
		return backwards ? order[p === 0 ? count - 1 : p - 1]! : order[p === count - 1 ? 0 : p + 1]!;
	};
	const previous = (i: number): number => {
		const p = place[i]!;
		return backwards ? order[p === count - 1 ? 0 : p + 1]! : order[p === 0 ? count - 1 : p - 1]!;
	};
	/** Whether b comes at a or after it and not after c. */
	const between = (a: number, b: number, c: number): boolean => {
		const pa = place[backwards ? c : a]!;
		const pb = place[b]!;
		const pc = place[backwards ? a : c]!;
		return pa <= pc ? pb >= pa && pb <= pc : pb >= pa || pb <= pc;
	};
	/** Turns the stretch a … b round, so that it reads b … a. */
	const turn = (a: number, b: number): void => {
		if (a === -1) {
			backwards = !backwards;
			return;
		}
		let p = place[backwards ? b : a]!;
		let q = place[backwards ? a : b]!;
		let length = q - p + 1;
		if (length <= 0) length += count;
		if (2 * length > count) {
			backwards = !backwards;
			const t = p;
			p = q + 1 === count ? 0 : q + 1;
			q = t === 0 ? count - 1 : t - 1;
			length = count - length;
		}
		if (p <= q || length < 2) {
			for (let swaps = length >> 1; swaps > 0; swaps--, p++, q--) {
				const [i, j] = [order[p]!, order[q]!];
				order[p] = j;
				place[j] = p;
				order[q] = i;
				place[i] = q;
			}
			return;
		}
		for (let swaps = length >> 1; swaps > 0; swaps--) {
			const i = order[p]!;
			const j = order[q]!;
			order[p] = j;
			place[j] = p;
			order[q] = i;
			place[i] = q;
			if (++p === count) p = 0;
			if (--q < 0) q = count - 1;
		}
	};

	// Every turn since the last kept tour, to be taken back: ends of the stretch before it was turned; −1 where the tour was turned as a whole.
	let journal = new Int32Array(1 << 12);
	let turns = 0;
	const flip = (a: number, b: number): void => {
		if (2 * turns === journal.length) {
			const longer = new Int32Array(2 * journal.length);
			longer.set(journal);
			journal = longer;
		}
		journal[2 * turns] = a;
		journal[2 * turns + 1] = b;
		turns++;
		turn(a, b);
	};
	const takeBack = (to: number): void => {
		while (turns > to) {
			turns--;
			turn(journal[2 * turns + 1]!, journal[2 * turns]!);
		}
	};

	// Stops to look at again, first in first out; each at most once.
	const queue = new Int32Array(count);
	const queued = new Uint8Array(count);
	let head = 0;
	let waiting = 0;
	const push = (i: number): void => {
		if (queued[i]) return;
		queued[i] = 1;
		let at = head + waiting++;
		if (at >= count) at -= count;
		queue[at] = i;
	};

	// Links that this chain has added must not be taken out again by it.
	const addedA = new Int32Array(MAX_DEPTH + 4);
	const addedB = new Int32Array(MAX_DEPTH + 4);
	const isAdded = (a: number, b: number, depth: number): boolean => {
		for (let k = 0; k < depth; k++) if ((addedA[k] === a && addedB[k] === b) || (addedA[k] === b && addedB[k] === a)) return true;
		return false;
	};

	// The ways on at each level of the chain, best first: add t2–`to`, take out the link from `out` to it.
	const WIDEST = 4;
	const optionTo = new Int32Array((MAX_DEPTH + 4) * WIDEST);
	const optionOut = new Int32Array((MAX_DEPTH + 4) * WIDEST);
	const optionKey = new Float64Array((MAX_DEPTH + 4) * WIDEST);
	const gather = (level: number, breadth: number, t1: number, t2: number, gain: number): number => {
		const base = level * WIDEST;
		const after = next(t2);
		let kept = 0;
		for (let k = t2 * each, last = k + each; k < last; k++) {
			const added = nearD[k]!;
			if (gain - added <= LEAST) break;
			const to = stops[k]!;
			if (to === t1 || to === after) continue;
			const out = previous(to);
			const key = distance(out, to) - added;
			if (kept === breadth && key <= optionKey[base + kept - 1]!) continue;
			if (isAdded(to, out, level)) continue;
			let at = kept < breadth ? kept++ : kept - 1;
			for (; at > 0 && optionKey[base + at - 1]! < key; at--) {
				optionKey[base + at] = optionKey[base + at - 1]!;
				optionTo[base + at] = optionTo[base + at - 1]!;
				optionOut[base + at] = optionOut[base + at - 1]!;
			}
			optionKey[base + at] = key;
			optionTo[base + at] = to;
			optionOut[base + at] = out;
		}
		return kept;
	};

	/**
	 * Goes on with a chain: the link t1 → t2 is open, `gain` is what the chain has won without closing it. The tour in the arrays is always the
	 * closed one. @returns the gain of the closed tour it leaves, 0 where it found none and left all as it was.
	 */
	const step = (level: number, t1: number, t2: number, gain: number): number => {
		const breadth = level < BREADTH.length ? BREADTH[level]! : 1;
		const kept = gather(level, breadth, t1, t2, gain);
		const base = level * WIDEST;
		for (let o = 0; o < kept; o++) {
			const mark = turns;
			const to = optionTo[base + o]!;
			const out = optionOut[base + o]!;
			const left = gain + optionKey[base + o]!;
			flip(t2, out);
			addedA[level] = t2;
			addedB[level] = to;
			const closed = left - distance(t1, out);
			if (closed > LEAST) {
				// A chain that has won may win more: go on, and come back here where it does not.
				const here = turns;
				const more = level + 1 < MAX_DEPTH ? further(level + 1, t1, out, left, closed) : 0;
				if (more <= closed) takeBack(here);
				markEnds(t1, t2, to, out);
				return Math.max(more, closed);
			}
			if (level + 1 < MAX_DEPTH) {
				const won = step(level + 1, t1, out, left);
				if (won > 0) {
					markEnds(t1, t2, to, out);
					return won;
				}
			}
			takeBack(mark);
		}
		return 0;
	};
	/** The best way on only, level after level, as long as there is something to win; keeps the best tour met. @returns its gain or `best` */
	const further = (level: number, t1: number, t2: number, gain: number, best: number): number => {
		let keep = turns;
		let end = t2;
		let left = gain;
		const from = turns;
		for (let depth = level; depth < MAX_DEPTH; depth++) {
			if (gather(depth, 1, t1, end, left - best) === 0) break;
			const out = optionOut[depth * WIDEST]!;
			left += optionKey[depth * WIDEST]!;
			addedA[depth] = end;
			addedB[depth] = optionTo[depth * WIDEST]!;
			flip(end, out);
			end = out;
			const closed = left - distance(t1, end);
			if (closed > best + LEAST) {
				best = closed;
				keep = turns;
			}
		}
		takeBack(keep);
		for (let t = from; t < keep; t++) markTurn(t);
		return best;
	};
	const markEnds = (a: number, b: number, c: number, d: number): void => {
		push(a);
		push(b);
		push(c);
		push(d);
	};
	const markTurn = (t: number): void => {
		const a = journal[2 * t]!;
		const b = journal[2 * t + 1]!;
		if (a === -1) return;
		markEnds(a, b, next(a), previous(a));
		push(next(b));
		push(previous(b));
	};

	/**
	 * The exchanges of three links that no chain of turns passes through: t2–t3 closes a circle t2 … t3, which is opened again at t5–t6.
	 */
	const stepThroughCircle = (t1: number, t2: number, open: number): number => {
		for (let k = t2 * each, last = k + Math.min(each, 6); k < last; k++) {
			const g1 = open - nearD[k]!;
			if (g1 <= LEAST) break;
			const t3 = stops[k]!;
			if (t3 === t1 || next(t2) === t3) continue;
			const t4 = next(t3);
			if (t4 === t2) continue;
			const g2 = g1 + distance(t3, t4);
			for (let m = t4 * each, end = m + Math.min(each, 5); m < end; m++) {
				const g3 = g2 - nearD[m]!;
				if (g3 <= LEAST) break;
				const t5 = stops[m]!;
				if (t5 === t3 || !between(t2, t5, t3)) continue;
				for (let side = 0; side < 2; side++) {
					if (side === 0 ? t5 === t3 : t5 === t2) continue;
					const t6 = side === 0 ? next(t5) : previous(t5);
					const left = g3 + distance(t5, t6);
					const mark = turns;
					const closed = left - distance(t6, t1);
					// Without an open hope nothing is turned.
					if (closed <= LEAST && left - nearD[t6 * each]! <= LEAST) continue;
					if (side === 0) {
						// t1 [t2 … t5][t6 … t3] t4 → t1 [t6 … t3][t2 … t5] t4
						flip(t2, t3);
						flip(t3, t6);
						flip(t5, t2);
					} else {
						// t1 [t2 … t6][t5 … t3] t4 → t1 [t6 … t2][t3 … t5] t4
						flip(t2, t6);
						flip(t5, t3);
					}
					addedA[0] = t2;
					addedB[0] = t3;
					addedA[1] = t4;
					addedB[1] = t5;
					const here = turns;
					const won = closed > LEAST ? further(2, t1, t6, left, closed) : step(2, t1, t6, left);
					if (closed > LEAST && won <= closed) takeBack(here);
					if (won > 0) {
						markEnds(t1, t2, t3, t4);
						push(t5);
						push(t6);
						return won;
					}
					takeBack(mark);
				}
			}
		}
		return 0;
	};

	const improveAt = (t1: number): number => {
		const after = next(t1);
		const openAfter = distance(t1, after);
		let won = step(0, t1, after, openAfter);
		if (won > 0) return won;
		won = stepThroughCircle(t1, after, openAfter);
		if (won > 0) return won;
		// The same the other way round: the tour is read backwards.
		const before = previous(t1);
		won = step(0, before, t1, distance(before, t1));
		if (won > 0) return won;
		const mark = turns;
		flip(-1, -1);
		won = stepThroughCircle(t1, before, distance(before, t1));
		if (won <= 0) takeBack(mark);
		return won;
	};
	const settleOne = (): number => {
		const i = queue[head]!;
		if (++head === count) head = 0;
		waiting--;
		queued[i] = 0;
		let won = 0;
		for (;;) {
			const gain = improveAt(i);
			if (gain <= 0) return won;
			won += gain;
		}
	};
	const settle = (): number => {
		let won = 0;
		while (waiting > 0) won += settleOne();
		return won;
	};
	const finish = (rounds: number): number => {
		if (backwards) order.reverse();
		return rounds;
	};

	for (let p = 0; p < count; p++) push(order[p]!);
	for (let looked = 0; waiting > 0; looked++) {
		if (looked % STOPS_A_LOOK === 0 && spent(0) >= 1) return finish(0);
		settleOne();
		turns = 0;
	}

	// Four links near one another are cut and the three stretches between them change places, none turned round (a double bridge).
	const cut = new Int32Array(4);
	const chooseCuts = (): void => {
		for (;;) {
			let i = Math.floor(random() * count);
			let kept = 0;
			for (let tries = 0; kept < 4 && tries < 12; tries++) {
				const p = place[i]!;
				let at = kept;
				while (at > 0 && cut[at - 1]! >= p) at--;
				if (at === kept || cut[at] !== p) {
					for (let m = kept++; m > at; m--) cut[m] = cut[m - 1]!;
					cut[at] = p;
				}
				const walk = 1 + Math.floor(random() * STEPS_APART);
				for (let w = 0; w < walk; w++) i = stops[i * each + Math.floor(random() * each)]!;
			}
			if (kept === 4) return;
		}
	};
	const reach = Math.min(KICK_REACH, Math.floor((count - 1) / 3));
	let rounds = 0;
	while (spent(rounds) < 1) {
		for (let kick = 0; kick < KICKS_A_ROUND; kick++) {
			if (random() < ALONG_THE_TOUR) {
				let q = Math.floor(random() * count);
				for (let m = 0; m < 4; m++) {
					cut[m] = q % count;
					q += 1 + Math.floor(random() * reach);
				}
			} else chooseCuts();
			backwards = false;
			const a = order[cut[0]!]!;
			const b0 = next(a);
			const b1 = order[cut[1]!]!;
			const c0 = next(b1);
			const c1 = order[cut[2]!]!;
			const d0 = next(c1);
			const d1 = order[cut[3]!]!;
			const z = next(d1);
			const worse =
				distance(a, d0) +
				distance(d1, c0) +
				distance(c1, b0) +
				distance(b1, z) -
				(distance(a, b0) + distance(b1, c0) + distance(c1, d0) + distance(d1, z));
			flip(b0, d1);
			flip(d1, d0);
			flip(c1, c0);
			flip(b1, b0);
			markEnds(a, b0, b1, c0);
			markEnds(c1, d0, d1, z);
			const won = settle();
			if (won < worse - LEAST) takeBack(0);
			turns = 0;
		}
		rounds++;
	}
	return finish(rounds);
}

/** Up to seven stops: every order is tried. */
function shortenSmallTour(order: Int32Array, distance: Distance): number {
	const count = order.length;
	const best = order.slice();
	let least = Infinity;
	const trial = order.slice();
	const from = (at: number, length: number): void => {
		if (at === count) {
			const closed = length + distance(trial[count - 1]!, trial[0]!);
			if (closed < least) {
				least = closed;
				best.set(trial);
			}
			return;
		}
		for (let i = at; i < count; i++) {
			[trial[at], trial[i]] = [trial[i]!, trial[at]!];
			from(at + 1, length + distance(trial[at - 1]!, trial[at]!));
			[trial[at], trial[i]] = [trial[i]!, trial[at]!];
		}
	};
	from(1, 0);
	order.set(best);
	return 0;
}

export function tourLength(order: ArrayLike<number>, distance: Distance): number {
	let length = 0;
	for (let p = 0; p < order.length; p++) length += distance(order[p]!, order[p + 1 === order.length ? 0 : p + 1]!);
	return length;
}
