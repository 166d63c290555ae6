/** Drafts in the database: what each is, every edit anybody drew in it, and every revision. Edits are dropped by a mark and never deleted. */
import { type Selectable, sql } from 'kysely';
import type { Database } from '../../../../db/tables.ts';
import type { Db } from '../../../../db/open.ts';
import type { AreaId } from '../../area/area.ts';
import type { PlanEdit } from '../../plan/plan-edit.ts';
import type { Doer, DraftSummary } from '../../wire/drafts.ts';
import type { PlanSummary } from '../../wire/plan-summary.ts';
import type { Trx } from './in-transaction.ts';
import { isBehind, planChain, planSummary, type PlanChain } from './plan-chain.ts';

export type DraftRow = Selectable<Database['draft']>;

/** Who does something now. */
export interface Actor {
	readonly accountId: string;
	readonly name: string;
}

export interface KeptEdit {
	readonly edit: PlanEdit;
	readonly madeBy: string;
	readonly madeName: string;
	readonly madeAt: Date;
}

export async function insertDraft(
	trx: Trx,
	draft: {
		readonly districtId: number;
		readonly baseId: number;
		readonly name: string;
		readonly note: string;
		readonly copyOf: number | null;
	},
	actor: Actor,
	at: Date
): Promise<DraftRow> {
	return await trx
		.insertInto('draft')
		.values({
			district_id: draft.districtId,
			base_id: draft.baseId,
			name: draft.name,
			note: draft.note,
			copy_of: draft.copyOf,
			made_by: actor.accountId,
			made_name: actor.name,
			made_at: at,
			changed_by: actor.accountId,
			changed_name: actor.name,
			changed_at: at
		})
		.returningAll()
		.executeTakeFirstOrThrow();
}

export const draftRow = (db: Db | Trx, id: number): Promise<DraftRow | undefined> =>
	db.selectFrom('draft').where('id', '=', id).selectAll().executeTakeFirst();

/** Holds the draft until the transaction ends: whoever else wants to change it waits. */
export const lockDraft = (trx: Trx, id: number): Promise<DraftRow | undefined> =>
	trx.selectFrom('draft').where('id', '=', id).selectAll().forUpdate().executeTakeFirst();

/** What the draft did last: its next revision, with whatever changed. */
export async function reviseDraft(
	trx: Trx,
	draft: DraftRow,
	change: Partial<Omit<DraftRow, 'id' | 'revision'>>,
	did: { readonly what: string; readonly mark?: number; readonly note?: string },
	actor: Actor,
	at: Date
): Promise<DraftRow> {
	// One statement: it is the most frequent thing a planner's server does.
	return await trx
		.with('revised', (w) =>
			w
				.updateTable('draft')
				.set({ ...change, revision: draft.revision + 1, changed_by: actor.accountId, changed_name: actor.name, changed_at: at })
				.where('id', '=', draft.id)
				.returningAll()
		)
		.with('noted', (w) =>
			w.insertInto('draft_revision').values({
				draft_id: draft.id,
				revision: draft.revision + 1,
				did: did.what,
				base_id: change.base_id ?? draft.base_id,
				edits: change.edits ?? draft.edits,
				mark: did.mark ?? null,
				note: did.note ?? '',
				by_account: actor.accountId,
				by_name: actor.name,
				at
			})
		)
		.selectFrom('revised')
		.selectAll()
		.executeTakeFirstOrThrow();
}

/** Edits that stand, in order: those that hold and after them those that were undone. */
export async function editsOf(db: Db | Trx, draftId: number): Promise<KeptEdit[]> {
	const rows = await db
		.selectFrom('draft_edit')
		.where('draft_id', '=', draftId)
		.where('dropped_in', 'is', null)
		.orderBy('position')
		.select(['edit', 'made_by', 'made_name', 'made_at'])
		.execute();
	return rows.map((row) => ({ edit: row.edit as PlanEdit, madeBy: row.made_by, madeName: row.made_name, madeAt: row.made_at }));
}

/** Whether edits were saved or drawn again after a revision; handing in, reviewing and renaming leave them as they are. */
export async function drawnSince(db: Db | Trx, draftId: number, revision: number): Promise<boolean> {
	const { rows } = await sql<{
		drawn: boolean;
	}>`select exists (select from draft_revision where draft_id = ${draftId} and revision > ${revision}
		and did in ('made', 'copied', 'saved', 'rebased')) as drawn`.execute(db);
	return rows[0]!.drawn;
}

/** Drops everything from a position on: it stays in the record, with the revision that dropped it. */
export async function dropEdits(trx: Trx, draftId: number, from: number, revision: number): Promise<void> {
	await trx
		.updateTable('draft_edit')
		.set({ dropped_in: revision })
		.where('draft_id', '=', draftId)
		.where('position', '>=', from)
		.where('dropped_in', 'is', null)
		.execute();
}

/** Says of edits just dropped why they were not drawn again. Positions are those they had. */
export async function sayWhyDropped(
	trx: Trx,
	draftId: number,
	revision: number,
	why: readonly { readonly position: number; readonly kind: string }[]
): Promise<void> {
	await sql`update draft_edit set dropped_why = r.kind from jsonb_to_recordset(${JSON.stringify(why)}::jsonb) r (position int, kind text)
		where draft_id = ${draftId} and dropped_in = ${revision} and draft_edit.position = r.position`.execute(trx);
}

