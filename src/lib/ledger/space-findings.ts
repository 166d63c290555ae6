/**
 * D1: what is wrong with the way a plan divides the ground, as gaps of the ledger. The faults were found when the plan was checked; a building the
 * plan gives to no grid is one more, even where nobody checked.
 */
import type { GridId } from '../area/area.ts';
import type { Position } from '../geo/position.ts';
import type { GridFault } from '../plan/check-grids.ts';
import type { GapFinding, GapKind } from './gap.ts';

/** `outside` and `invalid` are for the planner to mend before anything can be published; they leave no ground without an answerer. */
const KIND: Readonly<Partial<Record<GridFault['kind'], GapKind>>> = {
	gap: 'ground-uncovered',
	overlap: 'ground-doubled',
	disconnected: 'grid-in-pieces',
	'orphan-building': 'building-orphan',
	'double-building': 'building-doubled'
};

export interface SpaceGround {
	/** Fault reports name grids by code and buildings by the id of their source. */
	readonly gridOf: (code: string) => { readonly id: GridId; readonly name: string } | undefined;
	readonly buildingOf: (sourceId: string) => number | undefined;
	/** Buildings in no grid of the plan. */
	readonly orphans: readonly { readonly id: number; readonly households: number; readonly name: string; readonly at: Position }[];
}

/** @param sinceMs since when the plan stands. */
export function spaceFindings(faults: readonly GridFault[], ground: SpaceGround, sinceMs: number): GapFinding[] {
	const findings: GapFinding[] = [];
	const told = new Set<number>();
	for (const fault of faults) {
		const kind = KIND[fault.kind];
		if (!kind) continue;
		const grids = fault.codes.flatMap((code) => ground.gridOf(code) ?? []);
		// Ground is known again by where it is; a fault that was not drawn, by its grids.
		const drawn = fault.shape !== null;
		const building = fault.building === undefined ? undefined : ground.buildingOf(fault.building);
		if (building !== undefined) told.add(building);
		findings.push({
			dimension: 'D1',
			kind,
			subject:
				building !== undefined
					? { kind: 'building', ids: [building], name: '' }
					: kind === 'grid-in-pieces' || !drawn
						? { kind: 'grid', ids: grids.map((grid) => grid.id).sort((a, b) => a - b), name: grids[0]?.name ?? '' }
						: { kind: 'ground', ids: grids.map((grid) => grid.id).sort((a, b) => a - b), name: '' },
			gridId: grids[0]?.id ?? null,
			shape: fault.shape ?? (fault.position ? { type: 'Point', coordinates: fault.position } : null),
			sinceMs,
			measures: {
				areaM2: fault.areaM2,
				widthM: fault.widthM,
				...(building === undefined ? {} : { buildings: 1 })
			},
			cause: kind
		});
	}
	for (const orphan of ground.orphans) {
		if (told.has(orphan.id)) continue;
		findings.push({
			dimension: 'D1',
			kind: 'building-orphan',
			subject: { kind: 'building', ids: [orphan.id], name: orphan.name },
			gridId: null,
			shape: { type: 'Point', coordinates: orphan.at },
			sinceMs,
			measures: { buildings: 1, households: orphan.households },
			cause: 'building-orphan'
		});
	}
	return findings;
}
