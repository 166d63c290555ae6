/**
 * Draws grids for ground that has buildings and none yet: connected, of nearly equal load, tiling the ground exactly, with borders that follow roads, water
 * and walls where they can and never cut a building. The same input and seed give the same grids.
 */
import { firstNumbering, formatGridCode } from '../../area/code.ts';
import { unionBbox, bboxOf } from '../../geo/bbox.ts';
import { done, type Outcome, type Problem, refused } from '../../geo/outcome.ts';
import { groupFaces, outline } from '../../geo/overlay.ts';
import { type PolygonRings, polygonsOf, type PolygonShape, type Position, type SurfaceShape } from '../../geo/position.ts';
import { graphOf } from '../partition/graph.ts';
import { mend } from '../partition/mend.ts';
import { partition, type PartitionRequest } from '../partition/partition.ts';
import { type Atoms, atomsOf } from './atoms.ts';
import { footprintsOf } from './footprints.ts';
import { type Frame, frameAround } from './frame.ts';
import type { FollowLine } from './follow-lines.ts';
import { heaviestForced } from './forced.ts';
import { groundLines } from './ground-lines.ts';
import { sharesOf } from './shares.ts';
import { straighten } from './straighten.ts';
import { lengthOf } from '../../geo/same-everywhere.ts';

export interface DraftBuilding {
	readonly shape: SurfaceShape;
	/** Its load, such as households; not below 0. */
	readonly load: number;
	/** Buildings of one compound stay in one grid, but for a compound that none can hold. */
	readonly compound: string | null;
}

/** Load that stands at a place and is no building's, such as a post. */
export interface DraftStand {
	readonly at: Position;
	readonly load: number;
}

export interface DraftRequest {
	/** Valid surfaces that do not overlap. */
	readonly boundary: readonly SurfaceShape[];
	readonly buildings: readonly DraftBuilding[];
	readonly stands?: readonly DraftStand[];
	/** Load of a square metre of ground; 0 unless told. */
	readonly loadPerM2?: number;
	readonly follow: readonly FollowLine[];
	readonly grids: number;
	/** 0.03: no grid has more than 1.03 × the mean load, where whole buildings allow it. */
	readonly maxImbalance: number;
	/** 12 digits before the grid's own number. */
	readonly community: string;
	readonly seed: number;
	/** How long to search, as `partition` asks it; more pieces of ground need more. */
	spent(asked: number, atoms: number): number;
}

export interface DraftGrid {
	readonly code: string;
	readonly shape: PolygonShape;
	readonly load: number;
	/** Numbers of its buildings. */
	readonly buildings: readonly number[];
}

export interface Draft {
	/** By code. */
	readonly grids: readonly DraftGrid[];
	/** Numbers of buildings that stand outside. */
	readonly outside: readonly number[];
	/** Heaviest load ÷ mean − 1. */
	readonly imbalance: number;
	/** Load of the heaviest piece that cannot be parted without cutting a building. */
	readonly heaviestAtom: number;
	/** What must stay whole, and ground that nothing joins, force at least so much: heaviest load ÷ mean − 1. */
	readonly forced: number;
	/** Compounds that no single grid can hold within the limit, or whose parts nothing joins: borders may run between their buildings. */
	readonly partedCompounds: readonly string[];
	readonly atoms: number;
	/** Share of the length of new borders that follows a line of the land. */
	readonly follows: number;
}

export interface DraftProblem extends Problem {
	readonly kind: 'draft-no-boundary' | 'draft-pieces' | 'draft-few-atoms' | 'draft-codes';
}

