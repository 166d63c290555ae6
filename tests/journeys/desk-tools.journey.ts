/** What the desk offers beside the map: keys, the ledger as files and on paper, a newer version, and signing out everywhere at once. */
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../app.ts';
import { DISTRICT_CODE } from '../ground.ts';
import { fillTwoDistricts, sessionOf } from '../two-districts.ts';
import { openBrowser, person } from './browser.ts';

let app: TestApp;
let browser: Browser;
let areaId: number;
let cookie: string;

beforeAll(async () => {
	app = await startApp({ prepare: fillTwoDistricts });
	areaId = (await app.db.selectFrom('area').select('id').where('code', '=', DISTRICT_CODE).executeTakeFirstOrThrow()).id;
	cookie = await sessionOf(app.db, 'commander');
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

/** Painted in software: what is not looked at need not be large. */
const SMALL = { width: 1100, height: 700 } as const;
/** A busy machine may take this long to do what is asked of it. */
const PATIENT = { timeout: 30_000 } as const;
const openGaps = async (): Promise<{ id: number; ownerId: number | null; dimension: string }[]> => {
	const answer = await app.fetch(`/api/gaps?area=${areaId}`, { headers: { cookie } });
	return ((await answer.json()) as { gaps: { id: number; ownerId: number | null; dimension: string }[] }).gaps;
};
async function deskOf(page: Page): Promise<void> {
	await page.goto(`/?area=${areaId}`);
	await page.locator('.live-status.live').waitFor({ timeout: 60_000 });
	await page.locator('#panel button.row').first().waitFor({ timeout: 30_000 });
}

test('every key of the list does what the list says', async () => {
	const { page, errors, context } = await person(browser, app.url, { cookie, ...SMALL });
	await deskOf(page);
	const selected = (): string | null => new URL(page.url()).searchParams.get('sel');
	const panel = page.locator('#panel');

	await page.keyboard.press('[');
	await panel.waitFor({ state: 'hidden' });
	await page.keyboard.press(']');
	await panel.waitFor({ state: 'visible' });

	await page.keyboard.press('g');
	await expect.poll(selected, PATIENT).toMatch(/^gap:\d+$/);
	const first = selected();
	await page.keyboard.press('g');
	await expect.poll(selected, PATIENT).not.toBe(first);
	await page.keyboard.press('Shift+G');
	await expect.poll(selected, PATIENT).toBe(first);

	await page.keyboard.press('Shift+?');
	const list = page.getByRole('dialog');
	await list.waitFor();
	expect(await list.innerText()).toMatch(/Esc/);
	// With the list open the keys of the desk rest.
	await page.keyboard.press('g');
	await page.keyboard.press('Escape');
	await list.waitFor({ state: 'detached' });
	expect(selected()).toBe(first);
	await page.keyboard.press('Escape');
	await expect.poll(selected, PATIENT).toBe(null);

	await page.keyboard.press('/');
	await expect
		.poll(() => page.evaluate(() => document.activeElement?.getAttribute('role') ?? document.activeElement?.tagName), PATIENT)
		.toMatch(/combobox|INPUT/);
	// In a field they are letters.
	await page.keyboard.type('g[');
	expect(await panel.isVisible()).toBe(true);
	expect(selected()).toBe(null);
	expect(errors).toEqual([]);
	await context.close();
});

test('the ledger is taken away as a table for spreadsheets and as shapes for map programs, row for row', async () => {
	const { page, errors, context } = await person(browser, app.url, { cookie, ...SMALL });
	await deskOf(page);
	const take = async (format: 'CSV' | 'GeoJSON'): Promise<{ name: string; text: string }> => {
		await page.getByRole('button', { name: '导出' }).click();
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			page.getByRole('menuitem', { name: new RegExp(`^${format}`) }).click()
		]);
		return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
	};
	const shownRows = async (): Promise<number> => Number(await page.locator('#panel ol li').first().getAttribute('aria-setsize'));
	const gaps = await openGaps();
	await expect.poll(shownRows, PATIENT).toBe(gaps.length);

	const csv = await take('CSV');
	expect(csv.name).toBe('gaps.csv');
	expect(csv.text.charCodeAt(0)).toBe(0xfeff);
	const rows = parse(csv.text, { bom: true, columns: true }) as Record<string, string>[];
	expect(rows.map((row) => Number(row['编号'])).sort()).toEqual(gaps.map((gap) => gap.id).sort());
	expect(Object.keys(rows[0] ?? {})).toContain('责任人');

	const file = await take('GeoJSON');
	expect(file.name).toBe('gaps.geojson');
	const shapes = JSON.parse(file.text) as {
		type: string;
		features: { type: string; id: number; geometry: { type: string; coordinates: unknown[] } | null }[];
	};
	expect(shapes.type).toBe('FeatureCollection');
	expect(shapes.features.map((feature) => feature.id).sort()).toEqual(gaps.map((gap) => gap.id).sort());
	for (const { type, geometry } of shapes.features) {
		expect(type).toBe('Feature');
		expect(geometry === null || (/Point|Polygon/.test(geometry.type) && Array.isArray(geometry.coordinates))).toBe(true);
	}

	// What the filter leaves out is left out of the file.
	await page.getByRole('button', { name: '筛选' }).click();
	await page.getByLabel('责任人').selectOption('nobody');
	await page.keyboard.press('Escape');
	const unowned = gaps.filter((gap) => gap.ownerId === null).length;
	const left = parse((await take('CSV')).text, { bom: true, columns: true }) as Record<string, string>[];
	expect(left.length).toBe(unowned);
	expect(left.length).toBeLessThan(rows.length);
	expect(errors).toEqual([]);
	await context.close();
});

