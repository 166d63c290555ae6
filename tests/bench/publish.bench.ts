/** What it costs to publish a plan of a thousand grids: drawn and judged once more, written, and proved by PostGIS, in one transaction. */
import { nextFreeCode } from '#lib/plan/next-free-code.ts';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import { gridShape } from '#lib/plan/grid-shape.ts';
import { bboxOf } from '#lib/geo/bbox.ts';
import { latticePointAt } from '#lib/plan/lattice-point.ts';
import type { BorderPlan, PlanGround } from '#lib/plan/border-plan.ts';
import { markOf } from '#lib/plan/history.ts';
import { planBytes } from '#lib/plan/plan-bytes.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import { makeDraft } from '#lib/server/actions/make-draft.ts';
import { publishDraft } from '#lib/server/actions/publish-draft.ts';
import { reviewDraft } from '#lib/server/actions/review-draft.ts';
import { saveEdits } from '#lib/server/actions/save-edits.ts';
import { submitDraft } from '#lib/server/actions/submit-draft.ts';
import { bordersOfPlan } from '#lib/server/actions/plan-borders.ts';
import { keptGround } from '#lib/server/store/kept-ground.ts';
import { drawDistrict } from '../../geodata/demo/draw-district.ts';
import { saveDistrict } from '#lib/server/store/save-district.ts';
import type { Outcome } from '#lib/geo/outcome.ts';
import { openTestDatabase } from '../database.ts';
import { type Bench, line, quantile } from './bench.ts';

const LIMIT_MS = 10_000;
const SAVE_LIMIT_MS = 100;
const SAVES = 40;
const NOW_MS = Date.UTC(2026, 10, 22);

export const bench: Bench = {
	name: 'publish',
	run: async () => {
		const database = await openTestDatabase();
		try {
			const { db, engine } = database;
			const { districtId } = await saveDistrict(db, drawDistrict({ seed: 20200124, size: 'district' }), {
				nowMs: NOW_MS,
				plan: { state: 'effective', faults: [] }
			});
			const ann = { accountId: 'ann', name: 'Ann' };
			const started = performance.now();
			const { ground } = await keptGround(db, districtId, NOW_MS);
			const groundMs = performance.now() - started;
			let body = said(await makeDraft(db, districtId, { name: 'bench' }, ann, NOW_MS));
			let { plan } = said(await bordersOfPlan(db, { id: body.draft.base.id, districtId }, NOW_MS));
			const saves: number[] = [];
			for (const code of plan.grids.keys()) {
				const edit = splitOf(plan, code, ground);
				const changed = edit && applyEdit(plan, edit, ground);
				if (!edit || !changed?.ok) continue;
				({ plan } = changed.value);
				const save = { revision: body.draft.revision, keep: body.at, edits: [edit], at: body.at + 1, mark: markOf(planBytes(plan)) };
				const from = performance.now();
				body = said(await saveEdits(db, body.draft.id, save, ann, NOW_MS));
				saves.push(performance.now() - from);
				if (saves.length === SAVES) break;
			}
			said(await submitDraft(db, body.draft.id, ann, NOW_MS));
			said(await reviewDraft(db, body.draft.id, { verdict: 'accept', note: '' }, { accountId: 'ben', name: 'Ben' }, NOW_MS));
			const from = performance.now();
			said(await publishDraft(database, body.draft.id, { effectiveFromMs: NOW_MS }, ann, NOW_MS));
			const ms = performance.now() - from;
			const how = `${plan.grids.size} grids, ${plan.borders.size} borders, ${ground.buildings.count} buildings, ${saves.length} splits, ${engine} engine`;
			const aim = { ratio: 1, better: 'lower' as const };
			return [
				line({ what: 'publish, proved by PostGIS', unit: 'ms', ours: ms, peer: { name: 'limit', value: LIMIT_MS }, aim, how }),
				line({
					what: 'save one edit, median',
					unit: 'ms',
					ours: quantile(saves, 0.5),
					peer: { name: 'limit', value: SAVE_LIMIT_MS },
					aim,
					how
				}),
				line({ what: 'ground read and packed, once', unit: 'ms', ours: groundMs, peer: { name: 'limit', value: 5000 }, aim, how })
			];
		} finally {
			await database.close();
		}
	}
};

function said<T>(outcome: Outcome<T> | null): T {
	if (!outcome?.ok) throw new Error(`refused: ${JSON.stringify(outcome?.problem)}`);
	return outcome.value;
}

/** A grid split from south to north through its middle. */
function splitOf(plan: BorderPlan, code: Parameters<typeof gridShape>[1], ground: PlanGround): PlanEdit | null {
	const shape = gridShape(plan, code);
	const free = nextFreeCode(plan, code.slice(0, 12), ground);
	if (!shape || !free.ok) return null;
	const [west, south, east, north] = bboxOf(shape);
	const middle = (west + east) / 2;
	const cut = [latticePointAt([middle, south]), latticePointAt([middle, north])];
	return { verb: 'split-grid', grid: code, line: cut, name: '试', code: free.value, cutReason: 'bench' };
}
