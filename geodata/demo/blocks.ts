/** Cuts the superblocks between the arterials into blocks, and says what stands in each: housing, old lanes, a school, works, a park. */
import type { Dice } from './dice.ts';
import { COAST, CLEAR_M, RIVER, type Island } from './island.ts';
import type { Spot } from './lattice.ts';
import { add, areaOf, centreOf, distance, extentAlong, left, leftOf, unit } from './plane.ts';
import { cutFace, lineOf, loopOf, ringOf, spotOf, type Planar } from './planar.ts';

export type Texture =
	| 'compound'
	| 'lanes'
	| 'village'
	| 'commercial'
	| 'industrial'
	| 'school'
	| 'hospital'
	| 'market'
	| 'park'
	/** Green ground beside water or between roads: nobody lives there. */
	| 'green';

export interface Block {
	readonly id: number;
	/** Grows as the block is cut into parcels and lanes. */
	readonly faces: number[];
	/** The superblock it was cut from. */
	readonly unit: number;
	readonly centre: Spot;
	readonly areaM2: number;
	texture: Texture;
	/** Touches the coast or the river. */
	readonly isStrip: boolean;
}

/** Grids a hectare, before they are counted out: how much work a texture is. */
export const WORK_PER_HA: Readonly<Record<Texture, number>> = {
	compound: 0.29,
	lanes: 0.46,
	village: 0.46,
	commercial: 0.17,
	industrial: 0.1,
	school: 0.07,
	hospital: 0.12,
	market: 0.3,
	park: 0.025,
	green: 0
};

/** Cuts a face across its longer side so that about `share` of it lies left of the cut. @returns the new face, or null. */
export function halve(
	planar: Planar,
	island: Island,
	face: number,
	share: number,
	line: number,
	skew = 0,
	mayEndOn = (l: number): boolean => l !== RIVER && l !== COAST
): number | null {
	const ring = ringOf(planar, face);
	const centre = centreOf(ring);
	const east = unit(add(island.axisAt(centre), left(island.axisAt(centre)), skew));
	const north = left(east);
	const [w, e] = extentAlong(ring, east);
	const [s, n] = extentAlong(ring, north);
	const isWide = e - w > (n - s) * 0.96;
	const total = areaOf(ring);
	const ways: [Spot, number, number][] = [
		[east, w, e],
		[north, s, n]
	];
	for (const [across, low, high] of isWide ? ways : ways.reverse()) {
		const dir = left(across);
		// `left of the cut` grows as the cut moves along `across`.
		let [a, b] = [low, high];
		const through = (at: number): Spot => add(centre, across, at - (centre[0] * across[0] + centre[1] * across[1]));
		for (let i = 0; i < 24; i++) {
			const mid = (a + b) / 2;
			if (areaOf(leftOf(ring, through(mid), dir)) / total < share) a = mid;
			else b = mid;
		}
		for (const shift of [0, 0.06, -0.06, 0.12, -0.12, 0.2, -0.2, 0.28, -0.28]) {
			const fresh = cutFace(planar, face, through((a + b) / 2 + shift * (high - low)), dir, line, mayEndOn);
			if (fresh !== null) return fresh;
		}
	}
	return null;
}

export function cutBlocks(planar: Planar, island: Island, chance: Dice): Block[] {
	const blocks: Block[] = [];
	const superblocks = planar.rim.length;
	for (let unitId = 1; unitId < superblocks; unitId++) {
		const isStrip = loopOf(planar, unitId).some((h) => lineOf(planar, h) === COAST || lineOf(planar, h) === RIVER);
		const faces = [unitId];
		const area = (f: number): number => areaOf(ringOf(planar, f));
		const isSliver = area(unitId) < 11_000 || thickness(ringOf(planar, unitId)) < 55;
		if (!isStrip && !isSliver)
			for (let i = 0; i < faces.length; i++) {
				const face = faces[i] as number;
				const wanted = chance.between(34_000, 92_000);
				while (area(face) > wanted * 1.35) {
					const size = area(face);
					const roadClass = size > 190_000 ? 'tertiary' : size > 95_000 ? 'residential' : 'service';
					const line = island.lines.push({ kind: 'road', class: roadClass, runs: 'east', clearM: CLEAR_M[roadClass] ?? 5 }) - 1;
					const fresh = halve(planar, island, face, chance.between(0.42, 0.58), line);
					if (fresh === null) break;
					setRuns(planar, island, fresh, line);
					faces.push(fresh);
				}
			}
		for (const face of faces) {
			const ring = ringOf(planar, face);
			const centre = centreOf(ring);
			const block = { id: blocks.length, faces: [face], unit: unitId, centre, areaM2: areaOf(ring), isStrip, texture: 'green' as Texture };
			if (!isStrip && !isSliver) block.texture = textureAt(island, centre, chance);
			else if (isStrip && distance(centre, island.places.port) < 900 * Math.sqrt(island.halfWidthM / 2330) && block.areaM2 > 25_000)
				block.texture = 'industrial';
			blocks.push(block);
		}
	}
	return blocks;
}

/** Area over half the rim: about the width of something long. */
const thickness = (ring: readonly Spot[]): number =>
	(2 * areaOf(ring)) / ring.reduce((sum, p, i) => sum + distance(p, ring[(i + 1) % ring.length] as Spot), 0);

function setRuns(planar: Planar, island: Island, face: number, line: number): void {
	const h = loopOf(planar, face).find((g) => lineOf(planar, g) === line);
	if (h === undefined) return;
	const [a, b] = [spotOf(planar, h), spotOf(planar, h ^ 1)];
	const east = island.axisAt(a);
	const d = unit(add(b, a, -1));
	const was = island.lines[line];
	if (was) island.lines[line] = { ...was, runs: Math.abs(d[0] * east[0] + d[1] * east[1]) > 0.7 ? 'east' : 'north' };
}

function textureAt(island: Island, p: Spot, chance: Dice): Texture {
	const reach = island.halfWidthM / 2330;
	const { oldTown, centre, port, hill } = island.places;
	if (distance(p, oldTown) < 400 * reach) return chance.chance(0.8) ? 'lanes' : chance.pick(['market', 'compound', 'park']);
	if (distance(p, centre) < 330 * reach) return chance.chance(0.62) ? 'commercial' : 'compound';
	if (distance(p, port) < 980 * reach) return chance.chance(0.72) ? 'industrial' : 'compound';
	if (distance(p, hill) < 430 * reach) return 'park';
	const throwOf = chance.next();
	if (throwOf < 0.075) return 'school';
	if (throwOf < 0.1) return 'market';
	if (throwOf < 0.145) return 'park';
	if (throwOf < 0.19) return 'commercial';
	if (throwOf < 0.205) return 'hospital';
	return 'compound';
}
