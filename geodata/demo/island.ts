/**
 * The island before anyone lives on it: coast, a river and a canal, the arterial roads with their gentle bends, the ring road. All of it
 * is strokes of one planar drawing.
 */
import type { Dice } from './dice.ts';
import type { Spot } from './lattice.ts';
import { add, at, isInside, left, unit } from './plane.ts';
import type { Stroke } from './planar.ts';

export interface RoadLine {
	readonly kind: 'coast' | 'river' | 'wall' | 'road';
	/** OpenStreetMap's highway value; empty where it is no road. */
	readonly class: string;
	/** Which way it runs, for its name. */
	readonly runs: 'east' | 'north' | 'round';
	/** No building stands nearer than this to its middle, metres. */
	readonly clearM: number;
}

export const CLEAR_M: Readonly<Record<string, number>> = {
	trunk: 23,
	primary: 19.8,
	secondary: 17,
	tertiary: 13,
	residential: 9.5,
	service: 6.5,
	footway: 4.5
};

export interface Waterway {
	readonly points: readonly Spot[];
	readonly halfWidthM: number;
	readonly ring: readonly Spot[];
	readonly isCanal: boolean;
}

export interface Island {
	readonly coast: readonly Spot[];
	readonly strokes: readonly Stroke[];
	readonly lines: RoadLine[];
	readonly waterways: readonly Waterway[];
	/** The way a street runs here, roughly east; houses look to its right, roughly south. */
	axisAt(p: Spot): Spot;
	/** From the straight plan to the bent island. */
	warp(u: number, v: number): Spot;
	readonly halfWidthM: number;
	readonly halfHeightM: number;
	readonly places: { readonly oldTown: Spot; readonly centre: Spot; readonly port: Spot; readonly hill: Spot };
	/** The one road to the world outside, from the coast out to sea. */
	readonly seaBridge: readonly Spot[];
}

/** A smooth wave of period 1 and height 1, of parabolas. */
export function wave(t: number): number {
	const x = t - Math.floor(t);
	return x < 0.5 ? 16 * x * (0.5 - x) : -16 * (x - 0.5) * (1 - x);
}

export const COAST = 0;
export const RIVER = 1;
export const WALL = 2;

