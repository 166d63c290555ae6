/**
 * The truth of every border: a planar graph of edges, each with the face to its left and to its right. Faces are only ever cut in two
 * by a chain between two points of their rim, so they tile the ground exactly and neighbours share every point.
 */
import { keyOf, snap, type Spot } from './lattice.ts';
import { areaOf, at, between, cross, distance } from './plane.ts';

/** Half-edge `h` runs from `origin[h]` to `origin[h ^ 1]` with `face[h]` on its left; `line[h >> 1]` says what stands along it. */
export interface Planar {
	readonly spots: Spot[];
	readonly origin: number[];
	readonly next: number[];
	readonly prev: number[];
	readonly face: number[];
	readonly line: number[];
	/** One half-edge of each face; face 0 is the ground outside. */
	readonly rim: number[];
}

export interface Stroke {
	readonly points: readonly Spot[];
	readonly line: number;
}

const CELL_M = 120;

/** Crosses all strokes with each other, drops what leads nowhere, and finds the faces. */
export function planarOf(strokes: readonly Stroke[]): Planar {
	const spots: Spot[] = [];
	const ids = new Map<string, number>();
	const idOf = (p: Spot): number => {
		const s = snap(p);
		const key = keyOf(s);
		let id = ids.get(key);
		if (id === undefined) {
			id = spots.push(s) - 1;
			ids.set(key, id);
		}
		return id;
	};
	const segments = strokes.flatMap((s) =>
		s.points.slice(1).map((b, i) => ({ a: snap(s.points[i] as Spot), b: snap(b), line: s.line, cuts: [] as { t: number; id: number }[] }))
	);
	const cells = new Map<string, number[]>();
	segments.forEach((s, i) => {
		for (const cell of cellsOf(s.a, s.b)) {
			const list = cells.get(cell);
			if (list) list.push(i);
			else cells.set(cell, [i]);
		}
	});
	const met = new Set<number>();
	for (const list of cells.values())
		for (let m = 0; m < list.length; m++)
			for (let n = m + 1; n < list.length; n++) {
				const i = list[m] as number;
				const j = list[n] as number;
				const pair = i * segments.length + j;
				if (met.has(pair)) continue;
				met.add(pair);
				const s = segments[i] as (typeof segments)[number];
				const q = segments[j] as (typeof segments)[number];
				const d = (s.b[0] - s.a[0]) * (q.b[1] - q.a[1]) - (s.b[1] - s.a[1]) * (q.b[0] - q.a[0]);
				if (d === 0) continue;
				const t = ((q.a[0] - s.a[0]) * (q.b[1] - q.a[1]) - (q.a[1] - s.a[1]) * (q.b[0] - q.a[0])) / d;
				const u = ((q.a[0] - s.a[0]) * (s.b[1] - s.a[1]) - (q.a[1] - s.a[1]) * (s.b[0] - s.a[0])) / d;
				const slackS = 0.05 / Math.max(0.05, distance(s.a, s.b));
				const slackQ = 0.05 / Math.max(0.05, distance(q.a, q.b));
				if (t < -slackS || t > 1 + slackS || u < -slackQ || u > 1 + slackQ) continue;
				const p = t <= slackS ? s.a : t >= 1 - slackS ? s.b : u <= slackQ ? q.a : u >= 1 - slackQ ? q.b : between(s.a, s.b, t);
				const id = idOf(p);
				s.cuts.push({ t, id });
				q.cuts.push({ t: u, id });
			}
	const lines = new Map<string, { a: number; b: number; line: number }>();
	for (const s of segments) {
		const stops = [idOf(s.a), ...s.cuts.sort((x, y) => x.t - y.t).map((c) => c.id), idOf(s.b)];
		for (let i = 1; i < stops.length; i++) {
			const a = stops[i - 1] as number;
			const b = stops[i] as number;
			const key = a < b ? `${a}-${b}` : `${b}-${a}`;
			if (a !== b && !lines.has(key)) lines.set(key, { a, b, line: s.line });
		}
	}
	return facesOf(spots, pruned([...lines.values()]));
}

function cellsOf(a: Spot, b: Spot): string[] {
	const out: string[] = [];
	const [x0, x1] = [Math.floor(Math.min(a[0], b[0]) / CELL_M), Math.floor(Math.max(a[0], b[0]) / CELL_M)];
	const [y0, y1] = [Math.floor(Math.min(a[1], b[1]) / CELL_M), Math.floor(Math.max(a[1], b[1]) / CELL_M)];
	for (let x = x0; x <= x1; x++) for (let y = y0; y <= y1; y++) out.push(`${x},${y}`);
	return out;
}

