/**
 * Plans on their way to being published. Their rows are written and proved piece by piece while nobody sees them, so that nobody waits for a thousand grids;
 * letting them hold is one short step. Whatever is left of one that never got there is removed by the next who publishes, and at the start of a server.
 */
import { sql } from 'kysely';
import type { Db } from '../../../../db/open.ts';
import type { Actor } from './drafts.ts';
import { inTransaction, type Trx } from './in-transaction.ts';

/** Rows removed at once: a blink. */
const AT_ONCE = 4000;

export async function insertStagedPlan(
	trx: Trx,
	plan: {
		readonly districtId: number;
		readonly name: string;
		readonly note: string;
		readonly effectiveFrom: Date;
		readonly baseId: number;
		readonly draftId: number;
		readonly bringsBack: number | null;
	},
	actor: Actor,
	at: Date
): Promise<number> {
	const { id } = await trx
		.insertInto('plan')
		.values({
			district_id: plan.districtId,
			// A number of its own until it gets the next one.
			revision: sql<number>`(select least(min(revision), 0) - 1 from plan where district_id = ${plan.districtId})`,
			name: plan.name,
			note: plan.note,
			state: 'staged',
			effective_from: plan.effectiveFrom,
			base_id: plan.baseId,
			draft_id: plan.draftId,
			brings_back: plan.bringsBack,
			published_by: actor.accountId,
			published_name: actor.name,
			published_at: at,
			created_at: at
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	return id;
}

/** Somebody else began to publish in this district, or the server started anew, and removed what had been written so far. */
export class StagedPlanGone extends Error {}

/** A step of writing a staged plan, in a transaction of its own. @throws StagedPlanGone */
export const inStagedPlan = <T>(db: Db, planId: number, work: (trx: Trx) => Promise<T>): Promise<T> =>
	inTransaction(db, async (trx) => {
		const found = await trx
			.selectFrom('plan')
			.where('id', '=', planId)
			.where('state', '=', 'staged')
			.select('id')
			.forKeyShare()
			.executeTakeFirst();
		if (!found) throw new StagedPlanGone(`plan ${planId}`);
		return work(trx);
	});

/**
 * The versions of all rows that the proof of a plan reads: its own, and the areas and buildings of its district. While two seals are equal, nobody has
 * written to any of them in between.
 */
export async function sealOf(db: Db | Trx, planId: number): Promise<string> {
	const versions = (id: ReturnType<typeof sql.ref>) => sql`count(*), sum(hashint8extended(${id}, t.xmin::text::bigint))`;
	const id = sql.ref('t.id');
	const { rows } = await sql<{ seal: string }>`
		select concat_ws(' ', p.district_id,
			(select concat_ws(',', ${versions(id)}) from grid t where t.plan_id = p.id),
			(select concat_ws(',', ${versions(sql.ref('t.building_id'))}) from grid_building t where t.plan_id = p.id),
			(select concat_ws(',', ${versions(sql.ref('t.no'))}) from plan_border t where t.plan_id = p.id),
			(select concat_ws(',', ${versions(id)}) from area t where t.id = p.district_id or t.district_id = p.district_id),
			(select concat_ws(',', ${versions(id)}) from building t where t.district_id = p.district_id)) as seal
		from plan p where p.id = ${planId} and p.state = 'staged'`.execute(db);
	const seal = rows[0]?.seal;
	if (seal === undefined) throw new StagedPlanGone(`plan ${planId}`);
	return seal;
}

/** From now on it waits for its moment, and everybody sees it. */
export async function letWait(trx: Trx, planId: number): Promise<void> {
	await trx
		.updateTable('plan')
		.set({
			state: 'reviewed',
			revision: sql<number>`(select greatest(max(o.revision), 0) + 1 from plan o where o.district_id = plan.district_id)`
		})
		.where('id', '=', planId)
		.where('state', '=', 'staged')
		.executeTakeFirstOrThrow();
}

/** Removes staged plans: of one district, or all. */
export async function removeStagedPlans(db: Db, districtId?: number): Promise<void> {
	const plans = await db
		.selectFrom('plan')
		.where('state', '=', 'staged')
		.$if(districtId !== undefined, (query) => query.where('district_id', '=', districtId!))
		.select('id')
		.execute();
	for (const { id } of plans) {
		// Piece by piece, as they were written; the plan itself last, so that what is left is found again.
		for (const rows of [
			sql`grid_building t where ctid = any(array(select o.ctid from grid_building o where o.plan_id = ${id} limit ${AT_ONCE}))`,
			sql`grid t where id in (select id from grid o where o.plan_id = ${id} limit ${AT_ONCE / 16})`
		])
			for (let gone = 1; gone > 0;)
				gone = Number(
					(await sql`delete from ${rows} and exists (select from plan p where p.id = ${id} and p.state = 'staged')`.execute(db))
						.numAffectedRows ?? 0
				);
		await db.deleteFrom('plan').where('id', '=', id).where('state', '=', 'staged').execute();
	}
}
