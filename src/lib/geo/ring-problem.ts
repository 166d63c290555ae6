/** Whether a surface is drawn rightly: valid by the OGC rules, as PostGIS judges (`ST_IsValid`), and where it is not. */
import { turnSign } from './exact-turn.ts';
import { polygonsOf, type PolygonRings, type Position, type Ring, type SurfaceShape } from './position.ts';
import { spatialIndex } from './spatial-index.ts';

export type RingProblemKind =
	/** No ring at all. */
	| 'empty'
	/** The last position of a ring is not its first. */
	| 'ring-open'
	/** Fewer than three different positions, or all on one line: no ground. */
	| 'ring-flat'
	/** Two stretches cross, or run over one another: a bow-tie, a spike, parts that share a border or overlap. */
	| 'ring-crosses'
	/** A ring comes back to a place where it has been. */
	| 'ring-touches-itself'
	/** A hole that is not inside its outer ring, or lies in another hole. */
	| 'hole-outside'
	/** One part lies inside another. */
	| 'part-in-part'
	/** Holes touch one another or the outer ring so that the ground within falls apart. */
	| 'inside-parted';

export interface RingProblem {
	readonly kind: RingProblemKind;
	readonly at: Position | null;
}

/** Degrees are judged in whole steps of 1e-10, so that signs are exact. */
const STEPS = 1e10;

interface Segment {
	readonly ax: number;
	readonly ay: number;
	readonly bx: number;
	readonly by: number;
	/** Numbers of part and ring, and of the segment within its ring. */
	readonly part: number;
	readonly ring: number;
	readonly i: number;
	readonly count: number;
}

/** The first problem found, or null when the surface is valid. */
export function ringProblem(surface: SurfaceShape): RingProblem | null {
	const parts = polygonsOf(surface);
	if (parts.length === 0 || parts.every((rings) => rings.length === 0)) return { kind: 'empty', at: null };
	for (const rings of parts) {
		if (rings.length === 0) return { kind: 'empty', at: null };
		for (const ring of rings) {
			const problem = lone(ring);
			if (problem) return problem;
		}
	}
	const segments = parts.flatMap((rings, part) => rings.flatMap((ring, r) => segmentsOf(ring, part, r)));
	const touches: Touch[] = [];
	const crossed = findMeetings(segments, touches);
	if (crossed) return crossed;
	return nesting(parts) ?? parted(touches);
}

/** What is wrong with a ring by itself, before it is compared with anything. */
function lone(ring: Ring): RingProblem | null {
	const first = ring[0];
	const last = ring.at(-1);
	if (!first || !last) return { kind: 'empty', at: null };
	if (first[0] !== last[0] || first[1] !== last[1]) return { kind: 'ring-open', at: last };
	const [x0, y0] = steps(first);
	const other = ring.map(steps).find(([x, y]) => x !== x0 || y !== y0);
	if (!other || !ring.some((at) => turnSign(x0, y0, other[0], other[1], ...steps(at)) !== 0)) return { kind: 'ring-flat', at: first };
	return null;
}

const steps = ([lng, lat]: Position): [number, number] => [Math.round(lng * STEPS), Math.round(lat * STEPS)];
const place = (x: number, y: number): Position => [x / STEPS, y / STEPS];

function segmentsOf(ring: Ring, part: number, r: number): Segment[] {
	const points = ring.map(steps).filter(([x, y], i, all) => i === 0 || x !== all[i - 1]![0] || y !== all[i - 1]![1]);
	const count = points.length - 1;
	return points.slice(1).map(([bx, by], i) => ({ ax: points[i]![0], ay: points[i]![1], bx, by, part, ring: r, i, count }));
}

/** Two rings of one part that share a place. */
interface Touch {
	readonly part: number;
	readonly rings: readonly [number, number];
	readonly x: number;
	readonly y: number;
}

/** The first place where segments meet as they may not; places where two rings touch rightly are noted in `touches`. */
function findMeetings(segments: readonly Segment[], touches: Touch[]): RingProblem | null {
	const index = spatialIndex(segments.map((s) => [Math.min(s.ax, s.bx), Math.min(s.ay, s.by), Math.max(s.ax, s.bx), Math.max(s.ay, s.by)]));
	let selfTouch: RingProblem | null = null;
	for (const [n, s] of segments.entries()) {
		const near = index.search(Math.min(s.ax, s.bx), Math.min(s.ay, s.by), Math.max(s.ax, s.bx), Math.max(s.ay, s.by));
		for (const m of near) {
			if (m <= n) continue;
			const t = segments[m]!;
			const met = meet(s, t);
			if (!met) continue;
			if (met.kind === 'cross') return { kind: 'ring-crosses', at: place(met.x, met.y) };
			const sameRing = s.part === t.part && s.ring === t.ring;
			if (sameRing) {
				const after = (s.i + 1) % s.count === t.i && met.x === s.bx && met.y === s.by;
				const before = (t.i + 1) % t.count === s.i && met.x === t.bx && met.y === t.by;
				if (!after && !before) selfTouch ??= { kind: 'ring-touches-itself', at: place(met.x, met.y) };
			} else if (s.part === t.part) touches.push({ part: s.part, rings: [s.ring, t.ring], x: met.x, y: met.y });
		}
	}
	return selfTouch ?? throughCorner(segments);
}

