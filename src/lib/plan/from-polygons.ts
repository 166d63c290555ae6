/**
 * Makes a plan of borders out of plain polygons, once. What differs by less than the tolerance is drawn together; every real fault is listed with a
 * mend that a person may accept, one by one. Without faults left there is a plan.
 */
import { bboxCentre, bboxOf, unionBbox } from '../geo/bbox.ts';
import { isWider } from '../geo/is-wider.ts';
import { snapPosition, snapSurface } from '../geo/lattice.ts';
import { overlay, type Overlay, type Region } from '../geo/overlay.ts';
import { localPlane, metresPerDegree, type LocalPlane } from '../geo/plane.ts';
import { polygonsOf, type Position, type Ring, type SurfaceShape } from '../geo/position.ts';
import { surfaceOf } from '../geo/ring.ts';
import { spatialIndex } from '../geo/spatial-index.ts';
import { widestCircle } from '../geo/widest-circle.ts';
import type { Border, BorderPlan, GridCode, PlanBuildings, PlanGrid } from './border-plan.ts';
import { chainBorders, type SidedStretch } from './chain-borders.ts';
import { ROUNDING_WIDTH_M } from './check-grids.ts';
import { buildingShape } from './ground-buildings.ts';
import { gridShape } from './grid-shape.ts';
import { latticePointAt } from './lattice-point.ts';
import { placeBuildings } from './place-buildings.ts';
import { lengthOf } from '../geo/same-everywhere.ts';

export interface PolygonsInput {
	readonly boundary: readonly SurfaceShape[];
	readonly grids: readonly { readonly grid: PlanGrid; readonly shape: SurfaceShape }[];
	readonly buildings: PlanBuildings;
	/** Building ids that are given to a grid already; the others go to the grid that holds most of them. */
	readonly given?: ReadonlyMap<number, GridCode>;
	/** Mends accepted so far, in the order of their acceptance. */
	readonly mends?: readonly Mend[];
}

export interface Tolerance {
	/** What is nowhere wider than this is drawn together without asking, metres. */
	readonly snapM: number;
	/** A gap or overlap nowhere wider than this is called a sliver, metres. */
	readonly sliverM: number;
}

/** Ground goes to one grid; null: to none, as it lies outside. */
export interface Mend {
	readonly shape: SurfaceShape;
	readonly to: GridCode | null;
}

export interface PolygonFault {
	readonly kind: 'gap' | 'overlap' | 'sliver' | 'outside' | 'piece-apart' | 'no-ground';
	readonly grids: readonly GridCode[];
	readonly areaM2: number;
	readonly widthM: number;
	readonly at: Position | null;
	readonly shape: SurfaceShape | null;
	/** What would put it right; null where only a person with the source can. */
	readonly mend: Mend | null;
}

export interface FromPolygons {
	readonly faults: readonly PolygonFault[];
	/** Null as long as there are faults. */
	readonly plan: BorderPlan | null;
}

export const applyMend = (input: PolygonsInput, mend: Mend): PolygonsInput => ({ ...input, mends: [...(input.mends ?? []), mend] });

