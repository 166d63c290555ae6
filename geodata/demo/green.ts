/** Parks and waterside green: paths close enough that all of it can be seen on foot, and lakes in the larger ones. */
import { halve, type Block } from './blocks.ts';
import type { Dice } from './dice.ts';
import type { Drawing } from './drawing.ts';
import { groundOf, rimDistance } from './ground.ts';
import { COAST, RIVER } from './island.ts';
import { snap, type Spot } from './lattice.ts';
import { areaOf, at, centreOf, extentAlong, left } from './plane.ts';
import { cutFace, lineOf, loopOf, ringOf } from './planar.ts';

/** Cuts paths through a face until every piece is narrower than `widthM`. @returns all its faces. */
export function cutPaths(drawing: Drawing, face: number, line: number, widthM: number, chance: Dice): number[] {
	const { planar, island } = drawing;
	const faces = [face];
	if (loopOf(planar, face).some((h) => lineOf(planar, h) === RIVER)) return faces;
	for (let i = 0; i < faces.length; i++) {
		const f = faces[i] as number;
		for (let tries = 0; tries < 12; tries++) {
			const ring = ringOf(planar, f);
			const c = centreOf(ring);
			const east = island.axisAt(c);
			const north = left(east);
			const [w, e] = extentAlong(ring, east);
			const [s, n] = extentAlong(ring, north);
			const narrow = Math.min(e - w, n - s);
			if (narrow <= widthM || areaOf(ring) < 5000) break;
			// Along the longer side, so that the narrow one shrinks.
			const fresh = loopOf(planar, f).some((h) => lineOf(planar, h) === COAST)
				? cutFace(planar, f, c, e - w > n - s ? east : north, line)
				: halve(planar, island, f, chance.between(0.42, 0.58), line, chance.bell() * 0.12);
			if (fresh === null) break;
			faces.push(fresh);
		}
	}
	return faces;
}

/** A lake with a soft outline in the middle of a face, well inside its paths. */
export function drawLake(drawing: Drawing, block: Block, face: number, chance: Dice): void {
	const ground = groundOf(drawing.planar, drawing.island, face);
	const local = ground.ring.map((p) => ground.toLocal(p));
	const [w, e] = extentAlong(local, [1, 0]);
	const [s, n] = extentAlong(local, [0, 1]);
	const count = 28;
	const bumps = [
		chance.between(0.82, 1.1),
		chance.between(0.75, 1.1),
		chance.between(0.82, 1.1),
		chance.between(0.75, 1.1),
		chance.between(0.82, 1.1),
		chance.between(0.75, 1.1),
		chance.between(0.8, 1.1)
	];
	const ring: Spot[] = [];
	for (let i = 0; i < count; i++) {
		// A point on the unit diamond pushed out to the circle; bumps blend between neighbours.
		const q = (i / count) * 4;
		const t = q - Math.floor(q);
		const [a, b] = [1 - t, t];
		const r = 1 / Math.sqrt(a * a + b * b);
		const [x, y] = [
			[a, b],
			[-b, a],
			[-a, -b],
			[b, -a]
		][Math.floor(q) % 4] as [number, number];
		const k = (i / count) * bumps.length;
		const f = k - Math.floor(k);
		const smooth = f * f * (3 - 2 * f);
		const bump = at(bumps, Math.floor(k)) * (1 - smooth) + at(bumps, Math.floor(k) + 1) * smooth;
		ring.push([x * r * bump * (e - w) * 0.42, y * r * bump * (n - s) * 0.42]);
	}
	for (let shrink = 1; shrink > 0.3; shrink *= 0.88) {
		const shape = ring.map(([x, y]) => ground.toGround([x * shrink, y * shrink]));
		if (!ground.fits(shape, 0) || shape.some((p) => rimDistance(ground.ring, p) < 9)) continue;
		if (areaOf(shape) < 1500) return;
		drawing.landuse.push({ kind: 'water', ring: shape.map(snap), block: block.id });
		return;
	}
}
