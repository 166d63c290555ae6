/**
 * What may go wrong for planners, in real browsers: two save at once, the tab dies in the middle, a publish is refused, an import does not fit; and an emergency
 * split that goes back by itself while a desk and a wall look on. On a small district drawn for tests.
 */
import { sql } from 'kysely';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../../src/lib/server/account/accounts.ts';
import { saveDistrict } from '../../src/lib/server/store/save-district.ts';
import { startApp, type TestApp } from '../app.ts';
import { collection, feature, runCli, temporaryFolder } from '../cli/run-cli.ts';
import { at, box, ground, WIDTH_M } from '../ground.ts';
import { openBrowser, person } from './browser.ts';

const PASSWORD = 'drawing-the-lines-9';
const PATIENT = { timeout: 60_000 } as const;
let app: TestApp;
let browser: Browser;
let districtId: number;

beforeAll(async () => {
	app = await startApp({
		prepare: async (db) => {
			await saveDistrict(db, ground, { nowMs: Date.now() - 3_600_000, plan: { state: 'effective', faults: [] } });
			for (const [username, name] of [
				['ann', '安宁'],
				['ben', '本初']
			] as const)
				await createAccount(db, { username, name, password: PASSWORD, grants: [{ role: 'planner', areaId: null }] });
			await createAccount(db, { username: 'eve', name: '伊夫', password: PASSWORD, grants: [{ role: 'viewer', areaId: null }] });
		}
	});
	browser = await openBrowser();
	districtId = await areaId(ground.code);
});
afterAll(async () => {
	await browser?.close();
	await app?.stop();
});

const areaId = async (code: string): Promise<number> =>
	(await app.db.selectFrom('area').where('code', '=', code).select('id').executeTakeFirstOrThrow()).id;
async function ask(username: string, method: string, path: string, body: unknown): Promise<unknown> {
	const answer = await app.fetch(path, {
		method,
		headers: { cookie: await app.signIn(username, PASSWORD), origin: app.url, 'content-type': 'application/json' },
		body: JSON.stringify(body)
	});
	const text = await answer.text();
	expect(answer.status, text).toBe(200);
	return JSON.parse(text);
}
async function newDraft(name: string, area = districtId): Promise<number> {
	return ((await ask('ann', 'POST', `/api/areas/${area}/drafts`, { name })) as { draft: { id: number } }).draft.id;
}

/** A planner with a draft open; `say` whom. */
async function open(username: string, query: string): Promise<{ page: Page; context: BrowserContext; exceptions: () => string[] }> {
	const { page, context, errors } = await person(browser, app.url, {
		cookie: await app.signIn(username, PASSWORD),
		width: 1300,
		height: 760
	});
	await page.goto(`/plan?area=${districtId}&${query}`);
	return { page, context, exceptions: () => errors.filter((text) => text.startsWith('exception')) };
}
const undo = (page: Page): Promise<string> => page.locator('.tools').getByRole('button', { name: /^撤销/ }).innerText();
const saved = (page: Page): Promise<void> => page.locator('.plan-bar .saved', { hasText: /^已存/ }).waitFor(PATIENT);
const chip = (page: Page, text: string): Promise<void> => page.locator('.plan-bar .plan-chip', { hasText: text }).waitFor(PATIENT);

/** Chooses the grid so many metres east of the middle of the map by keys, and gives it another name. */
async function rename(page: Page, name: string, hundredsEast = 0): Promise<void> {
	await page.locator('.room .map [data-map="open"]').waitFor(PATIENT);
	await page.locator('.tools').waitFor(PATIENT);
	await page.locator('.room .map canvas').first().focus();
	const field = page.getByLabel('名称');
	if (!(await field.isVisible())) {
		await page.keyboard.press('ArrowUp');
		await page.locator('.plan-crosshair').waitFor(PATIENT);
		for (let i = 0; i < Math.abs(hundredsEast); i++)
			await page.keyboard.press(hundredsEast < 0 ? 'Control+ArrowLeft' : 'Control+ArrowRight');
		// Off the line between two communities.
		for (let i = 0; i < 4; i++) await page.keyboard.press('Shift+ArrowUp');
		await page.keyboard.press('Space');
	}
	await field.fill(name, PATIENT);
	await field.press('Tab');
	await expect.poll(() => undo(page), PATIENT).toMatch(/撤销 \d/);
}
const cutOff = (page: Page): Promise<unknown> => page.route('**/api/drafts/*/edits', (route) => route.abort());
const joined = (page: Page): Promise<void> => page.unroute('**/api/drafts/*/edits');

