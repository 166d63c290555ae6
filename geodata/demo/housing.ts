/**
 * Walled housing: shops along the busy sides, then rows of slabs or point towers looking south, a spine from gate to gate and paths
 * between the rows. Row distance follows the height, as daylight rules have it.
 */
import type { Block } from './blocks.ts';
import type { Dice } from './dice.ts';
import type { Drawing } from './drawing.ts';
import { formOf, groundOf, type Ground } from './ground.ts';
import { snap, type Spot } from './lattice.ts';
import { add, at, between, cross, distance, extentAlong, isInside, left, segmentsCross, unit } from './plane.ts';
import { lineOf, loopOf, splitEdge, spotOf } from './planar.ts';

export interface HousingStyle {
	readonly name: 'walkup' | 'midrise' | 'slab' | 'tower';
	readonly floors: readonly [number, number];
	readonly depthM: readonly [number, number];
	readonly unitWidthM: readonly [number, number];
	readonly unitsEach: readonly [number, number];
	readonly rowGapM: readonly [number, number];
	readonly sideGapM: readonly [number, number];
	readonly homesAFloor: number;
}

export const STYLES: readonly HousingStyle[] = [
	{
		name: 'walkup',
		floors: [5, 7],
		depthM: [11, 13],
		unitWidthM: [12.5, 15],
		unitsEach: [3, 5],
		rowGapM: [14, 18],
		sideGapM: [8, 11],
		homesAFloor: 2
	},
	{
		name: 'midrise',
		floors: [9, 11],
		depthM: [13, 15],
		unitWidthM: [15, 18],
		unitsEach: [2, 4],
		rowGapM: [23, 28],
		sideGapM: [11, 15],
		homesAFloor: 2
	},
	{
		name: 'slab',
		floors: [15, 18],
		depthM: [14, 17],
		unitWidthM: [19, 24],
		unitsEach: [1, 2],
		rowGapM: [34, 40],
		sideGapM: [14, 20],
		homesAFloor: 3
	},
	{
		name: 'tower',
		floors: [26, 33],
		depthM: [21, 25],
		unitWidthM: [27, 33],
		unitsEach: [1, 1],
		rowGapM: [42, 52],
		sideGapM: [20, 28],
		homesAFloor: 4
	}
];

export function drawHousing(drawing: Drawing, block: Block, face: number, style: HousingStyle, chance: Dice): void {
	const { planar, island } = drawing;
	const spine = openGates(drawing, block, face, chance);
	const ground = groundOf(planar, island, face);
	if (spine) {
		ground.keepClear(spine.points, 4);
		drawing.paths.push({ class: 'service', points: spine.points });
	}
	drawShops(drawing, block, ground, chance);
	const local = ground.ring.map((p) => ground.toLocal(p));
	const [west, east] = extentAlong(local, [1, 0]);
	const [south, north] = extentAlong(local, [0, 1]);
	const middle = spine ? ground.toLocal(spine.points[0] as Spot)[0] : 0;
	const depth = chance.between(...style.depthM);
	const rowGap = chance.between(...style.rowGapM);
	const columns = columnsOf(west, east, middle, spine !== null && spine.isNorth, style, chance);
	const isPaired = chance.chance(0.25) && style.name !== 'tower';
	let row = 0;
	for (let v = south + 6; v + depth < north - 2; row++) {
		const form = style.name === 'tower' ? 'cross' : isPaired ? 'stepped' : 'box';
		let [low, high] = [Infinity, -Infinity];
		for (const column of columns) {
			const built = fitSlab(ground, column, v, depth, style, form, chance);
			if (!built) continue;
			[low, high] = [Math.min(low, built.low), Math.max(high, built.high)];
			drawing.buildings.push({
				ring: built.ring,
				face,
				block: block.id,
				kind: 'residential',
				floors: chance.whole(...style.floors),
				units: built.units,
				households: 0
			});
		}
		if (low === Infinity) {
			v += 5;
			continue;
		}
		// The path on the south of the row, at the doors' side of the next; it reaches the spine where there is one.
		if (row > 0 && spine?.isNorth)
			drawRowPath(drawing, ground, spine.points, Math.min(low, middle), Math.max(high, middle), v - rowGap / 2, middle);
		v += depth + rowGap;
	}
}

