/** Which grid holds which building, by how much of its footprint, and which buildings stand on a border, in no grid, or in two at once. */
import { bboxCentre, bboxContains, bboxOf } from '../geo/bbox.ts';
import { clipSurface } from '../geo/clip-surface.ts';
import { isWider } from '../geo/is-wider.ts';
import { overlay, type Region } from '../geo/overlay.ts';
import type { LocalPlane } from '../geo/plane.ts';
import { pointInSurface } from '../geo/point-in-surface.ts';
import { polygonsOf, type Bbox, type Position, type SurfaceShape } from '../geo/position.ts';
import { ringProblem } from '../geo/ring-problem.ts';
import { spatialIndex, type SpatialIndex } from '../geo/spatial-index.ts';
import { surfaceAreaM2 } from '../geo/area-m2.ts';
import { widestCircle } from '../geo/widest-circle.ts';

export interface GridOutline {
	readonly code: string;
	readonly shape: SurfaceShape;
}

export interface BuildingPlace {
	/** Number of the grid that holds most of it, of equals the one of the lower code; null where no grid holds any of it. */
	readonly grid: number | null;
	/** Ground of the footprint in each grid, largest first. Parts nowhere wider than the rounding width are left out. */
	readonly shares: readonly { readonly grid: number; readonly areaM2: number }[];
	/** Ground of the footprint in no grid. */
	readonly uncoveredM2: number;
	/** The part of it that lies in two grids at once, at its widest; null where there is none. */
	readonly doubled: { readonly grids: readonly number[]; readonly areaM2: number; readonly widthM: number; readonly at: Position } | null;
	/** Whether a border runs through it: parts of it lie on different sides. */
	readonly parted: boolean;
	readonly areaM2: number;
}

/** @param roundingM parts nowhere wider than this are rounding */
export function placeBuildings(
	grids: readonly GridOutline[],
	shapes: readonly SurfaceShape[],
	plane: LocalPlane,
	roundingM: number
): BuildingPlace[] {
	const land = indexGrids(grids);
	return shapes.map((shape) => placeOne(land, shape, plane, roundingM));
}

interface Land {
	readonly grids: readonly GridOutline[];
	readonly boxes: readonly Bbox[];
	readonly byBox: SpatialIndex;
	/** All stretches of border, and whose each is. */
	readonly borders: SpatialIndex;
	readonly ownerOf: readonly number[];
}

function indexGrids(grids: readonly GridOutline[]): Land {
	const boxes = grids.map(({ shape }) => bboxOf(shape));
	const borderBoxes: Bbox[] = [];
	const ownerOf: number[] = [];
	grids.forEach(({ shape }, g) => {
		for (const ring of polygonsOf(shape).flat()) {
			for (let i = 1; i < ring.length; i++) {
				const [a, b] = [ring[i - 1]!, ring[i]!];
				borderBoxes.push([Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])]);
				ownerOf.push(g);
			}
		}
	});
	return { grids, boxes, byBox: spatialIndex(boxes), borders: spatialIndex(borderBoxes), ownerOf };
}