test('who saves second sees what the other drew: one draws upon it, one keeps a copy', { timeout: 180_000 }, async () => {
	const id = await newDraft('同画');
	const ann = await open('ann', `draft=${id}`);
	const ben = await open('ben', `draft=${id}`);
	for (const [name, answer] of [
		['甲', '在对方之上重画我的'],
		['丙', '我的另存为副本']
	] as const) {
		await cutOff(ben.page);
		await rename(ben.page, `${name}乙`, -2);
		await ben.page.locator('.plan-bar .saved', { hasText: '连不上服务器' }).waitFor(PATIENT);
		await rename(ann.page, name, 2);
		await saved(ann.page);
		await joined(ben.page);
		const notice = ben.page.getByRole('alert').filter({ hasText: '草稿已被别人更新' });
		await notice.getByText('安宁').waitFor(PATIENT);
		await notice.getByRole('heading', { name: '您未存的步骤 1' }).waitFor(PATIENT);
		await notice.getByRole('button', { name: answer }).click();
		await notice.waitFor({ state: 'detached', ...PATIENT });
		await saved(ben.page);
	}
	// The first time both are in one draft; the second time ours has become another.
	const names = async (draftId: number): Promise<string[]> =>
		(
			(await (await app.fetch(`/api/drafts/${draftId}`, { headers: { cookie: await app.signIn('ann', PASSWORD) } })).json()) as {
				edits: { name?: string }[];
			}
		).edits.flatMap(({ name }) => name ?? []);
	const shown = (): number => Number(new URL(ben.page.url()).searchParams.get('draft'));
	await expect.poll(shown, PATIENT).not.toBe(id);
	const copy = shown();
	expect(await names(id)).toEqual(['甲', '甲乙', '丙']);
	expect(await names(copy)).toEqual(['甲', '甲乙', '丙乙']);
	expect([...ann.exceptions(), ...ben.exceptions()]).toEqual([]);
	await ann.context.close();
	await ben.context.close();
});

test('steps that never reached the server are found after the tab was killed, and can be undone', { timeout: 120_000 }, async () => {
	const id = await newDraft('中断');
	const { page, context } = await open('ann', `draft=${id}`);
	await cutOff(page);
	await rename(page, '没有存');
	await page.locator('.plan-bar .saved', { hasText: '连不上服务器' }).waitFor(PATIENT);
	const crashed = new Promise((resolve) => page.on('crash', resolve));
	const line = await context.newCDPSession(page);
	void line.send('Page.crash').catch(() => undefined);
	await crashed;

	const again = await context.newPage();
	await again.goto(`/plan?area=${districtId}&draft=${id}`);
	const notice = again.getByRole('alert').filter({ hasText: '上次有未存的编辑' });
	await notice.getByText('1 步').waitFor(PATIENT);
	await notice.getByRole('button', { name: '接着画' }).click();
	await expect.poll(() => undo(again), PATIENT).toContain('撤销 1');
	await saved(again);
	await again.reload();
	await expect.poll(() => undo(again), PATIENT).toContain('撤销 1');
	await again.locator('.room .map [data-map="open"]').waitFor(PATIENT);
	await again.keyboard.press('Control+z');
	await expect.poll(() => undo(again), PATIENT).not.toMatch(/\d/);
	await context.close();
});

