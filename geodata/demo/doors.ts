/** Sees to it that every building can be passed on foot: a drive is drawn to those set far back, and what no drive can reach is not built. */
import type { Block } from './blocks.ts';
import type { DrawnBuilding, Drawing } from './drawing.ts';
import { snap, type Spot } from './lattice.ts';
import { at, between, boxOf, distance, isInside, segmentDistance, segmentsCross } from './plane.ts';
import { lineOf, loopOf, splitEdge, spotOf } from './planar.ts';

/** A building is passed when a path comes this near, metres: well within the 25 m of the rule. */
const NEAR_M = 20.5;

/** @returns the buildings that can be passed. */
export function openDoors(drawing: Drawing, blocks: readonly Block[]): DrawnBuilding[] {
	const { planar, island } = drawing;
	const isRoad = (h: number): boolean => island.lines[lineOf(planar, h)]?.kind === 'road';
	const byFace = new Map<number, DrawnBuilding[]>();
	for (const b of drawing.buildings) byFace.set(b.face, [...(byFace.get(b.face) ?? []), b]);
	const cells = new Map<string, (readonly [Spot, Spot])[]>();
	for (const path of drawing.paths) for (let i = 1; i < path.points.length; i++) put(cells, path.points[i - 1]!, path.points[i]!);
	const kept = new Set<DrawnBuilding>();
	for (const [face, own] of byFace)
		for (const b of own) {
			const rim = loopOf(planar, face).filter(isRoad);
			const isNear =
				rim.some((h) => reaches(b.ring, spotOf(planar, h), spotOf(planar, h ^ 1))) ||
				around(cells, b.ring).some(([p, q]) => reaches(b.ring, p, q));
			if (isNear || (blocks[b.block]?.texture !== 'compound' && drive(drawing, b, own, rim, cells))) kept.add(b);
		}
	return drawing.buildings.filter((b) => kept.has(b));
}

const reaches = (ring: readonly Spot[], a: Spot, b: Spot): boolean =>
	ring.some((p, i) => segmentDistance(p, at(ring, i + 1), a, b) <= NEAR_M);

/** The shortest straight drive from a road on the rim of the face to just before the building, past the others. */
function drive(
	drawing: Drawing,
	b: DrawnBuilding,
	others: readonly DrawnBuilding[],
	rim: readonly number[],
	cells: Map<string, (readonly [Spot, Spot])[]>
): boolean {
	const { planar } = drawing;
	const choices: { h: number; t: number; p: Spot; q: Spot; m: number }[] = [];
	for (const h of rim) {
		const [a, c] = [spotOf(planar, h), spotOf(planar, h ^ 1)];
		for (const q of b.ring)
			for (const t of [footOf(q, a, c), 0.25, 0.5, 0.75]) {
				const p = between(a, c, t);
				choices.push({ h, t, p, q, m: distance(p, q) });
			}
	}
	choices.sort((x, y) => x.m - y.m);
	const lakes = drawing.landuse.filter((l) => l.block === b.block && l.kind === 'water').map((l) => l.ring);
	for (const { h, t, p, q, m } of choices) {
		const tip = snap(between(p, q, Math.max(0.1, 1 - 7 / m)));
		if (others.some((o) => isInside(o.ring, tip) || o.ring.some((s, i) => segmentDistance(s, at(o.ring, i + 1), p, tip) < 2))) continue;
		if (rim.some((g) => g !== h && segmentsCross(spotOf(planar, g), spotOf(planar, g ^ 1), between(p, tip, 0.05), tip))) continue;
		if (!reaches(b.ring, p, tip)) continue;
		if (lakes.some((ring) => isInside(ring, tip) || ring.some((s, i) => segmentsCross(s, at(ring, i + 1), p, tip)))) continue;
		const length = distance(spotOf(planar, h), spotOf(planar, h ^ 1));
		const foot =
			t * length < 2 ? spotOf(planar, h) : (1 - t) * length < 2 ? spotOf(planar, h ^ 1) : spotOf(planar, splitEdge(planar, h, p));
		drawing.paths.push({ class: 'footway', points: [foot, tip] });
		put(cells, foot, tip);
		return true;
	}
	return false;
}

function footOf(p: Spot, a: Spot, b: Spot): number {
	const d = distance(a, b);
	if (d === 0) return 0;
	return Math.max(0, Math.min(1, ((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / (d * d)));
}

const CELL_M = 60;
function put(cells: Map<string, (readonly [Spot, Spot])[]>, a: Spot, b: Spot): void {
	for (const key of keysOf(boxOf([a, b]), 0)) {
		const list = cells.get(key);
		if (list) list.push([a, b]);
		else cells.set(key, [[a, b]]);
	}
}
function around(cells: Map<string, (readonly [Spot, Spot])[]>, ring: readonly Spot[]): (readonly [Spot, Spot])[] {
	return keysOf(boxOf(ring), NEAR_M).flatMap((key) => cells.get(key) ?? []);
}
function keysOf(box: ReturnType<typeof boxOf>, byM: number): string[] {
	const out: string[] = [];
	for (let x = Math.floor((box.minX - byM) / CELL_M); x <= Math.floor((box.maxX + byM) / CELL_M); x++)
		for (let y = Math.floor((box.minY - byM) / CELL_M); y <= Math.floor((box.maxY + byM) / CELL_M); y++) out.push(`${x},${y}`);
	return out;
}
