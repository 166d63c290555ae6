/** The still picture of a moment of the past names whoever answered for each grid then, whichever moment was asked for before it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AreaPicture } from '#lib/wire/area-picture.ts';
import { unpackStretch } from '#lib/wire/replay.ts';
import { startApp, type TestApp } from '../app.ts';
import { DISTRICT_CODE } from '../ground.ts';
import { fillTwoDistricts, sessionOf } from '../two-districts.ts';

const HOUR_MS = 3_600_000;
let app: TestApp;
beforeAll(async () => {
	app = await startApp({ prepare: fillTwoDistricts });
});
afterAll(() => app?.stop());

test('hours before and after a hand-over name different people, and stretches say which picture is theirs', async () => {
	const headers = { cookie: await sessionOf(app.db, 'every-admin') };
	const area = await app.db.selectFrom('area').select('id').where('code', '=', DISTRICT_CODE).executeTakeFirstOrThrow();
	const grid = await app.db
		.selectFrom('grid')
		.innerJoin('plan', 'plan.id', 'grid.plan_id')
		.where('plan.district_id', '=', area.id)
		.select('grid.id')
		.orderBy('grid.id')
		.executeTakeFirstOrThrow();
	const people = await app.db.selectFrom('person').select('id').where('district_id', '=', area.id).orderBy('id').limit(2).execute();
	const [before, after] = people.map(({ id }) => id);
	const turnMs = Math.floor(Date.now() / 1000) * 1000 - 2 * HOUR_MS;
	const primary = { subject_kind: 'grid', subject_id: grid.id, duty: 'primary' } as const;
	await app.db
		.updateTable('plan')
		.set({ effective_from: new Date(turnMs - 24 * HOUR_MS) })
		.where('district_id', '=', area.id)
		.execute();
	await app.db.deleteFrom('assignment').where('subject_kind', '=', 'grid').where('subject_id', '=', grid.id).execute();
	await app.db
		.insertInto('assignment')
		.values([
			{ ...primary, person_id: before!, holds_from: new Date(turnMs - 3 * HOUR_MS), holds_until: new Date(turnMs) },
			{ ...primary, person_id: after!, holds_from: new Date(turnMs) }
		])
		.execute();

	const picture = async (atMs: number): Promise<{ readonly named: readonly number[]; readonly ground: string | null }> => {
		const answer = await app.fetch(`/api/areas/${area.id}/replay/picture?at=${atMs}`, { headers });
		expect(answer.status).toBe(200);
		const { grids } = (await answer.json()) as AreaPicture;
		const named = grids.find(({ id }) => id === grid.id)?.duty.filter(({ duty }) => duty === 'primary');
		return { named: (named ?? []).map(({ personId }) => personId), ground: answer.headers.get('x-gridkeeper-ground') };
	};
	const stretchGround = async (atMs: number): Promise<string> => {
		const answer = await app.fetch(`/api/areas/${area.id}/replay?at=${atMs}&detail=fine`, { headers });
		expect(answer.status).toBe(200);
		return unpackStretch(new Uint8Array(await answer.arrayBuffer())).ground;
	};
	const moments = { early: turnMs - 4 * HOUR_MS, before: turnMs - HOUR_MS, after: turnMs + HOUR_MS };
	const shown = { early: await picture(moments.early), before: await picture(moments.before), after: await picture(moments.after) };
	expect([shown.early.named, shown.before.named, shown.after.named]).toEqual([[], [before], [after]]);
	expect(new Set([shown.early.ground, shown.before.ground, shown.after.ground]).size).toBe(3);
	expect((await picture(moments.before + 60_000)).ground).toBe(shown.before.ground);
	for (const moment of ['before', 'after', 'early'] as const) expect(await stretchGround(moments[moment])).toBe(shown[moment].ground);
}, 120_000);
