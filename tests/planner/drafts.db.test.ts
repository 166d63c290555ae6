import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from 'kysely';
import { planBytes } from '#lib/plan/plan-bytes.ts';
import { advancePlans } from '#lib/server/actions/advance-plans.ts';
import { describeDraft } from '#lib/server/actions/describe-draft.ts';
import { draftBody } from '#lib/server/actions/draft-body.ts';
import { makeDraft } from '#lib/server/actions/make-draft.ts';
import { publishDraft } from '#lib/server/actions/publish-draft.ts';
import { rebaseDraft } from '#lib/server/actions/rebase-draft.ts';
import { reviewDraft } from '#lib/server/actions/review-draft.ts';
import { saveEdits } from '#lib/server/actions/save-edits.ts';
import { submitDraft } from '#lib/server/actions/submit-draft.ts';
import { withdrawDraft } from '#lib/server/actions/withdraw-draft.ts';
import { draftRow } from '#lib/server/store/drafts.ts';
import { planChain, planEntries } from '#lib/server/store/plan-chain.ts';
import type { DraftProblem } from '#lib/server/answer/refuse-draft.ts';
import {
	ANN,
	BEN,
	CAT,
	draftWith,
	draw,
	GRID,
	HOUR_MS,
	openPlannedDistrict,
	type PlannedDistrict,
	problem,
	publishWith,
	rename,
	reviewed,
	split,
	START_MS,
	value
} from './planned-district.ts';

let district: PlannedDistrict;
const open = () => {
	beforeAll(async () => {
		district = await openPlannedDistrict();
	});
	afterAll(() => district?.database.close());
};

