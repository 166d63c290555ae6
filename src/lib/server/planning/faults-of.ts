/** Everything that keeps a plan from being published, as we see it: the same functions as everywhere, on the whole plan anew. PostGIS is asked elsewhere. */
import type { SurfaceShape } from '#lib/geo/position.ts';
import type { BorderPlan, GridCode, PlanGround } from '#lib/plan/border-plan.ts';
import { buildingPoint } from '#lib/plan/ground-buildings.ts';
import { labelPoint } from '#lib/geo/label-point.ts';
import { gridShape } from '#lib/plan/grid-shape.ts';
import { positionOf } from '#lib/plan/lattice-point.ts';
import { checkPlan } from '#lib/plan/plan-check.ts';
import { codesMadeBy } from '#lib/plan/rebase.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import type { DraftFault } from '#lib/wire/drafts.ts';

/** @param parent what the grids must tile */
export function faultsOf(plan: BorderPlan, edits: readonly PlanEdit[], parent: readonly SurfaceShape[], ground: PlanGround): DraftFault[] {
	const { faults, problems, astray } = checkPlan(plan, parent, ground);
	const at = (id: number) => positionOf(buildingPoint(ground.buildings, ground.rowOf.get(id)!));
	const made = new Set(codesMadeBy(edits).filter((code) => plan.grids.has(code)));
	return [
		...faults.map(({ kind, codes, areaM2, widthM, position, building }): DraftFault => ({
			kind,
			at: position,
			areaM2,
			widthM,
			grids: codes as readonly GridCode[],
			...(building !== undefined && { buildingIds: [Number(building)] }),
			witness: false
		})),
		...problems.map(({ kind, at: place, grids, buildingIds }): DraftFault => ({
			kind,
			at: place ?? null,
			...(grids && { grids }),
			...(buildingIds && { buildingIds }),
			witness: false
		})),
		...astray.map((id): DraftFault => ({ kind: 'astray-building', at: at(id), buildingIds: [id], witness: false })),
		...[...made]
			.filter((code) => ground.usedCodes.has(code))
			.map((code): DraftFault => {
				const shape = gridShape(plan, code);
				return { kind: 'code-used', at: shape ? labelPoint(shape) : null, grids: [code], witness: false };
			})
	];
}

/** Whether nothing but numbers of borders differs. */
export function isUnchanged(before: BorderPlan, after: BorderPlan, bytesOf: (plan: BorderPlan) => Uint8Array): boolean {
	const plain = (plan: BorderPlan): BorderPlan => ({ ...plan, nextBorderId: 0, ended: new Map() });
	return Buffer.compare(bytesOf(plain(before)), bytesOf(plain(after))) === 0;
}
