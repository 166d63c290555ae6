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
const secondOf = ({ border: { line }, forward }: Way): LatticePoint => (forward ? line[1]! : line.at(-2)!);

export interface Corners {
	/** Ways that leave the corner, counter-clockwise; none where there is no corner. A ring leaves its corner twice. */
	at(point: LatticePoint): readonly Way[];
}

interface Known extends Corners {
	/** How many edits it is away from one that was found afresh. */
	readonly depth: number;
}
const known = new WeakMap<ReadonlyMap<number, Border>, Known>();
const DEEPEST = 12;

export function cornersOf(borders: ReadonlyMap<number, Border>): Corners {
	let corners = known.get(borders);
	if (!corners) known.set(borders, (corners = findCorners(borders)));
	return corners;
}

/** Tells that `after` is `before` without some borders and with others, so that its corners need not all be found again. */
export function cornersChange(
	before: ReadonlyMap<number, Border>,
	after: ReadonlyMap<number, Border>,
	gone: readonly Border[],
	drawn: readonly Border[]
): void {
	const base = known.get(before);
	if (!base || base.depth >= DEEPEST || known.has(after)) return;
	const lost = new Set(gone);
	const changed = new PointMap<Way[]>();
	const at = (point: LatticePoint): Way[] => {
		let ways = changed.get(point);
		if (!ways) changed.set(point, (ways = base.at(point).filter(({ border }) => !lost.has(border))));
		return ways;
	};
	for (const border of gone) for (const forward of [true, false]) at(startOf({ border, forward }));
	const grown = new Map<Way[], LatticePoint>();
	for (const border of drawn) {
		for (const forward of [true, false]) {
			const way = { border, forward };
			const ways = at(startOf(way));
			ways.push(way);
			grown.set(ways, startOf(way));
		}
	}
	for (const [ways, point] of grown) sortAround(point, ways);
	known.set(after, { depth: base.depth + 1, at: (point) => changed.get(point) ?? base.at(point) });
}

const sortAround = (point: LatticePoint, ways: Way[]): Way[] => ways.sort((a, b) => compareAround(point, secondOf(a), secondOf(b)));

function findCorners(borders: ReadonlyMap<number, Border>): Known {
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
		depth: 0,
		at(point) {
			const ways = leaving.get(point);
			if (!ways) return [];
			// Most corners are never asked for.
			if (!sorted.has(ways)) sorted.add(sortAround(point, ways));
			return ways;
		}
	};
}

const beside = new WeakMap<ReadonlyMap<number, Border>, ReadonlyMap<GridCode | null, readonly Border[]>>();

/** The borders of a grid (null: of the outside), in the order of the plan. */
export function bordersOf(borders: ReadonlyMap<number, Border>, code: GridCode | null): readonly Border[] {
	let byCode = beside.get(borders);
	if (!byCode) {
		const found = new Map<GridCode | null, Border[]>();
		for (const border of borders.values()) {
			for (const side of [border.left, border.right]) {
				const there = found.get(side);
				if (there) there.push(border);
				else found.set(side, [border]);
			}
		}
		beside.set(borders, (byCode = found));
	}
	return byCode.get(code) ?? [];
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