/**
 * Where two segments meet: at one place that is an end of at least one of them ('touch'), or otherwise ('cross': in the insides of both, or along a
 * stretch). Null where they do not.
 */
function meet(s: Segment, t: Segment): { kind: 'touch' | 'cross'; x: number; y: number } | null {
	const c = Math.sign(turnSign(s.ax, s.ay, s.bx, s.by, t.ax, t.ay));
	const d = Math.sign(turnSign(s.ax, s.ay, s.bx, s.by, t.bx, t.by));
	if (c !== 0 && c === d) return null;
	if (c === 0 && d === 0) return alongOneLine(s, t);
	const a = Math.sign(turnSign(t.ax, t.ay, t.bx, t.by, s.ax, s.ay));
	const b = Math.sign(turnSign(t.ax, t.ay, t.bx, t.by, s.bx, s.by));
	if (a !== 0 && a === b) return null;
	if (a === 0) return { kind: 'touch', x: s.ax, y: s.ay };
	if (b === 0) return { kind: 'touch', x: s.bx, y: s.by };
	if (c === 0) return { kind: 'touch', x: t.ax, y: t.ay };
	if (d === 0) return { kind: 'touch', x: t.bx, y: t.by };
	const [ux, uy, vx, vy] = [s.bx - s.ax, s.by - s.ay, t.bx - t.ax, t.by - t.ay];
	const k = ((t.ax - s.ax) * vy - (t.ay - s.ay) * vx) / (ux * vy - uy * vx);
	return { kind: 'cross', x: s.ax + k * ux, y: s.ay + k * uy };
}

function alongOneLine(s: Segment, t: Segment): { kind: 'touch' | 'cross'; x: number; y: number } | null {
	const upright = s.ax === s.bx;
	const at = (x: number, y: number): number => (upright ? y : x);
	const from = Math.max(Math.min(at(s.ax, s.ay), at(s.bx, s.by)), Math.min(at(t.ax, t.ay), at(t.bx, t.by)));
	const to = Math.min(Math.max(at(s.ax, s.ay), at(s.bx, s.by)), Math.max(at(t.ax, t.ay), at(t.bx, t.by)));
	if (from > to) return null;
	const [x, y] = (
		[
			[s.ax, s.ay],
			[s.bx, s.by],
			[t.ax, t.ay],
			[t.bx, t.by]
		] as const
	).find((p) => at(p[0], p[1]) === from)!;
	return { kind: from === to ? 'touch' : 'cross', x, y };
}

/**
 * Rings may pass through one another exactly at corners, where no two segments cross in their insides: around such a place the two legs of one ring lie on
 * different sides of the other.
 */
function throughCorner(segments: readonly Segment[]): RingProblem | null {
	interface Visit {
		readonly ring: string;
		readonly x: number;
		readonly y: number;
		readonly before: readonly [number, number];
		readonly after: readonly [number, number];
	}
	const visits = new Map<string, Visit[]>();
	const ringStart = new Map<string, number>();
	segments.forEach((s, n) => {
		const ring = `${s.part}/${s.ring}`;
		if (!ringStart.has(ring)) ringStart.set(ring, n);
		const previous = segments[ringStart.get(ring)! + ((s.i + s.count - 1) % s.count)]!;
		const key = `${s.ax},${s.ay}`;
		const visit: Visit = { ring, x: s.ax, y: s.ay, before: [previous.ax, previous.ay], after: [s.bx, s.by] };
		const list = visits.get(key);
		if (list) list.push(visit);
		else visits.set(key, [visit]);
	});
	for (const list of visits.values()) {
		for (const [i, p] of list.entries()) {
			for (const q of list.slice(i + 1)) {
				if (between(p, q.before) !== between(p, q.after)) return { kind: 'ring-crosses', at: place(p.x, p.y) };
			}
		}
	}
	return onSides(segments);

	/** Whether a direction lies in the wedge that opens counter-clockwise from `after` to `before`. */
	function between(p: Visit, [x, y]: readonly [number, number]): boolean {
		const wide = turnSign(p.x, p.y, p.after[0], p.after[1], p.before[0], p.before[1]) < 0;
		const pastAfter = turnSign(p.x, p.y, p.after[0], p.after[1], x, y) > 0;
		const beforeBefore = turnSign(p.x, p.y, p.before[0], p.before[1], x, y) < 0;
		return wide ? pastAfter || beforeBefore : pastAfter && beforeBefore;
	}

	/** A corner of one ring lying on the side of another, with its legs on both sides of it. */
	function onSides(all: readonly Segment[]): RingProblem | null {
		const index = spatialIndex(all.map((s) => [Math.min(s.ax, s.bx), Math.min(s.ay, s.by), Math.max(s.ax, s.bx), Math.max(s.ay, s.by)]));
		for (const list of visits.values()) {
			for (const p of list) {
				for (const n of index.search(p.x, p.y, p.x, p.y)) {
					const s = all[n]!;
					if ((s.ax === p.x && s.ay === p.y) || (s.bx === p.x && s.by === p.y)) continue;
					if (turnSign(s.ax, s.ay, s.bx, s.by, p.x, p.y) !== 0) continue;
					const a = turnSign(s.ax, s.ay, s.bx, s.by, p.before[0], p.before[1]);
					const b = turnSign(s.ax, s.ay, s.bx, s.by, p.after[0], p.after[1]);
					if (a > 0 !== b > 0) return { kind: 'ring-crosses', at: place(p.x, p.y) };
				}
			}
		}
		return null;
	}
}