export function drawIsland(chance: Dice, scale: number): Island {
	const a = 2330 * scale;
	const b = 2020 * scale;
	const [p1, p2, p3, p4] = [chance.next(), chance.next(), chance.next(), chance.next()];
	const warp = (u: number, v: number): Spot => {
		const x = u + 105 * wave(v / 4300 + p1) + 34 * wave((u + v) / 2500 + p2);
		const y = v + 95 * wave(u / 4900 + p3) + 30 * wave((u - v) / 2300 + p4);
		return [x * 0.99357 - y * 0.1132, x * 0.1132 + y * 0.99357];
	};
	const axisAt = (p: Spot): Spot => {
		let [u, v] = [p[0] * 0.99357 + p[1] * 0.1132, -p[0] * 0.1132 + p[1] * 0.99357];
		for (let i = 0; i < 4; i++) {
			const q = warp(u, v);
			const d: Spot = [p[0] - q[0], p[1] - q[1]];
			[u, v] = [u + d[0] * 0.99357 + d[1] * 0.1132, v - d[0] * 0.1132 + d[1] * 0.99357];
		}
		return unit(add(warp(u + 60, v), warp(u - 60, v), -1));
	};

	const bay: Spot = [-0.74 * a, -0.8 * b];
	const coastAt = roundShape(a, b, bay, chance);
	const coast = circle(Math.round(260 * scale)).map((z) => coastAt(z, 0, true));
	const ring = circle(Math.round(150 * scale)).map((z) => coastAt(z, 135, false));
	ring.push(ring[0] as Spot);

	const lines: RoadLine[] = [
		{ kind: 'coast', class: '', runs: 'round', clearM: 26 },
		{ kind: 'river', class: '', runs: 'round', clearM: 50 },
		{ kind: 'wall', class: '', runs: 'round', clearM: 4.5 }
	];
	const line = (roadClass: string, runs: RoadLine['runs']): number =>
		lines.push({ kind: 'road', class: roadClass, runs, clearM: CLEAR_M[roadClass] ?? 5 }) - 1;
	const strokes: Stroke[] = [{ points: [...coast, coast[0] as Spot], line: COAST }];
	const keep = (points: readonly Spot[], id: number): void => {
		for (const run of runsInside(points, coast)) strokes.push({ points: run, line: id });
	};

	const reach = 400;
	const riverU = -0.16 * a;
	const canalV = 0.3 * b;
	const us = spread(chance, -a, a, riverU, 470);
	const vs = spread(chance, -b, b, canalV, 330);
	const phase = chance.next();
	const riverMiddle = (v: number): number => riverU + 190 * wave(v / 3900 + phase) + 60 * wave(v / 1500 + phase * 3);
	const river: Spot[] = [];
	for (let v = -b - reach; v <= b + reach; v += 28) river.push(warp(riverMiddle(v), v));
	const canal: Spot[] = [];
	for (let u = riverMiddle(canalV) - 30; u <= a + reach; u += 24)
		canal.push(warp(u, canalV + 70 * wave((u - riverU) / 2300 + phase) * Math.min(1, (u - riverMiddle(canalV) + 30) / 500)));
	const waterways: Waterway[] = [
		{ points: river, halfWidthM: 36, ring: ribbon(river, 36), isCanal: false },
		{ points: canal, halfWidthM: 12, ring: ribbon(canal, 12), isCanal: true }
	];
	for (const water of waterways) {
		keep(water.points, RIVER);
		const offM = water.halfWidthM + (water.isCanal ? 15 : 24);
		const banks = [offset(water.points, offM), offset(water.points, -offM)];
		// The canal's own roads end at the river's bank road.
		for (const bank of banks)
			keep(water.isCanal ? bank.slice(3) : bank, line(water.isCanal ? 'tertiary' : 'secondary', water.isCanal ? 'east' : 'north'));
	}
	const ringLine = line('trunk', 'round');
	strokes.push({ points: ring, line: ringLine });

	const main = { u: nearest(us, 0.3 * a), v: nearest(vs, -0.12 * b), u2: nearest(us, -0.52 * a), v2: nearest(vs, 0.62 * b) };
	const draw = (fixed: number, isU: boolean, others: readonly number[]): void => {
		const isMain = isU ? fixed === main.u || fixed === main.u2 : fixed === main.v || fixed === main.v2;
		const roadClass = isMain ? 'primary' : chance.chance(0.55) ? 'secondary' : 'tertiary';
		const id = line(roadClass, isU ? 'north' : 'east');
		const end = (isU ? b : a) + reach;
		// A stretch between two crossings is left out here and there: not every road goes through.
		const stops = [-end, ...others, end];
		let wasOut = true;
		let points: Spot[] = [];
		for (let i = 1; i < stops.length; i++) {
			const [from, to] = [stops[i - 1] as number, stops[i] as number];
			const crossesRiver = !isU && from < riverU && to > riverU;
			const isOut: boolean = !isMain && !wasOut && !crossesRiver && i < stops.length - 1 && chance.chance(0.13);
			wasOut = isOut || crossesRiver;
			if (isOut) {
				keep(points, id);
				points = [];
				continue;
			}
			for (let s = from; s < to; s += 30) points.push(isU ? warp(fixed, s) : warp(s, fixed));
			points.push(isU ? warp(fixed, to) : warp(to, fixed));
		}
		keep(points, id);
	};
	for (const u of us) draw(u, true, vs);
	for (const v of vs) draw(v, false, us);

	const west: Spot[] = [];
	const landfall =
		runsInside(
			Array.from({ length: 400 }, (_, i) => warp(-a - reach + i * 4, main.v)),
			coast
		)[0]?.[0] ?? warp(-a, main.v);
	for (let i = 0; i <= 20; i++) west.push([landfall[0] + 40 - i * 130, landfall[1] - 4 - i * 9 + i * i * 1.6]);
	return {
		coast,
		strokes,
		lines,
		waterways,
		axisAt,
		warp,
		halfWidthM: a,
		halfHeightM: b,
		places: { oldTown: warp(0.17 * a, -0.02 * b), centre: warp(-0.42 * a, -0.06 * b), port: bay, hill: warp(0.6 * a, 0.66 * b) },
		seaBridge: west
	};
}