export async function addEdits(trx: Trx, draftId: number, from: number, revision: number, edits: readonly KeptEdit[]): Promise<void> {
	const rows = edits.map(({ edit, madeBy, madeName, madeAt }, i) => ({
		position: from + i,
		edit,
		by: madeBy,
		name: madeName,
		at: madeAt.toISOString()
	}));
	for (let i = 0; i < rows.length; i += 2000)
		await sql`insert into draft_edit (draft_id, position, edit, made_by, made_name, made_at, made_in)
			select ${draftId}::int, r.position, r.edit, r."by", r.name, r.at, ${revision}::int
			from jsonb_to_recordset(${JSON.stringify(rows.slice(i, i + 2000))}::jsonb)
				r (position int, edit jsonb, "by" text, name text, at timestamptz)`.execute(trx);
}

export const draftRevisions = (db: Db, ids: readonly number[]): Promise<{ id: number; revision: number }[]> =>
	db
		.selectFrom('draft')
		.where('id', 'in', [...ids])
		.select(['id', 'revision'])
		.execute();

/** Accounts that drew in it, whether what they drew still holds or not. */
export async function drawnBy(db: Db | Trx, draftId: number): Promise<string[]> {
	const rows = await db.selectFrom('draft_edit').where('draft_id', '=', draftId).select('made_by').distinct().orderBy('made_by').execute();
	return rows.map(({ made_by }) => made_by);
}

export async function summaryOf(db: Db | Trx, row: DraftRow, chain?: PlanChain): Promise<DraftSummary> {
	const held = chain ?? (await planChain(db, row.district_id));
	return (await summariesOf(db, [row], held))[0]!;
}

export async function draftSummaries(db: Db, districtId: number): Promise<DraftSummary[]> {
	const rows = await db
		.selectFrom('draft')
		.where('district_id', '=', districtId)
		.orderBy('changed_at', 'desc')
		.orderBy('id', 'desc')
		.selectAll()
		.execute();
	return await summariesOf(db, rows, await planChain(db, districtId));
}

/** However many there are, they are asked for at once. */
async function summariesOf(db: Db | Trx, rows: readonly DraftRow[], chain: PlanChain): Promise<DraftSummary[]> {
	const bases = new Map(chain.links.map((link): [number, PlanSummary] => [link.id, link]));
	for (const id of new Set(rows.map(({ base_id }) => base_id))) if (!bases.has(id)) bases.set(id, (await planSummary(db, id))!);
	const besides = await besidesOf(
		db,
		rows.map(({ id }) => id)
	);
	return rows.map((row) => {
		const { drawers, plan } = besides.get(row.id)!;
		return summarized(row, bases.get(row.base_id)!, chain, drawers, plan);
	});
}

interface PublishedPlan {
	readonly id: number;
	readonly effective_from: Date | null;
	readonly reverts_at: Date | null;
}

interface Besides {
	readonly drawers: readonly string[];
	readonly plan: PublishedPlan | null;
}

/** By draft: who drew in it; and the plan it became, with when what that replaced comes back. */
async function besidesOf(db: Db | Trx, draftIds: readonly number[]): Promise<Map<number, Besides>> {
	if (draftIds.length === 0) return new Map();
	const { rows } = await sql<
		Omit<PublishedPlan, 'id'> & { readonly draft_id: number; readonly id: number | null; readonly drawers: string[] }
	>`
		select d.id as draft_id, p.id, p.effective_from,
			(select min(r.effective_from) from plan r where r.draft_id = p.draft_id and r.brings_back is not null and r.state <> 'staged') as reverts_at,
			array(select distinct made_by from draft_edit where draft_id = d.id order by made_by) as drawers
		from unnest(${[...draftIds]}::int[]) d (id) left join lateral (
			select id, effective_from, draft_id from plan where draft_id = d.id and brings_back is null and state <> 'staged' order by id desc limit 1
		) p on true`.execute(db);
	return new Map(
		rows.map(({ draft_id, id, effective_from, reverts_at, drawers }) => [
			draft_id,
			{ drawers, plan: id === null ? null : { id, effective_from, reverts_at } }
		])
	);
}

const doer = (by: string | null, name: string | null, at: Date | null): Doer | null =>
	by === null || at === null ? null : { accountId: by, name: name ?? '', atMs: at.getTime() };

function summarized(
	row: DraftRow,
	{ id: baseId, revision, name, state, effectiveFromMs, faults }: PlanSummary,
	chain: PlanChain,
	drawers: readonly string[],
	plan: PublishedPlan | null
): DraftSummary {
	const reviewed = doer(row.reviewed_by, row.reviewed_name, row.reviewed_at);
	const returned = doer(row.returned_by, row.returned_name, row.returned_at);
	return {
		id: row.id,
		districtId: row.district_id as AreaId,
		name: row.name,
		note: row.note,
		state: row.state,
		revision: row.revision,
		edits: row.edits,
		base: { id: baseId, revision, name, state, effectiveFromMs, faults },
		behind: row.state !== 'published' && row.state !== 'scheduled' && isBehind(chain, row.base_id),
		made: doer(row.made_by, row.made_name, row.made_at)!,
		changed: doer(row.changed_by, row.changed_name, row.changed_at)!,
		drawnBy: drawers,
		submitted: doer(row.submitted_by, row.submitted_name, row.submitted_at),
		reviewed: reviewed && { ...reviewed, note: row.review_note ?? '' },
		returned: returned && { ...returned, note: row.return_note ?? '' },
		effectiveFromMs: plan?.effective_from?.getTime() ?? null,
		revertsAtMs: plan?.reverts_at?.getTime() ?? null,
		planId: plan?.id ?? null
	};
}
