/**
 * Draws a draft on the server: its base and its edits, by the same functions as the browser. Plans on the way are remembered, so that a save costs only
 * what it changes.
 */
import type { Db } from '#db/open.ts';
import { done, refused, type Outcome } from '#lib/geo/outcome.ts';
import type { BorderPlan } from '#lib/plan/border-plan.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import { codesMadeBy } from '#lib/plan/rebase.ts';
import type { DraftProblem } from '../answer/refuse-draft.ts';
import { draftRow, drawnSince, editsOf, type DraftRow } from '../store/drafts.ts';
import { keptGround, type KeptGround } from '../store/kept-ground.ts';
import { drawEdits } from './draw-edits.ts';
import { bordersOfPlan, type PlanBorders } from './plan-borders.ts';

/** Plans this many edits apart are remembered, and the last few. */
const STRIDE = 128;
const RECENT = 24;
const MAX_DRAFTS = 8;

export interface DraftDrawing {
	readonly draft: DraftRow;
	readonly base: PlanBorders;
	readonly edits: readonly PlanEdit[];
	/** As it is given to new edits: with every code ever used. */
	readonly ground: KeptGround;
	/** The plan after so many edits; says no where one is refused on today's ground. */
	plan(count: number): Promise<Outcome<BorderPlan, DraftProblem>>;
	/** After a save was committed: what to remember at its revision. */
	goesOn(draft: DraftRow, edits: readonly PlanEdit[], kept: number, plans: ReadonlyMap<number, BorderPlan>): void;
}

interface Remembered {
	readonly revision: number;
	readonly baseId: number;
	readonly print: string;
	readonly edits: readonly PlanEdit[];
	readonly plans: Map<number, BorderPlan>;
}
const remembered = new WeakMap<Db, Map<number, Remembered>>();

/** @returns null where there is no such draft. */
export async function drawDraft(
	db: Db,
	draftId: number,
	nowMs: number,
	found?: DraftRow
): Promise<Outcome<DraftDrawing, DraftProblem> | null> {
	const draft = found ?? (await draftRow(db, draftId));
	if (!draft) return null;
	const ground = await keptGround(db, draft.district_id, nowMs);
	const base = await bordersOfPlan(db, { id: draft.base_id, districtId: draft.district_id }, nowMs);
	if (!base.ok) return base;
	let shelf = remembered.get(db);
	if (!shelf) remembered.set(db, (shelf = new Map()));
	const known = shelf.get(draftId);
	const stands =
		known !== undefined &&
		known.baseId === draft.base_id &&
		known.revision <= draft.revision &&
		(known.revision === draft.revision || !(await drawnSince(db, draftId, known.revision)));
	const edits = stands ? known.edits : (await editsOf(db, draftId)).map(({ edit }) => edit);
	if (!stands) {
		// Somebody may have saved between the two readings.
		const again = await draftRow(db, draftId);
		if (again?.revision !== draft.revision) return drawDraft(db, draftId, nowMs);
	}
	const plans = stands && known.print === ground.print ? known.plans : new Map<number, BorderPlan>();
	remember(shelf, draftId, { revision: draft.revision, baseId: draft.base_id, print: ground.print, edits, plans });
	// Its own new codes count as free while what was accepted once is drawn again.
	const own = codesMadeBy(edits);

	return done({
		draft,
		base: base.value,
		edits,
		ground,
		async plan(count) {
			let from = 0;
			for (const at of plans.keys()) if (at <= count && at > from) from = at;
			const nearest = plans.get(from) ?? base.value.plan;
			if (from === count) return done(nearest);
			const stride = count - (count % STRIDE) - from;
			const drawn = await drawEdits(nearest, edits.slice(from, count), ground, own, stride > 0 ? [stride] : []);
			if (!drawn.ok) {
				const { index, ...problem } = drawn.problem;
				return refused({ kind: 'draft.ground-changed', refusedEdit: { index: from + index, problem } });
			}
			for (const [after, plan] of drawn.value) plans.set(from + after, plan);
			return done(plans.get(count)!);
		},
		goesOn(row, all, kept, fresh) {
			const next = new Map([...plans].filter(([at]) => at <= kept));
			for (const [at, plan] of fresh) next.set(at, plan);
			for (const at of next.keys()) if (at % STRIDE !== 0 && at <= all.length - RECENT) next.delete(at);
			remember(shelf, draftId, { revision: row.revision, baseId: row.base_id, print: ground.print, edits: all, plans: next });
		}
	});
}

/** The edits that stand at a revision, where they are at hand. */
export function editsAtHand(db: Db, { id, revision }: DraftRow): readonly PlanEdit[] | null {
	const known = remembered.get(db)?.get(id);
	return known?.revision === revision ? known.edits : null;
}

function remember(shelf: Map<number, Remembered>, draftId: number, what: Remembered): void {
	// Of two who saved at about the same time the later may be here first.
	if ((shelf.get(draftId)?.revision ?? 0) > what.revision) return;
	shelf.delete(draftId);
	shelf.set(draftId, what);
	if (shelf.size > MAX_DRAFTS) shelf.delete(shelf.keys().next().value as number);
}
