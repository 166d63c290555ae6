/** Stretches of borders by place. Each border keeps its own index for as long as it is drawn the same, so an edit costs only what it changes. */
import type { Bbox } from '../geo/position.ts';
import { spatialIndex, type SpatialIndex } from '../geo/spatial-index.ts';
import type { Border, LatticePoint } from './border-plan.ts';

/** Shorter lines are looked through. */
const LONG = 48;

interface Known {
	readonly box: Bbox;
	/** Of a long line's segments; made when first needed. */
	index: SpatialIndex | null;
}
const known = new WeakMap<readonly LatticePoint[], Known>();

function knownOf({ line }: Pick<Border, 'line'>): Known {
	let found = known.get(line);
	if (!found) known.set(line, (found = { box: boxOfLine(line), index: null }));
	return found;
}

/** In lattice steps. */
export const borderBox = (border: Pick<Border, 'line'>): Bbox => knownOf(border).box;

export function boxOfLine(line: readonly LatticePoint[]): Bbox {
	let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
	for (const [x, y] of line) {
		if (x < west) west = x;
		if (x > east) east = x;
		if (y < south) south = y;
		if (y > north) north = y;
	}
	return [west, south, east, north];
}

export const boxesTouch = (a: Bbox, b: Bbox, by = 0): boolean =>
	a[0] <= b[2] + by && b[0] <= a[2] + by && a[1] <= b[3] + by && b[1] <= a[3] + by;

/** Calls `visit` with every segment of the border (number of its first point) whose box shares a place with this one. */
export function segmentsIn(border: Pick<Border, 'line'>, box: Bbox, visit: (i: number) => void): void {
	const own = knownOf(border);
	if (!boxesTouch(own.box, box)) return;
	const { line } = border;
	if (line.length <= LONG) {
		for (let i = 0; i + 1 < line.length; i++) {
			const [a, b] = [line[i]!, line[i + 1]!];
			if (Math.max(a[0], b[0]) < box[0] || Math.min(a[0], b[0]) > box[2]) continue;
			if (Math.max(a[1], b[1]) < box[1] || Math.min(a[1], b[1]) > box[3]) continue;
			visit(i);
		}
		return;
	}
	own.index ??= spatialIndex(line.slice(1).map((_, i) => boxOfLine([line[i]!, line[i + 1]!])));
	for (const i of own.index.search(box[0], box[1], box[2], box[3])) visit(i);
}
