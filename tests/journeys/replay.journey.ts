import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../app.ts';
import { openBrowser, person } from './browser.ts';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
	app = await startApp({ demo: true });
	browser = await openBrowser();
});
afterAll(async () => {
	await browser?.close();
	await app?.stop();
});

async function signIn(username: string): Promise<string> {
	const response = await app.fetch('/api/session', {
		method: 'POST',
		headers: { origin: app.url, 'content-type': 'application/json' },
		body: JSON.stringify({ username, password: 'wangge-demo' })
	});
	return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

test('a commander plays hours of the past, asks who was in a place, and is back in the present with one key', async () => {
	const { page, errors } = await person(browser, app.url, { cookie: await signIn('commander') });
	await page.goto('/');
	await page.getByText('实时', { exact: true }).first().waitFor({ timeout: 60_000 });
	await page.locator('[data-map=open]').waitFor({ timeout: 60_000 });
	await page.locator('#panel button.row').first().waitFor({ timeout: 60_000 });

	// The past never looks like the present: its own strip, its own word in the bar, its own time.
	await page.locator('#panel').focus();
	await page.keyboard.press('r');
	const strip = page.getByRole('region', { name: '回放' });
	await strip.getByText('回放，不是实时').waitFor();
	const shown = async (): Promise<number> => Date.parse((await strip.locator('time').getAttribute('datetime')) ?? '');
	await expect.poll(async () => (await strip.locator('.note').innerText()).trim(), { timeout: 60_000 }).toBe('');
	await page.getByText('回看', { exact: true }).first().waitFor();
	expect(await page.getByText('实时', { exact: true }).and(page.locator('.live-status .word')).count()).toBe(0);
	expect(Date.now() - (await shown())).toBeGreaterThan(55 * 60_000);

	// It runs on at its speed, and its place is in the address.
	const began = await shown();
	await strip.getByRole('button', { name: '60 倍', exact: true }).click();
	await strip.getByRole('button', { name: '播放' }).click();
	await expect.poll(async () => (await shown()) - began, { timeout: 30_000 }).toBeGreaterThan(120_000);
	await strip.getByRole('button', { name: '暂停' }).click();
	await page.waitForURL(/past=\d{4}-.*speed=60/);
	const link = page.url();

	// Who was there: the chosen grid's outline will do without a pointer.
	const grid = await app.db.selectFrom('grid').select('id').orderBy('id').limit(1).executeTakeFirstOrThrow();
	await page.goto(`${link}&sel=grid:${grid.id}`);
	await expect.poll(async () => (await strip.locator('.note').innerText()).trim(), { timeout: 60_000 }).toBe('');
	await strip.getByRole('button', { name: '谁在这里' }).click();
	const card = page.getByRole('region', { name: '谁在这里' });
	await card.getByRole('button', { name: '用所选网格的范围' }).click();
	await card.getByLabel(/查询理由/).fill('查');
	await card.getByRole('button', { name: '查询', exact: true }).click();
	await card.getByText(/至少 4 个字/).waitFor();
	await card.getByLabel(/查询理由/).fill('核对昨日巡查');
	await card.getByRole('button', { name: '查询', exact: true }).click();
	await card.getByText(/^\d+ 人$|没有人在这里/).waitFor({ timeout: 30_000 });
	const log = await app.db
		.selectFrom('access_log')
		.select(['action', 'reason'])
		.where('action', 'in', ['replay', 'tracks-within'])
		.execute();
	expect(log.map(({ action }) => action)).toContain('replay');
	expect(log.filter(({ action }) => action === 'tracks-within').map(({ reason }) => reason)).toEqual(['核对昨日巡查']);

	// One card at a time: where everybody walked, as long as its card is open, and logged.
	await strip.getByRole('button', { name: '走过的路' }).click();
	await card.waitFor({ state: 'detached' });
	const ways = page.getByRole('region', { name: '走过的路' });
	await ways.getByRole('button', { name: '画出' }).click();
	await ways.getByText(/^\d+ 人，\d+ 段路$|这几天没有人走过/).waitFor({ timeout: 60_000 });
	const opened = await app.db.selectFrom('access_log').select('subject').where('action', '=', 'tracks').execute();
	expect(opened.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^tracks of area \d+, \d{4}-/)]);

	await ways.getByRole('button', { name: '关闭' }).click();
	await page.locator('#panel').focus();
	await page.keyboard.press('r');
	await page.getByText('实时', { exact: true }).first().waitFor({ timeout: 10_000 });
	expect(await strip.count()).toBe(0);
	await page.waitForURL((url) => !url.searchParams.has('past'));
	expect(errors).toEqual([]);
}, 240_000);

test('whoever may not see where people were is not offered the past, and a link to it shows the present', async () => {
	const { page } = await person(browser, app.url, { cookie: await signIn('viewer') });
	await page.goto('/?past=2026-01-01T00:00:00Z');
	await page.getByText('实时', { exact: true }).first().waitFor({ timeout: 60_000 });
	expect(await page.getByRole('button', { name: '回放过去的巡查与覆盖' }).count()).toBe(0);
	await page.keyboard.press('r');
	expect(await page.getByText('回放，不是实时').count()).toBe(0);
}, 120_000);
