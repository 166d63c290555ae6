/**
 * Betters a division by simulated annealing: a vertex of a border is offered to a neighbouring part again and again, and what makes the cut worse is taken
 * the more rarely the cooler it gets (Kirkpatrick, Gelatt and Vecchi, 1983). A part never falls apart and never gets empty, at any moment. Weight above the
 * limit is allowed at a price that rises as it cools: what a strict limit forbids from the start, such as exchanging two vertices, finds its way.
 */
import { type Graph, partWeights } from './graph.ts';
import { log, power } from '../../geo/same-everywhere.ts';

/** A division of a graph, with what there is to say about it. */
export interface Division {
	readonly part: Int32Array;
	/** Sum of the weights of cut edges. */
	readonly cut: number;
	/** Sum over parts of the weight above the limit. */
	readonly over: number;
}

/** Less above the limit first, then less cut. */
export const better = (a: Omit<Division, 'part'>, b: Omit<Division, 'part'>): boolean =>
	a.over < b.over || (a.over === b.over && a.cut < b.cut);

export interface Cooling {
	/** Temperature first and last, in mean weights of an edge. */
	readonly from: number;
	readonly to: number;
	/** Price of weight above the limit first and last: a mean vertex above it costs so many mean edges. */
	readonly cheap: number;
	readonly dear: number;
	/** Share of the whole that is done, 0 … 1; asked every few thousand offers, and 1 ends it. */
	progress(): number;
	/** Offers between two looks at the progress. */
	readonly batch?: number;
}

/** Offers between two looks at the progress: about a third of a millisecond. */
const BATCH = 2000;

export class Annealer {
	readonly graph: Graph;
	/** The most each part should weigh. */
	readonly limits: Float64Array;
	/** The division as it stands. */
	readonly part: Int32Array;
	cut = 0;
	over = 0;
	private readonly weights: Float64Array;
	private readonly sizes: Int32Array;
	/** Neighbours of each vertex in other parts; those that have any stand in `border`, at `place`. */
	private readonly abroad: Int32Array;
	private readonly border: Int32Array;
	private readonly place: Int32Array;
	private borderCount = 0;
	private readonly edgeScale: number;
	private readonly vertexScale: number;
	private state: number;
	// Scratch of the search for a way round.
	private readonly stamp: Int32Array;
	private readonly queue: Int32Array;
	private now = 0;

	/** @param part every part connected and not empty; becomes this object's own */
	constructor(graph: Graph, part: Int32Array, limits: Float64Array, seed: number) {
		const parts = limits.length;
		const { count, start, adjacent, edgeWeight } = graph;
		this.graph = graph;
		this.part = part;
		this.limits = limits;
		this.state = seed | 0;
		this.weights = partWeights(graph, part, parts);
		this.sizes = new Int32Array(parts);
		this.abroad = new Int32Array(count);
		this.border = new Int32Array(count);
		this.place = new Int32Array(count).fill(-1);
		this.stamp = new Int32Array(count);
		this.queue = new Int32Array(count);
		let sum = 0;
		for (let v = 0; v < count; v++) {
			this.sizes[part[v]!]!++;
			for (let e = start[v]!; e < start[v + 1]!; e++) {
				sum += edgeWeight[e]!;
				if (part[adjacent[e]!] === part[v]) continue;
				this.cut += edgeWeight[e]! / 2;
				this.abroad[v]!++;
			}
			if (this.abroad[v]! > 0) this.enter(v);
		}
		this.weights.forEach((w, p) => (this.over += Math.max(0, w - limits[p]!)));
		this.edgeScale = sum / Math.max(1, adjacent.length) || 1;
		this.vertexScale = graph.totalWeight / count || 1;
	}