export function draftGrids(request: DraftRequest): Outcome<Draft, DraftProblem> {
	const { boundary, buildings, stands = [], follow, grids: wanted, community } = request;
	if (!boundary.some((shape) => polygonsOf(shape).length > 0)) return refused({ kind: 'draft-no-boundary' });
	const codes = codesFrom(community, wanted);
	if (!codes) return refused({ kind: 'draft-codes', detail: { grids: wanted } });
	const frame = frameAround(unionBbox(boundary.map((shape) => bboxOf(shape))));
	const footprints = footprintsOf(
		buildings.map(({ shape }) => shape),
		frame
	);
	const ground = groundLines(
		boundary,
		follow,
		footprints,
		buildings.map(({ compound }) => compound),
		frame
	);
	const total = [...buildings, ...stands].reduce((sum, { load }) => sum + load, 0);
	const atoms = atomsOf(ground, footprints, frame, {
		loads: buildings.map(({ load }) => load),
		compounds: buildings.map(({ compound }) => compound),
		heaviest: (total / wanted) * (1 + request.maxImbalance)
	});
	const loads = loadsOf(atoms, request, frame);
	const dealt = dealOut(atoms, loads, request);
	if (!dealt.ok) return dealt;
	const { gridOfAtom, heaviest } = dealt.value;
	const shapes = shapesOf(atoms, gridOfAtom, wanted, boundary, buildings, frame);

	const standing = new Float64Array(wanted);
	for (const { at, load } of stands) {
		const atom = atoms.at(...frame.toMetres(...frame.toSteps(...at)));
		if (atom !== -1) standing[gridOfAtom[atom]!]! += load;
	}
	const order = firstNumbering(shapes.map(({ middle }) => middle));
	const grids = order.map((g, i): DraftGrid => {
		const own = [...buildings.keys()].filter((b) => atoms.ofFootprint[b] !== -1 && gridOfAtom[atoms.ofFootprint[b]!] === g);
		return {
			code: codes[i]!,
			shape: { type: 'Polygon', coordinates: shapes[g]!.rings },
			load: standing[g]! + own.reduce((sum, b) => sum + buildings[b]!.load, 0),
			buildings: own
		};
	});
	const within = grids.reduce((sum, { load }) => sum + load, 0);
	return done({
		grids,
		outside: [...buildings.keys()].filter((b) => atoms.ofFootprint[b] === -1),
		imbalance: within === 0 ? 0 : (grids.reduce((most, { load }) => Math.max(most, load), 0) * wanted) / within - 1,
		forced: heaviest === 0 ? 0 : Math.max(0, heaviest - 1),
		heaviestAtom: loads.reduce((most, load) => Math.max(most, load), 0),
		partedCompounds: atoms.partedCompounds,
		atoms: atoms.count,
		follows: followed(atoms, gridOfAtom)
	});
}

/** A community numbers 999 grids; where more are wanted, the next communities of the street go on. Null where none is left. */
function codesFrom(community: string, wanted: number): string[] | null {
	const first = Number(community.slice(9));
	if (first + Math.ceil(wanted / MOST) - 1 > MOST) return null;
	return Array.from({ length: wanted }, (_, i) =>
		formatGridCode(`${community.slice(0, 9)}${String(first + Math.floor(i / MOST)).padStart(3, '0')}`, (i % MOST) + 1)
	);
}
const MOST = 999;

/** The load of each atom; where nothing weighs anything, its ground in square metres. */
function loadsOf(atoms: Atoms, { buildings, stands = [], loadPerM2 = 0 }: DraftRequest, frame: Frame): Float64Array {
	const loads = atoms.areaM2.map((areaM2) => areaM2 * loadPerM2);
	buildings.forEach(({ load }, b) => {
		const atom = atoms.ofFootprint[b]!;
		if (atom !== -1) loads[atom]! += load;
	});
	for (const { at, load } of stands) {
		const atom = atoms.at(...frame.toMetres(...frame.toSteps(...at)));
		if (atom !== -1) loads[atom]! += load;
	}
	return loads.some((load) => load > 0) ? loads : atoms.areaM2;
}

/** Shared borders shorter than this join nothing: a grid should not hang together by a gap in a wall. */
const SHORT_M = 1.5;
/** Costs are counted in tenths. */
const COST_STEPS = 10;

