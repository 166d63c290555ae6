/**
 * The heavy reckoning of the planner's server side as tasks of plain data, so that they can be done on another thread (`plan-thread.ts`): a second of it on
 * the server's own would keep every live push and every fix waiting.
 */
import { createHash } from 'node:crypto';
import type { SurfaceShape } from '../../geo/position.ts';
import { applyEdit } from '../../plan/apply-edit.ts';
import type { BorderPlan, GridCode, PlanGround } from '../../plan/border-plan.ts';
import { fromPolygons, type FromPolygons, type Mend, type Tolerance } from '../../plan/from-polygons.ts';
import { planBytes, planOfBytes } from '../../plan/plan-bytes.ts';
import type { PlanEdit, PlanProblem } from '../../plan/plan-edit.ts';
import { rebase, type Rebased } from '../../plan/rebase.ts';
import { packGround, unpackGround } from '../../wire/plan-ground.ts';
import type { DraftFault } from '../../wire/drafts.ts';
import { faultsOf, isUnchanged } from './faults-of.ts';
import { groundOfRows, type GroundRows } from './ground-of-rows.ts';
import { planOfRows, type KeptRows, polygonsOfRows, type PolygonRows } from './plan-of-rows.ts';
import { rowsOfPlan, type PlanRows } from './rows-of-plan.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A ground by its print; with its bytes for a thread that does not have it yet. */
export interface GroundRef {
	readonly print: string;
	readonly bytes?: Bytes;
}

export interface PlanTasks {
	ground(input: { readonly rows: GroundRows }): { readonly print: string; readonly bytes: Bytes };
	/** The bytes of a plan that is kept. */
	read(input: { readonly rows: KeptRows }): { readonly plan: Bytes };
	/** First borders of polygons, or their faults. */
	borders(input: {
		readonly ground: GroundRef;
		readonly rows: PolygonRows;
		readonly mends: readonly Mend[];
		readonly tolerance: Tolerance;
	}): { readonly faults: FromPolygons['faults']; readonly plan: Bytes | null };
	/** Draws edits one after another; codes of `free` count as never used. */
	draw(input: {
		readonly ground: GroundRef;
		readonly free: readonly GridCode[];
		readonly plan: Bytes;
		readonly edits: readonly PlanEdit[];
		/** After how many edits the plan is wanted, besides after all. */
		readonly stops: readonly number[];
	}): {
		readonly plans: readonly (readonly [count: number, plan: Bytes])[];
		readonly refused: { readonly index: number; readonly problem: PlanProblem } | null;
	};
	rebase(input: {
		readonly ground: GroundRef;
		readonly plan: Bytes;
		readonly edits: readonly PlanEdit[];
	}): Omit<Rebased, 'plan'> & { readonly plan: Bytes };
	/** All that keeps a plan from being published, as we see it. */
	judge(input: {
		readonly ground: GroundRef;
		readonly base: Bytes;
		readonly plan: Bytes;
		/** What the grids must tile. */
		readonly parent: readonly SurfaceShape[];
		readonly edits: readonly PlanEdit[];
	}): { readonly unchanged: boolean; readonly faults: readonly DraftFault[] };
	/** @param excluded JSON: surfaces that are no ground to cover */
	rows(input: { readonly plan: Bytes; readonly excluded: string }): PlanRows;
}
export type PlanTask = keyof PlanTasks;
export type TaskInput<T extends PlanTask> = Parameters<PlanTasks[T]>[0];
export type TaskAnswer<T extends PlanTask> = ReturnType<PlanTasks[T]>;

/** The ground of a task is not known here: it must be asked again with its bytes. */
export class UnknownGround extends Error {}

const MAX_GROUNDS = 4;

export function planTasks(): PlanTasks {
	const grounds = new Map<string, PlanGround>();
	const groundOf = ({ print, bytes }: GroundRef): PlanGround => {
		const ground = grounds.get(print) ?? (bytes && unpackGround(bytes.buffer));
		if (!ground) throw new UnknownGround(print);
		grounds.delete(print);
		grounds.set(print, ground);
		if (grounds.size > MAX_GROUNDS) grounds.delete(grounds.keys().next().value as string);
		return ground;
	};
	return {
		ground({ rows }) {
			const bytes = packGround(groundOfRows(rows));
			const print = createHash('sha256').update(bytes).digest('base64url').slice(0, 27);
			groundOf({ print, bytes: bytes.slice() });
			return { print, bytes };
		},
		read: ({ rows }) => ({ plan: bytesOf(planOfRows(rows)) }),
		borders({ ground, rows, mends, tolerance }) {
			const { faults, plan } = fromPolygons({ ...polygonsOfRows(rows), buildings: groundOf(ground).buildings, mends }, tolerance);
			return { faults, plan: plan && bytesOf(plan) };
		},
		draw({ ground: ref, free, plan: from, edits, stops }) {
			const known = groundOf(ref);
			const own = new Set<string>(free);
			const ground = own.size === 0 ? known : { ...known, usedCodes: new Set([...known.usedCodes].filter((code) => !own.has(code))) };
			const plans: [number, Bytes][] = [];
			let plan = planOf(from);
			for (const [index, edit] of edits.entries()) {
				const changed = applyEdit(plan, edit, ground);
				if (!changed.ok) return { plans, refused: { index, problem: changed.problem } };
				plan = changed.value.plan;
				if (index + 1 === edits.length || stops.includes(index + 1)) plans.push([index + 1, bytesOf(plan)]);
			}
			return { plans, refused: null };
		},
		rebase({ ground, plan, edits }) {
			const rebased = rebase(planOf(plan), edits, groundOf(ground));
			return { ...rebased, plan: bytesOf(rebased.plan) };
		},
		judge({ ground, base, plan: bytes, parent, edits }) {
			const plan = planOf(bytes);
			return { unchanged: isUnchanged(planOf(base), plan, planBytes), faults: faultsOf(plan, edits, parent, groundOf(ground)) };
		},
		rows: ({ plan, excluded }) => rowsOfPlan(planOf(plan), JSON.parse(excluded) as SurfaceShape[])
	};
}

const bytesOf = (plan: BorderPlan): Bytes => new Uint8Array(planBytes(plan));

function planOf(bytes: Bytes): BorderPlan {
	const read = planOfBytes(bytes);
	if (!read.ok) throw new Error('these are not the bytes of a plan');
	return read.value;
}
