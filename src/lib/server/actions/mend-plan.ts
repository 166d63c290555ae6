/** Puts an imported plan right, one accepted mend after another. Without faults left it gets its borders, and drafts may be drawn upon it. */
import type { Db } from '#db/open.ts';
import { done, refused, type Outcome } from '#lib/geo/outcome.ts';
import type { Mend } from '#lib/plan/from-polygons.ts';
import type { PlanMends } from '#lib/wire/drafts.ts';
import type { DraftProblem } from '../answer/refuse-draft.ts';
import type { Actor } from '../store/drafts.ts';
import { inTransaction } from '../store/in-transaction.ts';
import { lockPlan } from '../store/lock-plans.ts';
import { planSummary } from '../store/plan-chain.ts';
import { acceptedMends, acceptMend } from '../store/plan-mends.ts';
import { bordersOfPlan, makeBorders } from './plan-borders.ts';

/** @returns null where there is no such plan. */
export async function mendsOf(db: Db, planId: number, nowMs: number): Promise<PlanMends | null> {
	const plan = await planSummary(db, planId);
	if (!plan) return null;
	const accepted = await acceptedMends(db, planId);
	const made = await bordersOfPlan(db, plan, nowMs);
	if (made.ok) return { faults: [], accepted };
	return { faults: (await makeBorders(db, plan, nowMs, accepted)).faults, accepted };
}

/** Mends are laid on in their order, so whoever accepts one does so upon those before it. */
export async function mendPlan(
	db: Db,
	planId: number,
	mend: Mend,
	actor: Actor,
	nowMs: number
): Promise<Outcome<PlanMends, DraftProblem> | null> {
	const plan = await planSummary(db, planId);
	if (!plan) return null;
	if (plan.state !== 'draft') return refused({ kind: 'draft.wrong-state', detail: { state: plan.state } });
	await inTransaction(db, async (trx) => {
		await lockPlan(trx, planId);
		const before = await acceptedMends(trx, planId);
		await acceptMend(trx, planId, before.length, mend, actor, new Date(nowMs));
	});
	return done((await mendsOf(db, planId, nowMs))!);
}
