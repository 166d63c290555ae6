/**
 * Publishes a reviewed draft for a moment. The plan is drawn and judged once more by the same functions and written where nobody sees it, and then PostGIS is
 * asked about what was written; whatever any of them finds, nothing is kept. One short transaction at the end sees that nothing has moved on since and lets
 * the plan wait for its moment, or hold: at every moment there is the old plan or the new one, whole.
 */
import type { Db, OpenDatabase } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import { done, refused, type Outcome } from '#lib/geo/outcome.ts';
import { markOf } from '#lib/plan/history.ts';
import { planBytes } from '#lib/plan/plan-bytes.ts';
import { codesMadeBy } from '#lib/plan/rebase.ts';
import type { DraftFault, DraftSummary, PublishDraft } from '#lib/wire/drafts.ts';
import type { DraftProblem } from '../answer/refuse-draft.ts';
import { rulesNow } from '../store/area-picture.ts';
import { landuseSurfaces, writePlanRows } from '../store/border-plans.ts';
import { type Actor, type DraftRow, lockDraft, reviseDraft, summaryOf } from '../store/drafts.ts';
import { inTransaction, type Trx } from '../store/in-transaction.ts';
import { lockPlansOf } from '../store/lock-plans.ts';
import { heldBefore, isBehind, planChain } from '../store/plan-chain.ts';
import { codesInUse } from '../store/used-codes.ts';
import { boundaryOf, witnessPlan } from '../store/plan-witness.ts';
import { inStagedPlan, insertStagedPlan, letWait, removeStagedPlans, sealOf, StagedPlanGone } from '../store/staged-plans.ts';
import { advanceIn } from './advance-plans.ts';
import { drawDraft } from './draw-draft.ts';
import { inPlanThread } from '../planning/plan-thread.ts';
import { movedOn } from './save-edits.ts';

type Database = Pick<OpenDatabase, 'db' | 'engine'>;

/** How often it is begun anew where somebody else wrote to the same ground meanwhile. */
const ATTEMPTS = 3;

/** @returns null where there is no such draft. */
export async function publishDraft(
	database: Database,
	draftId: number,
	asked: PublishDraft,
	actor: Actor,
	nowMs: number
): Promise<Outcome<DraftSummary, DraftProblem> | null> {
	const found = await database.db.selectFrom('draft').where('id', '=', draftId).select('district_id').executeTakeFirst();
	if (!found) return null;
	return inTurn(database.db, found.district_id, async () => {
		for (let left = ATTEMPTS; left > 0; left--) {
			const published = await publishOnce(database, draftId, asked, actor, nowMs);
			if (published !== 'again') return published;
		}
		return movedOn(database.db, draftId);
	});
}

/** Those who publish in one district wait for one another. */
const last = new WeakMap<Db, Map<number, Promise<unknown>>>();
function inTurn<T>(db: Db, districtId: number, work: () => Promise<T>): Promise<T> {
	let turns = last.get(db);
	if (!turns) last.set(db, (turns = new Map()));
	const turn = (turns.get(districtId) ?? Promise.resolve()).then(work, work);
	turns.set(districtId, turn);
	return turn;
}

