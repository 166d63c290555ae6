/** Everything that is not housing: offices, works, schools, a hospital, a market; large plans with yards between. */
import type { Block } from './blocks.ts';
import type { Dice } from './dice.ts';
import type { Drawing, DrawnBuilding } from './drawing.ts';
import { formOf, groundOf, type Ground } from './ground.ts';
import { snap, type Spot } from './lattice.ts';
import { extentAlong } from './plane.ts';

interface Plan {
	readonly w: readonly [number, number];
	readonly d: readonly [number, number];
	readonly forms: readonly Parameters<typeof formOf>[0][];
	readonly floors: readonly [number, number];
	readonly most: number;
	readonly gapM: number;
}

const PLANS: Readonly<Record<string, { readonly kind: DrawnBuilding['kind']; readonly plans: readonly Plan[] }>> = {
	commercial: {
		kind: 'office',
		plans: [
			{ w: [70, 110], d: [50, 80], forms: ['box', 'ell', 'cup'], floors: [3, 6], most: 1, gapM: 16 },
			{ w: [34, 48], d: [30, 42], forms: ['box', 'cross'], floors: [18, 38], most: 3, gapM: 22 },
			{ w: [44, 70], d: [18, 26], forms: ['box', 'ell'], floors: [4, 9], most: 4, gapM: 14 },
			{ w: [20, 34], d: [14, 18], forms: ['box'], floors: [2, 5], most: 4, gapM: 10 }
		]
	},
	industrial: {
		kind: 'industrial',
		plans: [
			{ w: [80, 130], d: [38, 60], forms: ['box'], floors: [1, 2], most: 4, gapM: 16 },
			{ w: [46, 76], d: [22, 34], forms: ['box', 'ell'], floors: [1, 3], most: 6, gapM: 12 },
			{ w: [16, 30], d: [10, 14], forms: ['box'], floors: [1, 3], most: 5, gapM: 9 }
		]
	},
	school: {
		kind: 'school',
		plans: [
			{ w: [62, 80], d: [36, 48], forms: ['cup', 'ell'], floors: [4, 5], most: 2, gapM: 16 },
			{ w: [46, 64], d: [12, 15], forms: ['box'], floors: [4, 6], most: 4, gapM: 16 },
			{ w: [30, 40], d: [22, 30], forms: ['box'], floors: [1, 3], most: 1, gapM: 14 }
		]
	},
	hospital: {
		kind: 'hospital',
		plans: [
			{ w: [72, 96], d: [44, 60], forms: ['cup', 'cross'], floors: [6, 14], most: 1, gapM: 18 },
			{ w: [50, 70], d: [16, 22], forms: ['box', 'ell'], floors: [4, 9], most: 4, gapM: 16 }
		]
	},
	market: {
		kind: 'market',
		plans: [
			{ w: [56, 80], d: [34, 48], forms: ['box'], floors: [1, 2], most: 1, gapM: 12 },
			{ w: [30, 50], d: [9, 12], forms: ['box'], floors: [1, 3], most: 8, gapM: 8 }
		]
	},
	civic: { kind: 'civic', plans: [{ w: [16, 26], d: [10, 14], forms: ['box', 'ell'], floors: [1, 2], most: 2, gapM: 12 }] }
};

export function drawWorks(drawing: Drawing, block: Block, face: number, texture: string, chance: Dice): void {
	const ground = groundOf(drawing.planar, drawing.island, face);
	for (const l of drawing.landuse) if (l.block === block.id && l.kind === 'water') ground.place(l.ring);
	if (texture === 'school') drawPitch(drawing, block, ground, chance);
	const recipe = PLANS[texture] ?? PLANS['civic'];
	for (const plan of recipe?.plans ?? []) {
		let built = 0;
		for (const o of places(ground, chance)) {
			if (built >= plan.most) break;
			const form = chance.pick(plan.forms);
			const [w, d] = [chance.between(...plan.w), chance.between(...plan.d)];
			const flip = chance.chance(0.5) ? 1 : -1;
			const shape = formOf(form, w, d).map(([x, y]): Spot => [x * flip, y]);
			if (flip < 0) shape.reverse();
			const ring = shape.map(([x, y]) => ground.toGround([o[0] + x, o[1] + y]));
			if (!ground.fits(ring, plan.gapM)) continue;
			ground.place(ring);
			built++;
			drawing.buildings.push({
				ring,
				face,
				block: block.id,
				kind: recipe?.kind ?? 'civic',
				floors: chance.whole(...plan.floors),
				units: 1,
				households: 0
			});
		}
	}
}

/** Places to try, on a coarse net in local metres, from the middle of the rim inwards at random. */
function places(ground: Ground, chance: Dice): Spot[] {
	const local = ground.ring.map((p) => ground.toLocal(p));
	const [w, e] = extentAlong(local, [1, 0]);
	const [s, n] = extentAlong(local, [0, 1]);
	const out: Spot[] = [];
	for (let u = w + 12; u < e - 8; u += 11) for (let v = s + 12; v < n - 8; v += 11) out.push([u, v]);
	return chance.shuffled(out);
}

function drawPitch(drawing: Drawing, block: Block, ground: Ground, chance: Dice): void {
	for (const o of places(ground, chance)) {
		const w = 52;
		const d = 92;
		const isWide = chance.chance(0.4);
		const [x, y] = isWide ? [d / 2, w / 2] : [w / 2, d / 2];
		// Rounded ends, as a running track has.
		const r = Math.min(x, y);
		const ends: Spot[] = [
			[-x + r * 0.4, -y],
			[x - r * 0.4, -y],
			[x, -y + r * 0.4],
			[x, y - r * 0.4],
			[x - r * 0.4, y],
			[-x + r * 0.4, y],
			[-x, y - r * 0.4],
			[-x, -y + r * 0.4]
		];
		const ring = ends.map(([a, b]) => snap(ground.toGround([o[0] + a, o[1] + b])));
		if (!ground.fits(ring, 8)) continue;
		ground.place(ring);
		drawing.landuse.push({ kind: 'pitch', ring, block: block.id });
		return;
	}
}
