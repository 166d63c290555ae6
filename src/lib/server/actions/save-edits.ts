/**
 * Saves what somebody drew. Every edit is judged here again by the function that previewed it; nothing is saved unless it was drawn upon the draft as it
 * is, and unless both sides then hold the very same plan.
 */
import type { Db } from '#db/open.ts';
import { done, refused, type Outcome } from '#lib/geo/outcome.ts';
import type { BorderPlan } from '#lib/plan/border-plan.ts';
import { markOf } from '#lib/plan/history.ts';
import { planBytes } from '#lib/plan/plan-bytes.ts';
import type { DraftBody, SaveEdits } from '#lib/wire/drafts.ts';
import type { DraftProblem } from '../answer/refuse-draft.ts';
import { addEdits, type Actor, draftRow, type DraftRow, dropEdits, lockDraft, reviseDraft, summaryOf } from '../store/drafts.ts';
import { inTransaction } from '../store/in-transaction.ts';
import { draftBody } from './draft-body.ts';
import { drawDraft } from './draw-draft.ts';
import { drawEdits } from './draw-edits.ts';

/** @returns null where there is no such draft. */
export async function saveEdits(
	db: Db,
	draftId: number,
	save: SaveEdits,
	actor: Actor,
	nowMs: number
): Promise<Outcome<DraftBody, DraftProblem> | null> {
	// Whoever is late is told so before anything is drawn: with many at one draft that is the usual answer.
	const found = await draftRow(db, draftId);
	if (!found) return null;
	if (found.state === 'drawing' && found.revision !== save.revision) return movedOn(db, draftId, found);
	const drawing = await drawDraft(db, draftId, nowMs, found);
	if (!drawing?.ok) return drawing;
	const { draft, edits, ground, base } = drawing.value;
	if (draft.state !== 'drawing') return refused({ kind: 'draft.wrong-state', detail: { state: draft.state } });
	if (draft.revision !== save.revision || save.keep > edits.length || save.at > save.keep + save.edits.length) return movedOn(db, draftId);

	const kept = await drawing.value.plan(save.keep);
	if (!kept.ok) return kept;
	const drawn = await drawEdits(kept.value, save.edits, ground, [], save.at > save.keep ? [save.at - save.keep] : []);
	if (!drawn.ok) {
		const { index, ...problem } = drawn.problem;
		return refused({ ...problem, refusedEdit: { index, problem } });
	}
	const plans = new Map<number, BorderPlan>([...drawn.value].map(([after, plan]) => [save.keep + after, plan]));
	const now = save.at === 0 ? done(base.plan) : plans.has(save.at) ? done(plans.get(save.at)!) : await drawing.value.plan(save.at);
	if (!now.ok) return now;
	const mark = markOf(planBytes(now.value));
	if (mark !== save.mark) return refused({ kind: 'draft.drawn-otherwise' });

	// Drawn outside of the transaction, which only has to see that nobody else saved meanwhile.
	const at = new Date(nowMs);
	const row = await inTransaction(db, async (trx) => {
		const locked = await lockDraft(trx, draftId);
		if (!locked || locked.revision !== save.revision || locked.state !== 'drawing') return null;
		const next = await reviseDraft(trx, locked, { edits: save.at }, { what: 'saved', mark }, actor, at);
		if (save.keep < edits.length) await dropEdits(trx, draftId, save.keep, next.revision);
		await addEdits(
			trx,
			draftId,
			save.keep,
			next.revision,
			save.edits.map((edit) => ({ edit, madeBy: actor.accountId, madeName: actor.name, madeAt: at }))
		);
		return next;
	});
	if (!row) return movedOn(db, draftId);
	const all = [...edits.slice(0, save.keep), ...save.edits];
	drawing.value.goesOn(row, all, save.keep, plans);
	return done({ draft: await summaryOf(db, row), edits: all, at: row.edits });
}

/** What there is now, for whoever was overtaken. */
export async function movedOn(db: Db, draftId: number, found?: DraftRow): Promise<Outcome<never, DraftProblem> | null> {
	const row = found ?? (await draftRow(db, draftId));
	return row ? refused({ kind: 'draft.moved-on', movedOn: await draftBody(db, row) }) : null;
}
