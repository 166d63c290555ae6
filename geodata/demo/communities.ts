/** Gathers superblocks into streets and communities: each a connected piece, about as heavy as asked. */
import type { Block } from './blocks.ts';
import { RIVER } from './island.ts';
import type { Spot } from './lattice.ts';
import { distance } from './plane.ts';
import { lineOf, spotOf, type Planar } from './planar.ts';

export interface Unit {
	readonly id: number;
	readonly weight: number;
	readonly centre: Spot;
	/** Metres of rim shared with other units on the same bank. */
	readonly beside: ReadonlyMap<number, number>;
}

/**
 * Units to gather: the superblocks, with every strip and sliver given to the one it shares most rim with (never across the river).
 * Also says which unit each block now belongs to.
 */
export function unitsOf(
	planar: Planar,
	blocks: readonly Block[],
	weightOf: (block: Block) => number
): { units: Unit[]; unitOfBlock: number[] } {
	const blockOfFace: number[] = [];
	for (const block of blocks) for (const face of block.faces) blockOfFace[face] = block.id;
	const shared = new Map<number, Map<number, number>>();
	for (let h = 0; h < planar.origin.length; h++) {
		const a = blockOfFace[planar.face[h] as number];
		const b = blockOfFace[planar.face[h ^ 1] as number];
		if (a === undefined || b === undefined || a === b || lineOf(planar, h) === RIVER) continue;
		const row = shared.get(a) ?? new Map<number, number>();
		shared.set(a, row);
		row.set(b, (row.get(b) ?? 0) + distance(spotOf(planar, h), spotOf(planar, h ^ 1)));
	}
	const unitOfBlock: number[] = blocks.map((b) => (b.texture === 'green' || b.isStrip ? -1 : b.unit));
	for (let open = true; open;) {
		open = false;
		for (const block of blocks) {
			if (unitOfBlock[block.id] !== -1) continue;
			const best = [...(shared.get(block.id) ?? [])]
				.filter(([other]) => unitOfBlock[other] !== -1)
				.sort((x, y) => y[1] - x[1] || x[0] - y[0])[0];
			if (!best) continue;
			unitOfBlock[block.id] = unitOfBlock[best[0]] as number;
			open = true;
		}
	}
	const beside = new Map<number, Map<number, number>>();
	for (const [a, row] of shared)
		for (const [b, m] of row) {
			const [ua, ub] = [unitOfBlock[a] as number, unitOfBlock[b] as number];
			if (ua === ub) continue;
			const list = beside.get(ua) ?? new Map<number, number>();
			beside.set(ua, list);
			list.set(ub, (list.get(ub) ?? 0) + m);
		}
	const ids = [...new Set(unitOfBlock)].filter((id) => id !== -1).sort((a, b) => a - b);
	const units = ids.map((id): Unit => {
		const own = blocks.filter((b) => unitOfBlock[b.id] === id);
		const area = own.reduce((sum, b) => sum + b.areaM2, 0);
		const centre: Spot = [
			own.reduce((s, b) => s + b.centre[0] * b.areaM2, 0) / area,
			own.reduce((s, b) => s + b.centre[1] * b.areaM2, 0) / area
		];
		return { id, weight: own.reduce((sum, b) => sum + weightOf(b), 0), centre, beside: beside.get(id) ?? new Map() };
	});
	return { units, unitOfBlock };
}

/** Pieces that hang together. */
export function componentsOf(units: readonly Unit[]): Unit[][] {
	const open = new Map(units.map((u) => [u.id, u]));
	const out: Unit[][] = [];
	for (const first of units) {
		if (!open.delete(first.id)) continue;
		const piece = [first];
		for (let i = 0; i < piece.length; i++)
			for (const id of (piece[i] as Unit).beside.keys()) {
				const other = open.get(id);
				if (other && open.delete(id)) piece.push(other);
			}
		out.push(piece);
	}
	return out;
}

