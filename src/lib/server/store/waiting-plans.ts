/** Plans that wait for their moment and are taken back before it. */
import type { Trx } from './in-transaction.ts';

/** @returns false, and nothing removed, where a draft or another plan rests on one of them or one has begun. */
export async function removeWaitingPlans(trx: Trx, draftId: number): Promise<boolean> {
	const plans = await trx
		.selectFrom('plan')
		.where('draft_id', '=', draftId)
		.where('state', '<>', 'staged')
		.select(['id', 'state'])
		.forUpdate()
		.execute();
	const ids = plans.map(({ id }) => id);
	if (ids.length === 0) return true;
	if (plans.some(({ state }) => state !== 'reviewed')) return false;
	const drafts = await trx.selectFrom('draft').where('base_id', 'in', ids).where('id', '<>', draftId).select('id').limit(1).execute();
	const later = await trx
		.selectFrom('plan')
		.where('base_id', 'in', ids)
		.where((e) => e.or([e('draft_id', '<>', draftId), e('draft_id', 'is', null)]))
		.select('id')
		.limit(1)
		.execute();
	if (drafts.length + later.length > 0) return false;
	await trx.deleteFrom('plan').where('id', 'in', ids).execute();
	return true;
}
