/** The smallest pieces that ground can be dealt out in: no line between two of them cuts a building. */
import { FaceGraph } from '../../geo/overlay.ts';
import { type Edges, nodeSegments, type Points } from '../../geo/node-segments.ts';
import { spatialIndex } from '../../geo/spatial-index.ts';
import { Heap } from '../partition/heap.ts';
import { type Footprint, type Footprints, runsThrough } from './footprints.ts';
import type { Frame } from './frame.ts';
import { BOUNDARY_SHEET, type GroundLines } from './ground-lines.ts';

export interface Atoms {
	readonly faces: FaceGraph;
	/** Coordinates of each point of the faces, metres, flat. */
	readonly xyM: Float64Array;
	readonly count: number;
	/** −1 for ground outside. */
	readonly ofFace: Int32Array;
	readonly areaM2: Float64Array;
	/** Of each footprint; −1 where it stands outside. */
	readonly ofFootprint: Int32Array;
	/** By edge of the faces: what a metre of border costs, whether it is a line of the land, and whether it is the edge of the ground. */
	readonly costOf: Float64Array;
	readonly follows: Uint8Array;
	readonly isBoundary: Uint8Array;
	/** Compounds that no single grid can hold: too heavy, or in parts that nothing joins. Borders may run between their buildings. */
	readonly partedCompounds: readonly string[];
	/** The atom that holds a place, metres; −1 outside. */
	at(xM: number, yM: number): number;
}

/** What is to stay together beyond single buildings, if it can. */
export interface Bonds {
	/** Load of each footprint. */
	readonly loads: readonly number[];
	/** Of each footprint; those that are equal and not null are one compound. */
	readonly compounds: readonly (string | null)[];
	/** A compound, with what it has to take along to hang together, must not be heavier than this. */
	readonly heaviest: number;
}

