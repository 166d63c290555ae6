/**
 * A planner at work with a real mouse: a corner of four grids is dragged, a grid split along a road, two merged, everything undone and done again, compared,
 * reviewed by somebody else and published; and the wall, open all the while, shows the new grids by itself.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GridCode } from '../../src/lib/plan/border-plan.ts';
import { startApp, type TestApp } from '../app.ts';
import { openBrowser, person } from './browser.ts';
import { fetchPlan, findScene, pageOf, type Frame, type Scene } from './plan-places.ts';

let app: TestApp;
let browser: Browser;
let districtId: number;

const PASSWORD = 'wangge-demo';
/** A busy machine may take this long to do what is asked of it. */
const PATIENT = { timeout: 60_000 } as const;
const SIZE = { width: 1600, height: 900 } as const;
const ZOOM = 16;

beforeAll(async () => {
	app = await startApp({ demo: true });
	browser = await openBrowser();
	districtId = (await app.db.selectFrom('area').select('id').where('parent_id', 'is', null).executeTakeFirstOrThrow()).id;
});
afterAll(async () => {
	await browser?.close();
	await app?.stop();
});

const tool = (page: Page, name: RegExp) => page.locator('.tools').getByRole('button', { name });
const undo = (page: Page) => tool(page, /^撤销/);
const redo = (page: Page) => tool(page, /^重做/);
const submit = (page: Page) => page.locator('.plan-bar').getByRole('button', { name: '提交审核' });
const saved = (page: Page) => page.locator('.plan-bar .saved', { hasText: /^已存/ }).waitFor(PATIENT);
const frameOf = async (page: Page): Promise<Frame> => (await page.locator('.room .map canvas').first().boundingBox())!;
/** The hand says by the cursor what it could take hold of. */
const cursor = (page: Page) =>
	page
		.locator('.room .map .maplibregl-canvas-container')
		.first()
		.evaluate((one) => one.style.cursor);

async function pointAt(page: Page, [x, y]: readonly [number, number], means: string): Promise<void> {
	await expect
		.poll(async () => {
			await page.mouse.move(x + 2, y);
			await page.mouse.move(x, y);
			return cursor(page);
		}, PATIENT)
		.toBe(means);
}

