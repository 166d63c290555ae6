/** An administrator changes a rule: what is wrong is told at its field, what changes is listed before it is saved, and then it holds. */
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

test('an administrator edits the rules, is told what is wrong, sees what changes, and the new version holds', async () => {
	const cookie = await sessionOf(app.db, 'admin');
	const district = (await app.db.selectFrom('area').where('code', '=', '990101').select('id').executeTakeFirstOrThrow()).id;
	const { page, errors } = await person(browser, app.url, { cookie });
	await page.goto(`/?area=${district}`);
	await page.getByRole('navigation', { name: '各室' }).getByRole('link', { name: '规则' }).click();
	await page.waitForURL((url) => url.pathname === '/admin');
	const radius = page.getByRole('textbox', { name: '看到的半径' });
	await radius.waitFor({ timeout: 60_000 });
	expect(await radius.inputValue()).toBe('25');
	const save = page.getByRole('button', { name: '检查并保存…' });

	await radius.fill('0');
	await page.getByText('不能小于 1').waitFor();
	expect(await radius.getAttribute('aria-invalid')).toBe('true');
	expect(await save.isDisabled()).toBe(true);
	await radius.fill('30');
	await page.getByText('现行：25 米').waitFor();
	await page.getByLabel('第 1 行 时段').fill('22:00–06:00');
	await page.getByLabel('第 3 行 时段').fill('15:00–22:00');
	await page.getByLabel('第 2 行 时段').fill('06:00–15:00');
	await page.getByText('与现行规则有 2 处不同').first().waitFor();

	// Leaving asks first.
	page.once('dialog', (dialog) => void dialog.dismiss());
	await page.getByRole('link', { name: '地图', exact: true }).click();
	expect(new URL(page.url()).pathname).toBe('/admin');
	expect(await radius.inputValue()).toBe('30');

	await page.keyboard.press('Control+s');
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('row', { name: /看到的半径 25 米 30 米/ }).waitFor();
	expect(await dialog.getByRole('row').count()).toBe(3);
	await dialog.getByLabel('说明（为什么改）').fill('楼距较大');
	await dialog.getByRole('button', { name: '保存', exact: true }).click();
	await dialog.waitFor({ state: 'detached' });
	await page.getByText('与现行规则相同').first().waitFor();
	await page.getByText('楼距较大').waitFor();
	const told = (await (await app.fetch(`/api/rules?area=${district}`, { headers: { cookie } })).json()) as {
		now: { note: string; rules: { coverage: { radiusM: number }; posting: { shifts: { hours: string }[] } } };
	};
	expect(told.now.note).toBe('楼距较大');
	expect(told.now.rules.coverage.radiusM).toBe(30);
	expect(told.now.rules.posting.shifts.map(({ hours }) => hours)).toEqual(['22:00–06:00', '06:00–15:00', '15:00–22:00', '07:00–19:00']);
	expect(errors).toEqual([]);
});

test('whoever is no administrator is offered no such room, and turned away from it', async () => {
	const cookie = await sessionOf(app.db, 'viewer');
	const { page } = await person(browser, app.url, { cookie });
	await page.goto('/');
	await page.getByText('实时', { exact: true }).first().waitFor({ timeout: 60_000 });
	expect(await page.getByRole('link', { name: '规则' }).count()).toBe(0);
	expect((await app.fetch('/admin', { headers: { cookie } })).status).toBe(403);
});