/** Column positions, shared by all rows so that slabs stand in files; the spine runs between two of them. */
function columnsOf(
	west: number,
	east: number,
	middle: number,
	hasSpine: boolean,
	style: HousingStyle,
	chance: Dice
): { from: number; to: number; unitW: number }[] {
	const out: { from: number; to: number; unitW: number }[] = [];
	const unitW = chance.between(...style.unitWidthM);
	const fill = (start: number, step: 1 | -1, end: number): void => {
		let u = start;
		for (let n = 0; n < 40 && (end - u) * step > unitW + 2; n++) {
			const width = unitW * chance.whole(...style.unitsEach);
			out.push(step === 1 ? { from: u, to: u + width, unitW } : { from: u - width, to: u, unitW });
			u += step * (width + chance.between(...style.sideGapM));
		}
	};
	const half = hasSpine ? 6 : 0;
	fill(middle + half, 1, east + 20);
	fill(middle - half - (hasSpine ? 0 : 10), -1, west - 20);
	return out.sort((a, b) => a.from - b.from);
}

/** The widest slab of this column that fits: fewer units where the wall is near. */
function fitSlab(
	ground: Ground,
	column: { from: number; to: number; unitW: number },
	v: number,
	depth: number,
	style: HousingStyle,
	form: 'box' | 'stepped' | 'cross',
	chance: Dice
) {
	const most = Math.round((column.to - column.from) / column.unitW);
	const jitter = chance.between(-1, 1) * (style.name === 'tower' ? 6 : 0.6);
	for (let units = most; units >= Math.max(1, style.unitsEach[0] - 1); units--)
		for (const [from, to] of [
			[column.from, column.from + units * column.unitW],
			[column.to - units * column.unitW, column.to]
		] as const) {
			const shape = formOf(units === 1 && form === 'stepped' ? 'box' : form, to - from, depth);
			const ring = shape.map(([x, y]) => ground.toGround([x + (from + to) / 2, y + v + depth / 2 + jitter]));
			if (!ground.fits(ring, 6)) continue;
			ground.place(ring);
			return { ring, units, low: from, high: to };
		}
	return null;
}

function drawRowPath(drawing: Drawing, ground: Ground, spine: readonly Spot[], low: number, high: number, v: number, middle: number): void {
	const on = spinePoint(ground, spine, v);
	if (!on) return;
	for (const end of [low, high]) {
		if (Math.abs(end - middle) < 12) continue;
		const tip = ground.toGround([end, v]);
		if (!isInside(ground.ring, tip)) continue;
		if (ground.ring.some((p, i) => segmentsCross(p, at(ground.ring, i + 1), on, tip))) continue;
		if (ground.placed.some((b) => isInside(b, tip) || b.some((p, i) => segmentsCross(p, at(b, i + 1), on, tip)))) continue;
		drawing.paths.push({ class: 'footway', points: [on, tip] });
		ground.keepClear([on, tip], 2);
	}
}

/** A vertex on the spine at this height, added to it in order. */
function spinePoint(ground: Ground, spine: readonly Spot[], v: number): Spot | null {
	const points = spine as Spot[];
	for (let i = 1; i < points.length; i++) {
		const a = ground.toLocal(points[i - 1] as Spot);
		const b = ground.toLocal(points[i] as Spot);
		if (a[1] <= v !== b[1] <= v) {
			const t = (v - a[1]) / (b[1] - a[1]);
			const p = ground.toGround([a[0] + (b[0] - a[0]) * t, v]);
			points.splice(i, 0, p);
			return p;
		}
	}
	return null;
}

/**
 * The spine: a straight way through the parcel, from a gate on one road to a gate on the opposite side if that is a road too. Gates are
 * points of the road itself, so feet can turn in.
 */
function openGates(drawing: Drawing, block: Block, face: number, chance: Dice): { points: Spot[]; isNorth: boolean } | null {
	const { planar, island } = drawing;
	const ground = groundOf(planar, island, face);
	for (const isNorth of [true, false]) {
		const dir = isNorth ? ground.north : ground.east;
		for (const shift of [chance.between(-0.12, 0.12), 0.22, -0.22, 0.32, -0.32, 0.4, -0.4]) {
			const side = isNorth ? ground.east : ground.north;
			const [low, high] = extentAlong(ground.ring, side);
			const o = add(ground.centre, side, shift * (high - low));
			if (!isInside(ground.ring, o)) continue;
			const ends = [-1, 1].map((sign) => hitRim(drawing, face, o, [dir[0] * sign, dir[1] * sign]));
			const stops = ends.map((end, i) => {
				if (!end) return null;
				const toEnd = distance(o, end.p);
				const line = island.lines[lineOf(planar, end.h)];
				const isRoad = line?.kind === 'road' && end.slope > 0.35 && end.roomM > 4;
				return {
					...end,
					isRoad,
					inner: add(o, dir, (i === 0 ? -1 : 1) * Math.max(4, toEnd - (line?.clearM ?? 5) - 3)),
					isPublic: isRoad && line.class !== 'footway'
				};
			});
			if (!stops.some((s) => s?.isRoad)) continue;
			const points: Spot[] = [];
			stops.forEach((s) => {
				if (!s) return;
				if (!s.isRoad) {
					points.push(s.inner);
					return;
				}
				const h =
					loopOf(planar, face).find(
						(g) =>
							cross(spotOf(planar, g), spotOf(planar, g ^ 1), s.p) ** 2 <
								0.0025 * distance(spotOf(planar, g), spotOf(planar, g ^ 1)) ** 2 &&
							distance(s.p, spotOf(planar, g)) + distance(s.p, spotOf(planar, g ^ 1)) <
								distance(spotOf(planar, g), spotOf(planar, g ^ 1)) + 0.05
					) ?? s.h;
				const gate = spotOf(planar, splitEdge(planar, h, s.p));
				points.push(gate);
				if (s.isPublic)
					drawing.gates.push({ block: block.id, face, at: between(gate, s.inner, Math.min(1, 9 / Math.max(9, distance(gate, s.inner)))) });
			});
			if (points.length === 2) return { points, isNorth };
		}
	}
	return openOneGate(drawing, block, face);
}