describe('a draft', () => {
	open();

	test('keeps what was saved upon it, and refuses what was drawn on an older revision with what there is now', async () => {
		const { db } = district.database;
		const ground = await district.ground();
		const base = await district.plan();
		const { draft } = await draftWith(district, [rename(0, 0, '甲')]);
		expect(draft).toMatchObject({ state: 'drawing', revision: 2, edits: 1, behind: false, drawnBy: ['ann'] });

		const second = rename(0, 1, '乙');
		const late = draw(base, [rename(0, 0, '甲'), second], ground).mark;
		const saved = value(await saveEdits(db, draft.id, { revision: 2, keep: 1, edits: [second], at: 2, mark: late }, BEN, START_MS));
		expect(saved.draft).toMatchObject({ revision: 3, edits: 2, drawnBy: ['ann', 'ben'], changed: { accountId: 'ben' } });
		expect(saved.edits).toEqual([rename(0, 0, '甲'), second]);

		const overtaken = await saveEdits(db, draft.id, { revision: 2, keep: 1, edits: [rename(0, 2, '丙')], at: 2, mark: 0 }, ANN, START_MS);
		expect(problem(overtaken)).toBe('draft.moved-on');
		expect((overtaken as { problem: DraftProblem }).problem.movedOn).toMatchObject({ draft: { revision: 3 }, edits: saved.edits, at: 2 });
	});

	test('refuses an edit that the plan refuses, and a plan that came out otherwise than the browser says', async () => {
		const { db } = district.database;
		const { draft } = await draftWith(district, []);
		const refused = await saveEdits(
			db,
			draft.id,
			{ revision: draft.revision, keep: 0, edits: [rename(0, 0, '甲'), split(0, 0, GRID(0, 1))], at: 2, mark: 0 },
			ANN,
			START_MS
		);
		expect(problem(refused)).toBe('plan.code-used');
		expect((refused as { problem: DraftProblem }).problem.refusedEdit).toMatchObject({ index: 1, problem: { kind: 'plan.code-used' } });
		const other = await saveEdits(
			db,
			draft.id,
			{ revision: draft.revision, keep: 0, edits: [rename(0, 0, '甲')], at: 1, mark: 1 },
			ANN,
			START_MS
		);
		expect(problem(other)).toBe('draft.drawn-otherwise');
		expect(await draftBody(db, (await draftRow(db, draft.id))!)).toMatchObject({ edits: [], at: 0 });
	});

	test('keeps what was undone and drawn over in its record', async () => {
		const { db } = district.database;
		const ground = await district.ground();
		const base = await district.plan();
		const { draft } = await draftWith(district, [rename(0, 0, '甲'), rename(0, 1, '乙')]);
		const undone = value(
			await saveEdits(
				db,
				draft.id,
				{ revision: draft.revision, keep: 2, edits: [], at: 1, mark: draw(base, [rename(0, 0, '甲')], ground).mark },
				ANN,
				START_MS
			)
		);
		expect(undone).toMatchObject({ at: 1, edits: [rename(0, 0, '甲'), rename(0, 1, '乙')] });
		const over = [rename(0, 0, '甲'), rename(0, 2, '丙')];
		value(
			await saveEdits(
				db,
				draft.id,
				{ revision: undone.draft.revision, keep: 1, edits: [over[1]!], at: 2, mark: draw(base, over, ground).mark },
				BEN,
				START_MS
			)
		);
		const kept = await db
			.selectFrom('draft_edit')
			.where('draft_id', '=', draft.id)
			.orderBy('id')
			.select(['edit', 'made_by', 'dropped_in'])
			.execute();
		expect(kept).toEqual([
			{ edit: rename(0, 0, '甲'), made_by: 'ann', dropped_in: null },
			{ edit: rename(0, 1, '乙'), made_by: 'ann', dropped_in: 4 },
			{ edit: rename(0, 2, '丙'), made_by: 'ben', dropped_in: null }
		]);
	});

	test('is submitted only with changes, and reviewed only by somebody who had no hand in it', async () => {
		const { db } = district.database;
		const same = await draftWith(district, [rename(0, 0, '甲'), rename(0, 0, '第1网格')]);
		expect(problem(await submitDraft(db, same.draft.id, ANN, START_MS))).toBe('draft.unchanged');

		const { draft } = await draftWith(district, [split(0, 0, '990101001001004' as never)]);
		value(await submitDraft(db, draft.id, BEN, START_MS));
		for (const hand of [ANN, BEN])
			expect(problem(await reviewDraft(db, draft.id, { verdict: 'accept', note: '' }, hand, START_MS))).toBe('draft.own-review');
		const returned = value(await reviewDraft(db, draft.id, { verdict: 'return', note: '太碎' }, CAT, START_MS));
		expect(returned).toMatchObject({ state: 'drawing', submitted: null, returned: { accountId: 'cat', note: '太碎' } });
		expect(problem(await publishDraft(district.database, draft.id, { effectiveFromMs: 0 }, ANN, START_MS))).toBe('draft.wrong-state');
		value(await submitDraft(db, draft.id, ANN, START_MS));
		const accepted = value(await reviewDraft(db, draft.id, { verdict: 'accept', note: '好' }, CAT, START_MS));
		expect(accepted).toMatchObject({ state: 'reviewed', returned: null, reviewed: { accountId: 'cat', note: '好' } });
		expect(problem(await saveEdits(db, draft.id, { revision: accepted.revision, keep: 1, edits: [], at: 0, mark: 0 }, ANN, START_MS))).toBe(
			'draft.wrong-state'
		);
	});

	test('is copied with its drawers, renamed, and withdrawn without being lost', async () => {
		const { db } = district.database;
		const { draft } = await draftWith(district, [rename(1, 0, '甲')]);
		const copy = value(await makeDraft(db, district.districtId, { name: '副本', copyOf: draft.id }, BEN, START_MS));
		expect(copy).toMatchObject({
			draft: { name: '副本', made: { accountId: 'ben' }, drawnBy: ['ann'] },
			at: 1,
			edits: [rename(1, 0, '甲')]
		});
		expect(value(await describeDraft(db, copy.draft.id, { note: '备用' }, BEN, START_MS))).toMatchObject({ name: '副本', note: '备用' });
		expect(value(await withdrawDraft(db, draft.id, ANN, START_MS))).toMatchObject({ state: 'withdrawn', edits: 1 });
		expect(problem(await submitDraft(db, draft.id, ANN, START_MS))).toBe('draft.wrong-state');
	});
});

