/** The mends that planners accepted for an imported plan with faults, in their order. */
import type { Db } from '../../../../db/open.ts';
import type { SurfaceShape } from '../../geo/position.ts';
import type { GridCode } from '../../plan/border-plan.ts';
import type { Mend } from '../../plan/from-polygons.ts';
import type { Actor } from './drafts.ts';
import type { Trx } from './in-transaction.ts';

export async function acceptedMends(db: Db | Trx, planId: number): Promise<Mend[]> {
	const rows = await db.selectFrom('plan_mend').where('plan_id', '=', planId).orderBy('no').select(['shape', 'to_code']).execute();
	return rows.map(({ shape, to_code }) => ({ shape: shape as SurfaceShape, to: to_code as GridCode | null }));
}

export async function acceptMend(trx: Trx, planId: number, no: number, mend: Mend, actor: Actor, at: Date): Promise<void> {
	await trx
		.insertInto('plan_mend')
		.values({
			plan_id: planId,
			no,
			shape: JSON.stringify(mend.shape),
			to_code: mend.to,
			accepted_by: actor.accountId,
			accepted_name: actor.name,
			accepted_at: at
		})
		.execute();
}
