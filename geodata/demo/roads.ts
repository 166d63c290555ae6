/** Roads as drawn lines: the edges of each road in order, broken where a bridge begins or ends. Crossings are shared points. */
import type { Island } from './island.ts';
import type { Spot } from './lattice.ts';
import { distance, segmentDistance } from './plane.ts';
import { lineOf, spotOf, type Planar } from './planar.ts';

export interface DrawnRoad {
	readonly line: number;
	readonly bridge: boolean;
	readonly points: readonly Spot[];
}

export function roadsOf(planar: Planar, island: Island): DrawnRoad[] {
	const isBridge = overWater(planar, island);
	const byLine = new Map<string, number[]>();
	for (let h = 0; h < planar.origin.length; h += 2) {
		const line = lineOf(planar, h);
		if (island.lines[line]?.kind !== 'road') continue;
		const key = `${line}/${isBridge(h) ? 1 : 0}`;
		const list = byLine.get(key);
		if (list) list.push(h);
		else byLine.set(key, [h]);
	}
	const out: DrawnRoad[] = [];
	for (const [key, edges] of byLine) {
		const [line, bridge] = key.split('/').map(Number) as [number, number];
		const at = new Map<number, number[]>();
		for (const h of edges)
			for (const g of [h, h + 1]) {
				const v = planar.origin[g] as number;
				const list = at.get(v);
				if (list) list.push(g);
				else at.set(v, [g]);
			}
		const used = new Set<number>();
		const walk = (start: number): void => {
			const points = [planar.spots[planar.origin[start] as number] as Spot];
			let g = start;
			for (;;) {
				used.add(g >> 1);
				const v = planar.origin[g ^ 1] as number;
				points.push(planar.spots[v] as Spot);
				const onward = (at.get(v) ?? []).filter((x) => !used.has(x >> 1));
				if (onward.length !== 1 || (at.get(v) ?? []).length !== 2) break;
				g = onward[0] as number;
			}
			out.push({ line, bridge: bridge === 1, points });
		};
		for (const list of at.values()) if (list.length !== 2) for (const g of list) if (!used.has(g >> 1)) walk(g);
		for (const h of edges) if (!used.has(h >> 1)) walk(h);
	}
	return out;
}

/** Whether an edge lies over a waterway, even in part. */
function overWater(planar: Planar, island: Island): (h: number) => boolean {
	const pieces = island.waterways.flatMap(({ points, halfWidthM }) =>
		points.slice(1).map((b, i) => ({ a: points[i] as Spot, b, reachM: halfWidthM + 1 }))
	);
	return (h) => {
		const [p, q] = [spotOf(planar, h), spotOf(planar, h ^ 1)];
		const length = distance(p, q);
		return pieces.some(({ a, b, reachM }) => distance(a, p) < reachM + length + 40 && segmentDistance(a, b, p, q) < reachM);
	};
}