describe('a published plan', () => {
	open();

	test('reads back from PostGIS as the very bytes that were drawn, and its polygons tile the district', async () => {
		const { db } = district.database;
		const edits = [split(0, 0, '990101001001004' as never), rename(0, 1, '改名')];
		const { draft } = await draftWith(district, edits);
		const { plan } = draw(await district.plan(), edits, await district.ground());
		await reviewed(district, draft.id);
		const published = value(await publishDraft(district.database, draft.id, { effectiveFromMs: START_MS + HOUR_MS }, ANN, START_MS));
		expect(published).toMatchObject({ state: 'scheduled', effectiveFromMs: START_MS + HOUR_MS });
		const plain = { ...plan, ended: new Map(), grids: new Map([...plan.grids].map(([code, grid]) => [code, { ...grid, from: [] }])) };
		const read = await district.planOf(published.planId!);
		expect(Buffer.from(planBytes(read)).toString()).toBe(Buffer.from(planBytes(plain)).toString());

		// Nothing changes before the moment; at the moment one plan holds, the other has ended.
		expect(await advancePlans(db, START_MS + HOUR_MS - 1)).toEqual([]);
		expect((await planChain(db, district.districtId)).links.map(({ state }) => state)).toEqual(['effective', 'reviewed']);
		expect(await advancePlans(db, START_MS + HOUR_MS)).toEqual([district.districtId]);
		const entries = await planEntries(db, district.districtId);
		expect(entries).toMatchObject([
			{ id: published.planId, state: 'effective', grids: 7, publishedBy: { accountId: 'ann' }, effectiveFromMs: START_MS + HOUR_MS },
			{ id: district.planId, state: 'ended', grids: 6, effectiveUntilMs: START_MS + HOUR_MS }
		]);
		expect(await draftRow(db, draft.id)).toMatchObject({ state: 'published' });
		const events = await db.selectFrom('event').selectAll().where('kind', '=', 'plan-published').execute();
		expect(events).toMatchObject([{ body: { plan: { id: published.planId, state: 'effective' } } }]);
		expect(await advancePlans(db, START_MS + HOUR_MS)).toEqual([]);
	});

	test('keeps the people of a grid that keeps its code, gives none to a new one, and never gives a code twice', async () => {
		const { db } = district.database;
		const chain = await planChain(db, district.districtId);
		const { rows } = await sql<{ code: string; people: number }>`
			select g.code, count(a.id)::int as people from grid g
			left join assignment a on a.subject_kind = 'grid' and a.subject_id = g.id and a.holds_until is null and a.holds_from <= ${new Date(START_MS + HOUR_MS).toISOString()}
			where g.plan_id = ${chain.links[0]!.id} group by g.code order by g.code`.execute(db);
		expect(rows).toEqual(
			[...['001', '002', '003'].map((n) => ({ code: `990101001001${n}`, people: 1 })), { code: '990101001001004', people: 0 }].concat(
				['001', '002', '003'].map((n) => ({ code: `990101001002${n}`, people: 1 }))
			)
		);
		const open = await sql<{ n: number }>`select count(*)::int as n from assignment a join grid g on g.id = a.subject_id
			where a.subject_kind = 'grid' and g.plan_id = ${district.planId} and a.holds_until is null`.execute(db);
		expect(open.rows).toEqual([{ n: 0 }]);
		expect((await district.ground()).usedCodes.has('990101001001004')).toBe(true);
	});

	test('of two upon the same base one is published; the other has moved on, is rebased with a new code, and then goes through', async () => {
		const { db } = district.database;
		const one = await draftWith(district, [split(1, 0, '990101001002004' as never)]);
		const two = await draftWith(district, [split(1, 1, '990101001002004' as never), rename(1, 0, '同名')]);
		await reviewed(district, one.draft.id);
		await reviewed(district, two.draft.id);
		const [first, second] = await Promise.all(
			[one, two].map(({ draft }) => publishDraft(district.database, draft.id, { effectiveFromMs: START_MS + 2 * HOUR_MS }, ANN, START_MS))
		);
		const outcomes = [first, second].map((outcome) => (outcome?.ok ? 'published' : problem(outcome!)));
		expect(outcomes.toSorted()).toEqual(['draft.moved-on', 'published']);
		const loser = outcomes[0] === 'published' ? two : one;
		const rebased = value(await rebaseDraft(db, loser.draft.id, ANN, START_MS));
		expect(rebased.body.draft).toMatchObject({ state: 'drawing', behind: false, reviewed: null });
		expect(rebased.leftOut).toEqual([]);
		expect(rebased.body.edits[0]).toMatchObject({ verb: 'split-grid', code: '990101001002005' });
		await reviewed(district, loser.draft.id);
		// Only after the plan it was rebased onto: before, that one does not hold.
		const early = await publishDraft(district.database, loser.draft.id, { effectiveFromMs: START_MS + 1.5 * HOUR_MS }, ANN, START_MS);
		expect(problem(early)).toBe('draft.other-scheduled');
		value(await publishDraft(district.database, loser.draft.id, { effectiveFromMs: START_MS + 3 * HOUR_MS }, ANN, START_MS));
		expect(problem(await withdrawDraft(db, (outcomes[0] === 'published' ? one : two).draft.id, ANN, START_MS))).toBe('draft.built-upon');
		expect(value(await withdrawDraft(db, loser.draft.id, ANN, START_MS))).toMatchObject({ state: 'withdrawn', planId: null });
	});
});

