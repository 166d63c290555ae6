/** Begins a draft: upon the plan that will hold last, upon a plan that is named, or as a copy of another draft with all that was drawn there. */
import type { Db } from '#db/open.ts';
import { done, refused, type Outcome } from '#lib/geo/outcome.ts';
import type { DraftBody, NewDraft } from '#lib/wire/drafts.ts';
import type { DraftProblem } from '../answer/refuse-draft.ts';
import { addEdits, type Actor, draftRow, editsOf, insertDraft, reviseDraft } from '../store/drafts.ts';
import { inTransaction } from '../store/in-transaction.ts';
import { lastOf, planChain, planSummary } from '../store/plan-chain.ts';
import { bordersOfPlan } from './plan-borders.ts';
import { draftBody } from './draft-body.ts';

/** @returns null where the plan or the draft named is not of the district. */
export async function makeDraft(
	db: Db,
	districtId: number,
	{ name, note = '', planId, copyOf }: NewDraft,
	actor: Actor,
	nowMs: number
): Promise<Outcome<DraftBody, DraftProblem> | null> {
	const source = copyOf === undefined ? undefined : await draftRow(db, copyOf);
	if (copyOf !== undefined && source?.district_id !== districtId) return null;
	const baseId = source?.base_id ?? planId ?? lastOf(await planChain(db, districtId))?.id;
	if (baseId === undefined) return refused({ kind: 'draft.no-plan' });
	const base = await planSummary(db, baseId);
	if (base?.districtId !== districtId) return null;
	const borders = await bordersOfPlan(db, { id: baseId, districtId }, nowMs);
	if (!borders.ok) return borders;
	const at = new Date(nowMs);
	const draft = await inTransaction(db, async (trx) => {
		const made = await insertDraft(trx, { districtId, baseId, name, note, copyOf: copyOf ?? null }, actor, at);
		const edits = source ? await editsOf(trx, source.id) : [];
		const row = await reviseDraft(trx, made, { edits: source?.edits ?? 0 }, { what: source ? 'copied' : 'made' }, actor, at);
		await addEdits(trx, made.id, 0, row.revision, edits);
		return row;
	});
	return done(await draftBody(db, draft));
}
