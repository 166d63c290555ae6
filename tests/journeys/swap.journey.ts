/** A shift changes hands by consent: asked for on one phone, agreed to on another, watched by the lead on an open board, who was told a wish as well. */
import { sql } from 'kysely';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../app.ts';
import { fillTwoDistricts, sessionOf } from '../two-districts.ts';
import { openBrowser, person } from './browser.ts';

const HOUR_MS = 3_600_000;
const PHONE = { width: 390, height: 844, theme: 'light' } as const;
/** A busy machine may take this long to do what is asked of it. */
const PATIENT = { timeout: 60_000 } as const;

let app: TestApp;
let browser: Browser;
let districtId: number;
/** Who asks, and who is asked. */
let mine: { readonly id: number; readonly name: string };
let theirs: { readonly id: number; readonly name: string };
/** The evening shifts of tomorrow and of the day after, by their local days. */
let days: readonly [string, string];
const seatOf = (day: string): string => `K02/community/${day}T15:00/1`;

beforeAll(async () => {
	app = await startApp({
		prepare: async (db) => {
			await fillTwoDistricts(db);
			const second = await db
				.selectFrom('person')
				.where('source_id', '=', 'w-1-1')
				.orderBy('id')
				.select(['id', 'district_id'])
				.executeTakeFirstOrThrow();
			await db.insertInto('account').values({ id: 'second', username: 'second', name: 'second', password_hash: '-' }).execute();
			await db
				.insertInto('account_grant')
				.values({ user_id: 'second', role: 'worker', area_id: second.district_id, person_id: second.id })
				.execute();
			await sql`insert into post_rule (post_id, from_day, needs) select id, '2026-01-01', '24 h community 1' from post`.execute(db);
		}
	});
	const { db } = app;
	const who = (source: string) =>
		db.selectFrom('person').where('source_id', '=', source).orderBy('id').select(['id', 'name']).executeTakeFirstOrThrow();
	[mine, theirs] = [await who('w-1-0'), await who('w-1-1')];
	districtId = (await db.selectFrom('area').where('code', '=', '990101').select('id').executeTakeFirstOrThrow()).id;
	const { rows } = await sql<{ start: Date; day: string }>`
		select (d + interval '15 hours') at time zone 'Asia/Shanghai' as start, to_char(d, 'YYYY-MM-DD') as day
		from generate_series(1, 2) n, lateral (select date_trunc('day', now() at time zone 'Asia/Shanghai') + n * interval '1 day' as d) t order by d`.execute(
		db
	);
	days = [rows[0]!.day, rows[1]!.day];
	for (const [i, holder] of [mine, theirs].entries())
		await sql`
			insert into seat_duty (district_id, post_id, seat, role, person_id, starts_at, ends_at)
			select district_id, id, ${seatOf(rows[i]!.day)}, 'community', ${holder.id}, ${rows[i]!.start}, ${new Date(rows[i]!.start.getTime() + 8 * HOUR_MS)}
			from post where code = 'K02' and district_id = ${districtId}`.execute(db);
	browser = await openBrowser();
});
// What a failed test left open would weigh on the next.
afterEach(async () => {
	for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
	await browser?.close();
	await app?.stop();
});

test('a shift is traded by consent: both phones and the lead’s board show it by themselves, with the wish it goes against', async () => {
	const cookies = {
		walker: await sessionOf(app.db, 'walker'),
		second: await sessionOf(app.db, 'second'),
		lead: await sessionOf(app.db, 'lead')
	};
	const wish = await app.fetch(`/api/people/${theirs.id}/wishes`, {
		method: 'POST',
		headers: { cookie: cookies.lead, origin: app.url, 'content-type': 'application/json' },
		body: JSON.stringify({ want: 'off', on: days[0] })
	});
	expect(wish.status, await wish.text()).toBe(200);

	const lead = await person(browser, app.url, { cookie: cookies.lead, theme: 'light' });
	await lead.page.goto(`/duty?area=${districtId}`);
	const seat = lead.page.locator(`[data-seat="${seatOf(days[0])}"]`);
	await seat.waitFor(PATIENT);
	expect(await seat.getAttribute('aria-label')).toContain(mine.name);

	const first = await person(browser, app.url, { cookie: cookies.walker, ...PHONE });
	const second = await person(browser, app.url, { cookie: cookies.second, ...PHONE });
	await second.page.goto('/field#shifts');
	await second.page.getByText('15:00–23:00').waitFor(PATIENT);
	await first.page.goto('/field#shifts');
	await first.page.getByRole('button', { name: '换班' }).click(PATIENT);
	const sheet = first.page.getByRole('dialog');
	await sheet.getByLabel(theirs.name).check(PATIENT);
	await sheet.getByLabel(/^换对方的/).check();
	await sheet.getByLabel('附言（可不填）').fill('孩子生病');
	await sheet.getByRole('button', { name: '发出请求' }).click();
	await first.page.getByText('已发出，等对方同意').waitFor(PATIENT);

	// Both hear of it by themselves; nothing has changed hands.
	await second.page.getByText(`${mine.name} 请你替`, { exact: false }).waitFor(PATIENT);
	await second.page.getByText('孩子生病').waitFor();
	await expect.poll(() => seat.getAttribute('aria-label'), PATIENT).toContain(`${mine.name}请${theirs.name}接班`);

	await second.page.getByRole('button', { name: '同意', exact: true }).click();
	const holders = async () =>
		(await app.db.selectFrom('seat_duty').where('dropped_at', 'is', null).select(['seat', 'person_id']).orderBy('seat').execute()).map(
			({ seat: s, person_id }) => [s, person_id]
		);
	await expect.poll(holders, PATIENT).toEqual([
		[seatOf(days[0]), theirs.id],
		[seatOf(days[1]), mine.id]
	]);
	await expect.poll(() => seat.getAttribute('aria-label'), PATIENT).toContain(theirs.name);
	const dayShown = (page: typeof first.page) => page.locator('h2').first().innerText();
	await expect.poll(() => dayShown(second.page), PATIENT).toContain('明天');
	await expect.poll(() => dayShown(first.page), PATIENT).not.toContain('明天');
	expect(await first.page.getByText('已发出，等对方同意').count()).toBe(0);

	// The lead sees whose wish it goes against.
	await seat.click();
	await lead.page.locator('.rota-card').getByText(`${theirs.name}当日愿休`, { exact: false }).waitFor(PATIENT);
	expect([...lead.errors, ...first.errors, ...second.errors]).toEqual([]);
});