describe('an emergency split with an end', () => {
	open();

	test('goes back by itself with the old codes and their people, and a later draft rests on what came back', async () => {
		const { db } = district.database;
		const code = '990101001001004' as never;
		const merge = { verb: 'merge-grids', grids: [GRID(1, 0), GRID(1, 1)], into: GRID(1, 0) } as const;
		const published = await publishWith(district, [split(0, 0, code), merge], {
			effectiveFromMs: START_MS + HOUR_MS,
			revertsAtMs: START_MS + 5 * HOUR_MS
		});
		expect(published).toMatchObject({ state: 'scheduled', revertsAtMs: START_MS + 5 * HOUR_MS });
		const codes = async () =>
			(
				await sql<{ code: string; people: number }>`select g.code, count(a.id)::int as people from plan p join grid g on g.plan_id = p.id
					left join assignment a on a.subject_kind = 'grid' and a.subject_id = g.id and a.holds_until is null
					where p.district_id = ${district.districtId} and p.state = 'effective' group by g.code order by g.code`.execute(db)
			).rows.map(({ code, people }) => `${code.slice(-6)}:${people}`);
		const before = await codes();
		await advancePlans(db, START_MS + HOUR_MS);
		expect(await codes()).toEqual(['001001:1', '001002:1', '001003:1', '001004:0', '002001:1', '002003:1']);
		// Asleep at the moment, it is done on waking, at the time it should have been.
		await advancePlans(db, START_MS + 9 * HOUR_MS);
		expect(await codes()).toEqual(before);
		const [back] = await planEntries(db, district.districtId);
		expect(back).toMatchObject({ state: 'effective', bringsBack: district.planId, effectiveFromMs: START_MS + 5 * HOUR_MS });
		const was = planBytes(await district.plan());
		expect(Buffer.from(planBytes(await district.planOf(back!.id))).equals(Buffer.from(was))).toBe(true);
		const next = value(await makeDraft(db, district.districtId, { name: '之后' }, ANN, START_MS + 9 * HOUR_MS));
		expect(next.draft).toMatchObject({ behind: false, base: { id: back!.id } });
		expect((await district.ground()).usedCodes.has(code)).toBe(true);
	});
});
