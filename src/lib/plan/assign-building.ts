/** Gives a building that a border runs through whole to one of the grids that hold part of it; the border stays where it is. */
import { done, refused } from '../geo/outcome.ts';
import { buildingPoint } from './ground-buildings.ts';
import { positionOf } from './lattice-point.ts';
import type { ApplyVerb } from './plan-edit.ts';
import { sharesOf } from './regive-buildings.ts';

export const assignBuilding: ApplyVerb<'assign-building'> = (plan, { buildingId, to }, { buildings, rowOf }) => {
	if (!plan.grids.has(to)) return refused({ kind: 'plan.no-such-grid', grids: [to] });
	const row = rowOf.get(buildingId);
	const from = plan.belongs.get(buildingId);
	if (row === undefined || from === undefined) return refused({ kind: 'plan.no-such-place', buildingIds: [buildingId] });
	const spot = { at: positionOf(buildingPoint(buildings, row)), buildingIds: [buildingId] };
	const shares = sharesOf(plan, [row], buildings).get(row);
	if (from === to && plan.assigned.has(buildingId)) return refused({ kind: 'plan.nothing-to-do', ...spot });
	if (!shares?.cut || !shares.codes.includes(to)) return refused({ kind: 'plan.not-neighbours', grids: [from, to], ...spot });
	if (plan.grids.get(from)?.areaCode !== plan.grids.get(to)!.areaCode)
		return refused({ kind: 'plan.other-community', grids: [from, to], ...spot });
	const locked = [from, to].filter((code) => plan.grids.get(code)?.locked);
	if (locked.length > 0) return refused({ kind: 'plan.locked', grids: locked, ...spot });
	return done({
		plan: { ...plan, belongs: new Map(plan.belongs).set(buildingId, to), assigned: new Set(plan.assigned).add(buildingId) },
		grids: [...new Set([from, to])].sort(),
		moved: from === to ? [] : [[buildingId, from, to]]
	});
};
