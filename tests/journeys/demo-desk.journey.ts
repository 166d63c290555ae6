import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../app.ts';
import { openBrowser, person } from './browser.ts';

let app: TestApp;
let browser: Browser;
let stopped = false;

beforeAll(async () => {
	app = await startApp({ demo: true });
	browser = await openBrowser();
});
// What a failed test left open would weigh on the next.
afterEach(async () => {
	for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
	await browser?.close();
	if (!stopped) await app?.stop();
});

test('a stranger gets from the door to a living district, and a link shows the same thing to a colleague', async () => {
	const { page, errors, context } = await person(browser, app.url);
	await page.goto('/');
	expect(new URL(page.url()).pathname).toBe('/login');
	await page
		.getByRole('button', { name: /演示·指挥员|commander/ })
		.first()
		.click();
	await page.getByRole('button', { name: '登录' }).click();
	await page.waitForURL((url) => url.pathname === '/');
	await page.getByText('实时', { exact: true }).first().waitFor({ timeout: 60_000 });
	// Labelled as invented, on the map itself.
	await page.getByText('示范数据，纯属虚构').first().waitFor();

	// Patrols move: the newest fix is never older than a few reports.
	const newest = async (): Promise<number> => {
		const row = await app.db
			.selectFrom('fix')
			.select((eb) => eb.fn.max('recorded_at').as('at'))
			.executeTakeFirstOrThrow();
		return Number(new Date(row.at as unknown as string));
	};
	const was = await newest();
	await expect.poll(newest, { timeout: 60_000 }).toBeGreaterThan(was);

	// The next gap by key; its link shows the same gap to whoever opens it.
	await page.locator('main.map').click({ position: { x: 700, y: 300 }, trial: true });
	await page.locator('#panel button.row').first().waitFor({ timeout: 30_000 });
	await page.keyboard.press('g');
	await page.waitForURL(/sel=gap:\d+/);
	const title = await page.locator('#panel h2').first().innerText();
	await page.keyboard.press('Escape');
	await page.locator('#panel button.row').first().waitFor();
	await page.keyboard.press('g');
	await page.waitForURL(/sel=gap:\d+/);
	const link = page.url();
	const shown = await page.locator('#panel h2').first().innerText();
	expect(title.length).toBeGreaterThan(1);
	const colleague = await person(browser, app.url);
	await colleague.context.addCookies(await context.cookies());
	await colleague.page.goto(link);
	await expect
		.poll(
			() =>
				colleague.page
					.locator('#panel h2')
					.first()
					.innerText()
					.catch(() => ''),
			{ timeout: 60_000 }
		)
		.toBe(shown);

	// Search by code, by keyboard alone.
	await page.keyboard.press('Escape');
	await page.keyboard.press('/');
	const grid = await app.db.selectFrom('grid').select(['id', 'code']).orderBy('id').offset(17).limit(1).executeTakeFirstOrThrow();
	await page.keyboard.type(grid.code);
	await page.getByRole('option').first().waitFor();
	await page.keyboard.press('Enter');
	await page.waitForURL(new RegExp(`sel=grid:${grid.id}`));
	await expect.poll(async () => (await page.locator('#panel').innerText()).replace(/\s/g, ''), { timeout: 15_000 }).toContain(grid.code);

	// Let go and chosen again, it is outlined again: a layer that was put away is not shown twice.
	for (let again = 0; again < 2; again++) {
		await page.keyboard.press('Escape');
		await expect.poll(() => page.url(), { timeout: 30_000 }).not.toMatch(/sel=grid/);
		await page.keyboard.press('/');
		await page.keyboard.type(grid.code);
		await page.getByRole('option').first().waitFor();
		await page.keyboard.press('Enter');
		await page.waitForURL(new RegExp(`sel=grid:${grid.id}`));
		await framesOf(page, 4);
	}

	// Every figure opens its explanation, with the rule it was computed by.
	await page.locator('#panel .tile button, #panel button.tile').first().click();
	await page.getByText('÷', { exact: false }).first().waitFor();
	await page.keyboard.press('Escape');
	expect(errors).toEqual([]);
	expect(colleague.errors).toEqual([]);
	await colleague.context.close();
	await context.close();
});

/** Until the page has drawn so many frames. */
const framesOf = (page: Page, frames: number): Promise<void> =>
	page.evaluate(
		(left) =>
			new Promise<void>((drawn) => {
				const next = (n: number): unknown => (n === 0 ? drawn() : requestAnimationFrame(() => next(n - 1)));
				next(left);
			}),
		frames
	);

test('English and the light theme are one click away, stay after a reload, and leave no word of the frame in Chinese', async () => {
	const { page, context } = await person(browser, app.url, { cookie: await app.signIn('viewer', 'wangge-demo') });
	await page.goto('/');
	await page.getByText('EN', { exact: true }).click();
	await page.getByText('Open gaps').first().waitFor({ timeout: 30_000 });
	await page.reload();
	await page.getByText('Open gaps').first().waitFor({ timeout: 30_000 });
	expect(await page.locator('html').getAttribute('lang')).toMatch(/^en/);
	const frame = await page.locator('nav, [role=search]').allInnerTexts();
	expect(frame.join(' ').replace('中文', '')).not.toMatch(/地图|图例|搜索|实时|死角/);
	await context.close();
});

test('the wall says at once and in large words that its picture stands still when the server is gone', async () => {
	const { page, context } = await person(browser, app.url, {
		cookie: await app.signIn('viewer', 'wangge-demo'),
		width: 1920,
		height: 1080
	});
	await page.goto('/wall');
	// The most urgent gaps stand in the column once the picture lives.
	await page.getByText(/ 起$/).first().waitFor({ timeout: 60_000 });
	expect(await page.getByText('画面停在').count()).toBe(0);
	stopped = true;
	await app.stop();
	// Lost is said ten seconds after the last tick; a slow machine may paint it later.
	await page.getByText('画面停在').waitFor({ timeout: 40_000 });
	const size = await page.getByText('画面停在').evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
	expect(size).toBeGreaterThan(60);
	await context.close();
});
