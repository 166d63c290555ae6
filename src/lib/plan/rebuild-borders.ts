/** Puts newly sided stretches in the place of old borders. What is drawn as before stays the very same border; what goes on keeps its number. */
import type { Border, BorderPlan } from './border-plan.ts';
import { chainBorders, stretchesOf, type SidedStretch } from './chain-borders.ts';
import { cornersOf } from './corners.ts';
import { comparePoints, PointMap, samePoint } from './lattice-point.ts';

/** @param old the borders that the stretches replace */
export function rebuildBorders(
	plan: BorderPlan,
	old: readonly Border[],
	stretches: readonly SidedStretch[]
): Pick<BorderPlan, 'borders' | 'nextBorderId'> {
	const gone = new Set(old);
	const corners = cornersOf(plan.borders);
	const chains = chainBorders(stretches, (at) => corners.at(at).some(({ border }) => !gone.has(border)));
	const oldAt = new PointMap<PointMap<Border>>();
	for (const border of old) {
		for (const stretch of stretchesOf(border)) {
			const [from, to] = comparePoints(stretch.from, stretch.to) < 0 ? [stretch.from, stretch.to] : [stretch.to, stretch.from];
			let there = oldAt.get(from);
			if (!there) oldAt.set(from, (there = new PointMap()));
			there.set(to, border);
		}
	}
	const borders = new Map(plan.borders);
	for (const { id } of old) borders.delete(id);
	let { nextBorderId } = plan;
	const fresh: Omit<Border, 'id'>[] = [];
	for (const chain of chains) {
		const source = stretchesOf(chain)
			.map(({ from, to }) => (comparePoints(from, to) < 0 ? oldAt.get(from)?.get(to) : oldAt.get(to)?.get(from)))
			.find((border) => border !== undefined && !borders.has(border.id));
		if (!source) fresh.push(chain);
		else borders.set(source.id, asBefore(source, chain) ? source : { ...chain, id: source.id });
	}
	for (const chain of fresh) {
		borders.set(nextBorderId, { ...chain, id: nextBorderId });
		nextBorderId++;
	}
	return { borders, nextBorderId };
}

/** Whether the chain is the border again, whichever way and (for a ring) from whichever point it runs. */
function asBefore(border: Border, chain: Omit<Border, 'id'>): boolean {
	const count = border.line.length;
	if (chain.line.length !== count) return false;
	const ring = samePoint(border.line[0]!, border.line[count - 1]!);
	if (ring !== samePoint(chain.line[0]!, chain.line[count - 1]!)) return false;
	for (const way of [chain, { left: chain.right, right: chain.left, line: chain.line.toReversed() }]) {
		if (way.left !== border.left || way.right !== border.right) continue;
		const offset = ring ? way.line.findIndex((at) => samePoint(at, border.line[0]!)) : 0;
		if (offset < 0) continue;
		if (border.line.every((at, i) => samePoint(at, way.line[ring ? (offset + i) % (count - 1) : i]!))) return true;
	}
	return false;
}
