/** A report from the field reaches an open desk, is closed with what was done, and is gone; whoever may not read reports is offered none. */
import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
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

const send = async (cookie: string, words: string, place: { lng: number; lat: number } | null): Promise<void> => {
	const body = JSON.stringify({
		records: [
			{
				...{ kind: 'report', id: randomUUID(), atMs: Date.now(), what: 'obstruction', words, count: null, photos: [], postId: null },
				place: place && { ...place, accuracyM: 6 }
			}
		]
	});
	const answer = await app.fetch('/api/field/records', {
		method: 'POST',
		headers: { cookie, 'content-type': 'application/json', origin: app.url },
		body
	});
	expect(answer.status).toBe(200);
	expect(((await answer.json()) as { results: { state: string }[] }).results.map(({ state }) => state)).toEqual(['kept']);
};

test('what a worker reports appears on an open desk, is closed with what was done, and is gone there', async () => {
	const [walker, lead, viewer] = await Promise.all(['walker', 'lead', 'viewer'].map((name) => sessionOf(app.db, name)));
	const district = (await app.db.selectFrom('area').where('code', '=', '990101').select('id').executeTakeFirstOrThrow()).id;
	await send(walker!, '单元门口堆着旧家具', null);

	const { page, errors } = await person(browser, app.url, { cookie: lead!, width: 1600, height: 1000 });
	await page.goto(`/?area=${district}`);
	await page.getByText('实时', { exact: true }).first().waitFor({ timeout: 60_000 });
	await page.getByRole('button', { name: '上报 1', exact: true }).click();
	const rows = page.locator('[data-report]');
	await rows.first().waitFor();
	expect(await rows.first().innerText()).toContain('单元门口堆着旧家具');

	// Another one, while the desk is open.
	await send(walker!, '消防通道停着一辆货车', null);
	await page.locator('[data-report]', { hasText: '消防通道停着一辆货车' }).click();
	await page.getByLabel('做了什么').fill('车主已移走');
	await page.getByRole('button', { name: '处理完毕' }).click();
	await page.getByText('车主已移走').waitFor();
	await page.keyboard.press('Escape');
	await expect.poll(() => rows.count()).toBe(1);
	const kept = await app.db.selectFrom('field_record').where('close_note', '=', '车主已移走').select('closed_name').execute();
	expect(kept).toEqual([{ closed_name: 'lead' }]);
	expect(errors).toEqual([]);

	const watching = await person(browser, app.url, { cookie: viewer!, width: 1600, height: 1000 });
	await watching.page.goto(`/?area=${district}`);
	await watching.page.getByText('实时', { exact: true }).first().waitFor({ timeout: 60_000 });
	expect(await watching.page.getByRole('button', { name: /^上报/ }).count()).toBe(0);
	expect(watching.errors).toEqual([]);
});
