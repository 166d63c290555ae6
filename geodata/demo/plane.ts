/** Plane geometry in metres for the drawing: small exact steps, square roots at most, no trigonometry. Rings here are open: the first spot is not repeated. */
import type { Spot } from './lattice.ts';

export const add = (a: Spot, b: Spot, k = 1): Spot => [a[0] + b[0] * k, a[1] + b[1] * k];
export const between = (a: Spot, b: Spot, t: number): Spot => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
export const distance = (a: Spot, b: Spot): number => Math.sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]));
export const cross = (o: Spot, a: Spot, b: Spot): number => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
export function unit(v: Spot): Spot {
	const length = Math.sqrt(v[0] * v[0] + v[1] * v[1]);
	return length === 0 ? [1, 0] : [v[0] / length, v[1] / length];
}
/** A quarter turn to the left. */
export const left = (v: Spot): Spot => [-v[1], v[0]];

/** Item of a ring, counted round. */
export const at = <T>(ring: readonly T[], i: number): T => ring[((i % ring.length) + ring.length) % ring.length] as T;

/** Signed: positive when counter-clockwise. */
export function areaOf(ring: readonly Spot[]): number {
	let sum = 0;
	for (let i = 0; i < ring.length; i++) sum += cross([0, 0], at(ring, i), at(ring, i + 1));
	return sum / 2;
}

export function centreOf(ring: readonly Spot[]): Spot {
	let x = 0;
	let y = 0;
	let twice = 0;
	const o = at(ring, 0);
	for (let i = 0; i < ring.length; i++) {
		const a = at(ring, i);
		const b = at(ring, i + 1);
		const w = cross(o, a, b);
		x += w * (a[0] + b[0] + o[0]);
		y += w * (a[1] + b[1] + o[1]);
		twice += w;
	}
	return twice === 0 ? o : [x / (3 * twice), y / (3 * twice)];
}

export function isInside(ring: readonly Spot[], p: Spot): boolean {
	let inside = false;
	for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
		const a = ring[i] as Spot;
		const b = ring[j] as Spot;
		if (a[1] > p[1] !== b[1] > p[1] && p[0] < ((b[0] - a[0]) * (p[1] - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
	}
	return inside;
}

export function distanceToSegment(p: Spot, a: Spot, b: Spot): number {
	const dx = b[0] - a[0];
	const dy = b[1] - a[1];
	const square = dx * dx + dy * dy;
	const t = square === 0 ? 0 : Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square));
	return distance(p, [a[0] + dx * t, a[1] + dy * t]);
}

export function segmentsCross(a: Spot, b: Spot, c: Spot, d: Spot): boolean {
	const s = cross(a, b, c) > 0;
	const t = cross(a, b, d) > 0;
	return s !== t && cross(c, d, a) > 0 !== cross(c, d, b) > 0;
}

/** 0 where they cross. */
export function segmentDistance(a: Spot, b: Spot, c: Spot, d: Spot): number {
	if (segmentsCross(a, b, c, d)) return 0;
	return Math.min(distanceToSegment(a, c, d), distanceToSegment(b, c, d), distanceToSegment(c, a, b), distanceToSegment(d, a, b));
}

/** The part of a ring on the left of the line through `o` along `dir`. Bridges of zero width may remain where the ring is concave: use it for areas. */
export function leftOf(ring: readonly Spot[], o: Spot, dir: Spot): Spot[] {
	const out: Spot[] = [];
	const side = (p: Spot): number => dir[0] * (p[1] - o[1]) - dir[1] * (p[0] - o[0]);
	for (let i = 0; i < ring.length; i++) {
		const a = at(ring, i);
		const b = at(ring, i + 1);
		const sa = side(a);
		const sb = side(b);
		if (sa >= 0) out.push(a);
		if (sa >= 0 !== sb >= 0) out.push(between(a, b, sa / (sa - sb)));
	}
	return out;
}

export interface Box {
	readonly minX: number;
	readonly minY: number;
	readonly maxX: number;
	readonly maxY: number;
}
export function boxOf(ring: readonly Spot[]): Box {
	let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
	for (const [x, y] of ring) {
		minX = Math.min(minX, x);
		minY = Math.min(minY, y);
		maxX = Math.max(maxX, x);
		maxY = Math.max(maxY, y);
	}
	return { minX, minY, maxX, maxY };
}

/** Extent of a ring along a direction, as offsets from the origin. */
export function extentAlong(ring: readonly Spot[], dir: Spot): readonly [number, number] {
	let low = Infinity;
	let high = -Infinity;
	for (const p of ring) {
		const s = p[0] * dir[0] + p[1] * dir[1];
		low = Math.min(low, s);
		high = Math.max(high, s);
	}
	return [low, high];
}

/** True when no two sides of the ring cross. */
export function isSimple(ring: readonly Spot[]): boolean {
	for (let i = 0; i < ring.length; i++)
		for (let j = i + 2; j < ring.length; j++) {
			if (i === 0 && j === ring.length - 1) continue;
			if (segmentsCross(at(ring, i), at(ring, i + 1), at(ring, j), at(ring, j + 1))) return false;
		}
	return true;
}

/**
 * A counter-clockwise ring moved inwards, each side by its own distance; null where nothing simple remains. Nearly straight corners
 * are dropped first, so the answer is a little smoother than the ring.
 */
export function inset(ring: readonly Spot[], byM: (side: number) => number): Spot[] | null {
	const corners: { p: Spot; by: number }[] = [];
	for (let i = 0; i < ring.length; i++) {
		const before = corners.at(-1)?.p ?? at(ring, i - 1);
		const p = at(ring, i);
		const after = at(ring, i + 1);
		if (distance(p, after) < 0.5) continue;
		if (
			Math.abs(cross(before, p, after)) < 0.02 * distance(before, p) * distance(p, after) &&
			Math.abs(byM(i) - (corners.at(-1)?.by ?? -1)) < 0.1
		)
			continue;
		corners.push({ p, by: byM(i) });
	}
	if (corners.length < 3) return null;
	const out: Spot[] = [];
	for (let i = 0; i < corners.length; i++) {
		const a = at(corners, i - 1);
		const b = at(corners, i);
		const c = at(corners, i + 1);
		const d1 = unit(add(b.p, a.p, -1));
		const d2 = unit(add(c.p, b.p, -1));
		const p1 = add(b.p, left(d1), a.by);
		const p2 = add(b.p, left(d2), b.by);
		const turn = d1[0] * d2[1] - d1[1] * d2[0];
		if (Math.abs(turn) < 0.15) {
			out.push(between(p1, p2, 0.5));
			continue;
		}
		const t = ((p2[0] - p1[0]) * d2[1] - (p2[1] - p1[1]) * d2[0]) / turn;
		const corner = add(p1, d1, t);
		if (distance(corner, b.p) > 4 * Math.max(a.by, b.by) + 1) out.push(p1, p2);
		else out.push(corner);
	}
	if (out.length < 3 || areaOf(out) < 60 || !isSimple(out)) return null;
	return out.every((p) => isInside(ring, p)) ? out : null;
}