test(
	'an emergency split holds until its end and goes back by itself, with the old codes, on desk and wall',
	{ timeout: 180_000 },
	async () => {
		const id = await newDraft('应急');
		const ann = await open('ann', `draft=${id}`);
		const { page } = ann;
		// Split evenly, by the button of the grid.
		await page.locator('.room .map [data-map="open"]').waitFor(PATIENT);
		await page.locator('.tools').waitFor(PATIENT);
		await page.keyboard.press('ArrowUp');
		for (let i = 0; i < 6; i++) await page.keyboard.press('Shift+ArrowUp');
		await page.keyboard.press('Space');
		await page.getByRole('button', { name: '均分为 2 份' }).click(PATIENT);
		await page.keyboard.press('Enter');
		await expect.poll(() => undo(page), PATIENT).toContain('撤销 1');
		await saved(page);
		await page.locator('.plan-bar').getByRole('button', { name: '提交审核' }).click(PATIENT);
		await chip(page, '待审核');
		await ask('ben', 'POST', `/api/drafts/${id}/review`, { verdict: 'accept', note: '' });
		await chip(page, '已审核');

		const watchers = await Promise.all(
			[`/?area=${districtId}`, `/wall?area=${districtId}&tour=0`].map(async (path) => {
				const eve = await person(browser, app.url, { cookie: await app.signIn('eve', PASSWORD), width: 900, height: 560 });
				const pictures: string[][] = [];
				let loads = 0;
				eve.page.on('load', () => loads++);
				eve.page.on('response', (answer) => {
					if (new URL(answer.url()).pathname.endsWith('/picture'))
						void answer.json().then(
							({ grids }: { grids: { code: string }[] }) => pictures.push(grids.map(({ code }) => code).sort()),
							() => undefined
						);
				});
				await eve.page.goto(path);
				await eve.page.locator('[data-map="open"]').first().waitFor(PATIENT);
				return { ...eve, codes: () => pictures.at(-1) ?? [], counts: () => pictures.map(({ length }) => length), loads: () => loads };
			})
		);
		const old = ground.grids.map(({ code }) => code).sort();
		for (const { codes } of watchers) await expect.poll(codes, PATIENT).toEqual(old);

		await page.locator('.plan-bar').getByRole('button', { name: '发布' }).click(PATIENT);
		const dialog = page.getByRole('dialog');
		await dialog.getByRole('button', { name: '立即' }).click();
		await dialog.getByLabel(/应急：到期自动恢复/).check();
		await dialog.getByLabel('恢复时间').waitFor();
		// A week is asked for; the test has less time.
		await page.route('**/publish', async (route) => {
			const asked = route.request().postDataJSON() as { revertsAtMs: number };
			expect(asked.revertsAtMs).toBeGreaterThan(Date.now() + 5 * 86_400_000);
			await route.continue({ postData: JSON.stringify({ ...asked, revertsAtMs: Date.now() + 25_000 }) });
		});
		await dialog.getByRole('button', { name: '发布', exact: true }).click();
		await dialog.waitFor({ state: 'detached', ...PATIENT });
		for (const { counts } of watchers) await expect.poll(counts, PATIENT).toContain(old.length + 1);
		for (const { codes } of watchers) await expect.poll(codes, PATIENT).toEqual(old);
		for (const { loads } of watchers) expect(loads()).toBe(1);
		expect(watchers.flatMap(({ errors }) => errors)).toEqual([]);
		// The planner's page has moved on as well, and the plan that came back says so.
		await page.locator('.plan-bar').getByRole('button', { name: '退出草稿' }).click();
		await page.getByText('到期恢复').first().waitFor(PATIENT);
		expect(ann.exceptions()).toEqual([]);
		for (const { context } of [ann, ...watchers]) await context.close();
	}
);

