/** The planner's requests as a screen sends them, to the built app: what a late save hears, a faulty import put right mend by mend, and the app killed while it publishes. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount } from '#lib/server/account/accounts.ts';
import { saveDistrict } from '#lib/server/store/save-district.ts';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import type { BorderPlan, PlanGround } from '#lib/plan/border-plan.ts';
import { markOf } from '#lib/plan/history.ts';
import { planBytes, planOfBytes } from '#lib/plan/plan-bytes.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import { unpackGround } from '#lib/wire/plan-ground.ts';
import type { DraftBody, DraftRefusal, DraftSummary, PlanMends } from '#lib/wire/drafts.ts';
import { startApp, type TestApp } from '../app.ts';
import { runCli, collection, feature, temporaryFolder } from '../cli/run-cli.ts';
import { testEngine } from '../database.ts';
import { ground as drawn, box } from '../ground.ts';
import { rename, split, value } from './planned-district.ts';

const PASSWORD = 'drawing-the-lines-9';
let app: TestApp;
const cookies = new Map<string, string>();

beforeAll(async () => {
	app = await startApp({
		prepare: async (db) => {
			await saveDistrict(db, drawn, { nowMs: Date.now() - 3_600_000, plan: { state: 'effective', faults: [] } });
			for (const username of ['ann', 'ben'])
				value(await createAccount(db, { username, name: username, password: PASSWORD, grants: [{ role: 'planner', areaId: null }] }));
		}
	});
	for (const username of ['ann', 'ben']) cookies.set(username, await app.signIn(username, PASSWORD));
});
afterAll(() => app?.stop());

const ask = (who: string, method: string, path: string, body?: unknown): Promise<Response> =>
	app.fetch(path, {
		method,
		headers: { cookie: cookies.get(who)!, origin: app.url, ...(body !== undefined && { 'content-type': 'application/json' }) },
		...(body !== undefined && { body: JSON.stringify(body) })
	});
async function told<T>(answer: Response | Promise<Response>, status: number): Promise<T> {
	const response = await answer;
	const text = await response.text();
	expect(response.status, text).toBe(status);
	return JSON.parse(text) as T;
}

const district = async (code: string): Promise<number> =>
	(await app.db.selectFrom('area').where('code', '=', code).select('id').executeTakeFirstOrThrow()).id;
async function begin(areaId: number, name: string): Promise<{ body: DraftBody; base: BorderPlan; ground: PlanGround }> {
	const body = await told<DraftBody>(ask('ann', 'POST', `/api/areas/${areaId}/drafts`, { name }), 200);
	const borders = await ask('ann', 'GET', `/api/plans/${body.draft.base.id}/borders`);
	const ground = await ask('ann', 'GET', `/api/areas/${areaId}/plan-ground`);
	return {
		body,
		base: value(planOfBytes(new Uint8Array(await borders.arrayBuffer()))),
		ground: unpackGround(await ground.arrayBuffer())
	};
}
const saving = ({ body, base, ground }: Awaited<ReturnType<typeof begin>>, edits: readonly PlanEdit[]) => {
	let plan = base;
	for (const edit of edits) plan = value(applyEdit(plan, edit, ground)).plan;
	return { revision: body.draft.revision, keep: 0, edits, at: edits.length, mark: markOf(planBytes(plan)) };
};

test('who saves late hears 409 with what there is now, both its edits and its revision, in words of both languages', async () => {
	const begun = await begin(await district(drawn.code), '同画');
	const path = `/api/drafts/${begun.body.draft.id}/edits`;
	const saved = await told<DraftBody>(ask('ann', 'PUT', path, saving(begun, [rename(0, 0, '甲')])), 200);
	const refusal = await told<DraftRefusal>(ask('ben', 'PUT', path, saving(begun, [rename(0, 1, '乙')])), 409);
	expect(refusal.problem).toEqual({ kind: 'draft.moved-on' });
	expect(refusal.movedOn).toEqual({ draft: saved.draft, edits: [rename(0, 0, '甲')], at: 1 });
	expect([refusal.message.zh, refusal.message.en].every((words) => words.length > 5)).toBe(true);
	// Drawn again upon that it goes through, and nothing is lost.
	const again = saving(begun, [rename(0, 0, '甲'), rename(0, 1, '乙')]);
	const both = await told<DraftBody>(
		ask('ben', 'PUT', path, { ...again, revision: refusal.movedOn!.draft.revision, keep: 1, edits: [rename(0, 1, '乙')] }),
		200
	);
	expect(both).toMatchObject({ at: 2, edits: [rename(0, 0, '甲'), rename(0, 1, '乙')], draft: { drawnBy: expect.any(Array) as never } });
	expect(both.draft.drawnBy).toHaveLength(2);
});

test('a publish that is killed with the app leaves the old plan whole and the draft reviewed; it goes through afterwards', async () => {
	const districtId = await district(drawn.code);
	const begun = await begin(districtId, '新');
	const { id } = begun.body.draft;
	await told(ask('ann', 'PUT', `/api/drafts/${id}/edits`, saving(begun, [split(0, 0, '990101001001004' as never)])), 200);
	await told(ask('ann', 'POST', `/api/drafts/${id}/submit`, {}), 200);
	await told(ask('ben', 'POST', `/api/drafts/${id}/review`, { verdict: 'accept', note: '' }), 200);
	const before = (await sql<{ text: string }>`select string_agg(md5(g::text), ',' order by id) as text from grid g`.execute(app.db)).rows;

	// The grids are written, the borders take a while: in the middle of it the process is killed.
	await sql
		.raw(`create function dawdle() returns trigger language plpgsql as $$ begin perform pg_sleep(4); return null; end $$`)
		.execute(app.db);
	await sql`create trigger dawdles after insert on plan_border for each statement execute function dawdle()`.execute(app.db);
	const publishing = ask('ann', 'POST', `/api/drafts/${id}/publish`, { effectiveFromMs: 0 }).then(
		({ status }) => status,
		() => 'cut off'
	);
	await inTheMiddle();
	await app.kill();
	expect(await publishing).toBe('cut off');
	await app.resume();

	await sql`drop trigger dawdles on plan_border`.execute(app.db);
	expect((await sql<{ text: string }>`select string_agg(md5(g::text), ',' order by id) as text from grid g`.execute(app.db)).rows).toEqual(
		before
	);
	const plans = await app.db.selectFrom('plan').where('district_id', '=', districtId).select('state').execute();
	expect(plans).toEqual([{ state: 'effective' }]);
	const kept = await told<DraftBody>(ask('ann', 'GET', `/api/drafts/${id}`), 200);
	expect(kept).toMatchObject({ draft: { state: 'reviewed' }, at: 1 });
	expect(await told<DraftSummary>(ask('ann', 'POST', `/api/drafts/${id}/publish`, { effectiveFromMs: 0 }), 200)).toMatchObject({
		state: 'published'
	});
	const { rows } = await sql<{ n: number }>`
		select count(*)::int as n from plan p join grid g on g.plan_id = p.id where p.state = 'effective' and p.district_id = ${districtId}`.execute(
		app.db
	);
	expect(rows).toEqual([{ n: 7 }]);
});

/** Until the publish is within its transaction: on a native server it can be seen there, the embedded engine answers nobody else meanwhile. */
async function inTheMiddle(): Promise<void> {
	for (;;) {
		if (testEngine === 'native') {
			const { rows } = await sql`select from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`.execute(
				app.db
			);
			if (rows.length > 0) return;
		} else {
			const answer = sql`select 1`.execute(app.db).then(
				() => 'answered',
				() => 'cut off'
			);
			if ((await Promise.race([answer, new Promise((late) => setTimeout(() => late('late'), 700))])) === 'late') return;
		}
	}
}

