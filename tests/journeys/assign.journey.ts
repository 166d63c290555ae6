/** Two leads and the same ground in real browsers: one wins, the other is told who and when; a list comes in whole or not at all; ground is painted with a brush. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { sheetFile } from '#lib/wire/sheet-file.ts';
import { startApp, type TestApp } from '../app.ts';
import { fillTwoDistricts, sessionOf } from '../two-districts.ts';
import { openBrowser, person } from './browser.ts';

let app: TestApp;
let browser: Browser;

beforeAll(async () => {
	app = await startApp({ prepare: fillTwoDistricts });
	browser = await openBrowser();
});
afterEach(async () => {
	for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
	await browser?.close();
	await app?.stop();
});

const district = async (): Promise<number> =>
	(await app.db.selectFrom('area').where('code', '=', '990101').select('id').executeTakeFirstOrThrow()).id;
async function openTab(who: string, tab: 'people' | 'assign'): Promise<{ readonly page: Page; readonly errors: readonly string[] }> {
	const { page, errors } = await person(browser, app.url, { cookie: await sessionOf(app.db, who), width: 1600, height: 1000 });
	await page.goto(`/duty?area=${await district()}&tab=${tab}`);
	return { page, errors };
}
/** Takes somebody as the brush and chooses the first grid of the list with them. */
async function choose(page: Page, name: string): Promise<void> {
	await page.locator('button[data-person]', { hasText: name }).first().click();
	await page.locator('[data-subject^="grid/"] button.row').first().click();
	await page.getByRole('button', { name: '指派 1 处' }).waitFor();
}

test('two leads name somebody for the same grid at the same second: one wins, the other is told who and when', async () => {
	const grid = await app.db
		.selectFrom('grid')
		.innerJoin('area', 'area.id', 'grid.area_id')
		.where('area.code', 'like', '990101%')
		.orderBy('grid.code')
		.select(['grid.id', 'grid.name'])
		.executeTakeFirstOrThrow();
	// Nobody is named for it yet.
	await app.db.deleteFrom('assignment').where('subject_kind', '=', 'grid').where('subject_id', '=', grid.id).execute();
	await app.pause();
	await app.resume();
	const people = await app.db
		.selectFrom('person')
		.innerJoin('area', 'area.id', 'person.district_id')
		.where('area.code', '=', '990101')
		.where('person.role', '=', 'grid-worker')
		.orderBy('person.id')
		.select(['person.id', 'person.name'])
		.limit(2)
		.execute();
	const [one, other] = [people[0]!, people[1]!];
	const first = await openTab('lead', 'assign');
	const second = await openTab('south-lead', 'assign');
	for (const { page } of [first, second]) await page.locator('[data-subject^="grid/"]').first().waitFor({ timeout: 60_000 });
	await choose(first.page, one.name);
	await choose(second.page, other.name);
	await Promise.all([first, second].map(({ page }) => page.getByRole('button', { name: '指派 1 处' }).click()));

	const holds = async () =>
		await app.db
			.selectFrom('assignment')
			.where('subject_kind', '=', 'grid')
			.where('subject_id', '=', grid.id)
			.where('duty', '=', 'primary')
			.select(['person_id', 'made_name'])
			.execute();
	await expect.poll(async () => (await holds()).length, { timeout: 30_000 }).toBe(1);
	const [winner] = await holds();
	const wonFirst = winner?.made_name === 'lead';
	const [won, lost] = wonFirst ? [first, second] : [second, first];
	await won.page.getByText('已指派 1 处').first().waitFor();
	const told = await lost.page.locator('[role="alert"]', { hasText: grid.name }).first().innerText();
	expect(told).toMatch(new RegExp(`${grid.name}在此期间已有主责人${wonFirst ? one.name : other.name}（${winner?.made_name} .*指派）`));
	expect(await lost.page.getByRole('button', { name: '改为交接' }).count()).toBe(1);

	// Whoever won takes it back, and nobody holds it any more.
	await won.page.getByRole('button', { name: '撤回' }).click();
	await expect
		.poll(
			async () =>
				(
					await app.db
						.selectFrom('assignment')
						.where('subject_id', '=', grid.id)
						.where('subject_kind', '=', 'grid')
						.select('end_reason')
						.execute()
				)[0]?.end_reason
		)
		.toBe('刚指派，撤回');
	// A refusal is an answer of 409, which a browser logs; nothing else went wrong.
	expect([...first.errors, ...second.errors].filter((error) => !error.includes('409'))).toEqual([]);
});

test('ground is painted with a brush on the map, judged at once, and assigned with a deadline', async () => {
	const { page, errors } = await openTab('lead', 'assign');
	await page.locator('[data-map="open"]').waitFor({ timeout: 60_000 });
	await page.locator('button[data-person]').first().waitFor();
	await page.locator('button[data-person]').first().click();
	await page.getByRole('button', { name: '备岗', exact: true }).click();
	const box = (await page.locator('[data-map="open"]').boundingBox())!;
	await expect
		.poll(
			async () => {
				await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
				await page.mouse.down();
				await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2 + 40, { steps: 8 });
				await page.mouse.up();
				return await page.getByText(/^待确认 \d+$/).count();
			},
			{ timeout: 60_000, interval: 500 }
		)
		.toBe(1);
	expect(errors).toEqual([]);
});

test('a workbook with a fault in one row writes nothing and says which cell; mended, it writes everybody', async () => {
	const { page, errors } = await openTab('lead', 'people');
	await page.getByText('网格员1').first().waitFor({ timeout: 60_000 });
	const list = async (role: string) => ({
		name: '名单.xlsx',
		mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
		buffer: Buffer.from(
			await sheetFile([
				{
					name: '名单',
					rows: [
						['编号', '姓名', '角色'],
						['x-1', '甄新', '民警'],
						['x-2', '=1+1', role]
					]
				}
			])
		)
	});
	const count = async (): Promise<number> =>
		(await app.db.selectFrom('person').where('source_id', 'like', 'x-%').select('id').execute()).length;
	await page.getByRole('button', { name: '导入' }).click();
	await page.locator('input[type="file"]').setInputFiles(await list('巫师'));
	await page.getByText('没有叫“巫师”的角色').waitFor();
	expect(await page.locator('.problem').innerText()).toContain('C3');
	expect(await page.getByRole('button', { name: /^写入/ }).count()).toBe(0);
	expect(await count()).toBe(0);
	await page.locator('input[type="file"]').setInputFiles(await list('志愿者'));
	await page.getByRole('button', { name: '写入 2 人' }).click();
	await page.getByText('已新增 2 人').first().waitFor();
	expect(await count()).toBe(2);
	await page.getByRole('button', { name: /甄新/ }).first().waitFor();
	expect(errors).toEqual([]);
});