/** @returns the grid of each atom, and how many mean loads the heaviest grid must have at least */
function dealOut(
	atoms: Atoms,
	loads: Float64Array,
	request: DraftRequest
): Outcome<{ readonly gridOfAtom: Int32Array; readonly heaviest: number }, DraftProblem> {
	const { grids: wanted, maxImbalance, seed, spent } = request;
	if (atoms.count < wanted) return refused({ kind: 'draft-few-atoms', detail: { atoms: atoms.count, grids: wanted } });
	const borders = sharedBorders(atoms);
	const parent = Int32Array.from({ length: atoms.count }, (_, a) => a);
	const find = (a: number): number => {
		while (parent[a] !== a) a = parent[a] = parent[parent[a]!]!;
		return a;
	};
	const edges: [number, number, number][] = [];
	for (const { a, b, lengthM, cost } of borders.sort((p, q) => q.lengthM - p.lengthM || p.a - q.a || p.b - q.b)) {
		if (lengthM < SHORT_M && find(a) === find(b)) continue;
		parent[find(a)] = find(b);
		edges.push([a, b, Math.max(1, Math.round(cost * COST_STEPS))]);
	}
	const pieces = new Map<number, number[]>();
	for (let a = 0; a < atoms.count; a++) {
		const piece = pieces.get(find(a));
		if (piece) piece.push(a);
		else pieces.set(find(a), [a]);
	}
	const members = [...pieces.values()];
	if (members.length > wanted) return refused({ kind: 'draft-pieces', detail: { pieces: members.length, grids: wanted } });
	const weightOf = wholeWeights(loads);
	const total = weightOf.reduce((sum, w) => sum + w, 0);
	const shares = sharesOf(
		members.map((piece) => ({ size: piece.length, weight: piece.reduce((sum, a) => sum + weightOf[a]!, 0) })),
		wanted
	);
	const gridOfAtom = new Int32Array(atoms.count);
	let first = 0;
	members.forEach((piece, i) => {
		const number = new Map(piece.map((a, n) => [a, n]));
		const graph = graphOf(
			piece.map((a) => weightOf[a]!),
			edges.filter(([a]) => number.has(a)).map(([a, b, w]) => [number.get(a)!, number.get(b)!, w] as const)
		);
		const parts = shares[i]!;
		// A piece with less than its share of the work need not be divided more evenly than the whole asks.
		const own = graph.totalWeight / parts;
		const room = own > 0 ? Math.max(0, ((total / wanted) * (1 + maxImbalance)) / own - 1) : maxImbalance;
		const part = firstWithin({
			graph,
			parts,
			maxImbalance: members.length === 1 ? maxImbalance : room,
			seed,
			spent: (asked) => spent(asked, atoms.count)
		});
		piece.forEach((a, n) => (gridOfAtom[a] = first + part[n]!));
		first += parts;
	});
	const pieceWeights = members.map((piece, i) => ({ weights: piece.map((a) => weightOf[a]!), grids: shares[i]! }));
	return done({ gridOfAtom, heaviest: total === 0 ? 0 : (heaviestForced(pieceWeights) * wanted) / total });
}

/** What is above the limit is mended in so many small searches at most, a part. */
const TRIES_A_PART = 6;
const TRIES = 60;

function firstWithin(request: PartitionRequest): Int32Array {
	const found = partition(request);
	return found.over > 0 ? mend({ ...request, tries: TRIES + request.parts * TRIES_A_PART }, found).part : found.part;
}

/** Weights as whole numbers whose sum stays far below 2³¹; loads that are whole already stay what they are. */
function wholeWeights(loads: Float64Array): number[] {
	const total = loads.reduce((sum, load) => sum + load, 0);
	const whole = loads.every((load) => Number.isInteger(load)) && total < 1e9;
	const scale = whole || total === 0 ? 1 : 1e8 / total;
	return Array.from(loads, (load) => Math.round(load * scale));
}

interface SharedBorder {
	readonly a: number;
	readonly b: number;
	lengthM: number;
	cost: number;
}

function sharedBorders(atoms: Atoms): SharedBorder[] {
	const found = new Map<number, SharedBorder>();
	eachBorder(atoms, (e, a, b, lengthM) => {
		if (a === b || a === -1 || b === -1) return;
		const key = Math.min(a, b) * atoms.count + Math.max(a, b);
		const there = found.get(key);
		const cost = lengthM * atoms.costOf[e]!;
		if (!there) found.set(key, { a: Math.min(a, b), b: Math.max(a, b), lengthM, cost });
		else {
			there.lengthM += lengthM;
			there.cost += cost;
		}
	});
	return [...found.values()];
}

