/**
 * Whether a set of grids tiles its parent: every fault with its place, its size and whom it concerns. Takes any data, however broken; what is nowhere wider
 * than the rounding width is rounding and no fault.
 */
import { bboxCentre, bboxOf, unionBbox } from '../geo/bbox.ts';
import { overlay, type Overlay, type Region } from '../geo/overlay.ts';
import { localPlane, type LocalPlane } from '../geo/plane.ts';
import { polygonsOf, type Position, type SurfaceShape } from '../geo/position.ts';
import { ringProblem, type RingProblemKind } from '../geo/ring-problem.ts';
import { surfaceOf } from '../geo/ring.ts';
import { widestCircle } from '../geo/widest-circle.ts';
import { placeBuildings, type BuildingPlace, type GridOutline } from './place-buildings.ts';

/** Coordinates are kept to about a centimetre, so two neighbours drawn apart may differ by two: not a rule of a district but of the way numbers are kept. */
export const ROUNDING_WIDTH_M = 0.02;

export type GridFaultKind =
	/** Ground of the parent in no grid. */
	| 'gap'
	/** Ground in two grids. */
	| 'overlap'
	/** Ground of a grid beyond the parent: the neighbour's grids cover it too, or nobody counts it. */
	| 'outside'
	/** A grid in pieces. */
	| 'disconnected'
	/** A grid, or the parent, that is not drawn rightly. */
	| 'invalid'
	/** A building in no grid. */
	| 'orphan-building'
	/** A building in two grids at once. */
	| 'double-building';

export interface GridFault {
	readonly kind: GridFaultKind;
	/** Grids concerned, rising: both of an overlap; around a gap its neighbours; empty where it is the parent or nobody. */
	readonly codes: readonly string[];
	/** Ground at fault, square metres: of a grid in pieces all pieces but the largest; of what is invalid the ground it encloses. */
	readonly areaM2: number;
	/** Diameter of the widest circle in that ground, metres. */
	readonly widthM: number;
	/** The middle of that circle; of something invalid the very place that is wrong. Null where it has no place. */
	readonly position: Position | null;
	/** The ground itself. */
	readonly shape: SurfaceShape | null;
	/** Why it is invalid. */
	readonly reason?: RingProblemKind | 'duplicate-code';
	/** Number of pieces of a grid in pieces. */
	readonly pieces?: number;
	/** Id of the building. */
	readonly building?: string;
}

/** A building that a border runs through: no fault, for it belongs to the grid that holds most of it, but worth a look. */
export interface GridWarning {
	readonly kind: 'border-through-building';
	readonly building: string;
	/** The grid it is given to first. */
	readonly codes: readonly string[];
	/** Share of the footprint in each of these grids, 0–1. */
	readonly shares: readonly number[];
	readonly areaM2: number;
	readonly position: Position;
}

export interface GridCheck {
	readonly faults: readonly GridFault[];
	readonly warnings: readonly GridWarning[];
	readonly checked: {
		readonly grids: number;
		/** Null where no buildings were given. */
		readonly buildings: number | null;
		readonly parentAreaM2: number;
		/** Ground of the parent that is in a grid. */
		readonly coveredAreaM2: number;
	};
	/** Where each building belongs, in the order given. */
	readonly places: readonly BuildingPlace[];
}

export interface GridCheckInput {
	/** The parent: what the grids must tile. Several surfaces together are one parent. */
	readonly boundary: readonly SurfaceShape[];
	readonly grids: readonly GridOutline[];
	readonly buildings?: readonly { readonly id: string; readonly shape: SurfaceShape }[];
}

export function checkGrids({ boundary, grids, buildings }: GridCheckInput, roundingM = ROUNDING_WIDTH_M): GridCheck {
	const shapes = [...boundary, ...grids.map(({ shape }) => shape)].filter((shape) => polygonsOf(shape).some((rings) => rings.length > 0));
	const box = unionBbox(shapes.map((shape) => bboxOf(shape)));
	const plane = localPlane(Number.isFinite(box[0]) ? bboxCentre(box) : [0, 0]);
	// The parent is one surface of the overlay, so that parts of it that touch or overlap are simply parent.
	const parent: SurfaceShape = { type: 'MultiPolygon', coordinates: boundary.flatMap(polygonsOf) };
	const laid = overlay([parent, ...grids.map(({ shape }) => shape)], plane);
	const look = new Look(laid, grids, plane, roundingM);
	const places = placeBuildings(
		grids,
		(buildings ?? []).map(({ shape }) => shape),
		plane,
		roundingM
	);
	return {
		faults: [
			...boundary.flatMap((shape) => invalid([], shape, plane)),
			...grids.flatMap(({ code, shape }) => invalid([code], shape, plane)),
			...duplicateCodes(grids, plane),
			...look.gaps(),
			...look.overlaps(),
			...look.outsides(),
			...look.pieces(),
			...places.flatMap((place, i) => buildingFaults(place, buildings![i]!, grids, plane))
		],
		// Not everybody asks, and each costs a circle.
		get warnings() {
			return places.flatMap((place, i) => borderThrough(place, buildings![i]!, grids, plane));
		},
		checked: { grids: grids.length, buildings: buildings?.length ?? null, ...look.areas() },
		places
	};
}