function placeOne(land: Land, shape: SurfaceShape, plane: LocalPlane, roundingM: number): BuildingPlace {
	const box = bboxOf(shape);
	const bordering = new Set(land.borders.search(...box).map((border) => land.ownerOf[border]!));
	const centre = bboxCentre(box);
	// Where no border of a grid meets the box, the whole box is inside that grid or outside it.
	const around = land.byBox
		.search(...box)
		.filter((g) => !bordering.has(g) && bboxContains(land.boxes[g]!, centre) && pointInSurface(centre, land.grids[g]!.shape));
	if (bordering.size === 0) return placeWhole(land, shape, around, plane);

	const beside = [...bordering];
	const cut = beside.map((g) => clipSurface(land.grids[g]!.shape, box));
	const laid = overlay([shape, ...cut], plane);
	const all: number[] = [];
	const holdersOf = new Map<number, readonly number[]>();
	for (let face = 1; face < laid.faceCount; face++) {
		const [first, ...over] = laid.coverOf(face);
		if (first !== 0) continue;
		all.push(face);
		holdersOf.set(face, [...around, ...over.map((s) => beside[s - 1]!)]);
	}
	const areaM2 = all.reduce((sum, face) => sum + laid.areaM2Of(face), 0);
	if (!(areaM2 > 0)) {
		const at = polygonsOf(shape)[0]?.[0]?.[0] ?? centre;
		const holding = beside.filter((g) => pointInSurface(at, land.grids[g]!.shape));
		return placeWhole(land, shape, [...around, ...holding], plane);
	}
	/** Regions of the building's faces that pass, as far as they are more than rounding. */
	const where = (passes: (holders: readonly number[]) => boolean): readonly Region[] =>
		laid.regionsOf(all.filter((face) => passes(holdersOf.get(face)!))).filter((region) => isWider(region, plane, roundingM));

	const shares = [...around, ...beside]
		.map((grid) => ({ grid, areaM2: sumOf(where((holders) => holders.includes(grid))) }))
		.filter((share) => share.areaM2 > 0)
		// Halves are equal to the square millimetre, whatever the last digits say.
		.sort((a, b) => Math.round((b.areaM2 - a.areaM2) * 1e6) || compareCodes(land, a.grid, b.grid));
	const twice = where((holders) => holders.length > 1);
	return {
		grid: shares[0]?.grid ?? null,
		shares,
		uncoveredM2: sumOf(where((holders) => holders.length === 0)),
		doubled: doubledPart(
			twice,
			twice.flatMap(({ faces }) => faces.flatMap((face) => holdersOf.get(face)!)),
			land,
			plane
		),
		parted: shares.some(({ grid }) => where((holders) => !holders.includes(grid)).length > 0),
		areaM2
	};
}

/** A building that no border comes near. */
function placeWhole(land: Land, shape: SurfaceShape, holders: readonly number[], plane: LocalPlane): BuildingPlace {
	const { areaM2, polygons } = measured(shape, plane);
	const grids = holders.toSorted((a, b) => compareCodes(land, a, b));
	return {
		grid: grids[0] ?? null,
		shares: grids.map((grid) => ({ grid, areaM2 })),
		uncoveredM2: grids.length === 0 ? areaM2 : 0,
		doubled: grids.length > 1 ? doubledPart([{ areaM2, polygons }], grids, land, plane) : null,
		parted: false,
		areaM2
	};
}

/** The ground that a footprint encloses by the even-odd rule, however it is drawn. */
function measured(shape: SurfaceShape, plane: LocalPlane): Pick<Region, 'areaM2' | 'polygons'> {
	const polygons = polygonsOf(shape);
	const [only] = polygons;
	if (polygons.length === 1 && only?.length === 1 && ringProblem(shape) === null) return { areaM2: surfaceAreaM2(shape, plane), polygons };
	const laid = overlay([shape], plane);
	const regions = laid.regionsOf(
		Array.from({ length: laid.faceCount - 1 }, (_, i) => i + 1).filter((face) => laid.coverOf(face).length > 0)
	);
	return { areaM2: sumOf(regions), polygons: regions.flatMap((region) => region.polygons) };
}

function doubledPart(
	parts: readonly Pick<Region, 'areaM2' | 'polygons'>[],
	grids: readonly number[],
	land: Land,
	plane: LocalPlane
): BuildingPlace['doubled'] {
	const widest = widestCircle(
		parts.flatMap(({ polygons }) => polygons),
		plane
	);
	if (!widest) return null;
	const codes = [...new Set(grids)].sort((a, b) => compareCodes(land, a, b));
	return { grids: codes, areaM2: sumOf(parts), widthM: widest.widthM, at: widest.at };
}

const sumOf = (parts: readonly { readonly areaM2: number }[]): number => parts.reduce((sum, { areaM2 }) => sum + areaM2, 0);

function compareCodes({ grids }: Land, a: number, b: number): number {
	const [p, q] = [grids[a]!.code, grids[b]!.code];
	return p < q ? -1 : p > q ? 1 : a - b;
}