function eachBorder({ faces, ofFace, xyM }: Atoms, visit: (edge: number, a: number, b: number, lengthM: number) => void): void {
	for (let e = 0; e < faces.edges.from.length; e++) {
		const [p, q] = [faces.edges.from[e]!, faces.edges.to[e]!];
		const lengthM = lengthOf(xyM[2 * p]! - xyM[2 * q]!, xyM[2 * p + 1]! - xyM[2 * q + 1]!);
		visit(e, ofFace[faces.faceOf(2 * e)]!, ofFace[faces.faceOf(2 * e + 1)]!, lengthM);
	}
}

function followed(atoms: Atoms, gridOfAtom: Int32Array): number {
	let [along, all] = [0, 0];
	eachBorder(atoms, (e, a, b, lengthM) => {
		if (a === -1 || b === -1 || gridOfAtom[a] === gridOfAtom[b]) return;
		all += lengthM;
		if (atoms.follows[e]) along += lengthM;
	});
	return all === 0 ? 1 : along / all;
}

function shapesOf(
	atoms: Atoms,
	gridOfAtom: Int32Array,
	count: number,
	boundary: readonly SurfaceShape[],
	buildings: readonly DraftBuilding[],
	frame: Frame
): { rings: PolygonRings; middle: readonly [number, number] }[] {
	const { faces, xyM, ofFace } = atoms;
	const { x, y } = faces.points;
	const gridOf = (face: number): number => (ofFace[face] === -1 ? -1 : gridOfAtom[ofFace[face]!]!);
	const border: number[] = [];
	const ofLand = new Int32Array(x.length);
	for (let e = 0; e < faces.edges.from.length; e++) {
		if (gridOf(faces.faceOf(2 * e)) === gridOf(faces.faceOf(2 * e + 1))) continue;
		border.push(e);
		if (atoms.follows[e] && !atoms.isBoundary[e]) for (const p of [faces.edges.from[e]!, faces.edges.to[e]!]) ofLand[p]!++;
	}
	const given = new Set<string>();
	for (const ring of boundary.flatMap((surface) => polygonsOf(surface).flat()))
		for (const [lng, lat] of ring) given.add(frame.toSteps(lng, lat).join());
	const obstacles = buildings.flatMap(({ shape }) =>
		polygonsOf(shape)
			.flat(2)
			.flatMap(([lng, lat]) => [...frame.toSteps(lng, lat)])
	);
	// Between two stretches of one road a point is the road's own.
	const fixed = (p: number): boolean => ofLand[p] === 2 || given.has(`${x[p]},${y[p]}`);
	const gone = straighten(faces, xyM, border, fixed, Float64Array.from(obstacles));
	const places = x.map((px, p) => frame.toPosition(px, y[p]!));
	const dropped = new Set(places.filter((_, p) => gone[p] === 1));

	const facesOfGrid: number[][] = Array.from({ length: count }, () => []);
	for (let f = 1; f < faces.faceCount; f++) if (ofFace[f] !== -1) facesOfGrid[gridOf(f)]!.push(f);
	return facesOfGrid.map((own) => {
		const wanted = new Set(own);
		const groups = groupFaces(faces, wanted);
		const polygons = groups.flatMap(({ halfEdges }) => outline(faces, wanted, halfEdges, xyM, places));
		if (polygons.length !== 1) throw new Error(`draft-grids: a grid of ${polygons.length} pieces`);
		const rings = polygons[0]!.map((ring) => {
			const kept = ring.slice(0, -1).filter((at) => !dropped.has(at));
			return [...kept, kept[0]!];
		});
		return { rings, middle: middleOf(rings) };
	});
}

/** Centre of mass of the outer ring, degrees: where the grid is, for its number. */
function middleOf([outer]: PolygonRings): readonly [number, number] {
	const [x0, y0] = outer![0]!;
	let [sum, sx, sy] = [0, 0, 0];
	for (let i = 1; i < outer!.length; i++) {
		const [ax, ay, bx, by] = [outer![i - 1]![0] - x0, outer![i - 1]![1] - y0, outer![i]![0] - x0, outer![i]![1] - y0];
		const cross = ax * by - bx * ay;
		sum += cross;
		sx += (ax + bx) * cross;
		sy += (ay + by) * cross;
	}
	return [x0 + sx / (3 * sum), y0 + sy / (3 * sum)];
}
