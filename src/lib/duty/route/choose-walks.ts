/**
 * Who walks past which stops in which order. All stops: the longest walk as short as can be found. Within a limit of minutes: as much urgency seen as can be
 * found. Begins with greedy insertion (or a cut round tour) and then takes neighbouring stops out and puts stops in again, keeping the best.
 * Sources: G. Schrimpf et al., Record Breaking Optimization (ruin and recreate), J. Comput. Phys. 159 (2000); J. Christiaens and G. Vanden Berghe, Slack
 * Induction by String Removals, Transportation Science 54 (2020).
 */
import { type Random, randomFrom } from '../../plan/partition/random.ts';
import { shortestTour } from './shortest-tour.ts';

export interface WalkWish {
	/** Stops are 0 … count − 1; `count` is the start, `count + 1` the end. */
	readonly count: number;
	/** Minutes on foot, `(count + 2)²`, the same both ways. */
	readonly minutes: Float64Array;
	readonly serviceMinutes: Float64Array;
	readonly urgency: Float64Array;
	readonly people: number;
	/** Null: all stops. */
	readonly limitMinutes: number | null;
	readonly seed: number;
	readonly spent: (rounds: number) => number;
}

/** Stops in the order of each person's walk. */
export type Walks = readonly (readonly number[])[];

const TRIES_A_ROUND = 16;
const LEAST = 1e-9;

export function walkMinutes(walk: readonly number[], { count, minutes, serviceMinutes }: WalkWish): number {
	const width = count + 2;
	if (walk.length === 0) return 0;
	let sum = 0;
	let at = count;
	for (const stop of walk) {
		sum += minutes[at * width + stop]! + serviceMinutes[stop]!;
		at = stop;
	}
	return sum + minutes[at * width + count + 1]!;
}

export function chooseWalks(wish: WalkWish): Walks {
	if (wish.limitMinutes !== null) return mostUrgent(wish, wish.limitMinutes);
	if (wish.people === 1) return [roundOf(wish, null, wish.seed, wish.spent)];
	return fairShares(wish);
}

/** The shortest way from the start past the stops (all, or those given) to the end. */
function roundOf(wish: WalkWish, stops: readonly number[] | null, seed: number, spent: WalkWish['spent']): number[] {
	const { count, minutes } = wish;
	const width = count + 2;
	const members = [...(stops ?? Array.from({ length: count }, (_, i) => i)), count, count + 1];
	const size = members.length;
	if (size === 3) return members.slice(0, 1);
	// Start and end are made one neighbourhood by a link so good that no short tour is without it.
	const bond = -1e6;
	const tour = shortestTour({
		count: size,
		distance: (i, j) =>
			i + j === 2 * size - 3 && i !== j && Math.min(i, j) === size - 2 ? bond : minutes[members[i]! * width + members[j]!]!,
		plane: null,
		seed,
		spent
	});
	const order = [...tour.order].map((i) => members[i]!);
	const at = order.indexOf(count);
	const turned = [...order.slice(at), ...order.slice(0, at)];
	if (turned[1] === count + 1) turned.push(...turned.splice(1).reverse());
	return turned.filter((stop) => stop < count);
}

/** Part of a search: `from` … `to` of the time. */
const within =
	(spent: WalkWish['spent'], to: number): WalkWish['spent'] =>
	(rounds) =>
		Math.min(1, spent(rounds) / to);

function fairShares(wish: WalkWish): Walks {
	const { people, spent } = wish;
	const round = roundOf(wish, null, wish.seed, within(spent, 0.3));
	const start = cutRound(wish, round);
	const search = new Search(wish, Infinity, start);
	search.run(within(spent, 0.9), () => search.putBack());
	// Each walk by itself once more; it can only become shorter.
	const walks = search.best.map((walk, p) => {
		const again = roundOf(wish, walk, wish.seed + p, (rounds) => rounds / 20);
		return walkMinutes(again, wish) < walkMinutes(walk, wish) ? again : [...walk];
	});
	while (walks.length < people) walks.push([]);
	return walks;
}

/** Cuts a round into consecutive walks so that the longest is as short as cuts allow: the limit is found by halves. */
function cutRound(wish: WalkWish, round: readonly number[]): number[][] {
	const { people } = wish;
	const { count, minutes, serviceMinutes } = wish;
	const width = count + 2;
	/** Null where the limit asks for more people than there are, or a single stop is beyond it. */
	const cutAt = (limit: number): number[][] | null => {
		const walks: number[][] = [];
		let walk: number[] = [];
		let out = 0;
		for (const stop of round) {
			const alone = minutes[count * width + stop]! + serviceMinutes[stop]!;
			const onward = walk.length === 0 ? alone : out + minutes[walk.at(-1)! * width + stop]! + serviceMinutes[stop]!;
			const home = minutes[stop * width + count + 1]!;
			if (walk.length === 0 || onward + home <= limit) {
				if (walk.length === 0 && alone + home > limit) return null;
				walk.push(stop);
				out = onward;
				continue;
			}
			if (walks.push(walk) === people || alone + home > limit) return null;
			walk = [stop];
			out = alone;
		}
		return [...walks, walk];
	};
	let [low, high] = [0, walkMinutes(round, wish)];
	let best: number[][] = [[...round]];
	for (let half = 0; half < 24; half++) {
		const middle = (low + high) / 2;
		const cut = cutAt(middle);
		if (cut !== null) {
			best = cut;
			high = middle;
		} else low = middle;
	}
	while (best.length < people) best.push([]);
	return best;
}

