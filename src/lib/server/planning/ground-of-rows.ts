/** The ground of a district as planners draw on it, made of the rows that hold it: everything on the lattice, in an order that is always the same. */
import { ringAreaM2 } from '../../geo/area-m2.ts';
import { labelPoint } from '../../geo/label-point.ts';
import { snapSurface } from '../../geo/lattice.ts';
import { localPlane } from '../../geo/plane.ts';
import { type LineShape, type MultiLineShape, type PolygonRings, polygonsOf, type Shape, type SurfaceShape } from '../../geo/position.ts';
import type { GuideLine, LatticePoint, PlanBuildings, PlanGround } from '../../plan/border-plan.ts';
import { latticePointAt, withoutRepeats } from '../../plan/lattice-point.ts';

/** Each a JSON array, as the database writes it: only a thread that nobody waits for reads them. */
export interface GroundRows {
	/** `[id, households, residents, shape]` */
	readonly buildings: string;
	/** `[id, name, gates, ids of its buildings, shape]` */
	readonly compounds: string;
	/** `[id, required, lng, lat]` */
	readonly posts: string;
	/** `[lng, lat]` */
	readonly enterprises: string;
	/** `[name, shape]` */
	readonly roads: string;
	/** `[name, shape, is a line to follow, is no ground to cover]` */
	readonly landuse: string;
	readonly usedCodes: string;
	readonly minimum: PlanGround['minimum'];
}

export function groundOfRows(rows: GroundRows): PlanGround {
	const compounds = read<[id: number, name: string, gates: number, buildingIds: number[], shape: SurfaceShape]>(rows.compounds);
	const landuse = read<[name: string, shape: Shape, isLine: boolean, isExcluded: boolean]>(rows.landuse);
	const buildings = columnsOf(read(rows.buildings));
	return {
		buildings,
		rowOf: new Map(Array.from(buildings.id, (id, row) => [id, row])),
		compounds: compounds.map(([id, name, gates, buildingIds, shape]) => ({
			id,
			name,
			gates,
			buildingIds,
			at: latticePointAt(labelPoint(shape))
		})),
		posts: read<[number, number, number, number]>(rows.posts).map(([id, required, lng, lat]) => ({
			id,
			required,
			at: latticePointAt([lng, lat])
		})),
		enterprises: read<[number, number]>(rows.enterprises).map(latticePointAt),
		lines: [
			...read<[string, Shape]>(rows.roads).flatMap(([name, shape]) => guides('road', name, shape)),
			...compounds.flatMap(([, name, , , shape]) => guides('wall', name, shape)),
			...landuse.flatMap(([name, shape, isLine]) => (isLine ? guides('water', name, shape) : []))
		],
		excluded: landuse.flatMap(([, shape, , isExcluded]) =>
			isExcluded && (shape.type === 'Polygon' || shape.type === 'MultiPolygon')
				? polygonsOf(snapSurface(shape)).map((rings) => rings.map(onLattice))
				: []
		),
		usedCodes: new Set(read<string>(rows.usedCodes)),
		minimum: rows.minimum
	};
}

const read = <T>(text: string): T[] => JSON.parse(text) as T[];
const onLattice = (line: readonly (readonly [number, number])[]): readonly LatticePoint[] => withoutRepeats(line.map(latticePointAt));

function guides(kind: GuideLine['kind'], name: string, shape: Shape): GuideLine[] {
	return pathsOf(shape).flatMap((path) => {
		const line = onLattice(path);
		return line.length < 2 ? [] : [{ kind, name, line }];
	});
}

function pathsOf(shape: Shape): readonly (readonly (readonly [number, number])[])[] {
	switch (shape.type) {
		case 'Point':
			return [];
		case 'LineString':
			return [(shape satisfies LineShape).coordinates];
		case 'MultiLineString':
			return (shape satisfies MultiLineShape).coordinates;
		default:
			return polygonsOf(shape).flat();
	}
}

function columnsOf(rows: readonly (readonly [id: number, households: number, residents: number, shape: SurfaceShape])[]): PlanBuildings {
	const rings = rows.map(([, , , shape]) => outerRing(shape));
	const ringStart = new Uint32Array(rows.length + 1);
	rings.forEach((ring, i) => (ringStart[i + 1] = ringStart[i]! + ring.length));
	return {
		count: rows.length,
		id: Int32Array.from(rows, ([id]) => id),
		households: Uint32Array.from(rows, ([, households]) => Math.max(0, households)),
		residents: Uint32Array.from(rows, ([, , residents]) => Math.max(0, residents)),
		pointE7: Int32Array.from(rows.flatMap(([, , , shape]) => latticePointAt(labelPoint(shape)))),
		ringStart,
		ringE7: Int32Array.from(rings.flat(2))
	};
}

/** Of a building of several parts, the largest; one so small that the lattice knows no ring of it stays as it is drawn. */
function outerRing(shape: SurfaceShape): readonly LatticePoint[] {
	const snapped = polygonsOf(snapSurface(shape));
	const [first, ...rest] = snapped.length > 0 ? snapped : polygonsOf(shape);
	let best: PolygonRings = first ?? [[]];
	if (rest.length > 0) {
		const plane = localPlane(best[0]![0]!);
		for (const other of rest) if (ringAreaM2(other[0]!, plane) > ringAreaM2(best[0]!, plane)) best = other;
	}
	return best[0]!.map(latticePointAt);
}