export function atomsOf(ground: GroundLines, footprints: Footprints, frame: Frame, bonds: Bonds): Atoms {
	const noded = nodeSegments(ground.lines);
	const kept = withoutDeadEnds(noded.edges, noded.points);
	const edges: Edges = {
		from: kept.map((e) => noded.edges.from[e]!),
		to: kept.map((e) => noded.edges.to[e]!),
		sheets: kept.map((e) => (noded.edges.sheets[e]!.includes(BOUNDARY_SHEET) ? [BOUNDARY_SHEET] : []))
	};
	const faces = new FaceGraph(noded.points, edges);
	const xyM = new Float64Array(noded.points.x.length * 2);
	noded.points.x.forEach((x, p) => xyM.set(frame.toMetres(x, noded.points.y[p]!), 2 * p));
	const isIn = faces.covers.map((cover) => cover.length > 0);

	const parent = Int32Array.from({ length: faces.faceCount }, (_, f) => f);
	const find = (f: number): number => {
		while (parent[f] !== f) f = parent[f] = parent[parent[f]!]!;
		return f;
	};
	let joins = 0;
	let known: { joins: number; of: Map<number, number[]> } = { joins: -1, of: new Map() };
	const join = (f: number, g: number): void => {
		if (!isIn[f] || !isIn[g] || find(f) === find(g)) return;
		parent[find(f)] = find(g);
		joins++;
	};
	for (let e = 0; e < edges.from.length; e++) {
		if (edges.sheets[e]!.length > 0) continue;
		const [a, b] = [edges.from[e]!, edges.to[e]!];
		const [ax, ay, bx, by] = [xyM[2 * a]!, xyM[2 * a + 1]!, xyM[2 * b]!, xyM[2 * b + 1]!];
		const near = footprints.byBoxM.search(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by));
		if (near.some((i) => runsThrough(ax, ay, bx, by, footprints.all[i]!))) join(faces.faceOf(2 * e), faces.faceOf(2 * e + 1));
	}
	const faceAt = locator(faces, xyM);
	const faceOfFootprint = footprints.all.map((footprint) => {
		const found = placesIn(footprint)
			.map(([x, y]) => faceAt(x, y))
			.filter((f) => isIn[f]);
		const [first] = found;
		if (first === undefined) return -1;
		// Across a gap of the ground even the parts of one building have no ground in common.
		for (const other of found) if (find(other) !== find(first) && neighbours(first).has(find(other))) join(first, other);
		return first;
	});
	const partedCompounds = joinCompounds();

	const ofFace = new Int32Array(faces.faceCount).fill(-1);
	const numbers = new Map<number, number>();
	for (let f = 1; f < faces.faceCount; f++) {
		if (!isIn[f]) continue;
		const root = find(f);
		if (!numbers.has(root)) numbers.set(root, numbers.size);
		ofFace[f] = numbers.get(root)!;
	}
	const areaM2 = new Float64Array(numbers.size);
	faces.loops.forEach((loop, l) => {
		const atom = ofFace[faces.faceOfLoop[l]!]!;
		if (atom !== -1) areaM2[atom]! += loopAreaM2(loop, faces, xyM);
	});
	return {
		faces,
		xyM,
		count: numbers.size,
		ofFace,
		areaM2,
		ofFootprint: Int32Array.from(faceOfFootprint, (f) => (f === -1 ? -1 : ofFace[f]!)),
		costOf: Float64Array.from(kept, (e) => Math.min(...noded.edges.sheets[e]!.map((sheet) => ground.costOf[sheet]!))),
		follows: Uint8Array.from(kept, (e) => (noded.edges.sheets[e]!.some((sheet) => ground.follows[sheet] === 1) ? 1 : 0)),
		isBoundary: Uint8Array.from(edges.sheets, (sheets) => sheets.length),
		partedCompounds,
		at: (x, y) => ofFace[faceAt(x, y)]!
	};

	/** Pieces (by their face in `find`) that share an edge with the piece of a face. */
	function neighbours(face: number): Set<number> {
		const own = find(face);
		const others = new Set<number>();
		for (const f of members().get(own) ?? [own])
			for (const loop of faces.loopsOfFace[f]!)
				for (const h of faces.loops[loop]!) {
					const other = faces.faceOf(h ^ 1);
					if (isIn[other] && find(other) !== own) others.add(find(other));
				}
		return others;
	}

	/** The faces of each piece, as pieces are now. */
	function members(): Map<number, number[]> {
		if (known.joins === joins) return known.of;
		const of = new Map<number, number[]>();
		for (let f = 1; f < faces.faceCount; f++) {
			if (!isIn[f]) continue;
			const there = of.get(find(f));
			if (there) there.push(f);
			else of.set(find(f), [f]);
		}
		known = { joins, of };
		return of;
	}

	/**
	 * Makes one piece of the ground of each compound: its buildings' faces, and what lies between them where they do not touch, the way with the least work
	 * of others. Lighter compounds first, so that one that has to be parted takes nothing from another.
	 */
	function joinCompounds(): string[] {
		const own = new Map<string, { faces: Set<number>; load: number }>();
		const load = new Float64Array(faces.faceCount);
		bonds.compounds.forEach((compound, i) => {
			const face = faceOfFootprint[i]!;
			if (face === -1) return;
			load[find(face)]! += bonds.loads[i]!;
			if (compound === null) return;
			const there = own.get(compound) ?? { faces: new Set<number>(), load: 0 };
			there.faces.add(face);
			there.load += bonds.loads[i]!;
			own.set(compound, there);
		});
		const beside = new Map<number, Set<number>>();
		for (const root of members().keys()) beside.set(root, neighbours(root));
		const parted: string[] = [];
		for (const [compound, { faces: held }] of [...own].sort(([a, p], [b, q]) => p.load - q.load || (a < b ? -1 : 1))) {
			const roots = [...new Set([...held].map(find))].sort((a, b) => a - b);
			if (roots.length < 2) continue;
			const all = new Set<number>([roots[0]!]);
			let left = new Set(roots.slice(1));
			while (left.size > 0) {
				const way = wayTo(all, left);
				if (!way) break;
				for (const root of way) all.add(root);
				left = new Set([...left].filter((root) => !all.has(root)));
			}
			const weight = [...all].reduce((sum, root) => sum + load[root]!, 0);
			if (left.size > 0 || weight > bonds.heaviest) {
				parted.push(compound);
				continue;
			}
			const around = new Set([...all].flatMap((root) => [...(beside.get(root) ?? [])]));
			const [first, ...others] = all;
			for (const root of others) join(first!, root);
			const one = find(first!);
			for (const root of all) {
				around.delete(root);
				beside.delete(root);
				load[root] = 0;
			}
			load[one] = weight;
			beside.set(one, around);
			for (const root of around) {
				const there = beside.get(root)!;
				for (const gone of all) there.delete(gone);
				there.add(one);
			}
		}
		return parted;

		/** The pieces on the way from some to the nearest of others, least work of strangers first, then fewest pieces. */
		function wayTo(from: ReadonlySet<number>, to: ReadonlySet<number>): number[] | null {
			const cost = new Map<number, number>([...from].map((root) => [root, 0]));
			const via = new Map<number, number>();
			const open = new Heap();
			for (const root of from) open.push(0, root);
			const closed = new Set<number>();
			while (open.size > 0) {
				const root = open.pop();
				if (closed.has(root)) continue;
				closed.add(root);
				if (to.has(root)) {
					const way = [root];
					for (let at = via.get(root); at !== undefined && !from.has(at); at = via.get(at)) way.push(at);
					return way;
				}
				if (cost.get(root)! > bonds.heaviest * 2) return null;
				for (const other of [...(beside.get(root) ?? [])].sort((a, b) => a - b)) {
					const step = cost.get(root)! + (to.has(other) ? 0 : load[other]!) + bonds.heaviest * 0.01;
					if (step >= (cost.get(other) ?? Infinity)) continue;
					cost.set(other, step);
					via.set(other, root);
					open.push(-step, other);
				}
			}
			return null;
		}
	}
}