/** Rings no longer cross: holes must lie in their own outer ring and in no other hole, and no part in another. */
function nesting(parts: readonly PolygonRings[]): RingProblem | null {
	const outers: Ring[] = [];
	for (const [outer, ...holes] of parts) {
		for (const [h, hole] of holes.entries()) {
			if (!ringInRing(hole, outer!)) return { kind: 'hole-outside', at: hole[0]! };
			for (const other of holes.slice(h + 1)) {
				if (ringInRing(hole, other) || ringInRing(other, hole)) return { kind: 'hole-outside', at: hole[0]! };
			}
		}
		outers.push(outer!);
	}
	for (const [i, a] of outers.entries()) {
		for (const [j, b] of outers.entries()) {
			if (i === j || !ringInRing(a, b)) continue;
			// A part may stand in a hole of another, as an island in a lake.
			const holes = parts[j]!.slice(1);
			if (!holes.some((hole) => ringInRing(a, hole))) return { kind: 'part-in-part', at: a[0]! };
		}
	}
	return null;
}

/** For rings that do not cross: whether the first lies inside the second. Judged at places of it that are not on the other's edge. */
function ringInRing(inner: Ring, outer: Ring): boolean {
	const edge = outer.map(steps);
	const corners = inner.map(steps);
	// A hole may touch the ring with all its corners; the middles of its sides then decide.
	const middles = corners.slice(1).map(([x, y], i): [number, number] => [(x + corners[i]![0]) / 2, (y + corners[i]![1]) / 2]);
	for (const [px, py] of [...corners, ...middles]) {
		let inside = false;
		let on = false;
		for (let i = 1; i < edge.length && !on; i++) {
			const [ax, ay] = edge[i - 1]!;
			const [bx, by] = edge[i]!;
			if (Math.min(ax, bx) > px && Math.min(ay, by) > py) continue;
			const turn = exactTurn(ax, ay, bx, by, px, py);
			if (turn === 0 && px >= Math.min(ax, bx) && px <= Math.max(ax, bx) && py >= Math.min(ay, by) && py <= Math.max(ay, by)) on = true;
			else if (ay > py !== by > py && turn > 0 === by > ay) inside = !inside;
		}
		if (!on) return inside;
	}
	return false;
}

/** Middles may lie on half steps: doubled they are whole. */
const exactTurn = (ax: number, ay: number, bx: number, by: number, px: number, py: number): number =>
	turnSign(2 * ax, 2 * ay, 2 * bx, 2 * by, 2 * px, 2 * py);

/**
 * Rings of one part touching in single places are right as long as they close no chain: where rings and places of touch make a circle, the ground inside
 * falls apart.
 */
function parted(touches: readonly Touch[]): RingProblem | null {
	const parent = new Map<string, string>();
	const find = (key: string): string => {
		let at = key;
		for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
		return at;
	};
	const linked = new Set<string>();
	for (const { part, rings, x, y } of touches) {
		const spot = `${part}@${x},${y}`;
		for (const ring of rings) {
			const link = `${part}/${ring}`;
			if (linked.has(`${link}|${spot}`)) continue;
			linked.add(`${link}|${spot}`);
			const [a, b] = [find(link), find(spot)];
			if (a === b) return { kind: 'inside-parted', at: place(x, y) };
			parent.set(a, b);
		}
	}
	return null;
}
