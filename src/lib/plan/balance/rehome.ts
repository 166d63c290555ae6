/**
 * Looks for new homes for units so that every grid comes within tolerance while few people change worker: annealing from how things stand, warm only where the
 * land is uneven (Kirkpatrick, Gelatt and Vecchi, 1983). No grid falls apart, gets empty or too small at any moment.
 */
import { randomFrom } from '../partition/random.ts';
import { minutesOf, type Rates, type Units } from './units.ts';

export interface Priorities {
	/** Residents who change worker. */
	readonly moved: number;
	/** Loads that differ within the tolerance. */
	readonly spread: number;
	/** Borders that get longer in all than they were, those along roads, walls and water counting less. */
	readonly compact: number;
}

export interface Aim {
	/** Load that every grid should have: minutes asked per minute available. */
	readonly target: number;
	readonly tolerance: number;
	readonly priorities: Priorities;
	readonly minutesPerWorkerDay: number;
	readonly minimum: { readonly areaM2: number; readonly buildings: number };
	readonly rates: Rates;
}

/** What stands between a division and the best there could be; less is better. Terms are shares of a grid's work, people and outline. */
export interface Score {
	readonly total: number;
	/** Sum of what loads are outside the tolerance, as shares of the target. */
	readonly outside: number;
}

const OUTSIDE = 300;
const MOVED = 2;
const SPREAD = 4;

/** The part of the score that loads make. */
export function scoreOfLoad(load: number, { target, tolerance, priorities }: Pick<Aim, 'target' | 'tolerance' | 'priorities'>): Score {
	const off = target > 0 ? load / target - 1 : 0;
	const outside = Math.max(0, Math.abs(off) - tolerance);
	return { outside, total: OUTSIDE * (outside + 2 * outside * outside) + SPREAD * priorities.spread * off * off };
}

/** Parts of the score for people who move and for borders that grow; shorter ones are no reason for anybody to move. */
export const scoreOfMoved = (residents: number, meanResidents: number, { priorities }: Pick<Aim, 'priorities'>): number =>
	meanResidents > 0 ? (MOVED * priorities.moved * residents) / meanResidents : 0;
export const scoreOfBorder = (grownM: number, perimeterM: number, { priorities }: Pick<Aim, 'priorities'>): number =>
	perimeterM > 0 ? (priorities.compact * Math.max(0, grownM)) / perimeterM : 0;

/** Cost of all borders between units of different grids, metres. */
export function borderCost({ units, start, next, costM }: Units, home: ArrayLike<number>): number {
	let sum = 0;
	for (let u = 0; u < units.length; u++)
		for (let e = start[u]!; e < start[u + 1]!; e++) if (next[e]! > u && home[next[e]!] !== home[u]) sum += costM[e]!;
	return sum;
}

export interface Rehomed {
	/** Grid of each unit. */
	readonly home: Int32Array;
	readonly score: number;
}

const OFFERS_A_UNIT = 80;
const HOT = 2;
const COLD = 0.004;

export class Rehomer {
	readonly of: Units;
	private readonly aim: Aim;
	private readonly counts: Float64Array[];
	private readonly areas: Float64Array;
	private readonly buildings: Int32Array;
	private readonly sizes: Int32Array;
	private readonly loadScore: Float64Array;
	/** Homes that the ground did not allow: unit · grids + grid. */
	readonly forbidden = new Set<number>();
	private readonly meanResidents: number;
	private readonly home: Int32Array;
	private readonly stamp: Int32Array;
	private readonly queue: Int32Array;
	private now = 0;
	/** Cost of the borders as they were, and as they are. */
	private readonly borderBefore: number;
	private border = 0;
	/** What the picture says less than the ground itself, minutes of each grid. */
	readonly amiss: Float64Array;

	constructor(of: Units, aim: Aim) {
		this.of = of;
		this.aim = aim;
		const { units, codes } = of;
		this.counts = codes.map(() => new Float64Array(units[0]?.counts.length ?? 0));
		this.areas = new Float64Array(codes.length);
		this.buildings = new Int32Array(codes.length);
		this.sizes = new Int32Array(codes.length);
		this.loadScore = new Float64Array(codes.length);
		this.amiss = new Float64Array(codes.length);
		this.home = new Int32Array(units.length);
		this.stamp = new Int32Array(units.length);
		this.queue = new Int32Array(units.length);
		this.borderBefore = borderCost(
			of,
			units.map(({ grid }) => grid)
		);
		this.meanResidents = units.reduce((sum, { residents }) => sum + residents, 0) / Math.max(1, codes.length);
	}