	/** Cools once; returns the best division met on the last stretch. What stands afterwards is the last division. */
	anneal({ from, to, cheap, dear, progress, batch = BATCH }: Cooling): Division {
		let best: Division = { part: this.part.slice(), cut: this.cut, over: this.over };
		while (this.borderCount > 0) {
			const done = progress();
			if (done >= 1) break;
			const temperature = this.edgeScale * from * power(to / from, done);
			const price = (this.edgeScale / this.vertexScale) * cheap * power(dear / cheap, done);
			this.offer(batch, temperature, price);
			// While it is hot, better ones are met later; copying each would only cost time.
			if (done > 0.7 && better(this, best)) best = { part: this.part.slice(), cut: this.cut, over: this.over };
		}
		return better(this, best) ? { part: this.part.slice(), cut: this.cut, over: this.over } : best;
	}

	/** Offers vertices of the border to neighbouring parts, so many times. */
	private offer(times: number, temperature: number, price: number): void {
		const { part, weights, limits, border, vertexScale } = this;
		const { start, adjacent, edgeWeight, vertexWeight } = this.graph;
		for (let i = 0; i < times && this.borderCount > 0; i++) {
			const v = border[Math.floor(this.random() * this.borderCount)]!;
			const first = start[v]!;
			const end = start[v + 1]!;
			const p = part[v]!;
			const q = part[adjacent[first + Math.floor(this.random() * (end - first))]!]!;
			if (q === p) continue;
			let worse = 0;
			for (let e = first; e < end; e++) {
				const r = part[adjacent[e]!]!;
				if (r === p) worse += edgeWeight[e]!;
				else if (r === q) worse -= edgeWeight[e]!;
			}
			const w = vertexWeight[v]!;
			const wp = weights[p]! - limits[p]!;
			const wq = weights[q]! - limits[q]!;
			let over = 0;
			let cost = worse;
			if (wp > 0 || wq + w > 0) {
				const p0 = wp > 0 ? wp : 0;
				const p1 = wp > w ? wp - w : 0;
				const q0 = wq > 0 ? wq : 0;
				const q1 = wq + w > 0 ? wq + w : 0;
				over = p1 + q1 - p0 - q0;
				// The square makes much in one place dearer than the same in many, so that weight spreads out.
				cost += price * (over + (p1 * p1 + q1 * q1 - p0 * p0 - q0 * q0) / vertexScale);
			}
			if (cost > 0 && cost > -temperature * log(this.random())) {
				if (over >= 0 && wq + w > 0 && (wp > 0 || worse < 4 * temperature)) this.exchange(v, worse, q, temperature, price);
				continue;
			}
			if (this.mayLeave(v, p)) this.move(v, q, worse, over);
		}
	}

	/** What weight above the limit costs. The square makes much in one place dearer than the same in many, so that it spreads out. */
	private costOfOver(above: number): number {
		return above > 0 ? above + (above * above) / this.vertexScale : 0;
	}

	/** Offers v to part q together with a vertex near it that leaves q at the same time: where both parts are full, nothing else can move. */
	private exchange(v: number, worseV: number, q: number, temperature: number, price: number): void {
		const { part, weights, limits } = this;
		const { start, adjacent, edgeWeight, vertexWeight } = this.graph;
		const p = part[v]!;
		// A few steps at random within q.
		let u = v;
		for (let step = 0; step < 5; step++) {
			const x = adjacent[start[u]! + Math.floor(this.random() * (start[u + 1]! - start[u]!))]!;
			if (part[x] === q) u = x;
			else if (u !== v && this.random() < 0.5) break;
		}
		if (u === v || this.abroad[u] === 0) return;
		part[v] = q;
		const r = part[adjacent[start[u]! + Math.floor(this.random() * (start[u + 1]! - start[u]!))]!]!;
		let worseU = 0;
		for (let e = start[u]!, end = start[u + 1]!; e < end; e++) {
			const x = part[adjacent[e]!]!;
			if (x === q) worseU += edgeWeight[e]!;
			else if (x === r) worseU -= edgeWeight[e]!;
		}
		part[v] = p;
		if (r === q) return;
		const [wv, wu] = [vertexWeight[v]!, vertexWeight[u]!];
		const [p0, q0, r0] = [weights[p]! - limits[p]!, weights[q]! - limits[q]!, weights[r]! - limits[r]!];
		const [p1, q1, r1] = r === p ? [p0 - wv + wu, q0 + wv - wu, 0] : [p0 - wv, q0 + wv - wu, r0 + wu];
		const before = this.costOfOver(p0) + this.costOfOver(q0) + (r === p ? 0 : this.costOfOver(r0));
		const after = this.costOfOver(p1) + this.costOfOver(q1) + (r === p ? 0 : this.costOfOver(r1));
		const cost = worseV + worseU + price * (after - before);
		if (cost > 0 && cost > -temperature * log(this.random())) return;
		if (!this.mayLeave(v, p)) return;
		this.move(v, q, worseV, this.overBy(p, -wv) + this.overBy(q, wv));
		if (this.mayLeave(u, q)) this.move(u, r, worseU, this.overBy(q, -wu) + this.overBy(r, wu));
		else this.move(v, p, -worseV, this.overBy(q, -wv) + this.overBy(p, wv));
	}

