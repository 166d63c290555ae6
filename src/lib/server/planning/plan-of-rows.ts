/** A plan of borders made of the rows that hold it. What is written and read again is the same, byte for byte (`plan/plan-bytes.ts`). */
import type { Position, SurfaceShape } from '../../geo/position.ts';
import type { Border, BorderPlan, GridCode, LatticePoint, PlanGrid } from '../../plan/border-plan.ts';
import type { PolygonsInput } from '../../plan/from-polygons.ts';
import { latticePointAt } from '../../plan/lattice-point.ts';

type Work = PlanGrid['work'];

/** Each text a JSON array, as the database writes it. */
export interface KeptRows {
	/** `[number, left, right, points]` by number */
	readonly borders: string;
	/** `[code, name, risk, area's code, locked, workers, came from, work]` by code */
	readonly grids: string;
	/** `[building, code, assigned, reason it may be cut]` by building */
	readonly belongs: string;
	/** `[code, what it became]` */
	readonly ended: string;
	readonly nextBorderId: number;
}

/** `lineage`: with what its draft split and merged; else as a base that nothing was done to. */
export function planOfRows(rows: KeptRows, { lineage = false } = {}): BorderPlan {
	const belongs = read<[id: number, code: GridCode, assigned: boolean, reason: string | null]>(rows.belongs);
	return {
		borders: new Map(
			read<[number, GridCode | null, GridCode | null, Position[]]>(rows.borders).map(([id, left, right, line]): [number, Border] => [
				id,
				{ id, left, right, line: line.map((at): LatticePoint => latticePointAt(at)) }
			])
		),
		grids: new Map(
			read<[GridCode, string, PlanGrid['risk'], string, boolean, number, GridCode[], Work | null]>(rows.grids).map(
				([code, name, risk, areaCode, locked, workers, from, work]): [GridCode, PlanGrid] => [
					code,
					{ code, name, risk, areaCode, locked, workers, work: work ?? {}, from: lineage ? from : [] }
				]
			)
		),
		belongs: new Map(belongs.map(([id, code]) => [id, code])),
		assigned: new Set(belongs.flatMap(([id, , assigned]) => (assigned ? [id] : []))),
		cutReasons: new Map(belongs.flatMap(([id, , , reason]) => (reason === null ? [] : [[id, reason] as const]))),
		nextBorderId: rows.nextBorderId,
		ended: new Map(lineage ? read<[GridCode, GridCode[]]>(rows.ended) : [])
	};
}

/** A plan as it was saved before borders were kept. Each text a JSON array. */
export interface PolygonRows {
	/** Shapes */
	readonly boundary: string;
	/** `[code, name, risk, area's code, locked, workers, work, shape]` by code */
	readonly grids: string;
	/** `[building, code]` */
	readonly given: string;
}

export function polygonsOfRows(rows: PolygonRows): Omit<PolygonsInput, 'buildings' | 'mends'> {
	return {
		boundary: read<SurfaceShape>(rows.boundary),
		grids: read<[GridCode, string, PlanGrid['risk'], string, boolean, number, Work | null, SurfaceShape]>(rows.grids).map(
			([code, name, risk, areaCode, locked, workers, work, shape]) => ({
				grid: { code, name, risk, areaCode, locked, workers, work: work ?? {}, from: [] },
				shape
			})
		),
		given: new Map(read<[number, GridCode]>(rows.given))
	};
}

const read = <T>(text: string): T[] => JSON.parse(text) as T[];