	/** Minutes of a grid as the picture has them, with these units. */
	minutes(grid: number, home: Int32Array): number {
		this.settle(home);
		return this.minutesNow(grid);
	}

	/** One warming and cooling from a division; the best it met, or the division itself. */
	round(from: Int32Array, seed: number, warmth: number): Rehomed {
		const { units, start, next, codes } = this.of;
		const { home } = this;
		const random = randomFrom(seed);
		this.settle(from);
		let score = this.wholeScore();
		const count = units.length;
		const movable = [...units.keys()].filter((u) => !units[u]!.fixed && start[u]! < start[u + 1]!);
		let best: Rehomed = { home: home.slice(), score };
		if (movable.length === 0 || codes.length < 2) return best;
		const offers = movable.length * OFFERS_A_UNIT;
		let since = 0;
		for (let i = 0; i < offers; i++) {
			const temperature = HOT * warmth * (COLD / HOT) ** (i / offers);
			const u = movable[Math.floor(random() * movable.length)]!;
			const v = next[start[u]! + Math.floor(random() * (start[u + 1]! - start[u]!))]!;
			const [p, q] = [home[u]!, home[v]!];
			if (p === q || !this.mayMove(u, q)) continue;
			const worse = this.worseBy(u, q);
			if (worse <= 0 || worse < -temperature * Math.log(random())) {
				if (!this.mayLeave(u)) continue;
				this.move(u, q);
				score += worse;
			} else {
				// Both grids may be full: what comes in can be paid for by what goes out again.
				const w = this.partner(u, q, random);
				if (w < 0 || !this.mayLeave(u)) continue;
				const back = this.elsewhere(w, random, p);
				if (back === q || !this.mayMove(w, back)) continue;
				this.move(u, q);
				const both = worse + this.worseBy(w, back);
				if ((both <= 0 || both < -temperature * Math.log(random())) && this.touches(w, back) && this.mayLeave(w)) {
					this.move(w, back);
					score += both;
				} else {
					this.move(u, p);
					continue;
				}
			}
			if (score < best.score - 1e-9) {
				best = { home: home.slice(), score };
				since = i;
			} else if (score > best.score + 4 && i - since > count * 8) {
				// Far astray: back to the best.
				this.settle(best.home);
				score = best.score;
				since = i;
			}
		}
		// Rounding adds up over many offers.
		this.settle(best.home);
		return { home: best.home, score: this.wholeScore() };
	}

	/** The score of a division as the picture has it. */
	scoreOf(home: Int32Array): number {
		this.settle(home);
		return this.wholeScore();
	}

	private settle(home: Int32Array): void {
		const { units, codes } = this.of;
		this.home.set(home);
		for (const counts of this.counts) counts.fill(0);
		this.areas.fill(0);
		this.buildings.fill(0);
		this.sizes.fill(0);
		units.forEach((_, u) => this.add(u, home[u]!, 1));
		for (let g = 0; g < codes.length; g++) this.loadScore[g] = this.scoreOfGrid(g);
		this.border = borderCost(this.of, home);
	}

	private add(u: number, grid: number, sign: 1 | -1): void {
		const { counts, areaM2, buildingIds } = this.of.units[u]!;
		const sum = this.counts[grid]!;
		for (let k = 0; k < sum.length; k++) sum[k]! += sign * counts[k]!;
		this.areas[grid]! += sign * areaM2;
		this.buildings[grid]! += sign * buildingIds.length;
		this.sizes[grid]! += sign;
	}

	private minutesNow(grid: number): number {
		return minutesOf(this.counts[grid]!, this.of.given[grid]!, Math.max(0, this.areas[grid]!), this.aim.rates) + this.amiss[grid]!;
	}

	private scoreOfGrid(grid: number): number {
		const available = this.of.workers[grid]! * this.aim.minutesPerWorkerDay;
		return available > 0 ? scoreOfLoad(this.minutesNow(grid) / available, this.aim).total : 0;
	}

	private wholeScore(): number {
		const { units, codes } = this.of;
		let [moved, loads] = [0, 0];
		units.forEach(({ residents, grid }, u) => {
			if (this.home[u] !== grid) moved += residents;
		});
		for (let g = 0; g < codes.length; g++) loads += this.loadScore[g]!;
		return loads + scoreOfMoved(moved, this.meanResidents, this.aim) + this.borderScore(this.border);
	}