export function fromPolygons(input: PolygonsInput, tolerance: Tolerance): FromPolygons {
	const { grids } = input;
	const box = unionBbox([...input.boundary, ...grids.map(({ shape }) => shape)].map((shape) => bboxOf(shape)));
	if (!Number.isFinite(box[0])) return { faults: [], plan: null };
	const plane = localPlane(snapPosition(bboxCentre(box)));
	const parent: SurfaceShape = { type: 'MultiPolygon', coordinates: input.boundary.flatMap(polygonsOf) };
	const [outline, ...shapes] = drawTogether([parent, ...grids.map(({ shape }) => shape)], tolerance.snapM);
	const mends = input.mends ?? [];
	const laid = overlay([outline!, ...shapes, ...mends.map(({ shape }) => snapSurface(shape))], plane, 1e7);
	const sides = new Sides(laid);
	const owner = new Int32Array(laid.faceCount).fill(-1);
	const doubtful = new Map<string, number[]>();
	for (let face = 1; face < laid.faceCount; face++) {
		const cover = laid.coverOf(face);
		const mend = cover.at(-1)! > grids.length ? mends[cover.at(-1)! - grids.length - 1]! : null;
		const holders = cover.filter((s) => s >= 1 && s <= grids.length);
		const inParent = cover[0] === 0;
		if (mend) owner[face] = mend.to === null ? -1 : grids.findIndex(({ grid }) => grid.code === mend.to);
		else if (inParent && holders.length === 1) owner[face] = holders[0]! - 1;
		else if (inParent || holders.length > 0) {
			const key = inParent ? `in ${holders.join(' ')}` : `out`;
			doubtful.set(key, [...(doubtful.get(key) ?? []), face]);
		}
	}

	const faults: PolygonFault[] = [];
	const codeOf = (g: number): GridCode => grids[g]!.grid.code;
	const faultOf = (kind: PolygonFault['kind'], among: readonly number[], region: Region, to: number | null): PolygonFault => {
		const circle = widestCircle(region.polygons, plane);
		const widthM = circle?.widthM ?? 0;
		const shape = surfaceOf(region.polygons);
		return {
			kind: (kind === 'gap' || kind === 'overlap') && widthM <= tolerance.sliverM ? 'sliver' : kind,
			grids: among.map(codeOf).sort(),
			areaM2: region.areaM2,
			widthM,
			at: circle?.at ?? null,
			shape,
			mend: shape && { shape, to: to === null ? null : codeOf(to) }
		};
	};
	const isWide = (region: Region): boolean => isWider(region, plane, Math.max(tolerance.snapM, ROUNDING_WIDTH_M));
	const regions = [...doubtful].flatMap(([key, faces]) => laid.regionsOf(faces).map((region) => ({ key, region })));
	// What grids hold surely is settled first, so that narrow leftovers find their neighbours.
	for (const { key, region } of regions.toSorted((a, b) => b.region.areaM2 - a.region.areaM2)) {
		const outside = key === 'out';
		const holders =
			key.startsWith('in ') && key.length > 3
				? key
						.slice(3)
						.split(' ')
						.map((s) => Number(s) - 1)
				: [];
		const to = outside ? null : sides.neighbour(region.faces, owner, holders);
		if (isWide(region)) {
			const covering = outside ? [...new Set(region.faces.flatMap((face) => laid.coverOf(face)))].map((s) => s - 1) : holders;
			const among = covering.length > 0 ? covering : sides.allBeside(region.faces, owner);
			faults.push(faultOf(outside ? 'outside' : holders.length > 0 ? 'overlap' : 'gap', among, region, outside ? null : to));
		} else for (const face of region.faces) owner[face] = to ?? -1;
	}
	grids.forEach((_, g) => {
		const faces = [...owner.keys()].filter((face) => owner[face] === g);
		const pieces = laid.regionsOf(faces).toSorted((a, b) => b.areaM2 - a.areaM2);
		if (pieces.length === 0) {
			faults.push({ kind: 'no-ground', grids: [codeOf(g)], areaM2: 0, widthM: 0, at: null, shape: null, mend: null });
			return;
		}
		for (const piece of pieces.slice(1)) {
			const to = sides.neighbour(piece.faces, owner, [], g);
			if (isWide(piece) || to === null) faults.push(faultOf('piece-apart', [g], piece, to));
			else for (const face of piece.faces) owner[face] = to;
		}
	});
	if (faults.length > 0) return { faults, plan: null };

	const stretches = laid.stretches().flatMap(({ from, to, left, right }): SidedStretch[] => {
		const [l, r] = [owner[left]!, owner[right]!];
		if (l === r) return [];
		return [{ from: latticePointAt(from), to: latticePointAt(to), left: l < 0 ? null : codeOf(l), right: r < 0 ? null : codeOf(r) }];
	});
	const borders = new Map<number, Border>(chainBorders(stretches).map((border, id) => [id, { ...border, id }]));
	return { faults, plan: furnish(borders, input, plane) };
}