/** Edges that part something: what hangs by one end only, and what hangs by that, is left out. The edge of the ground stays. */
function withoutDeadEnds({ from, to, sheets }: Edges, points: Points): number[] {
	const degree = new Int32Array(points.x.length);
	const at: number[][] = Array.from({ length: points.x.length }, () => []);
	from.forEach((a, e) => {
		for (const p of [a, to[e]!]) {
			degree[p]!++;
			at[p]!.push(e);
		}
	});
	const gone = new Uint8Array(from.length);
	const open = [...degree.keys()].filter((p) => degree[p] === 1);
	for (let p = open.pop(); p !== undefined; p = open.pop()) {
		const e = at[p]!.find((edge) => gone[edge] === 0);
		if (e === undefined || degree[p] !== 1 || sheets[e]!.includes(BOUNDARY_SHEET)) continue;
		gone[e] = 1;
		for (const end of [from[e]!, to[e]!]) if (--degree[end]! === 1) open.push(end);
	}
	return [...from.keys()].filter((e) => gone[e] === 0);
}

/** Places of a footprint that tell where it stands: the middle of its sides, a little within. One that the edge of the ground cuts may have some outside. */
function placesIn({ xyM, ringStart }: Footprint): [number, number][] {
	const places: [number, number][] = [];
	const end = ringStart[1]!;
	const step = Math.max(1, Math.floor(end / 16));
	for (let i = 1; i < end; i += step) places.push([(xyM[2 * i - 2]! + xyM[2 * i]!) / 2, (xyM[2 * i - 1]! + xyM[2 * i + 1]!) / 2]);
	return places;
}

function locator(faces: FaceGraph, xyM: Float64Array): (x: number, y: number) => number {
	const own = faces.loopsOfFace.map((_, f) => f).slice(1);
	const index = spatialIndex(
		own.map((f) => {
			let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity];
			for (const loop of faces.loopsOfFace[f]!)
				for (const h of faces.loops[loop]!) {
					const p = faces.origin(h);
					w = Math.min(w, xyM[2 * p]!);
					s = Math.min(s, xyM[2 * p + 1]!);
					e = Math.max(e, xyM[2 * p]!);
					n = Math.max(n, xyM[2 * p + 1]!);
				}
			return [w, s, e, n];
		})
	);
	return (x, y) => {
		for (const i of index.search(x, y, x, y)) {
			const face = own[i]!;
			let within = false;
			for (const loop of faces.loopsOfFace[face]!)
				for (const h of faces.loops[loop]!) {
					const [a, b] = [faces.origin(h), faces.origin(h ^ 1)];
					const [ay, by] = [xyM[2 * a + 1]!, xyM[2 * b + 1]!];
					if (ay > y !== by > y && x < xyM[2 * a]! + ((y - ay) / (by - ay)) * (xyM[2 * b]! - xyM[2 * a]!)) within = !within;
				}
			if (within) return face;
		}
		return 0;
	};
}

function loopAreaM2(loop: readonly number[], faces: FaceGraph, xyM: Float64Array): number {
	let sum = 0;
	for (const h of loop) {
		const [a, b] = [faces.origin(h), faces.origin(h ^ 1)];
		sum += xyM[2 * a]! * xyM[2 * b + 1]! - xyM[2 * b]! * xyM[2 * a + 1]!;
	}
	return sum / 2;
}