/** Unit vectors all the way round, by repeated exact multiplication. */
function circle(count: number): Spot[] {
	// A rational rotation by a small angle, corrected to close after `count` steps by spacing half-angles t = tan(θ/4) evenly in each quarter.
	const out: Spot[] = [];
	const quarter = Math.ceil(count / 4);
	for (let q = 0; q < 4; q++)
		for (let i = 0; i < quarter; i++) {
			const t = i / quarter;
			// t + curvature keeps the points nearly even along the arc.
			const h = t * (0.7854 + 0.2146 * t * t) * 1.0;
			const c = (1 - h * h) / (1 + h * h);
			const s = (2 * h) / (1 + h * h);
			const [x, y] = q === 0 ? [c, s] : q === 1 ? [-s, c] : q === 2 ? [-c, -s] : [s, -c];
			out.push([x, y]);
		}
	return out;
}

/** The island's outline as a function of direction. `inM` draws it that much further in. */
function roundShape(a: number, b: number, bay: Spot, chance: Dice): (z: Spot, inM: number, rough: boolean) => Spot {
	const turns = Array.from({ length: 6 }, () => unit([chance.between(-1, 1), chance.between(-1, 1)]));
	return (z, inM, rough) => {
		const powers: Spot[] = [z];
		for (let k = 1; k < 40; k++) {
			const [x, y] = powers[k - 1] as Spot;
			powers.push([x * z[0] - y * z[1], x * z[1] + y * z[0]]);
		}
		const term = (k: number, i: number): number => {
			const [x, y] = powers[k - 1] as Spot;
			const [c, s] = turns[i] as Spot;
			return x * c + y * s;
		};
		const cx = (z[0] * z[0]) / (a * a);
		const cy = (z[1] * z[1]) / (b * b);
		const base = 1 / Math.sqrt(Math.sqrt(cx * cx + cy * cy));
		let r = base * (1 + 0.04 * term(2, 0) + 0.03 * term(3, 1) + 0.018 * term(5, 2)) - inM;
		if (rough) r += 26 * term(11, 3) + 16 * term(17, 4) + 9 * term(37, 5);
		const p: Spot = [z[0] * r, z[1] * r];
		const d = ((p[0] - bay[0]) * (p[0] - bay[0]) + (p[1] - bay[1]) * (p[1] - bay[1])) / (760 * 760);
		r -= 420 / ((1 + d) * (1 + d));
		return [z[0] * r, z[1] * r];
	};
}

/** Positions of parallel roads from `low` to `high`, 420–700 m apart, with a wide gap round `water`. */
function spread(chance: Dice, low: number, high: number, water: number, besideM: number): number[] {
	const out: number[] = [];
	for (let s = water + besideM; s < high - 330; s += chance.between(430, 690)) out.push(s);
	for (let s = water - besideM; s > low + 330; s -= chance.between(430, 690)) out.push(s);
	return out.sort((x, y) => x - y);
}

const nearest = (from: readonly number[], to: number): number =>
	from.reduce((best, x) => (Math.abs(x - to) < Math.abs(best - to) ? x : best), from[0] ?? to);

export function offset(points: readonly Spot[], byM: number): Spot[] {
	return points.map((p, i) => {
		const before = points[Math.max(0, i - 1)] as Spot;
		const after = points[Math.min(points.length - 1, i + 1)] as Spot;
		return add(p, left(unit(add(after, before, -1))), byM);
	});
}

const ribbon = (points: readonly Spot[], halfM: number): Spot[] => [...offset(points, -halfM), ...offset(points, halfM).reverse()];

/** Stretches of a stroke inside the coast, each a step longer than needed at both ends so that it crosses it. */
function runsInside(points: readonly Spot[], coast: readonly Spot[]): Spot[][] {
	const runs: Spot[][] = [];
	let run: Spot[] | null = null;
	points.forEach((p, i) => {
		if (isInside(coast, p)) {
			if (!run) {
				run = i > 0 ? [at(points, i - 1)] : [];
				runs.push(run);
			}
			run.push(p);
		} else if (run) {
			run.push(p);
			run = null;
		}
	});
	return runs.filter((r) => r.length > 1);
}
