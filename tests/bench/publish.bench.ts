/** What it costs to publish a plan of a thousand grids: drawn and judged once more, written, and proved by PostGIS, and let hold. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { sql } from 'kysely';
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
import type { Db } from '#db/open.ts';
import type { Outcome } from '#lib/geo/outcome.ts';
import { openTestDatabase } from '../database.ts';
import { type Bench, line, quantile } from './bench.ts';

const LIMIT_MS = 10_000;
const SAVE_LIMIT_MS = 100;
/** A live push waits no longer than this for the loop: three of its ticks are a second. */
const STALL_LIMIT_MS = 100;
/** Nor a fix for the database. */
const WAIT_LIMIT_MS = 1000;
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
			const reading = await watched(db, () => keptGround(db, districtId, NOW_MS));
			const { ground } = reading.value;
			const groundMs = performance.now() - started;
			const bordering = await watched(db, () => makeDraft(db, districtId, { name: 'bench' }, ann, NOW_MS));
			let body = said(bordering.value);
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
			const submitting = await watched(db, () => submitDraft(db, body.draft.id, ann, NOW_MS));
			said(submitting.value);
			said(await reviewDraft(db, body.draft.id, { verdict: 'accept', note: '' }, { accountId: 'ben', name: 'Ben' }, NOW_MS));
			const publishing = await watched(db, () => publishDraft(database, body.draft.id, { effectiveFromMs: NOW_MS }, ann, NOW_MS));
			said(publishing.value);
			const { ms } = publishing;
			const stalls = { 'reading the ground': reading, 'the first borders': bordering, submitting, publishing };
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
				line({ what: 'ground read and packed, once', unit: 'ms', ours: groundMs, peer: { name: 'limit', value: 5000 }, aim, how }),
				...Object.entries(stalls).flatMap(([what, { stallMs, waitMs }]) => [
					line({
						what: `longest stall of the loop: ${what}`,
						unit: 'ms',
						ours: stallMs,
						peer: { name: 'limit', value: STALL_LIMIT_MS },
						aim,
						how
					}),
					line({
						what: `longest wait for the database: ${what}`,
						unit: 'ms',
						ours: waitMs,
						peer: { name: 'limit', value: WAIT_LIMIT_MS },
						aim,
						how
					})
				])
			];
		} finally {
			await database.close();
		}
	}
};

/** How long it took, the longest that the event loop stood still meanwhile, and the longest that another who asks the database had to wait. */
async function watched<T>(db: Db, work: () => Promise<T>): Promise<{ value: T; ms: number; stallMs: number; waitMs: number }> {
	const delay = monitorEventLoopDelay({ resolution: 1 });
	let waitMs = 0;
	let over = false;
	const asking = (async () => {
		while (!over) {
			const asked = performance.now();
			await sql`select 1`.execute(db);
			waitMs = Math.max(waitMs, performance.now() - asked);
			await new Promise((next) => setTimeout(next, 10));
		}
	})();
	delay.enable();
	const from = performance.now();
	const value = await work();
	const ms = performance.now() - from;
	// The last stall is noticed when the loop turns again.
	await new Promise((next) => setTimeout(next, 5));
	delay.disable();
	over = true;
	await asking;
	return { value, ms, stallMs: delay.max / 1e6, waitMs };
}

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