test('a planner redraws, undoes, compares, is reviewed and publishes, and the wall changes by itself', { timeout: 300_000 }, async () => {
	const cookie = await app.signIn('planner', PASSWORD);
	const get = (path: string): Promise<Response> => app.fetch(path, { headers: { cookie } });
	const { plan, ground, planId } = await fetchPlan(get, districtId);

	// The wall, in another room and never touched.
	const wall = await person(browser, app.url, { cookie: await app.signIn('viewer', PASSWORD), width: 640, height: 360 });
	let wallLoads = 0;
	const wallPictures: { plan: { id: number; revision: number } | null; grids: { code: string }[] }[] = [];
	wall.page.on('load', () => wallLoads++);
	wall.page.on('response', (answer) => {
		if (new URL(answer.url()).pathname.endsWith('/picture'))
			void answer.json().then(
				(picture) => wallPictures.push(picture as (typeof wallPictures)[number]),
				() => undefined
			);
	});
	await wall.page.goto(`/wall?area=${districtId}&tour=0`);
	await wall.page.getByText(/ 起$/).first().waitFor(PATIENT);
	await expect.poll(() => wallPictures.at(-1)?.plan?.id, PATIENT).toBe(planId);
	const revision = wallPictures.at(-1)!.plan!.revision;

	const { page, errors } = await person(browser, app.url, { cookie, ...SIZE });
	await page.goto(`/plan?area=${districtId}`);
	const fresh = page.getByRole('button', { name: '新建草稿' }).first();
	await fresh.waitFor(PATIENT);
	const { width, height } = await frameOf(page);
	// Beside the tools, above the legend, below the hint.
	const scene: Scene = findScene(plan, ground, { width, height }, { x: 330, y: 70, width: width - 430, height: height - 150 }, ZOOM);
	const [lng, lat] = [scene.view.at[0] / 1e7, scene.view.at[1] / 1e7];
	await page.goto(`/plan?area=${districtId}&at=${lng},${lat},${ZOOM}`);
	await fresh.click(PATIENT);
	const dialog = page.getByRole('dialog');
	const name = dialog.getByRole('textbox').first();
	await name.fill('重画六社区');
	// What is typed stays while the clock goes on.
	const clock = page.locator('header time');
	const shown = await clock.innerText();
	await expect.poll(() => clock.innerText(), PATIENT).not.toBe(shown);
	expect(await name.inputValue()).toBe('重画六社区');
	await page.keyboard.press('Enter');
	await page.waitForURL(/draft=\d+/, PATIENT);
	const draftId = Number(new URL(page.url()).searchParams.get('draft'));
	await page.locator('.tools').waitFor(PATIENT);
	expect(await submit(page).isDisabled()).toBe(true);

	const frame = await frameOf(page);
	const on = (place: Scene['corner']): readonly [number, number] => pageOf(scene.view, frame, place);
	const nameOf = (code: GridCode): string => plan.grids.get(code)!.name;

	// A corner where four grids meet, dragged: while the button is down the four loads stand before and after, and nothing is written.
	const [fromX, fromY] = on(scene.corner);
	const [toX, toY] = on(scene.to);
	await pointAt(page, [fromX, fromY], 'grab');
	await page.mouse.down();
	for (let i = 1; i <= 6; i++) await page.mouse.move(fromX + ((toX - fromX) * i) / 6, fromY + ((toY - fromY) * i) / 6);
	const panel = page.locator('#panel');
	await panel.getByRole('heading', { name: '移动拐点' }).waitFor(PATIENT);
	const chips = page.locator('.note.chip');
	await expect.poll(() => chips.count(), PATIENT).toBe(4);
	for (const text of await chips.allInnerTexts()) expect(text).toMatch(/\d\.\d\d\s*→\s*\d\.\d\d/);
	for (const code of scene.around) expect((await chips.allInnerTexts()).join('\n')).toContain(nameOf(code));
	expect(await undo(page).isDisabled()).toBe(true);
	expect(await panel.getByText('无缝隙、无重叠').count()).toBe(1);
	await page.mouse.up();
	await expect.poll(() => undo(page).innerText(), PATIENT).toContain('撤销 1');

	// A grid split along a road that runs through it.
	await page.keyboard.press('k');
	await pointAt(page, on(scene.road), 'pointer');
	await page.mouse.down();
	await page.mouse.up();
	await panel.getByRole('heading', { name: '切分网格' }).waitFor(PATIENT);
	await expect.poll(() => chips.filter({ hasText: '新网格' }).count(), PATIENT).toBe(1);
	await page.keyboard.press('Enter');
	await expect.poll(() => undo(page).innerText(), PATIENT).toContain('撤销 2');

	// Two neighbours become one: with no grid chosen, the first click chooses the one that stays.
	await page.keyboard.press('Escape');
	await panel.locator('.grid .name').waitFor({ state: 'detached' });
	await page.keyboard.press('m');
	for (const code of [scene.stays, scene.joins]) {
		const [x, y] = on(scene.inside(code));
		await page.mouse.move(x, y);
		await page.mouse.down();
		await page.mouse.up();
		if (code === scene.stays) await panel.locator('.grid .name').waitFor(PATIENT);
	}
	await panel.getByRole('heading', { name: '合并网格' }).waitFor(PATIENT);
	await page.keyboard.press('Enter');
	await expect.poll(() => undo(page).innerText(), PATIENT).toContain('撤销 3');
	await saved(page);
	await expect.poll(() => submit(page).isEnabled(), PATIENT).toBe(true);

	// All undone, the plan is its base again: there is nothing to submit, and that is said.
	for (let i = 0; i < 3; i++) await page.keyboard.press('Control+z');
	await expect.poll(() => undo(page).isDisabled(), PATIENT).toBe(true);
	await page.locator('.plan-bar .why', { hasText: '与基础方案相同' }).waitFor(PATIENT);
	expect(await submit(page).isDisabled()).toBe(true);
	await saved(page);

	// Undone steps outlive a reload.
	await page.reload();
	await page.locator('.tools').waitFor(PATIENT);
	await expect.poll(() => redo(page).innerText(), PATIENT).toContain('重做 3');
	expect(await undo(page).isDisabled()).toBe(true);
	for (let i = 0; i < 3; i++) await page.keyboard.press('Control+Shift+z');
	await expect.poll(() => undo(page).innerText(), PATIENT).toContain('撤销 3');
	expect(await redo(page).isDisabled()).toBe(true);
	await saved(page);

	// Beside the plan that holds: four grids by the corner, two by the split, two by the merge.
	await page.locator('.plan-bar').getByRole('button', { name: '对比' }).click();
	await panel.getByRole('heading', { name: /改动的网格 8/ }).waitFor(PATIENT);
	const row = (title: string) => panel.locator('tbody tr', { hasText: title });
	const cells = async (title: string): Promise<string[]> =>
		(await row(title).first().locator('td').allInnerTexts()).map((text) => text.trim());
	const grids = plan.grids.size;
	expect((await cells('网格数')).slice(1, 3)).toEqual([String(grids), String(grids)]);
	expect((await cells('改动的网格')).join(' ')).toMatch(/\b8\b/);
	expect((await cells('更换网格员的居民')).join(' ')).toMatch(/[1-9]/);
	await page.waitForURL(/a=p\d+&b=d\d+/, PATIENT);
	await page.keyboard.press('Escape');
	await submit(page).click(PATIENT);
	await page.locator('.plan-bar .plan-chip', { hasText: '待审核' }).waitFor(PATIENT);
	const publish = page.locator('.plan-bar').getByRole('button', { name: '发布' });
	expect(await publish.isDisabled()).toBe(true);
	await page.locator('.plan-bar .why', { hasText: '待他人审核' }).waitFor(PATIENT);
	// Not by whoever drew it.
	expect(await panel.getByRole('button', { name: '通过' }).count()).toBe(0);

	const reviewer = await person(browser, app.url, { cookie: await app.signIn('reviewer', PASSWORD), width: 1100, height: 700 });
	await reviewer.page.goto(`/plan?area=${districtId}&draft=${draftId}`);
	await reviewer.page.getByLabel('审核意见').fill('可行', PATIENT);
	await reviewer.page.getByRole('button', { name: '通过' }).click(PATIENT);
	await reviewer.page.locator('.plan-bar .plan-chip', { hasText: '已审核' }).waitFor(PATIENT);

	// Told at once: no reload.
	await expect.poll(() => publish.isEnabled(), PATIENT).toBe(true);
	expect(wallPictures.at(-1)!.plan!.revision).toBe(revision);
	await publish.click();
	await dialog.getByRole('button', { name: '立即' }).click();
	await dialog.getByRole('button', { name: '发布', exact: true }).click();
	await dialog.waitFor({ state: 'detached', ...PATIENT });
	await page.locator('.plan-bar .plan-chip', { hasText: '已生效' }).waitFor(PATIENT);

	await expect.poll(() => wallPictures.at(-1)?.plan?.revision, PATIENT).toBe(revision + 1);
	const after = new Set(wallPictures.at(-1)!.grids.map(({ code }) => code));
	expect(after.has(scene.joins)).toBe(false);
	const made = [...after].filter((code) => !plan.grids.has(code as GridCode));
	expect(made.length).toBe(1);
	expect(made[0]!.slice(0, 12)).toBe(scene.split.slice(0, 12));
	expect(after.size).toBe(grids);
	expect(wallLoads).toBe(1);
	const picture = (await (await get(`/api/areas/${districtId}/picture`)).json()) as { plan: { revision: number } };
	expect(picture.plan.revision).toBe(revision + 1);

	expect([...errors, ...reviewer.errors, ...wall.errors]).toEqual([]);
	for (const { context } of [wall, reviewer]) await context.close();
	await page.context().close();
});
