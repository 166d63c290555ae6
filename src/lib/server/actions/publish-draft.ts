/**
 * Publishes a reviewed draft for a moment. The plan is drawn and judged once more by the same functions, written, and then PostGIS is asked about what was
 * written; whatever any of them finds, nothing is kept.
 */
import type { OpenDatabase } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import { done, refused, type Outcome } from '#lib/geo/outcome.ts';
import { markOf } from '#lib/plan/history.ts';
import { planBytes } from '#lib/plan/plan-bytes.ts';
import { codesMadeBy } from '#lib/plan/rebase.ts';
import type { DraftFault, DraftSummary, PublishDraft } from '#lib/wire/drafts.ts';
import type { DraftProblem } from '../answer/refuse-draft.ts';
import { rulesNow } from '../store/area-picture.ts';
import { landuseSurfaces, writePlanRows } from '../store/border-plans.ts';
import { type Actor, lockDraft, reviseDraft, summaryOf } from '../store/drafts.ts';
import { inTransaction } from '../store/in-transaction.ts';
import { lockPlansOf } from '../store/lock-plans.ts';
import { heldBefore, isBehind, planChain } from '../store/plan-chain.ts';
import { codesInUse } from '../store/used-codes.ts';
import { boundaryOf, witnessPlan } from '../store/plan-witness.ts';
import { insertWaitingPlan } from '../store/published-plans.ts';
import { advanceIn } from './advance-plans.ts';
import { drawDraft } from './draw-draft.ts';
import { inPlanThread } from '../planning/plan-thread.ts';
import { movedOn } from './save-edits.ts';

/** Takes back all that the transaction wrote. */
class Refused extends Error {
	readonly problem: DraftProblem;
	constructor(problem: DraftProblem) {
		super(problem.kind);
		this.problem = problem;
	}
}

/** @returns null where there is no such draft. */
export async function publishDraft(
	{ db, engine }: Pick<OpenDatabase, 'db' | 'engine'>,
	draftId: number,
	asked: PublishDraft,
	actor: Actor,
	nowMs: number
): Promise<Outcome<DraftSummary, DraftProblem> | null> {
	const drawing = await drawDraft(db, draftId, nowMs);
	if (!drawing?.ok) return drawing;
	const { draft, edits, ground, base } = drawing.value;
	if (draft.state !== 'reviewed') return refused({ kind: 'draft.wrong-state', detail: { state: draft.state } });
	const fromMs = Math.max(asked.effectiveFromMs, nowMs);
	const { revertsAtMs } = asked;
	if (revertsAtMs !== undefined && revertsAtMs <= fromMs) return refused({ kind: 'draft.reverts-too-early' });
	if (isBehind(await planChain(db, draft.district_id), draft.base_id)) return movedOn(db, draftId);
	const plan = await drawing.value.plan(draft.edits);
	if (!plan.ok) return plan;
	const bytes = new Uint8Array(planBytes(plan.value));
	const judging = { ground, base: base.bytes, plan: bytes, edits: edits.slice(0, draft.edits) };
	const { faults } = await inPlanThread('judge', { ...judging, parent: await boundaryOf(db, draft.district_id) });
	if (faults.length > 0) return refused(faulty(faults));
	const { rules } = await rulesNow(db, draft.district_id, fromMs);
	const excluded = await landuseSurfaces(db, draft.district_id, rules.coverage.excludedLanduse);
	// All that can be made ready before is: as long as the transaction lasts, an embedded database does nothing else.
	const rows = await inPlanThread('rows', { plan: bytes, excluded });
	const rowsBack = revertsAtMs === undefined ? null : await inPlanThread('rows', { plan: base.bytes, excluded });
	const mark = markOf(bytes);

	const at = new Date(nowMs);
	const districtId = draft.district_id as AreaId;
	try {
		const published = await inTransaction(db, async (trx) => {
			await lockPlansOf(trx, districtId);
			const locked = await lockDraft(trx, draftId);
			if (!locked || locked.revision !== draft.revision) return null;
			const chain = await planChain(trx, districtId);
			if (isBehind(chain, draft.base_id)) return null;
			const after = chain.links.filter((link) => link.effectiveFromMs > fromMs && link.id !== draft.base_id);
			const fits =
				(chain.links.length === 0 || heldBefore(chain, fromMs)?.id === draft.base_id) &&
				!chain.links.some((link) => link.state === 'reviewed' && link.effectiveFromMs === fromMs) &&
				!after.some((link) => revertsAtMs !== undefined && link.effectiveFromMs <= revertsAtMs);
			if (!fits) throw new Refused({ kind: 'draft.other-scheduled' });

			const taken = await codesInUse(
				trx,
				codesMadeBy(edits.slice(0, draft.edits)).filter((code) => plan.value.grids.has(code))
			);
			if (taken.length > 0) return null;

			const common = { districtId, draftId, note: draft.note, baseId: draft.base_id };
			const planId = await insertWaitingPlan(
				trx,
				{ ...common, name: draft.name, effectiveFrom: new Date(fromMs), bringsBack: null },
				actor,
				at
			);
			await writePlanRows(trx, districtId, planId, rows);
			const written = [planId];
			if (revertsAtMs !== undefined && rowsBack) {
				const { name } = chain.links.find(({ id }) => id === draft.base_id) ?? { name: draft.name };
				const back = { ...common, baseId: planId, name, effectiveFrom: new Date(revertsAtMs), bringsBack: draft.base_id };
				const backId = await insertWaitingPlan(trx, back, actor, at);
				await writePlanRows(trx, districtId, backId, rowsBack);
				written.push(backId);
			}
			for (const id of written) {
				const found = await witnessPlan(trx, id, engine === 'native');
				if (found.length > 0) throw new Refused(faulty(found));
			}
			const next = await reviseDraft(trx, locked, { state: 'scheduled' }, { what: 'published', mark }, actor, at);
			await advanceIn(trx, districtId, nowMs);
			return await summaryOf(trx, { ...next, state: fromMs <= nowMs ? 'published' : 'scheduled' });
		});
		return published ? done(published) : movedOn(db, draftId);
	} catch (error) {
		if (error instanceof Refused) return refused(error.problem);
		throw error;
	}
}

const faulty = (faults: readonly DraftFault[]): DraftProblem => ({
	kind: 'draft.faults',
	detail: { count: faults.length },
	...(faults[0]?.at && { at: faults[0].at }),
	faults
});