describe('an import with faults', () => {
	const CODE = '990201';
	const grid = (n: number, west: number, east: number) =>
		feature({ code: `${CODE}00100100${n}`, name: `第${n}`, risk: 'low' }, box(west, 1000, east, 1200));

	test('is a draft with a gap and an overlap; accepted mend by mend it gets its borders, and a draft upon it is published', async () => {
		const folder = await temporaryFolder();
		const write = async (name: string, features: readonly unknown[]) => [
			`--${name}`,
			await folder.write(`${name}.geojson`, collection(features))
		];
		// Between the first two there are three metres of nobody's ground; the next two overlap by four.
		const files = [
			...(await write('boundary', [feature({ code: CODE, name: '另区' }, box(0, 1000, 600, 1200))])),
			...(await write('grids', [grid(1, 0, 200), grid(2, 203, 402), grid(3, 398, 600)])),
			...(await write(
				'buildings',
				[50, 250, 450].map((east, i) => feature({ id: `m-${i}`, households: 10 }, box(east, 1050, east + 20, 1070)))
			)),
			...(await write('roads', [])),
			...(await write('posts', []))
		];
		const ran = await runCli(['import', ...files], app.env);
		await folder.remove();
		expect(ran.status, ran.out + ran.err).toBe(1);
		const areaId = await district(CODE);
		const [plan] = await app.db.selectFrom('plan').where('district_id', '=', areaId).select(['id', 'state']).execute();
		expect(plan).toMatchObject({ state: 'draft' });
		const refusal = await told<DraftRefusal>(ask('ann', 'POST', `/api/areas/${areaId}/drafts`, { name: '早' }), 409);
		expect(refusal.problem).toMatchObject({ kind: 'draft.plan-faults', detail: { count: 2 } });

		let mends = await told<PlanMends>(ask('ann', 'GET', `/api/plans/${plan!.id}/mends`), 200);
		expect(mends.faults.map(({ kind }) => kind).sort()).toEqual(['gap', 'overlap']);
		expect(mends.faults.map(({ widthM }) => Math.round(widthM)).sort()).toEqual([3, 4]);
		for (let left = mends.faults.length; left > 0; left--) {
			mends = await told<PlanMends>(ask('ann', 'POST', `/api/plans/${plan!.id}/mends`, { mend: mends.faults[0]!.mend }), 200);
			expect(mends.faults).toHaveLength(left - 1);
		}
		expect(mends.accepted).toHaveLength(2);

		const begun = await begin(areaId, '改');
		const { id } = begun.body.draft;
		const edit: PlanEdit = { verb: 'rename-grid', grid: `${CODE}001001001` as never, name: '改名' };
		await told(ask('ann', 'PUT', `/api/drafts/${id}/edits`, saving(begun, [edit])), 200);
		await told(ask('ann', 'POST', `/api/drafts/${id}/submit`, {}), 200);
		await told(ask('ben', 'POST', `/api/drafts/${id}/review`, { verdict: 'accept', note: '' }), 200);
		expect(await told<DraftSummary>(ask('ben', 'POST', `/api/drafts/${id}/publish`, { effectiveFromMs: 0 }), 200)).toMatchObject({
			state: 'published'
		});
		const { rows } = await sql<{ apart: number }>`
			select st_area(st_symdifference(a.geom, (select st_union(g.geom) from plan p join grid g on g.plan_id = p.id
				where p.district_id = a.id and p.state = 'effective'))) as apart from area a where a.id = ${areaId}`.execute(app.db);
		if (testEngine === 'native') expect(rows[0]!.apart).toBeLessThan(1e-12);
	});
});
