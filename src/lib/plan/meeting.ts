/** Whether borders meet where they may not: anywhere but at corners they share, nearer than half a lattice step included. Exact. */
import { crossing, throughPixel } from '../geo/node-segments.ts';
import { spatialIndex } from '../geo/spatial-index.ts';
import type { Border, LatticePoint } from './border-plan.ts';
import { borderBox, boxesTouch, segmentsIn } from './border-segments.ts';
import { samePoint } from './lattice-point.ts';

/** A place where a border meets another, or itself, as it may not. */
export interface Meeting {
	readonly at: LatticePoint;
	readonly borders: readonly [Border, Border];
}

/** With more borders to look at than this, an index of all pays. */
const MANY = 32;

/** The first wrong meeting of any of `changed` with any of `borders` (which hold the changed ones too); null where all is planar. */
export function wrongMeeting(changed: readonly Border[], borders: Iterable<Border>): Meeting | null {
	const all = [...borders];
	const index = changed.length > MANY ? spatialIndex(all.map((border) => borderBox(border))) : null;
	for (const border of changed) {
		const box = borderBox(border);
		const near = index
			? index
					.search(box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1)
					.toSorted((a, b) => a - b)
					.map((i) => all[i]!)
			: all.filter((other) => boxesTouch(borderBox(other), box, 1));
		for (let i = 0; i + 1 < border.line.length; i++) {
			const [a, b] = [border.line[i]!, border.line[i + 1]!];
			if (samePoint(a, b)) return { at: a, borders: [border, border] };
			const around = [Math.min(a[0], b[0]) - 1, Math.min(a[1], b[1]) - 1, Math.max(a[0], b[0]) + 1, Math.max(a[1], b[1]) + 1] as const;
			for (const other of near) {
				let wrong: LatticePoint | null = null;
				segmentsIn(other, around, (j) => {
					if (other === border && i === j) return;
					wrong ??= meet(border, i, other, j);
				});
				if (wrong) return { at: wrong, borders: [border, other] };
			}
		}
	}
	return null;
}

function meet(border: Border, i: number, other: Border, j: number): LatticePoint | null {
	const [a, b] = [border.line[i]!, border.line[i + 1]!];
	const [c, d] = [other.line[j]!, other.line[j + 1]!];
	// The same stretch twice, either way.
	if ((samePoint(a, c) && samePoint(b, d)) || (samePoint(a, d) && samePoint(b, c))) return a;
	for (const [p, q, far, from, to] of [
		[i, j, d, a, b],
		[i, j + 1, c, a, b],
		[i + 1, j, d, a, b],
		[i + 1, j + 1, c, a, b]
	] as const) {
		const shared = border.line[p]!;
		if (!samePoint(shared, other.line[q]!)) continue;
		if (!mayShare(border, p, other, q)) return shared;
		const own = p === i ? b : a;
		if (through(from, to, far)) return far;
		return through(c, d, own) ? own : null;
	}
	for (const end of [c, d]) if (through(a, b, end)) return end;
	for (const end of [a, b]) if (through(c, d, end)) return end;
	const crossed = crossing(2 * a[0], 2 * a[1], 2 * b[0], 2 * b[1], 2 * c[0], 2 * c[1], 2 * d[0], 2 * d[1]);
	return crossed && [Math.round(crossed[0] / 2), Math.round(crossed[1] / 2)];
}

/** Two lines share a point rightly where both end, or where it is one and the same point of one line. */
function mayShare(border: Border, p: number, other: Border, q: number): boolean {
	const ends = (line: readonly LatticePoint[], i: number): boolean => i === 0 || i === line.length - 1;
	return (border === other && p === q) || (ends(border.line, p) && ends(other.line, q));
}

/** Whether the segment a–b comes within half a step of p. The pixel is judged on doubled numbers, so that its corners are whole. */
export function through(a: LatticePoint, b: LatticePoint, p: LatticePoint): boolean {
	if (
		p[0] < Math.min(a[0], b[0]) - 1 ||
		p[0] > Math.max(a[0], b[0]) + 1 ||
		p[1] < Math.min(a[1], b[1]) - 1 ||
		p[1] > Math.max(a[1], b[1]) + 1
	)
		return false;
	const box = [2 * Math.min(a[0], b[0]), 2 * Math.min(a[1], b[1]), 2 * Math.max(a[0], b[0]), 2 * Math.max(a[1], b[1])] as const;
	if (2 * p[0] + 1 < box[0] || 2 * p[0] - 1 > box[2] || 2 * p[1] + 1 < box[1] || 2 * p[1] - 1 > box[3]) return false;
	return throughPixel(2 * a[0], 2 * a[1], 2 * b[0], 2 * b[1], 2 * p[0], 2 * p[1]);
}
