/**
 * Draws a fictional district: an island city with its river, roads, superblocks, compounds, old lanes, grids, posts and people. Pure: the
 * same seed and size give the same bytes. Grids tile their community, communities their street, streets the district, with shared
 * points being equal numbers.
 */
import type { DistrictSource } from '../../src/lib/wire/district-source.ts';
import { cutBlocks, WORK_PER_HA, type Block, type Texture } from './blocks.ts';
import { componentsOf, countOut, gather, unitsOf, type Unit } from './communities.ts';
import { dice, type Dice } from './dice.ts';
import { openDoors } from './doors.ts';
import type { Drawing } from './drawing.ts';
import { cutPaths, drawLake } from './green.ts';
import { countGrids, cutGrid, cutGrids, giveEmptyGround, type DrawnGrid } from './grids.ts';
import { drawHousing, openOneGate, STYLES, type HousingStyle } from './housing.ts';
import { CLEAR_M, drawIsland, type Island } from './island.ts';
import { cutLanes, drawHouses } from './old-lanes.ts';
import { areaOf, distance } from './plane.ts';
import { planarOf, ringOf } from './planar.ts';
import { MEASURES, type DistrictSize, type Measure } from './size.ts';
import { FULL, TOWERS, type Special } from './special.ts';
import { thin } from './thin.ts';
import { drawWorks } from './works.ts';
import { writeSource } from './write-source.ts';

export interface DrawOptions {
	readonly seed: number;
	readonly size: DistrictSize;
}

export function drawDistrict({ seed, size }: DrawOptions): DistrictSource {
	const measure = MEASURES[size];
	const chance = dice(seed, size);
	const island = drawIsland(chance.fork('island'), Math.sqrt(measure.grids / 360));
	const planar = planarOf(island.strokes);
	const blocks = cutBlocks(planar, island, chance.fork('blocks'));
	plantOldHousing(blocks, measure, chance.fork('old'));
	const weightOf = (b: Block): number => (b.areaM2 / 1e4) * WORK_PER_HA[b.texture];
	const { units, unitOfBlock } = unitsOf(planar, blocks, weightOf);
	const { communities, streetOf } = gatherCommunities(units, measure);
	const communityOfUnit = new Map(communities.flatMap((c, i) => c.map((u) => [u.id, i] as const)));
	const communityOfBlock = unitOfBlock.map((u) => communityOfUnit.get(u) ?? 0);
	const special = chooseSpecial(communities);
	const counts = gridCounts(communities, special, measure);
	arrangeSpecial(blocks, communityOfBlock, special);

	const grids: DrawnGrid[] = [];
	const gridOfFace: number[] = [];
	communities.forEach((_, c) => {
		const own = blocks.filter((b) => communityOfBlock[b.id] === c);
		const wanted = counts[c] as number;
		const share = countGrids(own, wanted, weightOf, (b) => c === special.full && b.texture === 'compound');
		const found = own
			.filter((b) => share.has(b.id))
			.flatMap((block) =>
				cutGrids(planar, island, block, share.get(block.id) as number, chance.fork(`cut${block.id}`)).map((faces) => ({ block, faces }))
			);
		// Where a shape allowed fewer cuts than asked, the largest parcels of the community are cut once more.
		const size = (g: (typeof found)[number]): number => areaOf(ringOf(planar, g.faces[0] as number));
		for (const grid of [...found].sort((a, b) => size(b) - size(a))) {
			if (found.length >= wanted) break;
			const fresh = cutGrid(planar, island, grid.block, grid.faces[0] as number, 0.5, chance.fork(`again${grid.faces[0]}`));
			if (fresh !== null) found.push({ block: grid.block, faces: [fresh] });
		}
		for (const { block, faces } of found) {
			const id = grids.push({ id: grids.length, community: c, faces, blocks: [block.id] }) - 1;
			for (const f of faces) gridOfFace[f] = id;
		}
	});
	giveEmptyGround(planar, blocks, communityOfBlock, grids, gridOfFace);

	const drawing: Drawing = { planar, island, buildings: [], paths: [], landuse: [], gates: [] };
	const styleOf = blocks.map((b) => chooseStyle(b, island, communityOfBlock[b.id] === special.towers, chance.fork(`style${b.id}`)));
	for (const block of blocks)
		drawBlock(drawing, block, styleOf[block.id] as HousingStyle, grids, gridOfFace, chance.fork(`block${block.id}`), measure);
	const buildings = thin(
		openDoors(drawing, blocks),
		measure.buildings,
		(b) => grids[gridOfFace[b.face] as number]?.community === special.towers,
		chance.fork('thin')
	);
	return writeSource({ measure, chance, island, planar, blocks, grids, gridOfFace, drawing: { ...drawing, buildings }, streetOf, special });
}