function pruned<E extends { a: number; b: number }>(edges: E[]): E[] {
	for (;;) {
		const degree = new Map<number, number>();
		for (const e of edges) for (const v of [e.a, e.b]) degree.set(v, (degree.get(v) ?? 0) + 1);
		const kept = edges.filter((e) => (degree.get(e.a) ?? 0) > 1 && (degree.get(e.b) ?? 0) > 1);
		if (kept.length === edges.length) return kept;
		edges = kept;
	}
}

function facesOf(spots: Spot[], edges: readonly { a: number; b: number; line: number }[]): Planar {
	const origin: number[] = [];
	const line: number[] = [];
	const out = new Map<number, number[]>();
	for (const e of edges) {
		const h = origin.push(e.a, e.b) - 2;
		line.push(e.line);
		for (const [v, g] of [
			[e.a, h],
			[e.b, h + 1]
		] as const) {
			const list = out.get(v);
			if (list) list.push(g);
			else out.set(v, [g]);
		}
	}
	const next = new Array<number>(origin.length).fill(-1);
	const prev = new Array<number>(origin.length).fill(-1);
	const spot = (v: number): Spot => spots[v] as Spot;
	for (const [v, list] of out) {
		const o = spot(v);
		const half = (p: Spot): number => (p[1] > o[1] || (p[1] === o[1] && p[0] > o[0]) ? 0 : 1);
		list.sort((g, h) => {
			const a = spot(origin[g ^ 1] as number);
			const b = spot(origin[h ^ 1] as number);
			return half(a) - half(b) || -Math.sign(cross(o, a, b)) || g - h;
		});
		list.forEach((g, i) => {
			const arriving = (at(list, i + 1) as number) ^ 1;
			next[arriving] = g;
			prev[g] = arriving;
		});
	}
	const face = new Array<number>(origin.length).fill(-1);
	const rim = [-1];
	const planar: Planar = { spots, origin, next, prev, face, line, rim };
	for (let h = 0; h < origin.length; h++) {
		if (face[h] !== -1) continue;
		const loop = loopFrom(planar, h);
		const isGround = areaOf(loop.map((g) => spot(origin[g] as number))) > 0;
		const id = isGround ? rim.push(h) - 1 : 0;
		if (!isGround) rim[0] = h;
		for (const g of loop) face[g] = id;
	}
	return planar;
}

function loopFrom(planar: Planar, start: number): number[] {
	const loop: number[] = [];
	let h = start;
	do {
		loop.push(h);
		h = planar.next[h] as number;
	} while (h !== start);
	return loop;
}

/** Half-edges round a face, counter-clockwise. */
export const loopOf = (planar: Planar, face: number): number[] => loopFrom(planar, planar.rim[face] as number);
export const spotOf = (planar: Planar, h: number): Spot => planar.spots[planar.origin[h] as number] as Spot;
export const ringOf = (planar: Planar, face: number): Spot[] => loopOf(planar, face).map((h) => spotOf(planar, h));
export const lineOf = (planar: Planar, h: number): number => planar.line[h >> 1] as number;

/** Puts a point on an edge, for both its faces. @returns the half-edge that now starts there, along `h`. */
export function splitEdge(planar: Planar, h: number, p: Spot): number {
	const { spots, origin, next, prev, face, line } = planar;
	const v = spots.push(snap(p)) - 1;
	const t = h ^ 1;
	const h2 = origin.push(v, origin[t] as number) - 2;
	const t2 = h2 + 1;
	line.push(line[h >> 1] as number);
	const after = next[h] as number;
	const before = prev[t] as number;
	origin[t] = v;
	face[h2] = face[h] as number;
	face[t2] = face[t] as number;
	next[h] = h2;
	prev[h2] = h;
	next[h2] = after;
	prev[after] = h2;
	next[before] = t2;
	prev[t2] = before;
	next[t2] = t;
	prev[t] = t2;
	return h2;
}

