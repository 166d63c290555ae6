/** Where borders end: each corner of a plan with the borders that leave it, in counter-clockwise order. Found once a set of borders. */
import { turnSign } from '../geo/exact-turn.ts';
import type { Border, GridCode, LatticePoint } from './border-plan.ts';
import { PointMap } from './lattice-point.ts';

/** One way along a border: `forward` from its first point to its last. */
export interface Way {
	readonly border: Border;
	readonly forward: boolean;
}

export const startOf = ({ border: { line }, forward }: Way): LatticePoint => (forward ? line[0]! : line.at(-1)!);
export const endOf = ({ border: { line }, forward }: Way): LatticePoint => (forward ? line.at(-1)! : line[0]!);
/** Whose ground lies to the left of the way. */
export const leftOf = ({ border, forward }: Way): GridCode | null => (forward ? border.left : border.right);
export const rightOf = ({ border, forward }: Way): GridCode | null => (forward ? border.right : border.left);
const secondOf = ({ border: { line }, forward }: Way): LatticePoint => (forward ? line[1]! : line.at(-2)!);

export interface Corners {
	/** Ways that leave the corner, counter-clockwise; none where there is no corner. A ring leaves its corner twice. */
	at(point: LatticePoint): readonly Way[];
}

const known = new WeakMap<ReadonlyMap<number, Border>, Corners>();

export function cornersOf(borders: ReadonlyMap<number, Border>): Corners {
	let corners = known.get(borders);
	if (!corners) known.set(borders, (corners = findCorners(borders)));
	return corners;
}

function findCorners(borders: ReadonlyMap<number, Border>): Corners {
	const leaving = new PointMap<Way[]>();
	const sorted = new WeakSet<Way[]>();
	for (const border of borders.values()) {
		for (const forward of [true, false]) {
			const way = { border, forward };
			const at = startOf(way);
			const there = leaving.get(at);
			if (there) there.push(way);
			else leaving.set(at, [way]);
		}
	}
	return {
		at(point) {
			const ways = leaving.get(point);
			if (!ways) return [];
			// Most corners are never asked for.
			if (!sorted.has(ways)) {
				ways.sort((a, b) => compareAround(point, secondOf(a), secondOf(b)));
				sorted.add(ways);
			}
			return ways;
		}
	};
}

/** Counter-clockwise around a point, from straight down over east; exact. */
function compareAround([x, y]: LatticePoint, [ax, ay]: LatticePoint, [bx, by]: LatticePoint): number {
	const aWest = ax < x || (ax === x && ay < y);
	const bWest = bx < x || (bx === x && by < y);
	if (aWest !== bWest) return aWest ? 1 : -1;
	const turn = turnSign(x, y, ax, ay, bx, by);
	return turn > 0 ? -1 : turn < 0 ? 1 : 0;
}

/** The way that goes on around the ground to the left of `way`: at its end, the next one clockwise from where it came. */
export function nextAround(corners: Corners, way: Way): Way {
	const ways = corners.at(endOf(way));
	const back = ways.findIndex(({ border, forward }) => border === way.border && forward !== way.forward);
	return ways[(back + ways.length - 1) % ways.length]!;
}