function mostUrgent(wish: WalkWish, limit: number): Walks {
	const search = new Search(
		wish,
		limit,
		Array.from({ length: wish.people }, () => [])
	);
	search.fill(1, false);
	search.keep();
	search.run(wish.spent, () => search.fill(0.5 + 1.5 * search.random(), true));
	return search.best;
}

/** The walks being tried, the walks kept, and the best met. */
class Search {
	readonly random: Random;
	best: readonly (readonly number[])[];
	readonly #wish: WalkWish;
	readonly #limit: number;
	#walks: number[][];
	#minutes: number[];
	#out: number[] = [];
	#kept: number[][];
	#keptMinutes: number[];
	#keptOut: number[];
	#bestCost = Infinity;
	/** What a minute counts beside urgency: all of them together less than any stop worth going to. */
	readonly #slight: number;

	constructor(wish: WalkWish, limit: number, walks: number[][]) {
		this.#wish = wish;
		this.#limit = limit;
		const least = wish.urgency.reduce((a, b) => (b > 0 && b < a ? b : a), Infinity);
		this.#slight = (least === Infinity ? 1 : least * 0.01) / (limit * wish.people);
		this.random = randomFrom(wish.seed);
		this.#walks = walks;
		this.#minutes = walks.map((walk) => walkMinutes(walk, wish));
		const inside = new Set(walks.flat());
		this.#out = Array.from({ length: wish.count }, (_, i) => i).filter((i) => !inside.has(i));
		this.best = [];
		this.#kept = [];
		this.#keptMinutes = [];
		this.#keptOut = [];
		this.keep();
	}

	/** Less is better. Within a limit: urgency left out, then minutes; else the longest walk, then all of them. */
	#cost(): number {
		const sum = this.#minutes.reduce((a, b) => a + b, 0);
		if (this.#limit === Infinity) return Math.max(...this.#minutes) + sum / (4 * this.#minutes.length);
		return this.#out.reduce((left, stop) => left + this.#wish.urgency[stop]!, 0) + this.#slight * sum;
	}

	keep(): void {
		this.#kept = this.#walks.map((walk) => walk.slice());
		this.#keptMinutes = this.#minutes.slice();
		this.#keptOut = this.#out.slice();
		const cost = this.#cost();
		if (cost < this.#bestCost - LEAST) {
			this.#bestCost = cost;
			this.best = this.#walks.map((walk) => walk.slice());
		}
	}