	private borderScore(costM: number): number {
		return scoreOfBorder(costM - this.borderBefore, this.of.perimeterM, this.aim);
	}

	private mayMove(u: number, to: number): boolean {
		const { units, codes } = this.of;
		const { fixed, areaM2, buildingIds } = units[u]!;
		const { minimum } = this.aim;
		const from = this.home[u]!;
		return (
			!fixed &&
			this.sizes[from]! > 1 &&
			this.areas[from]! - areaM2 >= minimum.areaM2 &&
			this.buildings[from]! - buildingIds.length >= minimum.buildings &&
			!this.forbidden.has(u * codes.length + to)
		);
	}

	/** By how much the score rises if u goes to a grid; nothing is changed. */
	private worseBy(u: number, to: number): number {
		const { residents, grid } = this.of.units[u]!;
		const from = this.home[u]!;
		const border = this.grownBy(u, from, to);
		this.add(u, from, -1);
		this.add(u, to, 1);
		const loads = this.scoreOfGrid(from) + this.scoreOfGrid(to);
		this.add(u, to, -1);
		this.add(u, from, 1);
		const moved = (to === grid ? 0 : residents) - (from === grid ? 0 : residents);
		return (
			loads -
			this.loadScore[from]! -
			this.loadScore[to]! +
			scoreOfMoved(moved, this.meanResidents, this.aim) +
			this.borderScore(this.border + border) -
			this.borderScore(this.border)
		);
	}

	private grownBy(u: number, from: number, to: number): number {
		const { start, next, costM } = this.of;
		let grown = 0;
		for (let e = start[u]!; e < start[u + 1]!; e++) {
			const other = this.home[next[e]!];
			if (other === from) grown += costM[e]!;
			else if (other === to) grown -= costM[e]!;
		}
		return grown;
	}

	private move(u: number, to: number): void {
		const from = this.home[u]!;
		this.border += this.grownBy(u, from, to);
		this.add(u, from, -1);
		this.add(u, to, 1);
		this.home[u] = to;
		this.loadScore[from] = this.scoreOfGrid(from);
		this.loadScore[to] = this.scoreOfGrid(to);
	}

	/** A unit of q near u that lies on a border; −1 where a few steps meet none. */
	private partner(u: number, q: number, random: () => number): number {
		const { start, next, units } = this.of;
		let at = u;
		for (let step = 0; step < 5; step++) {
			const near = next[start[at]! + Math.floor(random() * (start[at + 1]! - start[at]!))]!;
			if (this.home[near] === q) at = near;
			else if (at !== u && random() < 0.5) break;
		}
		return at === u || units[at]!.fixed ? -1 : at;
	}

	/** A grid that w touches, or the one that is just losing a unit. */
	private elsewhere(w: number, random: () => number, p: number): number {
		const { start, next } = this.of;
		const r = this.home[next[start[w]! + Math.floor(random() * (start[w + 1]! - start[w]!))]!]!;
		return r === this.home[w] ? p : r;
	}

	private touches(u: number, grid: number): boolean {
		const { start, next } = this.of;
		for (let e = start[u]!; e < start[u + 1]!; e++) if (this.home[next[e]!] === grid) return true;
		return false;
	}

	/** Whether what u leaves behind still hangs together around it. */
	private mayLeave(u: number): boolean {
		const { start, next } = this.of;
		const { home, stamp, queue } = this;
		const own = home[u]!;
		const need = ++this.now;
		let [first, wanted] = [-1, 0];
		for (let e = start[u]!; e < start[u + 1]!; e++) {
			const v = next[e]!;
			if (home[v] !== own) continue;
			if (first < 0) first = v;
			else {
				stamp[v] = need;
				wanted++;
			}
		}
		if (wanted === 0) return true;
		const seen = ++this.now;
		stamp[u] = seen;
		stamp[first] = seen;
		queue[0] = first;
		for (let head = 0, tail = 1; head < tail; head++) {
			const x = queue[head]!;
			for (let e = start[x]!; e < start[x + 1]!; e++) {
				const v = next[e]!;
				if (home[v] !== own || stamp[v] === seen) continue;
				if (stamp[v] === need && --wanted === 0) return true;
				stamp[v] = seen;
				queue[tail++] = v;
			}
		}
		return false;
	}
}