test('a publish that is refused shows its faults on the map and flies to one', { timeout: 120_000 }, async () => {
	const id = await newDraft('有缺陷');
	const { page, context, exceptions } = await open('ann', `draft=${id}`);
	await rename(page, '改名');
	await saved(page);
	await page.locator('.plan-bar').getByRole('button', { name: '提交审核' }).click(PATIENT);
	await chip(page, '待审核');
	await ask('ben', 'POST', `/api/drafts/${id}/review`, { verdict: 'accept', note: '' });
	await chip(page, '已审核');
	// The district has grown meanwhile: thirty metres in the east are nobody's.
	const wider = JSON.stringify(box(0, 0, WIDTH_M + 30, 400));
	await sql`update area set geom = st_multi(st_setsrid(st_geomfromgeojson(${wider}), 4326)) where id = ${districtId}`.execute(app.db);
	await page.locator('.plan-bar').getByRole('button', { name: '发布' }).click(PATIENT);
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('button', { name: '立即' }).click();
	await dialog.getByRole('button', { name: '发布', exact: true }).click();
	const fault = dialog.locator('.faults button').first();
	await fault.waitFor(PATIENT);
	expect(await fault.innerText()).toContain('有地块不属于任何网格');
	await page.locator('.note.fault').first().waitFor(PATIENT);
	// Flying there, the dialog makes room for the map.
	await fault.click();
	await dialog.waitFor({ state: 'detached', ...PATIENT });
	const [eastLng] = at(WIDTH_M + 15, 0);
	await expect
		.poll(() => Math.abs(Number(new URL(page.url()).searchParams.get('at')?.split(',')[0] ?? 0) - eastLng), PATIENT)
		.toBeLessThan(0.0005);
	await page.locator('#panel .faults button').first().waitFor(PATIENT);
	expect(exceptions()).toEqual([]);
	await context.close();
});

test('an import that does not fit is put right mend by mend in the browser, and drawn upon', { timeout: 120_000 }, async () => {
	const CODE = '990201';
	const folder = await temporaryFolder();
	const write = async (name: string, features: readonly unknown[]): Promise<string[]> => [
		`--${name}`,
		await folder.write(`${name}.geojson`, collection(features))
	];
	const grid = (n: number, west: number, east: number): unknown =>
		feature({ code: `${CODE}00100100${n}`, name: `第${n}网格`, risk: 'low' }, box(west, 1000, east, 1200));
	// Between the first two there are three metres of nobody's ground; the next two overlap by four.
	const ran = await runCli(
		[
			'import',
			...(await write('boundary', [feature({ code: CODE, name: '另区' }, box(0, 1000, 600, 1200))])),
			...(await write('grids', [grid(1, 0, 200), grid(2, 203, 402), grid(3, 398, 600)])),
			...(await write(
				'buildings',
				[50, 250, 450].map((east, i) => feature({ id: `m-${i}`, households: 10 }, box(east, 1050, east + 20, 1070)))
			)),
			...(await write('roads', [])),
			...(await write('posts', []))
		],
		app.env
	);
	await folder.remove();
	expect(ran.status, ran.out + ran.err).toBe(1);
	const area = await areaId(CODE);

	const { page, context, errors } = await person(browser, app.url, { cookie: await app.signIn('ann', PASSWORD), width: 1300, height: 760 });
	await page.goto(`/plan?area=${area}`);
	await page.getByRole('button', { name: /2 处/ }).first().click(PATIENT);
	const panel = page.getByRole('region', { name: '逐处修补' });
	await panel.getByText('还有 2 处').waitFor(PATIENT);
	const kinds = (await panel.locator('li b').allInnerTexts()).sort();
	expect(kinds).toEqual(['缝隙', '重叠']);
	await panel.locator('li .where').first().click();
	for (const left of ['还有 1 处', '没有缺陷了']) {
		await panel.getByRole('button', { name: '采纳' }).first().click();
		await panel.getByText(left).waitFor(PATIENT);
	}
	await panel.getByRole('button', { name: '在它之上画草稿' }).click();
	await page.waitForURL(/draft=\d+/, PATIENT);
	await page.locator('.tools').waitFor(PATIENT);
	await page.getByText('楼栋归属 3／3').waitFor(PATIENT);
	expect(errors).toEqual([]);
	await context.close();
});