/** Where no straight way leads through: one gate in the longest side along a road, with a forecourt in front of the houses. */
export function openOneGate(drawing: Drawing, block: Block, face: number): { points: Spot[]; isNorth: boolean } | null {
	const { planar, island } = drawing;
	const lengthOf = (h: number): number => distance(spotOf(planar, h), spotOf(planar, h ^ 1));
	const sides = loopOf(planar, face).filter((h) => {
		const line = island.lines[lineOf(planar, h)];
		return line?.kind === 'road' && line.class !== 'footway';
	});
	const side = sides.sort((a, b) => lengthOf(b) - lengthOf(a) || a - b)[0];
	if (side === undefined) return null;
	const [a, b] = [spotOf(planar, side), spotOf(planar, side ^ 1)];
	const gate = spotOf(planar, splitEdge(planar, side, between(a, b, 0.5)));
	const inner = snap(add(gate, left(unit(add(b, a, -1))), (island.lines[lineOf(planar, side)]?.clearM ?? 8) - 1));
	drawing.gates.push({ block: block.id, face, at: between(gate, inner, 0.6) });
	return { points: [gate, inner], isNorth: false };
}

function hitRim(drawing: Drawing, face: number, o: Spot, dir: Spot): { h: number; p: Spot; slope: number; roomM: number } | null {
	let best: { h: number; p: Spot; slope: number; roomM: number } | null = null;
	let reach = Infinity;
	for (const h of loopOf(drawing.planar, face)) {
		const a = spotOf(drawing.planar, h);
		const b = spotOf(drawing.planar, h ^ 1);
		const sa = dir[0] * (a[1] - o[1]) - dir[1] * (a[0] - o[0]);
		const sb = dir[0] * (b[1] - o[1]) - dir[1] * (b[0] - o[0]);
		if (sa >= 0 === sb >= 0) continue;
		const t = sa / (sa - sb);
		const p = between(a, b, t);
		const s = (p[0] - o[0]) * dir[0] + (p[1] - o[1]) * dir[1];
		if (s <= 0 || s >= reach) continue;
		const along = unit(add(b, a, -1));
		reach = s;
		best = { h, p, slope: Math.abs(along[0] * dir[1] - along[1] * dir[0]), roomM: Math.min(distance(a, p), distance(b, p)) };
	}
	return best;
}

/** One or two floors of shops along a busy side, in pieces. */
function drawShops(drawing: Drawing, block: Block, ground: Ground, chance: Dice): void {
	for (let i = 0; i < ground.ring.length; i++) {
		const line = drawing.island.lines[lineOf(drawing.planar, ground.halfEdges[i] as number)];
		const odds = { primary: 0.35, secondary: 0.45, tertiary: 0.4, residential: 0.18 }[line?.class ?? ''];
		if (!line || odds === undefined) continue;
		const a = ground.ring[i] as Spot;
		const b = at(ground.ring, i + 1);
		const dir = unit(add(b, a, -1));
		const inward = left(dir);
		const length = distance(a, b);
		for (let s = 4; s + 16 < length;) {
			const w = Math.min(chance.between(22, 58), length - s - 2);
			if (w < 14 || !chance.chance(odds)) {
				s += 30;
				continue;
			}
			const d = chance.between(9, 13);
			const o = add(add(a, dir, s + w / 2), inward, line.clearM + 0.4 + d / 2);
			const ring = formOf('box', w, d).map(([x, y]): Spot => [o[0] + x * dir[0] + y * inward[0], o[1] + x * dir[1] + y * inward[1]]);
			if (ground.fits(ring, 5)) {
				ground.place(ring);
				drawing.buildings.push({
					ring,
					face: ground.face,
					block: block.id,
					kind: 'shop',
					floors: chance.whole(1, 3),
					units: 1,
					households: 0
				});
			}
			s += w + chance.between(5, 22);
		}
	}
}
