/**
 * A planner who has no mouse: an overloaded grid split by a drawn line, a building given to the neighbour, both undone and done again, and the draft submitted,
 * with what is said aloud at each step.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DrawScene, DrawTool } from '../../src/lib/map/modes/draw-mode.ts';
import { moveHand } from '../../src/lib/map/modes/draw-gesture.ts';
import { IDLE, type Hand, type HandInput, type HandWorld } from '../../src/lib/map/modes/hand.ts';
import { keyPlaces } from '../../src/lib/map/modes/key-places.ts';
import { applyEdit } from '../../src/lib/plan/apply-edit.ts';
import type { BorderPlan, GridCode, LatticePoint, PlanGround } from '../../src/lib/plan/border-plan.ts';
import type { PlanEdit } from '../../src/lib/plan/plan-edit.ts';
import { startApp, type TestApp } from '../app.ts';
import { openBrowser, person } from './browser.ts';
import { fetchPlan } from './plan-places.ts';

let app: TestApp;
let browser: Browser;
const PATIENT = { timeout: 60_000 } as const;

beforeAll(async () => {
	app = await startApp({ demo: true });
	browser = await openBrowser();
});
afterAll(async () => {
	await browser?.close();
	await app?.stop();
});

/** The focus goes on until it is on the control of that name. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
	const on = (): Promise<string> =>
		page.evaluate(() => {
			const one = document.activeElement as HTMLElement | null;
			return one?.matches('button, a, input') ? (one.getAttribute('aria-label') ?? one.innerText).trim() : '';
		});
	for (let i = 0; i < 120; i++) {
		if (name.test(await on())) return;
		await page.keyboard.press('Tab');
	}
	throw new Error(`no way by Tab to ${String(name)}`);
}

const said = (page: Page): Promise<string> => page.locator('.room > .unseen').innerText();
const hears = (page: Page, text: RegExp): Promise<void> => expect.poll(() => said(page), PATIENT).toMatch(text);
const undone = (page: Page, text: RegExp): Promise<void> =>
	expect.poll(() => page.locator('.tools').getByRole('button', { name: /^撤销/ }).innerText(), PATIENT).toMatch(text);

/** Jumps from place to place until the wanted one is said. @returns its words */
async function jumpTo(page: Page, no: number): Promise<string> {
	await page.keyboard.press('Tab');
	await hears(page, /第 \d+ 处，共 \d+ 处/);
	const [, at, of] = /第 (\d+) 处，共 (\d+) 处/.exec(await said(page))!.map(Number) as [number, number, number];
	const forth = (no - at + of) % of;
	const key = forth <= of - forth ? 'Tab' : 'Shift+Tab';
	for (let now = at; now !== no;) {
		now = key === 'Tab' ? (now % of) + 1 : ((now - 2 + of) % of) + 1;
		await page.keyboard.press(key);
		await hears(page, new RegExp(`第 ${now} 处，`));
	}
	return said(page);
}

const worldOf = (plan: BorderPlan, ground: PlanGround, tool: DrawTool, grid: GridCode): HandWorld => ({
	rest: plan,
	metresPerPx: 1,
	scene: { ground, tool, grid, corner: null, others: [], inHand: null, snap: true, readOnly: false } as unknown as DrawScene
});
const pointer = (at: LatticePoint) => ({ at, px: [0, 0] as const, alt: true, shift: false, touch: false, exact: true });
/** What the hand makes of it, where the plan takes it. */
function outcome(world: HandWorld, ...inputs: HandInput[]): { edit: PlanEdit; plan: BorderPlan } | null {
	let hand: Hand = IDLE;
	let edit: PlanEdit | null = null;
	for (const input of inputs) {
		const step = moveHand(hand, input, world);
		hand = step.hand;
		for (const act of step.acts) edit = act.kind === 'propose' ? act.edit : act.kind === 'cancel' ? null : edit;
	}
	const done = edit && applyEdit(world.rest, edit, world.scene.ground);
	return edit && done?.ok ? { edit, plan: done.value.plan } : null;
}
const press = (at: LatticePoint): HandInput[] => [
	{ kind: 'down', pointer: pointer(at) },
	{ kind: 'up', pointer: pointer(at) }
];

/** Two places of the grid's outline, by their numbers, between which a line may split it. */
function splitPlaces(plan: BorderPlan, ground: PlanGround, grid: GridCode) {
	const world = worldOf(plan, ground, 'split', grid);
	const places = keyPlaces(world, IDLE, [0, 0]);
	for (let i = 0; i < places.length; i++)
		for (let j = i + 2; j < Math.min(places.length, i + 14); j++) {
			const split = outcome(world, ...press(places[i]!.at), ...press(places[j]!.at));
			if (split) return { from: i + 1, to: j + 1, plan: split.plan };
		}
	throw new Error('no two places of the outline split the grid');
}