/** Turns housing blocks into old housing until the buildings asked for can be reached. */
function plantOldHousing(blocks: Block[], measure: Measure, chance: Dice): void {
	const housing = blocks.filter((b) => b.texture === 'compound' || b.texture === 'lanes');
	const total = housing.reduce((s, b) => s + b.areaM2, 0);
	let old = housing.filter((b) => b.texture === 'lanes').reduce((s, b) => s + b.areaM2, 0);
	for (const block of chance.shuffled(housing)) {
		if (old / total >= measure.oldShare) break;
		if (block.texture !== 'compound') continue;
		block.texture = 'village';
		old += block.areaM2;
	}
}

function gatherCommunities(units: readonly Unit[], measure: Measure): { communities: Unit[][]; streetOf: number[] } {
	const weight = (list: readonly Unit[]): number => list.reduce((s, u) => s + u.weight, 0);
	const banks = componentsOf(units);
	const streets: Unit[][] = [];
	const streetCounts = countOut(measure.streets, banks.map(weight), 1);
	banks.forEach((bank, i) => streets.push(...gather(bank, new Array<number>(streetCounts[i] as number).fill(1))));
	const communityCounts = countOut(measure.communities, streets.map(weight), 1);
	const biggest = streets.reduce((best, s, i) => (weight(s) > weight(streets[best] as Unit[]) ? i : best), 0);
	const communities: Unit[][] = [];
	const streetOf: number[] = [];
	streets.forEach((street, i) => {
		const targets = new Array<number>(communityCounts[i] as number).fill(1);
		if (i === biggest) targets[targets.length - 1] = 1.8;
		for (const community of gather(street, targets)) {
			communities.push(community);
			streetOf.push(i);
		}
	});
	return { communities, streetOf };
}

function chooseSpecial(communities: readonly (readonly Unit[])[]): Special {
	const weights = communities.map((c) => c.reduce((s, u) => s + u.weight, 0));
	const full = weights.reduce((best, w, i) => (w > (weights[best] as number) ? i : best), 0);
	const mean = weights.reduce((a, b) => a + b, 0) / weights.length;
	const towers = weights.reduce(
		(best, w, i) => (i !== full && Math.abs(w - mean * 0.82) < Math.abs((weights[best] as number) - mean * 0.82) ? i : best),
		full === 0 ? 1 : 0
	);
	return { full, towers };
}

function gridCounts(communities: readonly (readonly Unit[])[], special: Special, measure: Measure): number[] {
	const others = communities.map((_, i) => i).filter((i) => i !== special.full && i !== special.towers);
	const rest = countOut(
		measure.grids - FULL.grids - TOWERS.grids,
		others.map((i) => (communities[i] as readonly Unit[]).reduce((s, u) => s + u.weight, 0)),
		1
	);
	const counts = communities.map((_, i) => (i === special.full ? FULL.grids : TOWERS.grids));
	others.forEach((c, i) => (counts[c] = rest[i] as number));
	return counts;
}

