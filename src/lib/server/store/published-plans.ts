/** Plans that wait for their moment, and the moment itself: one plan ends, the next begins, people and open gaps go over, all in one transaction. */
import { sql } from 'kysely';
import type { AreaId } from '../../area/area.ts';
import type { PlanSummary } from '../../wire/plan-summary.ts';
import type { Db } from '../../../../db/open.ts';
import type { EventDraft } from './events.ts';
import { toGap } from './gaps.ts';
import type { Trx } from './in-transaction.ts';
import { planSummary } from './plan-chain.ts';

/** Districts in which a plan's moment has come. */
export async function districtsDue(db: Db, now: Date): Promise<AreaId[]> {
	const rows = await db
		.selectFrom('plan')
		.where('state', '=', 'reviewed')
		.where('effective_from', '<=', now)
		.select('district_id')
		.distinct()
		.execute();
	return rows.map(({ district_id }) => district_id as AreaId);
}

/** The next plan whose moment has come, held until the transaction ends. */
export const nextDue = (trx: Trx, districtId: number, now: Date) =>
	trx
		.selectFrom('plan')
		.where('district_id', '=', districtId)
		.where('state', '=', 'reviewed')
		.where('effective_from', '<=', now)
		.orderBy('effective_from')
		.select(['id', 'effective_from', 'brings_back', 'draft_id'])
		.limit(1)
		.forUpdate()
		.executeTakeFirst();

/**
 * Ends the plan that holds and lets this one hold from its moment on.
 * @returns what everybody must hear of it
 */
export async function switchPlan(
	trx: Trx,
	districtId: number,
	plan: {
		readonly id: number;
		readonly effective_from: Date | null;
		readonly brings_back: number | null;
		readonly draft_id: number | null;
	},
	now: Date
): Promise<EventDraft[]> {
	const from = plan.effective_from ?? now;
	const before = await trx
		.selectFrom('plan')
		.where('district_id', '=', districtId)
		.where('state', '=', 'effective')
		.select('id')
		.forUpdate()
		.executeTakeFirst();
	if (before) await trx.updateTable('plan').set({ state: 'ended', effective_until: from }).where('id', '=', before.id).execute();
	await trx.updateTable('plan').set({ state: 'effective' }).where('id', '=', plan.id).execute();
	if (plan.draft_id !== null && plan.brings_back === null)
		await trx
			.updateTable('draft')
			.set((e) => ({ state: 'published', revision: e('revision', '+', 1) }))
			.where('id', '=', plan.draft_id)
			.execute();
	const areaIds = (
		await trx
			.selectFrom('area')
			.where((e) => e.or([e('district_id', '=', districtId), e('id', '=', districtId)]))
			.select('id')
			.orderBy('id')
			.execute()
	).map(({ id }) => id as AreaId);
	const { districtId: _, ...summary } = (await planSummary(trx, plan.id))!;
	const events: EventDraft[] = [{ kind: 'plan-published', areaIds, body: { plan: summary satisfies PlanSummary } }];
	if (before) {
		await carryPeople(trx, before.id, plan, from);
		events.push(...(await carryGaps(trx, districtId, before.id, plan.id)));
	}
	return events;
}

/** A grid that keeps its code keeps its people; those of a grid that ended have ended with it; codes that come back bring back whom they had. */
async function carryPeople(
	trx: Trx,
	beforeId: number,
	{ id, brings_back: bringsBack }: { readonly id: number; readonly brings_back: number | null },
	from: Date
): Promise<void> {
	const at = from.toISOString();
	const same = sql`grid o join grid n on n.plan_id = ${id} and n.code = o.code`;
	// Not begun yet: they simply go over.
	await sql`update assignment s set subject_id = n.id from ${same}
		where o.plan_id = ${beforeId} and s.subject_kind = 'grid' and s.subject_id = o.id and s.holds_from >= ${at}::timestamptz`.execute(trx);
	// Those that hold end first: a person who has to be at one place is never at two, not even within the transaction.
	const { rows } = await sql<{ id: number; grid: number; until: string | null }>`
		select s.id, n.id as grid, s.holds_until::text as until from ${same} join assignment s on s.subject_kind = 'grid' and s.subject_id = o.id
		where o.plan_id = ${beforeId} and (s.holds_until is null or s.holds_until > ${at}::timestamptz) order by s.id`.execute(trx);
	await sql`update assignment s set holds_until = greatest(s.holds_from, ${at}::timestamptz) from grid o
		where o.plan_id = ${beforeId} and s.subject_kind = 'grid' and s.subject_id = o.id
			and (s.holds_until is null or s.holds_until > ${at}::timestamptz)`.execute(trx);
	await sql`insert into assignment (person_id, subject_kind, subject_id, duty, task, holds_from, holds_until,
			in_person, made_by, made_name, made_at, follows_id, hand_over_note, open_items)
		select s.person_id, 'grid', r.grid, s.duty, s.task, ${at}::timestamptz, r.until::timestamptz,
			s.in_person, s.made_by, s.made_name, s.made_at, s.follows_id, s.hand_over_note, s.open_items
		from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r (id int, grid int, until text) join assignment s on s.id = r.id order by s.id`.execute(
		trx
	);
	if (bringsBack === null) return;
	// Who has been given other things to do meanwhile keeps to those.
	await sql`insert into assignment (person_id, subject_kind, subject_id, duty, task, holds_from, in_person, made_by, made_name, made_at)
		select s.person_id, 'grid', n.id, s.duty, s.task, ${at}::timestamptz, s.in_person, s.made_by, s.made_name, s.made_at
		from plan p join grid o on o.plan_id = p.id join grid n on n.plan_id = ${id} and n.code = o.code
		join assignment s on s.subject_kind = 'grid' and s.subject_id = o.id and s.holds_until = p.effective_until
		where p.id = ${bringsBack} and not exists (select from grid e where e.plan_id = ${beforeId} and e.code = o.code) order by s.id
		on conflict do nothing`.execute(trx);
}

/** Open gaps of a grid that keeps its code stay the same gaps: they keep their number, their age and their due time. */
async function carryGaps(trx: Trx, districtId: number, beforeId: number, planId: number): Promise<EventDraft[]> {
	const { rows } = await sql<{ id: number }>`
		update gap set grid_id = n.id, subject = case when gap.subject->>'kind' in ('grid', 'ground') and gap.subject->'ids' = jsonb_build_array(o.id)
			then jsonb_set(gap.subject, '{ids}', jsonb_build_array(n.id)) else gap.subject end
		from grid o join grid n on n.plan_id = ${planId} and n.code = o.code
		where o.plan_id = ${beforeId} and gap.district_id = ${districtId} and gap.closed_at is null and gap.grid_id = o.id returning gap.id`.execute(
		trx
	);
	if (rows.length === 0) return [];
	const gaps = await trx
		.selectFrom('gap')
		.where('district_id', '=', districtId)
		.where('closed_at', 'is', null)
		.where('grid_id', 'in', (e) => e.selectFrom('grid').where('plan_id', '=', planId).select('id'))
		.orderBy('id')
		.selectAll()
		.execute();
	return gaps.map((row): EventDraft => {
		const gap = toGap(row);
		return { kind: 'gap-changed', areaIds: gap.areaPath, body: { gap } };
	});
}