/** The number of the first building that may go to the grid. */
function buildingPlace(plan: BorderPlan, ground: PlanGround, to: GridCode): number {
	const world = worldOf(plan, ground, 'buildings', to);
	const no = keyPlaces(world, IDLE, [0, 0]).findIndex(({ at }) => outcome(world, { kind: 'pick', pointer: pointer(at) }));
	if (no < 0) throw new Error('no building may go to the grid');
	return no + 1;
}

test('a planner without a mouse splits a grid, moves a building, undoes, does again and submits', { timeout: 240_000 }, async () => {
	const cookie = await app.signIn('planner', 'wangge-demo');
	const districtId = (await app.db.selectFrom('area').select('id').where('parent_id', 'is', null).executeTakeFirstOrThrow()).id;
	const { plan, ground } = await fetchPlan((path) => app.fetch(path, { headers: { cookie } }), districtId);
	const { page, errors } = await person(browser, app.url, { cookie });
	await page.goto(`/plan?area=${districtId}`);
	await page.getByRole('button', { name: '切分它' }).first().waitFor(PATIENT);
	await tabTo(page, /^切分它$/);
	await page.keyboard.press('Enter');
	await page.waitForURL(/draft=\d+/, PATIENT);
	await page.locator('.room .map [data-map="open"]').waitFor(PATIENT);
	const grid = (await page.locator('#panel .grid .plan-small').first().innerText()).replace(/\D/g, '').slice(0, 15) as GridCode;
	expect(plan.grids.has(grid)).toBe(true);

	// The crosshair is shown by the first arrow, and says how it is used.
	await page.keyboard.press('ArrowUp');
	await page.locator('.plan-crosshair').waitFor(PATIENT);
	await hears(page, /准星已显示/);
	await page.keyboard.press('Shift+ArrowRight');
	await hears(page, /距边界 \d+ 米/);

	// A line from one place of the outline to another; a point taken back on the way.
	const split = splitPlaces(plan, ground, grid);
	await jumpTo(page, split.from);
	await page.keyboard.press('Space');
	await hears(page, /已设点：1/);
	await jumpTo(page, split.to);
	await page.keyboard.press('Enter');
	await hears(page, /已设点：2|负荷/);
	await page.keyboard.press('Backspace');
	await hears(page, /已设点：1/);
	await page.keyboard.press('Enter');
	await hears(page, /已设点：2|负荷/);
	await page.locator('#panel').getByRole('heading', { name: '切分网格' }).waitFor(PATIENT);
	await undone(page, /撤销\s*Z/);
	await page.keyboard.press('Enter');
	await hears(page, /已写入：切分网格/);
	await undone(page, /撤销 1/);

	// A building of a neighbour comes over.
	await page.keyboard.press('b');
	await hears(page, /划转楼栋/);
	expect(await jumpTo(page, buildingPlace(split.plan, ground, grid))).toMatch(/楼栋，户数 \d+/);
	await page.keyboard.press('Space');
	await page.locator('#panel').getByRole('heading', { name: '划转楼栋' }).waitFor(PATIENT);
	await page.keyboard.press('Enter');
	await hears(page, /已写入：划转楼栋/);
	await undone(page, /撤销 2/);

	await page.keyboard.press('Control+z');
	await hears(page, /已撤销：划转楼栋/);
	await page.keyboard.press('Control+z');
	await hears(page, /已撤销：切分网格/);
	await undone(page, /撤销\s*Z/);
	await page.keyboard.press('Control+Shift+z');
	await page.keyboard.press('Control+Shift+z');
	await undone(page, /撤销 2/);
	await page.locator('.plan-bar .saved', { hasText: /^已存/ }).waitFor(PATIENT);

	// Escape puts the crosshair away and leaves the grid: Tab walks the page again.
	await page.keyboard.press('Escape');
	await page.locator('.plan-crosshair').waitFor({ state: 'hidden', ...PATIENT });
	await page.keyboard.press('Escape');
	await tabTo(page, /^提交审核$/);
	await page.keyboard.press('Enter');
	await page.locator('.plan-bar .plan-chip', { hasText: '待审核' }).waitFor(PATIENT);
	expect(errors).toEqual([]);
	await page.context().close();
});