test('paper is white and holds the whole ledger as a table, with the panel folded away too', async () => {
	const { page, errors, context } = await person(browser, app.url, { cookie, theme: 'dark', ...SMALL });
	await deskOf(page);
	await page.emulateMedia({ media: 'print', reducedMotion: 'reduce' });
	for (const folded of [false, true]) {
		if (folded) await page.keyboard.press('[');
		await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
		const table = page.locator('.paper table');
		await table.waitFor({ state: 'visible' });
		expect(await table.locator('tbody tr').count()).toBe((await openGaps()).length);
		expect(
			await page
				.locator('.desk > header, nav.rail, main.map, #panel')
				.evaluateAll((all) => all.filter((one) => one.checkVisibility()).length)
		).toBe(0);
		const [ground, ink] = await page.evaluate(() => [
			getComputedStyle(document.body).backgroundColor,
			getComputedStyle(document.querySelector('.paper td')!).color
		]);
		expect(ground).toBe('rgb(255, 255, 255)');
		expect(Math.max(...(/\d+, \d+, \d+/.exec(ink ?? '')?.[0] ?? '255').split(',').map(Number))).toBeLessThan(90);
		await page.evaluate(() => dispatchEvent(new Event('afterprint')));
		await table.waitFor({ state: 'detached' });
	}
	await page.emulateMedia({ media: 'screen', reducedMotion: 'reduce' });
	await page.keyboard.press(']');
	await page.locator('#panel button.row').first().waitFor();
	expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
	expect(errors).toEqual([]);
	await context.close();
});

test('a newer version is offered at the desk and taken by the wall, once, and the look stays', async () => {
	const { page, context } = await person(browser, app.url, { cookie, ...SMALL });
	await context.route('**/_app/version.json', (route) => route.fulfill({ json: { version: 'the next one' } }));
	await deskOf(page);
	await page.keyboard.press('g');
	await page.waitForURL(/sel=gap:\d+.*at=/);
	await page.getByText('服务器上已有新版本').waitFor();
	// The camera has come to rest when the address stands still.
	let url = '';
	await expect.poll(() => url === (url = page.url()), { interval: 700, timeout: 20_000 }).toBe(true);
	await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: '重新载入' }).click()]);
	await page.locator('.live-status.live').waitFor({ timeout: 60_000 });
	expect(page.url()).toBe(url);
	// The old page came back, which no second reload would change.
	await page.locator('#panel button.row').first().waitFor();
	expect(await page.getByText('服务器上已有新版本').count()).toBe(0);

	const wall = await context.newPage();
	let loads = 0;
	wall.on('load', () => loads++);
	await wall.goto(`/wall?area=${areaId}`);
	await expect.poll(() => loads, { timeout: 60_000 }).toBe(2);
	await wall.getByText(/ 起$/).first().waitFor({ timeout: 60_000 });
	expect(loads).toBe(2);
	await context.close();
});

test('signing out in one tab leads every other to the door, and back to the same look afterwards', async () => {
	const own = await sessionOf(app.db, 'planner');
	const { page, context } = await person(browser, app.url, { cookie: own, ...SMALL });
	await deskOf(page);
	const other = await context.newPage();
	await other.goto(`/wall?area=${areaId}`);
	await other.getByText(/ 起$/).first().waitFor({ timeout: 60_000 });
	const third = await context.newPage();
	await deskOf(third);
	await page.getByRole('button', { name: /planner/ }).click();
	await page.getByRole('menuitem', { name: '退出登录' }).click();
	await page.waitForURL((url) => url.pathname === '/login');
	for (const tab of [other, third]) await tab.waitForURL((url) => url.pathname === '/login', { timeout: 20_000 });
	expect(new URL(other.url()).searchParams.get('next')).toBe(`/wall?area=${areaId}`);
	expect((await app.fetch('/api/me', { headers: { cookie: own } })).status).toBe(401);
	await context.close();
});