	/** How much more is above the limit with `weight` more in a part. */
	private overBy(part: number, weight: number): number {
		const above = this.weights[part]! - this.limits[part]!;
		return Math.max(0, above + weight) - Math.max(0, above);
	}

	private move(v: number, to: number, worse: number, over: number): void {
		const { part, abroad } = this;
		const { start, adjacent, vertexWeight } = this.graph;
		const own = part[v]!;
		const w = vertexWeight[v]!;
		this.weights[own]! -= w;
		this.weights[to]! += w;
		this.sizes[own]!--;
		this.sizes[to]!++;
		this.cut += worse;
		this.over += over;
		part[v] = to;
		let others = 0;
		for (let e = start[v]!, end = start[v + 1]!; e < end; e++) {
			const u = adjacent[e]!;
			const r = part[u]!;
			if (r !== to) others++;
			if (r === own) {
				if (abroad[u]!++ === 0) this.enter(u);
			} else if (r === to && --abroad[u]! === 0) this.leave(u);
		}
		abroad[v] = others;
		if (others === 0) this.leave(v);
	}

	private enter(v: number): void {
		this.place[v] = this.borderCount;
		this.border[this.borderCount++] = v;
	}

	private leave(v: number): void {
		const at = this.place[v]!;
		const last = this.border[--this.borderCount]!;
		this.border[at] = last;
		this.place[last] = at;
		this.place[v] = -1;
	}

	/** Whether v's part stays connected and not empty without v: its neighbours in the part must reach one another by another way. */
	private mayLeave(v: number, own: number): boolean {
		const { part, stamp, queue } = this;
		const { start, adjacent } = this.graph;
		if (this.sizes[own]! < 2) return false;
		const need = ++this.now;
		let first = -1;
		let wanted = 0;
		for (let e = start[v]!, end = start[v + 1]!; e < end; e++) {
			const u = adjacent[e]!;
			if (part[u] !== own) continue;
			if (first === -1) first = u;
			else {
				stamp[u] = need;
				wanted++;
			}
		}
		if (wanted === 0) return first !== -1;
		const seen = ++this.now;
		stamp[v] = seen;
		stamp[first] = seen;
		queue[0] = first;
		for (let head = 0, tail = 1; head < tail; head++) {
			const x = queue[head]!;
			for (let e = start[x]!, end = start[x + 1]!; e < end; e++) {
				const u = adjacent[e]!;
				if (part[u] !== own) continue;
				const met = stamp[u]!;
				if (met === seen) continue;
				if (met === need && --wanted === 0) return true;
				stamp[u] = seen;
				queue[tail++] = u;
			}
		}
		return false;
	}

	/** mulberry32, as `random.ts`, within the loop that asks it most. */
	private random(): number {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	}
}
