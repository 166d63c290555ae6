/** One parcel to build on: its rim, how far to stay from each side, what stands there already. Only what fits is built. */
import type { Island } from './island.ts';
import { snap, type Spot } from './lattice.ts';
import { at, boxOf, centreOf, isInside, segmentDistance, distanceToSegment, left, type Box } from './plane.ts';
import { lineOf, loopOf, spotOf, type Planar } from './planar.ts';

export interface Ground {
	readonly face: number;
	readonly ring: readonly Spot[];
	readonly halfEdges: readonly number[];
	readonly centre: Spot;
	/** Roughly east and north here. */
	readonly east: Spot;
	readonly north: Spot;
	toLocal(p: Spot): Spot;
	toGround(local: Spot): Spot;
	/** Whether a ring (on the ground) keeps its distance from the rim, from obstacles, and `gapM` from buildings. */
	fits(ring: readonly Spot[], gapM: number): boolean;
	place(ring: readonly Spot[]): void;
	/** Nothing may stand within `clearM` of this line. */
	keepClear(line: readonly Spot[], clearM: number): void;
	readonly placed: readonly (readonly Spot[])[];
}

export function groundOf(planar: Planar, island: Island, face: number): Ground {
	const halfEdges = loopOf(planar, face);
	const ring = halfEdges.map((h) => spotOf(planar, h));
	const clear = halfEdges.map((h) => island.lines[lineOf(planar, h)]?.clearM ?? 5);
	const sides = ring.map((p, i) => ({ box: boxOf([p, at(ring, i + 1)]), a: p, b: at(ring, i + 1), clearM: clear[i] as number }));
	const centre = centreOf(ring);
	const east = island.axisAt(centre);
	const north = left(east);
	const placed: { ring: readonly Spot[]; box: Box }[] = [];
	const placedRings: (readonly Spot[])[] = [];
	const obstacles: { a: Spot; b: Spot; clearM: number; box: Box }[] = [];
	const apart = (a: Box, b: Box, m: number): boolean =>
		a.minX > b.maxX + m || b.minX > a.maxX + m || a.minY > b.maxY + m || b.minY > a.maxY + m;
	const nearer = (shape: readonly Spot[], a: Spot, b: Spot, m: number): boolean => {
		for (let i = 0; i < shape.length; i++) if (segmentDistance(shape[i] as Spot, at(shape, i + 1), a, b) < m) return true;
		return false;
	};
	return {
		face,
		ring,
		halfEdges,
		centre,
		east,
		north,
		placed: placedRings,
		toLocal: ([x, y]) => {
			const d: Spot = [x - centre[0], y - centre[1]];
			return [d[0] * east[0] + d[1] * east[1], d[0] * north[0] + d[1] * north[1]];
		},
		toGround: ([u, v]) => snap([centre[0] + u * east[0] + v * north[0], centre[1] + u * east[1] + v * north[1]]),
		fits(shape, gapM) {
			const box = boxOf(shape);
			if (!isInside(ring, shape[0] as Spot)) return false;
			for (const side of sides) if (!apart(box, side.box, side.clearM) && nearer(shape, side.a, side.b, side.clearM)) return false;
			for (const o of obstacles)
				if (!apart(box, o.box, o.clearM) && (nearer(shape, o.a, o.b, o.clearM) || isInside(shape, o.a))) return false;
			for (const other of placed) {
				if (apart(box, other.box, gapM)) continue;
				if (isInside(other.ring, shape[0] as Spot) || isInside(shape, other.ring[0] as Spot)) return false;
				for (let i = 0; i < other.ring.length; i++) if (nearer(shape, other.ring[i] as Spot, at(other.ring, i + 1), gapM)) return false;
			}
			return true;
		},
		place(shape) {
			placed.push({ ring: shape, box: boxOf(shape) });
			placedRings.push(shape);
		},
		keepClear(line, clearM) {
			for (let i = 1; i < line.length; i++) {
				const [a, b] = [line[i - 1] as Spot, line[i] as Spot];
				obstacles.push({ a, b, clearM, box: boxOf([a, b]) });
			}
		}
	};
}

/** Distance of a spot from the nearest side of a ring. */
export function rimDistance(ring: readonly Spot[], p: Spot): number {
	let best = Infinity;
	for (let i = 0; i < ring.length; i++) best = Math.min(best, distanceToSegment(p, ring[i] as Spot, at(ring, i + 1)));
	return best;
}

/** Plan forms of buildings, round the origin: width along east, depth along north. */
export function formOf(kind: 'box' | 'stepped' | 'ell' | 'cup' | 'cross', w: number, d: number): Spot[] {
	const [x, y] = [w / 2, d / 2];
	if (kind === 'box')
		return [
			[-x, -y],
			[x, -y],
			[x, y],
			[-x, y]
		];
	if (kind === 'stepped') {
		const s = d * 0.2;
		return [
			[-x, -y],
			[0, -y],
			[0, -y + s],
			[x, -y + s],
			[x, y],
			[0, y],
			[0, y - s],
			[-x, y - s]
		];
	}
	if (kind === 'ell') {
		const t = Math.min(w, d) * 0.38;
		return [
			[-x, -y],
			[x, -y],
			[x, -y + t],
			[-x + t, -y + t],
			[-x + t, y],
			[-x, y]
		];
	}
	if (kind === 'cup') {
		const t = Math.min(w, d) * 0.3;
		return [
			[-x, -y],
			[x, -y],
			[x, y],
			[x - t, y],
			[x - t, -y + t],
			[-x + t, -y + t],
			[-x + t, y],
			[-x, y]
		];
	}
	const [i, j] = [w * 0.22, d * 0.2];
	return [
		[-x + i, -y],
		[x - i, -y],
		[x - i, -y + j],
		[x, -y + j],
		[x, y - j],
		[x - i, y - j],
		[x - i, y],
		[-x + i, y],
		[-x + i, y - j],
		[-x, y - j],
		[-x, -y + j],
		[-x + i, -y + j]
	];
}