/** Gives the community of 36 grids exactly 16 compounds, and the one of towers nothing else to live in. */
function arrangeSpecial(blocks: Block[], communityOfBlock: readonly number[], special: Special): void {
	const own = blocks.filter((b) => communityOfBlock[b.id] === special.full && !b.isStrip && b.texture !== 'green');
	const byArea = [...own].sort((a, b) => b.areaM2 - a.areaM2 || a.id - b.id);
	const compounds = byArea.filter((b) => b.texture === 'compound');
	const instead: readonly Texture[] = ['lanes', 'school', 'market', 'lanes', 'commercial', 'park'];
	compounds.slice(FULL.compounds).forEach((b, i) => (b.texture = instead[i % instead.length] as Texture));
	for (const b of byArea
		.filter((x) => x.texture !== 'compound' && !compounds.includes(x))
		.slice(0, Math.max(0, FULL.compounds - compounds.length)))
		b.texture = 'compound';
	for (const b of blocks)
		if (communityOfBlock[b.id] === special.towers && (b.texture === 'lanes' || b.texture === 'village' || b.texture === 'commercial'))
			b.texture = 'compound';
}

function chooseStyle(block: Block, island: Island, isTowers: boolean, chance: Dice): HousingStyle {
	const [walkup, midrise, slab, tower] = STYLES as [HousingStyle, HousingStyle, HousingStyle, HousingStyle];
	if (isTowers) return chance.chance(0.55) ? tower : slab;
	const far = distance(block.centre, island.places.oldTown) / island.halfWidthM;
	const roll = chance.next();
	if (roll < 0.74 - far * 0.4) return walkup;
	if (roll < 0.86 - far * 0.22) return midrise;
	return roll < 0.94 - far * 0.05 ? slab : tower;
}

function drawBlock(
	drawing: Drawing,
	block: Block,
	style: HousingStyle,
	grids: readonly DrawnGrid[],
	gridOfFace: number[],
	chance: Dice,
	measure: Measure
): void {
	const { island } = drawing;
	const newLine = (roadClass: string, clearM: number): number =>
		island.lines.push({ kind: 'road', class: roadClass, runs: 'east', clearM }) - 1;
	const claim = (parcel: number, faces: readonly number[]): void => {
		const grid = gridOfFace[parcel] as number;
		for (const f of faces) {
			if (f === parcel) continue;
			gridOfFace[f] = grid;
			grids[grid]?.faces.push(f);
			block.faces.push(f);
		}
	};
	for (const parcel of [...block.faces]) {
		switch (block.texture) {
			case 'compound':
				drawHousing(drawing, block, parcel, style, chance);
				break;
			case 'lanes':
			case 'village': {
				const isDense = measure.oldShare > 0.3;
				const faces = cutLanes(drawing, parcel, newLine('footway', 2.4), block.texture === 'village' ? 2700 : 3300, chance);
				claim(parcel, faces);
				for (const f of faces) drawHouses(drawing, block, f, isDense ? 230 : block.texture === 'village' ? 260 : 330, chance);
				break;
			}
			case 'park':
			case 'green': {
				const faces = cutPaths(drawing, parcel, newLine('footway', 3), block.texture === 'park' ? 125 : 100, chance);
				claim(parcel, faces);
				if (block.texture !== 'park') break;
				const largest = faces.reduce((a, b) => (areaOf(ringOf(drawing.planar, b)) > areaOf(ringOf(drawing.planar, a)) ? b : a));
				if (block.areaM2 > 40_000) drawLake(drawing, block, largest, chance);
				for (const f of faces) if (chance.chance(0.3)) drawWorks(drawing, block, f, 'civic', chance);
				break;
			}
			default: {
				const faces = cutPaths(drawing, parcel, newLine('service', CLEAR_M['service'] ?? 6), 124, chance);
				claim(parcel, faces);
				for (const f of faces) drawWorks(drawing, block, f, block.texture, chance);
			}
		}
	}
	if (block.texture !== 'compound' || drawing.gates.some((g) => g.block === block.id)) return;
	for (const parcel of block.faces) {
		const gate = openOneGate(drawing, block, parcel);
		if (!gate) continue;
		drawing.paths.push({ class: 'service', points: gate.points });
		return;
	}
}