function furnish(borders: ReadonlyMap<number, Border>, { grids, buildings, given }: PolygonsInput, plane: LocalPlane): BorderPlan {
	const outlines = grids.map(({ grid }) => ({ code: grid.code, shape: gridShape({ borders }, grid.code)! }));
	const rows = Array.from({ length: buildings.count }, (_, row) => row);
	const places = placeBuildings(
		outlines,
		rows.map((row) => buildingShape(buildings, row)),
		plane,
		ROUNDING_WIDTH_M
	);
	const belongs = new Map<number, GridCode>();
	const assigned = new Set<number>();
	rows.forEach((row) => {
		const id = buildings.id[row]!;
		const { shares, grid } = places[row]!;
		if (grid === null) return;
		const holders = shares.map((share) => outlines[share.grid]!.code);
		const wanted = given?.get(id);
		const byHand = wanted !== undefined && wanted !== outlines[grid]!.code && holders.includes(wanted);
		if (byHand) assigned.add(id);
		belongs.set(id, byHand ? wanted : outlines[grid]!.code);
	});
	return {
		borders,
		grids: new Map(grids.map(({ grid }) => [grid.code, grid])),
		belongs,
		assigned,
		cutReasons: new Map(),
		nextBorderId: borders.size,
		ended: new Map()
	};
}

/** What lies on the other side of faces' edges, and along how much of them. */
class Sides {
	readonly #beside = new Map<number, { face: number; lengthM: number }[]>();

	constructor(laid: Overlay) {
		for (const { from, to, left, right } of laid.stretches()) {
			const [lngM, latM] = metresPerDegree(from[1]);
			const lengthM = lengthOf((to[0] - from[0]) * lngM, (to[1] - from[1]) * latM);
			this.#note(left, right, lengthM);
			this.#note(right, left, lengthM);
		}
	}

	#note(face: number, other: number, lengthM: number): void {
		const there = this.#beside.get(face);
		if (there) there.push({ face: other, lengthM });
		else this.#beside.set(face, [{ face: other, lengthM }]);
	}

	/** The owner along most of the faces' edge, of the candidates where any are given; null where nobody is beside them. */
	neighbour(faces: readonly number[], owner: Int32Array, candidates: readonly number[], not = -1): number | null {
		const own = new Set(faces);
		const along = new Map<number, number>();
		for (const face of faces) {
			for (const { face: other, lengthM } of this.#beside.get(face) ?? []) {
				const g = owner[other]!;
				if (own.has(other) || g < 0 || g === not || (candidates.length > 0 && !candidates.includes(g))) continue;
				along.set(g, (along.get(g) ?? 0) + lengthM);
			}
		}
		const [best] = [...along].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
		return best?.[0] ?? candidates[0] ?? null;
	}

	allBeside(faces: readonly number[], owner: Int32Array): number[] {
		return [...new Set(faces.flatMap((face) => (this.#beside.get(face) ?? []).map(({ face: other }) => owner[other]!)))].filter(
			(g) => g >= 0
		);
	}
}

/** Corners that stand nearer to one another than the tolerance become one: the first met, those of the first surface before all. */
function drawTogether(surfaces: readonly SurfaceShape[], snapM: number): SurfaceShape[] {
	const snapped = surfaces.map((surface) => snapSurface(surface));
	const corners: Position[] = [];
	/** Surfaces that have a corner there. */
	const having = new Map<string, Set<number>>();
	snapped.forEach((surface, s) => {
		for (const at of polygonsOf(surface).flat(2)) {
			const there = having.get(at.join());
			if (there) there.add(s);
			else {
				having.set(at.join(), new Set([s]));
				corners.push(at);
			}
		}
	});
	const index = spatialIndex(corners.map(([x, y]) => [x, y, x, y]));
	const [lngM, latM] = metresPerDegree(corners[0]?.[1] ?? 0);
	const place = new Map<string, Position>();
	corners.forEach((at, i) => {
		const [dx, dy] = [snapM / lngM, snapM / latM];
		const first = [...index.search(at[0] - dx, at[1] - dy, at[0] + dx, at[1] + dy)]
			.filter((k) => k < i && place.get(corners[k]!.join()) === corners[k])
			// Two corners of one surface are two corners, however near: somebody drew them.
			.filter((k) => ![...having.get(corners[k]!.join())!].some((s) => having.get(at.join())!.has(s)))
			.filter((k) => lengthOf((corners[k]![0] - at[0]) * lngM, (corners[k]![1] - at[1]) * latM) <= snapM)
			.sort((a, b) => a - b)[0];
		place.set(at.join(), first === undefined ? at : corners[first]!);
	});
	const redraw = (ring: Ring): Ring => ring.map((at) => place.get(at.join())!);
	return snapped.map((surface) => ({ type: 'MultiPolygon', coordinates: polygonsOf(surface).map((rings) => rings.map(redraw)) }));
}