/** The overlay sorted by who covers what: surface 0 is the parent, surface g + 1 grid g. */
class Look {
	readonly #laid: Overlay;
	readonly #grids: readonly GridOutline[];
	readonly #plane: LocalPlane;
	readonly #roundingM: number;
	readonly #bare: number[] = [];
	readonly #covered: number[] = [];
	readonly #byPair = new Map<string, { a: number; b: number; faces: number[] }>();
	readonly #outsideBy = new Map<number, number[]>();
	readonly #byGrid: number[][];

	constructor(laid: Overlay, grids: readonly GridOutline[], plane: LocalPlane, roundingM: number) {
		this.#laid = laid;
		this.#grids = grids;
		this.#plane = plane;
		this.#roundingM = roundingM;
		this.#byGrid = grids.map(() => []);
		for (let face = 1; face < laid.faceCount; face++) {
			const cover = laid.coverOf(face);
			const inParent = cover[0] === 0;
			const holders = (inParent ? cover.slice(1) : cover).map((surface) => surface - 1);
			if (inParent) (holders.length === 0 ? this.#bare : this.#covered).push(face);
			for (const [i, a] of holders.entries()) {
				this.#byGrid[a]!.push(face);
				if (!inParent) pushTo(this.#outsideBy, a, face);
				for (const b of holders.slice(i + 1)) {
					const key = `${a} ${b}`;
					const pair = this.#byPair.get(key);
					if (pair) pair.faces.push(face);
					else this.#byPair.set(key, { a, b, faces: [face] });
				}
			}
		}
	}

	areas(): { parentAreaM2: number; coveredAreaM2: number } {
		const sum = (faces: readonly number[]): number => faces.reduce((total, face) => total + this.#laid.areaM2Of(face), 0);
		const coveredAreaM2 = sum(this.#covered);
		return { parentAreaM2: coveredAreaM2 + sum(this.#bare), coveredAreaM2 };
	}

	gaps(): GridFault[] {
		return this.#wide(this.#bare).map(({ region, fault }) => {
			const around = region.beside.flatMap((face) => (face === 0 ? [] : this.#laid.coverOf(face).flatMap((s) => (s > 0 ? [s - 1] : []))));
			return { kind: 'gap', codes: this.#codes(new Set(around)), ...fault };
		});
	}

	overlaps(): GridFault[] {
		return [...this.#byPair.values()].flatMap(({ a, b, faces }) =>
			this.#wide(faces).map(({ fault }): GridFault => ({ kind: 'overlap', codes: this.#codes([a, b]), ...fault }))
		);
	}

	outsides(): GridFault[] {
		return [...this.#outsideBy].flatMap(([g, faces]) =>
			this.#wide(faces).map(({ fault }): GridFault => ({ kind: 'outside', codes: this.#codes([g]), ...fault }))
		);
	}

	pieces(): GridFault[] {
		return this.#grids.flatMap(({ code, shape }, g): GridFault[] => {
			const regions = this.#laid.regionsOf(this.#byGrid[g]!);
			// Nearly every grid: in one piece, however wide.
			if (regions.length < 2) return [];
			const wide = this.#wideOf(regions).map(({ region, fault }) => ({ region, ...fault }));
			// An eight-shaped ring falls into pieces that touch: that it is drawn wrongly has been said, once is enough.
			const pieces = (ringProblem(shape) === null ? wide.map((piece) => [piece]) : joinTouching(wide))
				.map((group) => ({ areaM2: group.reduce((sum, { areaM2 }) => sum + areaM2, 0), group }))
				.sort((p, q) => q.areaM2 - p.areaM2);
			const rest = pieces.slice(1).flatMap(({ group }) => group);
			const [widest] = rest.toSorted((p, q) => q.widthM - p.widthM);
			if (!widest) return [];
			return [
				{
					kind: 'disconnected',
					codes: [code],
					areaM2: rest.reduce((sum, { areaM2 }) => sum + areaM2, 0),
					widthM: widest.widthM,
					position: widest.position,
					shape: surfaceOf(rest.flatMap(({ region }) => region.polygons)),
					pieces: pieces.length
				}
			];
		});
	}

	/** Regions of the faces that are more than rounding, with the figures of a fault. */
	#wide(faces: readonly number[]): { region: Region; fault: Pick<GridFault, 'areaM2' | 'widthM' | 'position' | 'shape'> }[] {
		return faces.length === 0 ? [] : this.#wideOf(this.#laid.regionsOf(faces));
	}

	#wideOf(regions: readonly Region[]): { region: Region; fault: Pick<GridFault, 'areaM2' | 'widthM' | 'position' | 'shape'> }[] {
		return regions.flatMap((region) => {
			const circle = widestCircle(region.polygons, this.#plane, this.#roundingM);
			if (!circle) return [];
			return [{ region, fault: { areaM2: region.areaM2, widthM: circle.widthM, position: circle.at, shape: surfaceOf(region.polygons) } }];
		});
	}

	#codes(grids: Iterable<number>): string[] {
		return [...grids].map((g) => this.#grids[g]!.code).sort();
	}
}

function pushTo<K>(map: Map<K, number[]>, key: K, value: number): void {
	const list = map.get(key);
	if (list) list.push(value);
	else map.set(key, [value]);
}

/** Pieces that share a corner, together. */
function joinTouching<T extends { readonly region: Region }>(pieces: readonly T[]): T[][] {
	const groups: { corners: Set<string>; pieces: T[] }[] = [];
	for (const piece of pieces) {
		const corners = new Set(piece.region.polygons.flat(2).map(([lng, lat]) => `${lng},${lat}`));
		const touching = groups.filter((group) => [...corners].some((corner) => group.corners.has(corner)));
		for (const group of touching) groups.splice(groups.indexOf(group), 1);
		groups.push({
			corners: touching.reduce((all, group) => new Set([...all, ...group.corners]), corners),
			pieces: [...touching.flatMap((group) => group.pieces), piece]
		});
	}
	return groups.map((group) => group.pieces);
}

function invalid(codes: readonly string[], shape: SurfaceShape, plane: LocalPlane): GridFault[] {
	const problem = ringProblem(shape);
	if (!problem) return [];
	return [{ kind: 'invalid', codes, reason: problem.kind, ...groundOf(shape, plane), position: problem.at }];
}

/** A code names one grid. */
function duplicateCodes(grids: readonly GridOutline[], plane: LocalPlane): GridFault[] {
	const seen = new Set<string>();
	return grids.flatMap(({ code, shape }): GridFault[] => {
		if (!seen.has(code)) {
			seen.add(code);
			return [];
		}
		return [{ kind: 'invalid', codes: [code], reason: 'duplicate-code', ...groundOf(shape, plane) }];
	});
}

/** A surface that may be drawn wrongly, measured by itself. */
function groundOf(shape: SurfaceShape, plane: LocalPlane): Pick<GridFault, 'areaM2' | 'widthM' | 'position' | 'shape'> {
	const laid = overlay([shape], plane);
	const faces = Array.from({ length: laid.faceCount }, (_, face) => face).filter((face) => face > 0 && laid.coverOf(face).length > 0);
	const regions = laid.regionsOf(faces);
	const polygons = regions.flatMap((region) => region.polygons);
	const circle = widestCircle(polygons, plane);
	return {
		areaM2: regions.reduce((sum, { areaM2 }) => sum + areaM2, 0),
		widthM: circle?.widthM ?? 0,
		position: circle?.at ?? polygonsOf(shape)[0]?.[0]?.[0] ?? null,
		shape: surfaceOf(polygons)
	};
}

interface Building {
	readonly id: string;
	readonly shape: SurfaceShape;
}

function buildingFaults(place: BuildingPlace, { id, shape }: Building, grids: readonly GridOutline[], plane: LocalPlane): GridFault[] {
	if (place.grid === null) {
		return [{ kind: 'orphan-building', codes: [], building: id, ...groundOf(shape, plane), shape }];
	}
	if (!place.doubled) return [];
	const { grids: holders, areaM2, widthM, at } = place.doubled;
	return [{ kind: 'double-building', codes: holders.map((g) => grids[g]!.code), building: id, areaM2, widthM, position: at, shape }];
}

function borderThrough(place: BuildingPlace, { id, shape }: Building, grids: readonly GridOutline[], plane: LocalPlane): GridWarning[] {
	if (!place.parted) return [];
	return [
		{
			kind: 'border-through-building',
			building: id,
			codes: place.shares.map(({ grid }) => grids[grid]!.code),
			shares: place.shares.map(({ areaM2 }) => areaM2 / place.areaM2),
			areaM2: place.areaM2,
			position: groundOf(shape, plane).position ?? bboxCentre(bboxOf(shape))
		}
	];
}
