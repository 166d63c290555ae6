/** Makes real borders of wished homes: one `move-buildings` for each grid that receives, in whatever order the ground allows, and smaller ones where it does not. */
import { applyEdit } from '../apply-edit.ts';
import type { BorderPlan, GridCode, PlanGround } from '../border-plan.ts';
import type { PlanChange, PlanEdit } from '../plan-edit.ts';
import { wholeIn } from '../whole-in.ts';
import type { Units } from './units.ts';

export interface DrawnMoves {
	readonly edits: readonly PlanEdit[];
	readonly changes: readonly PlanChange[];
	readonly plan: BorderPlan;
	/** Units that the ground did not let go where they were wished, as `[unit, grid]`. */
	readonly failed: readonly (readonly [unit: number, grid: number])[];
}

export function drawMoves(plan: BorderPlan, ground: PlanGround, { codes, units, start, next }: Units, home: Int32Array): DrawnMoves {
	const edits: PlanEdit[] = [];
	const changes: PlanChange[] = [];
	const failed: [number, number][] = [];
	let now = plan;
	/** What was tried on the plan as it stood: once more would be refused again. */
	const tried = new Map<string, BorderPlan>();
	const attempt = (own: readonly number[], grid: number): boolean => {
		const buildingIds = own.flatMap((u) => units[u]!.buildingIds).sort((a, b) => a - b);
		const key = `${grid} ${buildingIds.join()}`;
		if (tried.get(key) === now) return false;
		tried.set(key, now);
		const edit: PlanEdit = { verb: 'move-buildings', buildingIds, to: codes[grid]! };
		const changed = applyEdit(now, edit, ground);
		if (!changed.ok || !onlyMoves(now, changed.value, new Set(buildingIds), ground)) return false;
		edits.push(edit);
		changes.push(changed.value);
		now = changed.value.plan;
		return true;
	};
	const wished = new Map<number, number[]>();
	units.forEach(({ grid }, u) => {
		if (home[u] !== grid) wished.set(home[u]!, [...(wished.get(home[u]!) ?? []), u]);
	});
	/** Units that go to one grid and lie side by side: what cannot go at once may go in parts. */
	const bunches = (own: readonly number[]): number[][] => {
		const left = new Set(own);
		const found: number[][] = [];
		for (const first of own) {
			if (!left.delete(first)) continue;
			const bunch = [first];
			for (const u of bunch) for (let e = start[u]!; e < start[u + 1]!; e++) if (left.delete(next[e]!)) bunch.push(next[e]!);
			found.push(bunch.sort((a, b) => a - b));
		}
		return found;
	};
	const singly = (own: readonly number[]): number[][] => own.map((u) => [u]);
	let open = [...wished].sort(([a], [b]) => a - b).map(([grid, own]) => ({ grid, own }));
	for (const smaller of [null, bunches, singly]) {
		if (smaller) open = open.flatMap(({ grid, own }) => smaller(own).map((part) => ({ grid, own: part })));
		// What is in the way of one may be gone once another has moved.
		for (let before = -1; open.length > 0 && open.length !== before;) {
			before = open.length;
			open = open.filter(({ grid, own }) => !attempt(own, grid));
		}
	}
	for (const { grid, own } of open) for (const u of own) failed.push([u, grid]);
	return { edits, changes, plan: now, failed };
}

/** Whether a change moves the buildings it names and no others, and leaves every compound that was whole as it was. */
function onlyMoves(before: BorderPlan, { moved, plan }: PlanChange, named: ReadonlySet<number>, ground: PlanGround): boolean {
	if (moved.length !== named.size || moved.some(([id]) => !named.has(id))) return false;
	const compoundsOf = compoundsByBuilding(ground);
	const touched = new Set(moved.map(([id]) => compoundsOf.get(id)));
	return [...touched].every((buildingIds) => !buildingIds || wholeIn(before, buildingIds) === null || wholeIn(plan, buildingIds) !== null);
}

const known = new WeakMap<PlanGround['compounds'], ReadonlyMap<number, readonly number[]>>();

function compoundsByBuilding({ compounds }: PlanGround): ReadonlyMap<number, readonly number[]> {
	let found = known.get(compounds);
	if (!found) {
		found = new Map(compounds.flatMap(({ buildingIds }) => buildingIds.map((id) => [id, buildingIds] as const)));
		known.set(compounds, found);
	}
	return found;
}

/** Where each unit is after the moves; null where one is no more in one grid. */
export function homesIn(plan: BorderPlan, { codes, units }: Units): Int32Array | null {
	const number = new Map<GridCode, number>(codes.map((code, g) => [code, g]));
	const home = new Int32Array(units.length);
	for (const [u, { buildingIds, grid, fixed }] of units.entries()) {
		const owner = fixed ? codes[grid]! : wholeIn(plan, buildingIds);
		const g = owner === null ? undefined : number.get(owner);
		if (g === undefined) return null;
		home[u] = g;
	}
	return home;
}
