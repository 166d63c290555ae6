/** Borders as lines drawn once: an edge two neighbours share appears a single time, so that a translucent line has one weight everywhere. */
import type { Line, Position, SurfaceShape } from '#lib/geo/position.ts';
import { polygonsOf } from '#lib/geo/position.ts';

const E7 = 1e7;

export function borderLines(shapes: readonly SurfaceShape[]): Line[] {
	const seen = new Set<string>();
	const lines: Line[] = [];
	for (const shape of shapes) {
		for (const rings of polygonsOf(shape)) {
			for (const ring of rings) {
				let run: Position[] = [];
				for (let i = 1; i < ring.length; i++) {
					const from = ring[i - 1]!;
					const to = ring[i]!;
					const key = edgeKey(from, to);
					if (seen.has(key)) {
						if (run.length > 1) lines.push(run);
						run = [];
						continue;
					}
					seen.add(key);
					if (run.length === 0) run.push(from);
					run.push(to);
				}
				if (run.length > 1) lines.push(run);
			}
		}
	}
	return lines;
}

function edgeKey(a: Position, b: Position): string {
	const p = `${Math.round(a[0] * E7)},${Math.round(a[1] * E7)}`;
	const q = `${Math.round(b[0] * E7)},${Math.round(b[1] * E7)}`;
	return p < q ? `${p} ${q}` : `${q} ${p}`;
}

/** Every ring of a surface as a line. */
export const ringsOf = (shape: SurfaceShape): Line[] => polygonsOf(shape).flatMap((rings) => rings.map((ring) => ring as Line));

/** A rectangle around a boundary with the boundary cut out: what the veil covers. */
export function outsideOf(boundary: SurfaceShape, marginDeg: number): Position[][] {
	let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
	for (const ring of ringsOf(boundary)) {
		for (const [lng, lat] of ring) {
			if (lng < west) west = lng;
			if (lng > east) east = lng;
			if (lat < south) south = lat;
			if (lat > north) north = lat;
		}
	}
	const [w, s, e, n] = [west - marginDeg, Math.max(-85, south - marginDeg), east + marginDeg, Math.min(85, north + marginDeg)];
	const frame: Position[] = [
		[w, s],
		[e, s],
		[e, n],
		[w, n],
		[w, s]
	];
	return [frame, ...polygonsOf(boundary).flatMap((rings) => (rings[0] ? [[...rings[0]]] : []))];
}
