/**
 * The borders of a plan. A plan that was saved as polygons gets them when they are first asked for: made once of its polygons, kept, and the same for
 * ever after.
 */
import type { Db } from '#db/open.ts';
import { done, refused, type Outcome } from '#lib/geo/outcome.ts';
import type { BorderPlan } from '#lib/plan/border-plan.ts';
import type { Mend } from '#lib/plan/from-polygons.ts';
import { planOfBytes } from '#lib/plan/plan-bytes.ts';
import { inPlanThread } from '../planning/plan-thread.ts';
import type { TaskAnswer } from '../planning/plan-tasks.ts';
import { keepBorders, readKeptRows, readPolygonRows } from '../store/border-plans.ts';
import { rulesNow } from '../store/area-picture.ts';
import { inTransaction } from '../store/in-transaction.ts';
import { keptGround } from '../store/kept-ground.ts';
import { lockPlan } from '../store/lock-plans.ts';
import { acceptedMends } from '../store/plan-mends.ts';
import type { DraftProblem } from '../answer/refuse-draft.ts';

export interface PlanBorders {
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** As read from the bytes, so that both sides begin with equal plans. */
	readonly plan: BorderPlan;
}

const MAX_KEPT = 12;
/** Borders never change once they are kept. */
const known = new WeakMap<Db, Map<number, PlanBorders>>();

/** @returns null where there is no such plan. */
export async function bordersOfPlan(
	db: Db,
	plan: { readonly id: number; readonly districtId: number },
	nowMs: number
): Promise<Outcome<PlanBorders, DraftProblem>> {
	let shelf = known.get(db);
	if (!shelf) known.set(db, (shelf = new Map()));
	const found = shelf.get(plan.id);
	if (found) {
		shelf.delete(plan.id);
		shelf.set(plan.id, found);
		return done(found);
	}
	let rows = await readKeptRows(db, plan.id);
	if (!rows) {
		const made = await makeBorders(db, plan, nowMs);
		if (!made.plan) return refused({ kind: 'draft.plan-faults', detail: { count: made.faults.length } });
		const fresh = await inPlanThread('rows', { plan: made.plan, excluded: '[]' });
		rows = await inTransaction(db, async (trx) => {
			// Whoever was quicker has kept theirs: it is that one then.
			await lockPlan(trx, plan.id);
			const other = await readKeptRows(trx, plan.id);
			if (!other) await keepBorders(trx, plan.id, fresh);
			return other ?? (await readKeptRows(trx, plan.id));
		});
	}
	const { plan: bytes } = await inPlanThread('read', { rows: rows! });
	const read = planOfBytes(bytes);
	if (!read.ok) throw new Error(`plan ${plan.id} cannot be read from its own bytes`);
	const borders = { bytes, plan: read.value };
	shelf.set(plan.id, borders);
	if (shelf.size > MAX_KEPT) shelf.delete(shelf.keys().next().value as number);
	return done(borders);
}

/** The plan that the polygons give, with the mends accepted so far, or the faults that are left with a proposed mend each. */
export async function makeBorders(
	db: Db,
	{ id, districtId }: { readonly id: number; readonly districtId: number },
	nowMs: number,
	mends?: readonly Mend[]
): Promise<TaskAnswer<'borders'>> {
	const ground = await keptGround(db, districtId, nowMs);
	const { rules } = await rulesNow(db, districtId, nowMs);
	return inPlanThread('borders', {
		ground,
		rows: await readPolygonRows(db, id),
		mends: mends ?? (await acceptedMends(db, id)),
		tolerance: { snapM: rules.plan.snapM, sliverM: rules.plan.sliverM }
	});
}
