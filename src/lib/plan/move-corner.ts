/**
 * Moves a corner and with it every border that ends there; they run straight to the new place, or follow given lines. A corner on the edge of the
 * district or of a community can only slide along that edge.
 */
import { refused } from '../geo/outcome.ts';
import type { Border, LatticePoint } from './border-plan.ts';
import { cornersOf } from './corners.ts';
import { fixedEdge } from './fixed-edge.ts';
import { positionOf, samePoint } from './lattice-point.ts';
import { isRing, placeOn, stretchOf } from './place-on-border.ts';
import type { ApplyVerb } from './plan-edit.ts';
import { redrawBorders } from './redraw-borders.ts';

export const moveCorner: ApplyVerb<'move-corner'> = (plan, { at, to, follow, cutReason }, ground) => {
	const borders = [
		...new Set(
			cornersOf(plan.borders)
				.at(at)
				.map(({ border }) => border)
		)
	];
	if (borders.length === 0) return refused({ kind: 'plan.no-such-place', at: positionOf(at) });
	if (samePoint(at, to)) return refused({ kind: 'plan.nothing-to-do', at: positionOf(at) });
	const fixed = borders.filter((border) => fixedEdge(plan, border));
	const lines = new Map<number, readonly LatticePoint[]>();
	for (const border of borders) if (!fixed.includes(border)) lines.set(border.id, movedEnds(border, at, to));
	if (fixed.length > 0) {
		const slid = slide(fixed, at, to);
		if (!slid) return refused({ ...fixedEdge(plan, fixed[0]!)!, at: positionOf(to) });
		for (const [id, line] of slid) lines.set(id, line);
	}
	for (const drawn of follow ?? []) {
		const way = drawn[0] && samePoint(drawn[0], to) ? drawn : drawn.toReversed();
		const followed = way[0] && samePoint(way[0], to) ? followOne(borders, at, way, fixed) : null;
		if (!followed) return refused({ kind: 'plan.no-such-place', at: positionOf(drawn.at(-1) ?? to) });
		lines.set(followed.id, followed.line);
	}
	const around = borders.flatMap(({ left, right }) => [left, right]);
	return redrawBorders(plan, lines, ground, cutReason, around);
};

const movedEnds = ({ line }: Border, at: LatticePoint, to: LatticePoint): LatticePoint[] =>
	line.map((point, i) => ((i === 0 || i === line.length - 1) && samePoint(point, at) ? to : point));

/** One of the two parts of the edge gets what the other loses. Null where the new place is not on the edge. */
function slide(fixed: readonly Border[], at: LatticePoint, to: LatticePoint): Map<number, readonly LatticePoint[]> | null {
	const [one, two] = fixed;
	if (fixed.length !== 2 || isRing(one!) || isRing(two!)) return null;
	for (const [from, other] of [
		[one!, two!],
		[two!, one!]
	] as const) {
		const outward = samePoint(from.line[0]!, at) ? from.line : from.line.toReversed();
		const place = placeOn({ line: outward }, to);
		if (place === null || place === 0 || place === outward.length - 1) continue;
		const passed = stretchOf(outward, 0, place, at, to);
		const left = stretchOf(outward, place, outward.length - 1, to, outward.at(-1)!);
		const inward = samePoint(other.line.at(-1)!, at) ? other.line : other.line.toReversed();
		const grown = [...inward, ...passed.slice(1)];
		return new Map([
			[from.id, outward === from.line ? left : left.toReversed()],
			[other.id, inward === other.line ? grown : grown.toReversed()]
		]);
	}
	return null;
}

/** The border whose part between the old corner and the line's end gives way to the line. */
function followOne(
	borders: readonly Border[],
	at: LatticePoint,
	way: readonly LatticePoint[],
	fixed: readonly Border[]
): { id: number; line: LatticePoint[] } | null {
	const end = way.at(-1)!;
	for (const border of borders) {
		if (fixed.includes(border)) continue;
		const outward = samePoint(border.line[0]!, at) ? border.line : border.line.toReversed();
		const place = placeOn({ line: outward }, end);
		if (place === null || place === 0) continue;
		const line = [...way, ...stretchOf(outward, place, outward.length - 1, end, outward.at(-1)!).slice(1)];
		return { id: border.id, line: outward === border.line ? line : line.toReversed() };
	}
	return null;
}