/** Draws a chain through a face from the start of `from` to the start of `to`, both on its rim. @returns the new face, left of the chain. */
export function splitFace(planar: Planar, from: number, to: number, mids: readonly Spot[], line: number): number {
	const { spots, origin, next, prev, face, rim } = planar;
	const old = face[from] as number;
	const stops = [origin[from] as number, ...mids.map((p) => spots.push(snap(p)) - 1), origin[to] as number];
	const beforeFrom = prev[from] as number;
	const beforeTo = prev[to] as number;
	const first = origin.length;
	const count = stops.length - 1;
	for (let i = 0; i < count; i++) {
		origin.push(stops[i] as number, stops[i + 1] as number);
		planar.line.push(line);
		face.push(-1, old);
		next.push(-1, -1);
		prev.push(-1, -1);
	}
	const link = (a: number, b: number): void => {
		next[a] = b;
		prev[b] = a;
	};
	for (let i = 1; i < count; i++) {
		link(first + 2 * (i - 1), first + 2 * i);
		link(first + 2 * i + 1, first + 2 * (i - 1) + 1);
	}
	const last = first + 2 * (count - 1);
	link(beforeFrom, first);
	link(last, to);
	link(beforeTo, last + 1);
	link(first + 1, from);
	const fresh = rim.push(first) - 1;
	for (const h of loopFrom(planar, first)) face[h] = fresh;
	rim[old] = first + 1;
	return fresh;
}

/** Where a straight cut may end on an existing corner instead of making a new one close by, metres. */
const CORNER_M = 9;

/**
 * Cuts a face along the straight line through `p` in direction `dir`, between the two crossings round `p`.
 * @returns the new face (the other half keeps its number), or null where no clean cut exists.
 */
export function cutFace(
	planar: Planar,
	faceId: number,
	p: Spot,
	dir: Spot,
	line: number,
	mayEndOn: (line: number) => boolean = () => true
): number | null {
	const crossings: { s: number; h: number; t: number }[] = [];
	for (const h of loopOf(planar, faceId)) {
		const a = spotOf(planar, h);
		const b = spotOf(planar, h ^ 1);
		const sa = dir[0] * (a[1] - p[1]) - dir[1] * (a[0] - p[0]);
		const sb = dir[0] * (b[1] - p[1]) - dir[1] * (b[0] - p[0]);
		if (sa >= 0 === sb >= 0) continue;
		const t = sa / (sa - sb);
		const q = between(a, b, t);
		crossings.push({ s: (q[0] - p[0]) * dir[0] + (q[1] - p[1]) * dir[1], h, t });
	}
	crossings.sort((x, y) => x.s - y.s);
	let best: readonly [(typeof crossings)[number], (typeof crossings)[number]] | null = null;
	let bestReach = Infinity;
	for (let i = 0; i + 1 < crossings.length; i += 2) {
		const from = crossings[i] as (typeof crossings)[number];
		const to = crossings[i + 1] as (typeof crossings)[number];
		const reach = from.s <= 0 && to.s >= 0 ? 0 : Math.min(Math.abs(from.s), Math.abs(to.s));
		if (reach < bestReach) [best, bestReach] = [[from, to], reach];
	}
	if (!best || best[1].s - best[0].s < 12) return null;
	if (best.some((c) => !mayEndOn(lineOf(planar, c.h)))) return null;
	if (best[0].h === best[1].h) return null;
	// The later end first: splitting one edge keeps the other's half-edge whole.
	const to = rimPoint(planar, best[1].h, best[1].t);
	const from = rimPoint(planar, best[0].h, best[0].t);
	if (from === to || planar.origin[from] === planar.origin[to]) return null;
	if (planar.next[from] === to || planar.next[to] === from) return null;
	return splitFace(planar, from, to, [], line);
}

function rimPoint(planar: Planar, h: number, t: number): number {
	const a = spotOf(planar, h);
	const b = spotOf(planar, h ^ 1);
	const length = distance(a, b);
	if (t * length < CORNER_M) return h;
	if ((1 - t) * length < CORNER_M) return planar.next[h] as number;
	return splitEdge(planar, h, between(a, b, t));
}

/** Outlines of a union of faces: rings with the faces on their left, outer ones counter-clockwise and holes clockwise. */
export function outlinesOf(planar: Planar, faces: readonly number[], isIn: (face: number) => boolean): Spot[][] {
	const seen = new Set<number>();
	const rings: Spot[][] = [];
	for (const f of faces)
		for (const start of loopOf(planar, f)) {
			if (seen.has(start) || isIn(planar.face[start ^ 1] as number)) continue;
			const ring: Spot[] = [];
			let h = start;
			do {
				seen.add(h);
				ring.push(spotOf(planar, h));
				h = planar.next[h] as number;
				while (isIn(planar.face[h ^ 1] as number)) h = planar.next[h ^ 1] as number;
			} while (h !== start);
			rings.push(ring);
		}
	return rings;
}