async function publishOnce(
	{ db, engine }: Database,
	draftId: number,
	asked: PublishDraft,
	actor: Actor,
	nowMs: number
): Promise<Outcome<DraftSummary, DraftProblem> | null | 'again'> {
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
	const rows = await inPlanThread('rows', { plan: bytes, excluded });
	const rowsBack = revertsAtMs === undefined ? null : await inPlanThread('rows', { plan: base.bytes, excluded });

	const at = new Date(nowMs);
	const districtId = draft.district_id as AreaId;
	const codes = codesMadeBy(edits.slice(0, draft.edits)).filter((code) => plan.value.grids.has(code));
	const mayPublish = (trx: Trx): ReturnType<typeof fitsNow> => fitsNow(trx, { draft, fromMs, revertsAtMs, codes });
	// What another left behind, and what a server left that was killed.
	await removeStagedPlans(db, districtId);
	try {
		const staged = await inTransaction(db, async (trx) => {
			const now = await mayPublish(trx);
			if (now.refusal) return { refusal: now.refusal };
			const common = { districtId, draftId, note: draft.note, baseId: draft.base_id };
			const effectiveFrom = new Date(fromMs);
			const id = await insertStagedPlan(trx, { ...common, name: draft.name, effectiveFrom, bringsBack: null }, actor, at);
			const plans = [{ id, rows }];
			if (revertsAtMs !== undefined && rowsBack) {
				const { name } = now.chain.links.find((link) => link.id === draft.base_id) ?? { name: draft.name };
				const back = { ...common, baseId: id, name, effectiveFrom: new Date(revertsAtMs), bringsBack: draft.base_id };
				plans.push({ id: await insertStagedPlan(trx, back, actor, at), rows: rowsBack });
			}
			return { plans };
		});
		if (!staged.plans) return staged.refusal === 'moved-on' ? await movedOn(db, draftId) : refused(staged.refusal);

		const sealed: (readonly [planId: number, seal: string])[] = [];
		for (const { id, rows: own } of staged.plans) {
			await writePlanRows((step) => inStagedPlan(db, id, step), districtId, id, own);
			sealed.push([id, await sealOf(db, id)]);
			const found = await witnessPlan((step) => inStagedPlan(db, id, step), id, engine === 'native');
			if (found.length > 0) return refused(faulty(found));
		}

		const published = await inTransaction(db, async (trx) => {
			const now = await mayPublish(trx);
			if (now.refusal) return { refusal: now.refusal };
			// What was proved is what is there.
			for (const [id, seal] of sealed) if ((await sealOf(trx, id)) !== seal) throw new StagedPlanGone(`plan ${id}`);
			for (const [id] of sealed) await letWait(trx, id);
			const next = await reviseDraft(trx, now.locked, { state: 'scheduled' }, { what: 'published', mark: markOf(bytes) }, actor, at);
			await advanceIn(trx, districtId, nowMs);
			return { summary: await summaryOf(trx, { ...next, state: fromMs <= nowMs ? 'published' : 'scheduled' }) };
		});
		if (published.summary) return done(published.summary);
		return published.refusal === 'moved-on' ? await movedOn(db, draftId) : refused(published.refusal);
	} catch (error) {
		if (error instanceof StagedPlanGone) return 'again';
		throw error;
	} finally {
		// Nothing of it is left unless it was published. A database that is gone keeps it for whoever comes next.
		await removeStagedPlans(db, districtId).catch(() => undefined);
	}
}

/** Whether the draft is still the one that was reviewed, and its plan may begin at its moment. Nobody else publishes or switches plans from here on. */
async function fitsNow(
	trx: Trx,
	{
		draft,
		fromMs,
		revertsAtMs,
		codes
	}: { readonly draft: DraftRow; readonly fromMs: number; readonly revertsAtMs: number | undefined; readonly codes: readonly string[] }
): Promise<
	| { readonly refusal: 'moved-on' | DraftProblem }
	| { readonly refusal: null; readonly locked: DraftRow; readonly chain: Awaited<ReturnType<typeof planChain>> }
> {
	await lockPlansOf(trx, draft.district_id);
	const locked = await lockDraft(trx, draft.id);
	if (!locked || locked.revision !== draft.revision) return { refusal: 'moved-on' };
	const chain = await planChain(trx, draft.district_id);
	if (isBehind(chain, draft.base_id)) return { refusal: 'moved-on' };
	const after = chain.links.filter((link) => link.effectiveFromMs > fromMs && link.id !== draft.base_id);
	const fits =
		(chain.links.length === 0 || heldBefore(chain, fromMs)?.id === draft.base_id) &&
		!chain.links.some((link) => link.state === 'reviewed' && link.effectiveFromMs === fromMs) &&
		!after.some((link) => revertsAtMs !== undefined && link.effectiveFromMs <= revertsAtMs);
	if (!fits) return { refusal: { kind: 'draft.other-scheduled' } };
	if ((await codesInUse(trx, codes)).length > 0) return { refusal: 'moved-on' };
	return { refusal: null, locked, chain };
}

const faulty = (faults: readonly DraftFault[]): DraftProblem => ({
	kind: 'draft.faults',
	detail: { count: faults.length },
	...(faults[0]?.at && { at: faults[0].at }),
	faults
});
