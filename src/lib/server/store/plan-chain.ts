/** The plans of a district in time: which held, which holds, which will. */
import { sql } from 'kysely';
import type { Db } from '../../../../db/open.ts';
import type { PlanEntry } from '../../wire/drafts.ts';
import type { PlanSummary } from '../../wire/plan-summary.ts';
import type { Trx } from './in-transaction.ts';

interface PlanRow {
	readonly id: number;
	readonly revision: number;
	readonly name: string;
	readonly state: PlanSummary['state'];
	readonly effective_from: Date | null;
	readonly effective_until: Date | null;
	readonly brings_back: number | null;
	readonly draft_id: number | null;
	readonly published_by: string | null;
	readonly published_name: string | null;
	readonly published_at: Date | null;
	readonly faults: number;
	readonly grids: number;
}

const summaryOf = (row: PlanRow): PlanSummary => ({
	id: row.id,
	revision: row.revision,
	name: row.name,
	state: row.state,
	effectiveFromMs: row.effective_from?.getTime() ?? null,
	faults: row.faults
});

const columns = sql`p.id, p.revision, p.name, p.state, p.effective_from, p.effective_until, p.brings_back, p.draft_id, p.published_by, p.published_name,
	p.published_at, jsonb_array_length(p.faults) as faults`;

/** Newest first. */
export async function planEntries(db: Db | Trx, districtId: number): Promise<PlanEntry[]> {
	const { rows } = await sql<PlanRow>`
		select ${columns}, (select count(*) from grid g where g.plan_id = p.id)::int as grids
		from plan p where p.district_id = ${districtId} and p.state <> 'staged' order by p.revision desc`.execute(db);
	return rows.map((row) => ({
		...summaryOf(row),
		effectiveUntilMs: row.effective_until?.getTime() ?? null,
		grids: row.grids,
		publishedBy:
			row.published_by === null || row.published_at === null
				? null
				: { accountId: row.published_by, name: row.published_name ?? '', atMs: row.published_at.getTime() },
		bringsBack: row.brings_back
	}));
}

/** One plan that holds or will hold. */
export interface Link extends PlanSummary {
	readonly effectiveFromMs: number;
	readonly bringsBack: number | null;
}

export interface PlanChain {
	/** The plan that holds and those that wait, by the moment they begin. Empty in a district whose only plan has faults. */
	readonly links: readonly Link[];
	/** Where no plan holds: the newest imported one with faults. */
	readonly imported: PlanSummary | null;
}

export async function planChain(db: Db | Trx, districtId: number): Promise<PlanChain> {
	const { rows } = await sql<PlanRow>`
		select ${columns}, 0 as grids from plan p where p.district_id = ${districtId} and p.state not in ('ended', 'staged')
		order by p.effective_from nulls first, p.revision`.execute(db);
	const links = rows.filter(({ state }) => state !== 'draft').map((row) => ({ ...(summaryOf(row) as Link), bringsBack: row.brings_back }));
	const imported = rows.findLast(({ state }) => state === 'draft');
	return { links, imported: links.length === 0 && imported ? summaryOf(imported) : null };
}

/** The plan that will hold when all that is planned has come: what a new draft is drawn upon. */
export const lastOf = ({ links, imported }: PlanChain): PlanSummary | null => links.at(-1) ?? imported;

/** The plan that will hold just before a moment. */
export const heldBefore = ({ links }: PlanChain, atMs: number): Link | null =>
	links.findLast((link, i) => i === 0 || link.effectiveFromMs <= atMs) ?? null;

/** Whether a draft upon this plan could no longer be published as it is: another plan has taken its place. */
export function isBehind({ links, imported }: PlanChain, baseId: number): boolean {
	if (links.length === 0) return imported?.id !== baseId;
	const at = links.findIndex(({ id }) => id === baseId);
	// What only brings an older plan back does not rest on the one before it.
	return at < 0 || links.slice(at + 1).some(({ bringsBack }) => bringsBack === null);
}

export async function planSummary(db: Db | Trx, planId: number): Promise<(PlanSummary & { readonly districtId: number }) | null> {
	const { rows } = await sql<PlanRow & { district_id: number }>`
		select ${columns}, p.district_id, 0 as grids from plan p where p.id = ${planId} and p.state <> 'staged'`.execute(db);
	const row = rows[0];
	return row ? { ...summaryOf(row), districtId: row.district_id } : null;
}
