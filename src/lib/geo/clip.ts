/**
 * What two flat polygons have in common, quickly: for outlines drawn live, where the exact arithmetic of a general set operation is too slow. Only
 * for polygons whose edges cross cleanly; where corners or edges coincide it says so, and the caller takes the slow way.
 */
import { nest } from './contour.ts';
import type { PolygonRings, Position } from './position.ts';
import { orientPolygon, signedDoubleArea } from './ring.ts';
import { crosses } from './simplify.ts';

interface Corner {
	readonly at: Position;
	next: Corner;
	prev: Corner;
	/** The same place on the other polygon's outline, where it is a crossing. */
	twin: Corner | null;
	/** Whether the outline enters the other polygon here. */
	enters: boolean;
	/** How far along its edge a crossing lies, 0–1. */
	readonly along: number;
	done: boolean;
}

/** A crossing nearer to an edge's end than this part of the edge is too close to call. */
const CLOSE = 1e-9;

/**
 * Polygons common to both, outer rings counter-clockwise; or null where the answer would depend on rounding. Source: G. Greiner, K. Hormann,
 * Efficient clipping of arbitrary polygons, ACM Transactions on Graphics 17 (1998).
 */
export function clipPolygon(subject: PolygonRings, clip: PolygonRings): PolygonRings[] | null {
	const a = orientPolygon(subject).map(linked);
	const b = orientPolygon(clip).map(linked);
	const crossed = new Set<Corner>();
	const edgesB = b.flatMap(edgesOf);
	for (const [from, to] of a.flatMap(edgesOf)) {
		const [px, py] = from.at;
		const [qx, qy] = to.at;
		const on: { readonly along: number; readonly edge: Corner; readonly beta: number }[] = [];
		for (const [edge, end] of edgesB) {
			const [rx, ry] = edge.at;
			const [sx, sy] = end.at;
			if (Math.max(rx, sx) < Math.min(px, qx) || Math.max(px, qx) < Math.min(rx, sx)) continue;
			if (Math.max(ry, sy) < Math.min(py, qy) || Math.max(py, qy) < Math.min(ry, sy)) continue;
			const cross = (qx - px) * (sy - ry) - (qy - py) * (sx - rx);
			// Parallel edges: apart, unless they lie on one line.
			if (cross === 0) {
				if ((rx - px) * (qy - py) === (ry - py) * (qx - px)) return null;
				continue;
			}
			const alongA = ((rx - px) * (sy - ry) - (ry - py) * (sx - rx)) / cross;
			const alongB = ((rx - px) * (qy - py) - (ry - py) * (qx - px)) / cross;
			if (alongA < -CLOSE || alongA > 1 + CLOSE || alongB < -CLOSE || alongB > 1 + CLOSE) continue;
			if (alongA < CLOSE || alongA > 1 - CLOSE || alongB < CLOSE || alongB > 1 - CLOSE) return null;
			on.push({ along: alongA, edge, beta: alongB });
		}
		on.sort((one, other) => one.along - other.along);
		let last = from;
		for (const { along, edge, beta } of on) {
			const at: Position = [px + along * (qx - px), py + along * (qy - py)];
			const mine = insert(last, at, along);
			last = mine;
			let before = edge;
			while (before.next.twin !== null && before.next.along < beta) before = before.next;
			const theirs = insert(before, at, beta);
			mine.twin = theirs;
			theirs.twin = mine;
			crossed.add(mine);
		}
	}
	mark(a, clip);
	mark(b, subject);

	const rings: Position[][] = [];
	for (const start of crossed) {
		// From where the outline enters, always onwards: what is common then stays on the left, in holes as in outer rings.
		if (start.done || !start.enters) continue;
		const ring: Position[] = [start.at];
		let at = start;
		do {
			at.done = true;
			if (at.twin) at.twin.done = true;
			do {
				at = at.next;
				ring.push(at.at);
			} while (at.twin === null);
			at = at.twin;
			// Each crossing leads into the other; if this one does not, rounding has misjudged a place.
			if (!at.enters) return null;
		} while (!at.done);
		rings.push(ring);
	}
	// Outlines that cross nothing are inside the other polygon as a whole or not at all.
	const whole = (of: readonly Corner[], other: PolygonRings): void => {
		for (const first of of) {
			const ring = walk(first);
			if (ring.every((corner) => corner.twin === null) && inside(first.at, other))
				rings.push([...ring.map((corner) => corner.at), first.at]);
		}
	};
	whole(a, clip);
	whole(b, subject);
	const common = nest(rings.filter((ring) => ring.length >= 4 && signedDoubleArea(ring) !== 0));
	return common.some(crosses) ? null : common;
}

function linked(ring: readonly Position[]): Corner {
	const corners = ring.slice(1).map((at): Corner => ({
		at,
		next: null as unknown as Corner,
		prev: null as unknown as Corner,
		twin: null,
		enters: false,
		along: 0,
		done: false
	}));
	corners.forEach((corner, i) => {
		corner.next = corners[(i + 1) % corners.length]!;
		corner.prev = corners[(i + corners.length - 1) % corners.length]!;
	});
	return corners[0]!;
}

function walk(first: Corner): Corner[] {
	const ring = [first];
	for (let at = first.next; at !== first; at = at.next) ring.push(at);
	return ring;
}

/** Its edges as they are before anything is inserted into them. */
const edgesOf = (first: Corner): readonly (readonly [from: Corner, to: Corner])[] => walk(first).map((corner) => [corner, corner.next]);

function insert(after: Corner, at: Position, along: number): Corner {
	const corner: Corner = { at, next: after.next, prev: after, twin: null, enters: false, along, done: false };
	after.next.prev = corner;
	after.next = corner;
	return corner;
}

function mark(rings: readonly Corner[], other: PolygonRings): void {
	for (const first of rings) {
		let outside = !inside(first.at, other);
		for (const corner of walk(first)) {
			if (corner.twin === null) continue;
			corner.enters = outside;
			outside = !outside;
		}
	}
}

function inside([x, y]: Position, rings: PolygonRings): boolean {
	let within = false;
	for (const ring of rings) {
		for (let i = 1; i < ring.length; i++) {
			const [ax, ay] = ring[i - 1]!;
			const [bx, by] = ring[i]!;
			if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) within = !within;
		}
	}
	return within;
}
