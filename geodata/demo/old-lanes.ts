/** Old town and villages inside the city: lanes that wind a little, and small houses shoulder to shoulder between them. */
import { halve, type Block } from './blocks.ts';
import type { Dice } from './dice.ts';
import type { Drawing } from './drawing.ts';
import { groundOf } from './ground.ts';
import { snap, type Spot } from './lattice.ts';
import { add, areaOf, at, centreOf, extentAlong, inset, isSimple, left, leftOf, unit } from './plane.ts';
import { lineOf, ringOf } from './planar.ts';

/** Cuts lanes through a parcel. @returns all its faces. */
export function cutLanes(drawing: Drawing, face: number, line: number, blockletM2: number, chance: Dice): number[] {
	const faces = [face];
	for (let i = 0; i < faces.length; i++) {
		const f = faces[i] as number;
		for (let tries = 0; areaOf(ringOf(drawing.planar, f)) > blockletM2 * 1.5 && tries < 12; tries++) {
			const fresh = halve(drawing.planar, drawing.island, f, chance.between(0.4, 0.6), line, chance.bell() * 0.09);
			if (fresh === null) break;
			faces.push(fresh);
		}
	}
	return faces;
}

export function drawHouses(drawing: Drawing, block: Block, face: number, lotM2: number, chance: Dice): void {
	const ground = groundOf(drawing.planar, drawing.island, face);
	const sideClear = ground.halfEdges.map((h) => drawing.island.lines[lineOf(drawing.planar, h)]?.clearM ?? 5);
	const whole = inset(ground.ring, (side) => (sideClear[side] as number) - 0.5);
	if (!whole) return;
	const lots: Spot[][] = [whole];
	for (let i = 0; i < lots.length; i++) {
		let lot = lots[i] as Spot[];
		for (let tries = 0; tries < 10 && areaOf(lot) > lotM2 * chance.between(1.2, 1.9); tries++) {
			const c = centreOf(lot);
			const across = longer(lot, unit(add(ground.east, left(ground.east), chance.bell() * 0.06)));
			const o = add(c, across, chance.between(-3, 3));
			const a = leftOf(lot, o, left(across));
			const b = leftOf(lot, o, left([-across[0], -across[1]]));
			if (a.length < 3 || b.length < 3 || areaOf(a) < 60 || areaOf(b) < 60) break;
			lots[i] = lot = a;
			lots.push(b);
		}
	}
	for (const lot of lots) {
		if (!isSimple(lot) || chance.chance(0.05)) continue;
		const house = houseOn(lot, chance)?.map(snap);
		if (!house || areaOf(house) < 40 || !isSimple(house) || !ground.fits(house, 0.8)) continue;
		ground.place(house);
		const isShop = chance.chance(0.05);
		drawing.buildings.push({
			ring: house,
			face,
			block: block.id,
			kind: isShop ? 'shop' : 'house',
			floors: chance.whole(1, block.texture === 'village' ? 4 : 3),
			units: 1,
			households: 0
		});
	}
}

function longer(lot: readonly Spot[], east: Spot): Spot {
	const north = left(east);
	const [w, e] = extentAlong(lot, east);
	const [s, n] = extentAlong(lot, north);
	return e - w > n - s ? east : north;
}

/** The lot less a narrow yard on each side; on larger lots a court is left open at one corner. */
function houseOn(lot: readonly Spot[], chance: Dice): Spot[] | null {
	const front = chance.between(1, 1.6);
	const house = inset(lot, (side) => (side % 4 === 2 ? front + chance.between(0, 3) : front));
	if (!house || house.length !== 4 || areaOf(house) < 260 || !chance.chance(0.55)) return house;
	// A court: the corner opposite the longest side is stepped back.
	const turn = chance.whole(0, 3);
	const [a, b, c, d] = [0, 1, 2, 3].map((i) => at(house, i + turn)) as [Spot, Spot, Spot, Spot];
	const t = chance.between(0.4, 0.6);
	const mix = (p: Spot, q: Spot, k: number): Spot => [p[0] + (q[0] - p[0]) * k, p[1] + (q[1] - p[1]) * k];
	const bc = mix(b, c, t);
	const cd = mix(c, d, 1 - t);
	const inner = mix(mix(a, b, t), mix(d, c, t), t);
	return [a, b, bc, inner, cd, d];
}