	#restore(): void {
		this.#walks = this.#kept.map((walk) => walk.slice());
		this.#minutes = this.#keptMinutes.slice();
		this.#out = this.#keptOut.slice();
	}

	run(spent: WalkWish['spent'], mend: () => void): void {
		if (this.#wish.count === 0) return;
		let kept = this.#cost();
		const warm = Math.max(this.#bestCost, LEAST) * 0.02;
		for (let rounds = 0; ; rounds++) {
			const share = spent(rounds);
			if (share >= 1) return;
			const heat = warm * (1 - share) ** 2;
			for (let t = 0; t < TRIES_A_ROUND; t++) {
				this.#ruin();
				mend();
				const cost = this.#cost();
				// A little worse is allowed as long as there is time to do better.
				if (cost < kept - heat * Math.log(Math.max(1e-12, this.random()))) {
					kept = cost;
					this.keep();
				} else this.#restore();
			}
		}
	}

	/** Takes strings of stops out of the walks that pass near one place. */
	#ruin(): void {
		const { count, minutes } = this.#wish;
		const inside = this.#walks.reduce((sum, walk) => sum + walk.length, 0);
		if (inside === 0) return;
		const longest = this.#minutes.indexOf(Math.max(...this.#minutes));
		let pick = Math.floor(this.random() * inside);
		let from = 0;
		if (this.#limit === Infinity && this.random() < 0.6) {
			from = longest;
			pick = Math.floor(this.random() * this.#walks[longest]!.length);
		} else while (pick >= this.#walks[from]!.length) pick -= this.#walks[from++]!.length;
		const centre = this.#walks[from]![pick];
		if (centre === undefined) return;
		// The walks that come nearest to it give a string each, around their nearest stop.
		const near = this.#walks
			.map((walk, w) => {
				let at = -1;
				let least = Infinity;
				walk.forEach((stop, p) => {
					const m = stop === centre ? -1 : minutes[centre * (count + 2) + stop]!;
					if (m < least) [least, at] = [m, p];
				});
				return { w, at, least };
			})
			.filter(({ at }) => at !== -1)
			.sort((a, b) => a.least - b.least || a.w - b.w);
		const strings = Math.min(near.length, 1 + Math.floor(this.random() * 3));
		for (let s = 0; s < strings; s++) {
			const { w, at } = near[s]!;
			const walk = this.#walks[w]!;
			const length = Math.min(walk.length, 1 + Math.floor(this.random() * 10));
			const first = Math.max(0, Math.min(walk.length - length, at - Math.floor(this.random() * length)));
			this.#out.push(...walk.splice(first, length));
			this.#minutes[w] = walkMinutes(walk, this.#wish);
		}
	}

	/** Every stop that is out goes where the longest walk grows least, then where the way does. */
	putBack(): void {
		const order = this.#out.splice(0);
		for (let i = order.length - 1; i > 0; i--) {
			const j = Math.floor(this.random() * (i + 1));
			[order[i], order[j]] = [order[j]!, order[i]!];
		}
		for (const stop of order) {
			const most = Math.max(...this.#minutes);
			let best = { w: 0, at: 0, cost: Infinity };
			for (let w = 0; w < this.#walks.length; w++) {
				const { at, more } = this.#cheapest(stop, w, true);
				const cost = more + this.#walks.length * Math.max(0, this.#minutes[w]! + more - most);
				if (cost < best.cost) best = { w, at, cost };
			}
			this.#insert(stop, best.w, best.at);
		}
	}

	/** Puts in what is worth most for the minutes it costs, as long as anything fits. `taste`: how much urgency counts against minutes. */
	fill(taste: number, some: boolean): void {
		const { urgency } = this.#wish;
		// Of very many stops a part is looked at in each try, another one each time.
		const share = some && this.#out.length > 120 ? 120 / this.#out.length : 1;
		const pool = this.#out.filter((_, i) => i >= this.#out.length - 10 || this.random() < share);
		// Each try has favourites of its own, or it would always put back what it has just taken out.
		const whim = some ? 3 * this.random() ** 2 : 0;
		const favour = pool.map(() => (some ? this.random() ** whim : 1));
		const cheapest = pool.map((stop) => this.#walks.map((_, w) => this.#cheapest(stop, w, some)));
		for (;;) {
			let best = { i: -1, w: 0, at: 0, worth: 0 };
			for (let i = 0; i < pool.length; i++) {
				if (pool[i] === -1) continue;
				for (let w = 0; w < this.#walks.length; w++) {
					const { at, more } = cheapest[i]![w]!;
					if (this.#minutes[w]! + more > this.#limit + LEAST) continue;
					const worth = (favour[i]! * (urgency[pool[i]!]! ** taste + 1e-12)) / Math.max(more, 1e-3);
					if (worth > best.worth) best = { i, w, at, worth };
				}
			}
			if (best.i === -1) break;
			const stop = pool[best.i]!;
			pool[best.i] = -1;
			this.#insert(stop, best.w, best.at);
			this.#out.splice(this.#out.indexOf(stop), 1);
			if (some) this.#untangle(best.w);
			for (let i = 0; i < pool.length; i++) if (pool[i] !== -1) cheapest[i]![best.w] = this.#cheapest(pool[i]!, best.w, some);
		}
	}

	/** Where a stop costs a walk the fewest minutes; now and then a place is overlooked, so that tries differ. */
	#cheapest(stop: number, w: number, blink: boolean): { readonly at: number; readonly more: number } {
		const { count, minutes, serviceMinutes } = this.#wish;
		const width = count + 2;
		const walk = this.#walks[w]!;
		const row = stop * width;
		let at = 0;
		let least = Infinity;
		let before = count;
		for (let p = 0; p <= walk.length; p++) {
			const after = p === walk.length ? count + 1 : walk[p]!;
			const more = minutes[row + before]! + minutes[row + after]! - (walk.length === 0 ? 0 : minutes[before * width + after]!);
			if (more < least && (!blink || walk.length < 2 || this.random() > 0.01 || least === Infinity)) {
				least = more;
				at = p;
			}
			before = after;
		}
		return { at, more: least + serviceMinutes[stop]! };
	}

	#insert(stop: number, w: number, at: number): void {
		this.#walks[w]!.splice(at, 0, stop);
		this.#minutes[w] = walkMinutes(this.#walks[w]!, this.#wish);
	}

	/** Turns stretches of one walk round as long as that makes it shorter (2-opt). */
	#untangle(w: number): void {
		const { count, minutes } = this.#wish;
		const width = count + 2;
		const walk = this.#walks[w]!;
		const at = (p: number): number => (p < 0 ? count : p >= walk.length ? count + 1 : walk[p]!);
		const d = (a: number, b: number): number => minutes[a * width + b]!;
		for (let better = true; better;) {
			better = false;
			for (let i = 0; i < walk.length - 1; i++)
				for (let j = i + 1; j < walk.length; j++) {
					const gain = d(at(i - 1), at(i)) + d(at(j), at(j + 1)) - d(at(i - 1), at(j)) - d(at(i), at(j + 1));
					if (gain <= LEAST) continue;
					for (let [a, b] = [i, j]; a < b; a++, b--) [walk[a], walk[b]] = [walk[b]!, walk[a]!];
					better = true;
				}
		}
		this.#minutes[w] = walkMinutes(walk, this.#wish);
	}
}
