/** Cuts blocks into the parcels that single workers answer for, gives empty ground to a neighbour, and numbers everything. */
import { halve, type Block } from './blocks.ts';
import { countOut } from './communities.ts';
import type { Dice } from './dice.ts';
import { CLEAR_M, COAST, RIVER, WALL, type Island } from './island.ts';
import type { Spot } from './lattice.ts';
import { distance } from './plane.ts';
import { lineOf, loopOf, spotOf, type Planar } from './planar.ts';

export interface DrawnGrid {
	readonly id: number;
	readonly community: number;
	readonly faces: number[];
	/** Blocks it holds a piece of, the one it was cut from first. */
	readonly blocks: number[];
}

/** How many grids each block of a community gets: by its work, 0 where there is too little for anyone. */
export function countGrids(
	blocks: readonly Block[],
	total: number,
	weightOf: (b: Block) => number,
	mustHave: (b: Block) => boolean
): Map<number, number> {
	const kept = blocks.filter((b) => mustHave(b) || weightOf(b) > 0.001);
	const sum = kept.reduce((s, b) => s + weightOf(b), 0);
	const big = kept
		.filter((b) => mustHave(b) || (weightOf(b) / sum) * total >= 0.5)
		.sort((a, b) => weightOf(b) - weightOf(a) || a.id - b.id);
	const chosen = (big.length > 0 ? big : kept).slice(0, total);
	const counts = countOut(total, chosen.map(weightOf), 1);
	return new Map(chosen.map((b, i) => [b.id, counts[i] as number]));
}

/** Cuts a block into `count` grids of about equal work; fewer where its shape allows no more. The cuts inside a compound are paths, elsewhere lanes. */
export function cutGrids(planar: Planar, island: Island, block: Block, count: number, chance: Dice): number[][] {
	const split = (face: number, k: number): number[] => {
		if (k <= 1) return [face];
		const first = Math.floor(k / 2);
		const fresh = cutGrid(planar, island, block, face, first / k, chance);
		return fresh === null ? [face] : [...split(fresh, first), ...split(face, k - first)];
	};
	return split(block.faces[0] as number, count).map((face) => [face]);
}

/** Cuts one parcel of a block in two. @returns the new face, or null. */
export function cutGrid(planar: Planar, island: Island, block: Block, face: number, share: number, chance: Dice): number | null {
	const isPath = block.texture === 'compound' || block.texture === 'park';
	const roadClass = isPath ? 'footway' : 'service';
	const isWall = block.texture === 'compound' && chance.chance(0.25);
	const line = isWall ? WALL : island.lines.push({ kind: 'road', class: roadClass, runs: 'east', clearM: CLEAR_M[roadClass] ?? 5 }) - 1;
	for (const skew of [0, 0.25, -0.25]) {
		const fresh = halve(planar, island, face, share, line, skew, (l) => l !== RIVER && (block.isStrip || l !== COAST));
		if (fresh === null) continue;
		block.faces.push(fresh);
		return fresh;
	}
	return null;
}

/** Gives each block without a grid of its own to the neighbouring grid of its community with which it shares most rim. */
export function giveEmptyGround(
	planar: Planar,
	blocks: readonly Block[],
	communityOfBlock: readonly number[],
	grids: readonly DrawnGrid[],
	gridOfFace: number[]
): void {
	const waiting = new Set(blocks.filter((b) => b.faces.every((f) => gridOfFace[f] === undefined)));
	for (const strict of [true, true, false]) {
		for (let moved = true; moved && waiting.size > 0;) {
			moved = false;
			for (const block of waiting) {
				const rim = new Map<number, number>();
				for (const f of block.faces)
					for (const h of loopOf(planar, f)) {
						const other = gridOfFace[planar.face[h ^ 1] as number];
						if (other === undefined || (lineOf(planar, h) === RIVER && strict)) continue;
						if (grids[other]?.community !== communityOfBlock[block.id]) continue;
						rim.set(other, (rim.get(other) ?? 0) + distance(spotOf(planar, h), spotOf(planar, h ^ 1)));
					}
				const best = [...rim].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0];
				if (!best) continue;
				for (const f of block.faces) {
					gridOfFace[f] = best[0];
					grids[best[0]]?.faces.push(f);
				}
				grids[best[0]]?.blocks.push(block.id);
				waiting.delete(block);
				moved = true;
			}
		}
	}
	if (waiting.size > 0) throw new Error(`${waiting.size} blocks touch no grid of their community`);
}

/** Order of first numbering: rows from north to south, in each row from west to east. @returns indices in order. */
export function readingOrder(centres: readonly Spot[]): number[] {
	if (centres.length === 0) return [];
	const rows = Math.max(1, Math.round(Math.sqrt(centres.length * 0.9)));
	const perRow = centres.length / rows;
	const rowOf = new Map<number, number>();
	centres
		.map((c, i) => ({ i, y: c[1] }))
		.sort((a, b) => b.y - a.y || a.i - b.i)
		.forEach(({ i }, rank) => rowOf.set(i, Math.floor(rank / perRow)));
	return centres
		.map((_, i) => i)
		.sort((a, b) => (rowOf.get(a) as number) - (rowOf.get(b) as number) || (centres[a] as Spot)[0] - (centres[b] as Spot)[0] || a - b);
}