/** How many of `total` each weight gets, by largest remainder, at least `least` each. */
export function countOut(total: number, weights: readonly number[], least = 0): number[] {
	const sum = weights.reduce((a, b) => a + b, 0) || 1;
	const free = total - least * weights.length;
	const quotas = weights.map((w) => (w / sum) * free);
	const out = quotas.map((q) => Math.floor(q) + least);
	const order = quotas.map((q, i) => ({ i, rest: q - Math.floor(q) })).sort((a, b) => b.rest - a.rest || a.i - b.i);
	for (let left = total - out.reduce((a, b) => a + b, 0), k = 0; left > 0; left--, k++) out[order[k % order.length]?.i ?? 0]! += 1;
	return out;
}

/** Grows as many connected regions as there are targets, each towards its share of the weight. Units must hang together. */
export function gather(units: readonly Unit[], targets: readonly number[]): Unit[][] {
	let seeds = farSeeds(units, targets.length);
	let best: Unit[][] = [];
	let bestError = Infinity;
	for (let round = 0; round < 14; round++) {
		const regions = grow(units, seeds, targets);
		const total = units.reduce((s, u) => s + u.weight, 0);
		const sumTargets = targets.reduce((a, b) => a + b, 0);
		let error = 0;
		regions.forEach((r, i) => {
			const want = ((targets[i] as number) / sumTargets) * total;
			const ratio = r.reduce((s, u) => s + u.weight, 0) / want - 1;
			error += ratio * ratio;
		});
		if (error < bestError) [best, bestError] = [regions, error];
		seeds = regions.map((r) => {
			const w = r.reduce((s, u) => s + u.weight + 0.1, 0);
			const c: Spot = [
				r.reduce((s, u) => s + u.centre[0] * (u.weight + 0.1), 0) / w,
				r.reduce((s, u) => s + u.centre[1] * (u.weight + 0.1), 0) / w
			];
			return r.reduce((a, b) => (distance(b.centre, c) < distance(a.centre, c) ? b : a));
		});
	}
	return best;
}

function farSeeds(units: readonly Unit[], count: number): Unit[] {
	const seeds = [units.reduce((a, b) => (b.centre[0] - b.centre[1] < a.centre[0] - a.centre[1] ? b : a))];
	while (seeds.length < count)
		seeds.push(
			units
				.filter((u) => !seeds.includes(u))
				.reduce((a, b) =>
					Math.min(...seeds.map((s) => distance(s.centre, b.centre))) > Math.min(...seeds.map((s) => distance(s.centre, a.centre))) ? b : a
				)
		);
	return seeds;
}

function grow(units: readonly Unit[], seeds: readonly Unit[], targets: readonly number[]): Unit[][] {
	const regionOf = new Map<number, number>(seeds.map((s, i) => [s.id, i]));
	const regions = seeds.map((s) => [s]);
	const weight = seeds.map((s) => s.weight);
	const byId = new Map(units.map((u) => [u.id, u]));
	while (regionOf.size < units.length) {
		const order = regions
			.map((_, i) => i)
			.sort((a, b) => (weight[a] as number) / (targets[a] as number) - (weight[b] as number) / (targets[b] as number) || a - b);
		let grown = false;
		for (const i of order) {
			let pick: Unit | null = null;
			let bestScore = -Infinity;
			for (const own of regions[i] as Unit[])
				for (const [id] of own.beside) {
					const other = byId.get(id);
					if (!other || regionOf.has(id)) continue;
					let rim = 0;
					for (const [n, m] of other.beside) if (regionOf.get(n) === i) rim += m;
					const free = [...other.beside.keys()].filter((n) => byId.has(n) && !regionOf.has(n)).length;
					const score = rim / 400 - distance(other.centre, (seeds[i] as Unit).centre) / 500 - free * 0.35;
					if (score > bestScore) [pick, bestScore] = [other, score];
				}
			if (!pick) continue;
			regionOf.set(pick.id, i);
			(regions[i] as Unit[]).push(pick);
			weight[i] = (weight[i] as number) + pick.weight;
			grown = true;
			break;
		}
		if (!grown) break;
	}
	return regions;
}
