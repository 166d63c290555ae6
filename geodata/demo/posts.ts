/** Where posts stand: checkpoints at the corners of main roads and at bridges, dissuasion points at the gates of compounds and the mouths of lanes. */
import type { PostKind } from '../../src/lib/duty/post.ts';
import type { Dice } from './dice.ts';
import type { Spot } from './lattice.ts';
import { snap } from './lattice.ts';
import { add, distance, unit } from './plane.ts';
import { lineOf, spotOf, type Planar } from './planar.ts';
import type { Island } from './island.ts';

export interface DrawnPost {
	readonly kind: PostKind;
	readonly at: Spot;
	readonly name: string;
	readonly required: number;
	readonly grid: number;
	/** The block whose gate it stands at, if it does. */
	readonly block: number | null;
}

const RANK: Readonly<Record<string, number>> = {
	trunk: 5,
	primary: 4,
	secondary: 3,
	tertiary: 2,
	residential: 1,
	service: 0.5,
	footway: 0.25
};

/** Corners of two named roads, most important first; each with a spot 15 m inside one of the grids that meet there. */
export function corners(
	planar: Planar,
	island: Island,
	gridOfFace: readonly number[],
	nameOf: (line: number) => string
): { at: Spot; grid: number; name: string; rank: number }[] {
	const around = new Map<number, number[]>();
	for (let h = 0; h < planar.origin.length; h++) {
		const v = planar.origin[h] as number;
		const list = around.get(v);
		if (list) list.push(h);
		else around.set(v, [h]);
	}
	const out: { at: Spot; grid: number; name: string; rank: number }[] = [];
	for (const [v, list] of around) {
		const roads = [...new Set(list.map((h) => lineOf(planar, h)))].filter((l) => (RANK[island.lines[l]?.class ?? ''] ?? 0) > 0);
		if (roads.length < 2 || list.some((h) => island.lines[lineOf(planar, h)]?.kind !== 'road')) continue;
		roads.sort((a, b) => (RANK[island.lines[b]?.class ?? ''] ?? 0) - (RANK[island.lines[a]?.class ?? ''] ?? 0) || a - b);
		const [a, b] = roads as [number, number];
		const rank = (RANK[island.lines[a]?.class ?? ''] ?? 0) + (RANK[island.lines[b]?.class ?? ''] ?? 0);
		// The widest corner has room for a tent.
		let best: { at: Spot; grid: number } | null = null;
		let widest = -2;
		for (const h of list) {
			const o = planar.spots[v] as Spot;
			const p = unit(add(spotOf(planar, h ^ 1), o, -1));
			const q = unit(add(spotOf(planar, planar.prev[h] as number), o, -1));
			const grid = gridOfFace[planar.face[h] as number];
			const wide = -(p[0] * q[0] + p[1] * q[1]);
			if (grid === undefined || wide > 0.75 || wide <= widest) continue;
			widest = wide;
			best = { at: snap(add(o, unit(add(p, q)), 15)), grid };
		}
		if (best) out.push({ ...best, name: `${nameOf(a)}${nameOf(b)}口`, rank });
	}
	return out.sort((x, y) => y.rank - x.rank || x.at[0] - y.at[0] || x.at[1] - y.at[1]);
}

/** The first `count` that stand at least `apartM` from those taken; the distance gives way until there are enough. */
export function spaced<T extends { readonly at: Spot }>(from: readonly T[], count: number, apartM: number): T[] {
	const out: T[] = [];
	const taken = new Set<T>();
	for (let m = apartM; out.length < count && m > 1; m *= 0.75)
		for (const one of from) {
			if (out.length >= count) break;
			if (taken.has(one) || out.some((o) => distance(o.at, one.at) < m)) continue;
			taken.add(one);
			out.push(one);
		}
	return out;
}

export const seatsOf = (kind: PostKind, chance: Dice): number => {
	const roll = chance.next();
	if (kind === 'dissuasion') return roll < 0.95 ? 1 : 2;
	return roll < 0.87 ? 1 : roll < 0.96 ? 2 : 3;
};
