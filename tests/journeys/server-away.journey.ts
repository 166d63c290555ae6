/** The server goes and comes back, and the world has moved on meanwhile: screens that nobody touched end in exactly what the server holds. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDevice } from '#lib/server/store/device-book.ts';
import type { AreaPicture } from '#lib/wire/area-picture.ts';
import { startApp, type TestApp } from '../app.ts';
import { at, DISTRICT_CODE } from '../ground.ts';
import { until, watch } from '../live/watcher.ts';
import { fillTwoDistricts, sessionOf } from '../two-districts.ts';
import { openBrowser, person } from './browser.ts';

let app: TestApp;
let browser: Browser;
let areaId: number;
let cookie: string;
const tokens = new Map<string, string>();

beforeAll(async () => {
	app = await startApp({
		async prepare(db) {
			await fillTwoDistricts(db);
			areaId = (await db.selectFrom('area').select('id').where('code', '=', DISTRICT_CODE).executeTakeFirstOrThrow()).id;
			const people = await db.selectFrom('person').selectAll().where('district_id', '=', areaId).execute();
			for (const { id, name, source_id: source } of people)
				if (source) tokens.set(source, (await addDevice(db, { districtId: areaId, personId: id, label: name })).token);
		}
	});
	cookie = await sessionOf(app.db, 'commander');
	browser = await openBrowser();
});
afterAll(async () => {
	await browser?.close();
	await app?.stop();
});

const report = async (who: string, eastM: number, northM: number, agoS: number): Promise<void> => {
	const [lng, lat] = at(eastM, northM);
	const at_s = Math.floor(Date.now() / 1000) - agoS;
	const answer = await fetch(`${app.url}/ingest/osmand?id=${tokens.get(who)}&lat=${lat}&lon=${lng}&timestamp=${at_s}&accuracy=6`);
	expect([answer.status, await answer.text()]).toEqual([200, '']);
};

/** What both screens must show, by the figures of the headline. */
interface Figures {
	readonly open: number;
	/** Whole percents, rounded down: what is nearly fresh is not fresh. */
	readonly freshPercent: number;
	readonly live: number;
	readonly stale: number;
	readonly lost: number;
}

/** What the server holds: a join of its own, and the picture over HTTP. */
async function held(): Promise<Figures> {
	const picture = (await (await app.fetch(`/api/areas/${areaId}/picture`, { headers: { cookie } })).json()) as AreaPicture;
	const me = watch(app.url, { cookie });
	await until('connected', () => me.socket.connected);
	const answer = await me.join(areaId, null);
	me.close();
	if (answer['ok'] !== true) return { open: -1, freshPercent: -1, live: -1, stale: -1, lost: -1 };
	const { patrol } = picture.rules.rules;
	const ages = picture.patrols.flatMap(({ no }) => {
		const position = me.positions.get(no);
		return position ? [(Date.now() - position.recordedAtMs) / 1000] : [];
	});
	const sum = (of: 'buildings' | 'freshBuildings'): number =>
		[...me.coverage.values()].reduce((total, grid) => total + Number(grid[of]), 0);
	return {
		open: me.gaps.size,
		freshPercent: Math.floor((100 * sum('freshBuildings')) / sum('buildings')),
		live: ages.filter((age) => age <= patrol.staleAfterS).length,
		stale: ages.filter((age) => age > patrol.staleAfterS && age <= patrol.lostAfterS).length,
		lost: ages.filter((age) => age > patrol.lostAfterS && age <= patrol.offShiftAfterS).length
	};
}
const number = (text: string | null | undefined): number => Number.parseFloat((text ?? '').replaceAll(',', ''));
async function onDesk(page: Page): Promise<Figures> {
	const people = await page.locator('.headline .people-figure').allInnerTexts();
	return {
		open: number(await page.locator('.headline .open .figure').innerText()),
		freshPercent: Math.floor(number(await page.locator('.headline .fresh .figure').innerText())),
		live: number(people[0]),
		stale: number(people[1]),
		lost: number(people[2])
	};
}
async function onWall(page: Page): Promise<Figures> {
	const people = await page.locator('.column .people b').allInnerTexts();
	const fresh = await page.locator('.column .headline .dim').innerText();
	return {
		open: number(await page.locator('.column .headline .open').innerText()),
		freshPercent: number(/[\d.]+/.exec(fresh)?.[0]),
		live: number(people[0]),
		stale: number(people[1]),
		lost: number(people[2])
	};
}
const inTheField = ({ live, stale, lost }: Figures): number => live + stale + lost;
const agrees = (shown: () => Promise<Figures>): Promise<void> =>
	expect
		.poll(
			async () => {
				const [is, should] = [await shown(), await held()];
				return JSON.stringify(is) === JSON.stringify(should) ? 'the same' : `${JSON.stringify(is)} for ${JSON.stringify(should)}`;
			},
			{ timeout: 40_000, interval: 300 }
		)
		.toBe('the same');

test('the server goes and comes back: desk and wall say so, and end in its exact state without a reload', async () => {
	const desk = await person(browser, app.url, { cookie });
	const wall = await person(browser, app.url, { cookie, width: 1920, height: 1080 });
	await report('w-0-1', 300, 100, 2);
	await report('w-1-0', 30, 230, 2);
	await desk.page.goto(`/?area=${areaId}`);
	await wall.page.goto(`/wall?area=${areaId}`);
	await desk.page.getByText('实时', { exact: true }).first().waitFor({ timeout: 60_000 });
	await wall.page.getByText(/ 起$/).first().waitFor({ timeout: 60_000 });
	await agrees(() => onDesk(desk.page));
	await agrees(() => onWall(wall.page));
	const before = await held();
	expect([inTheField(before), before.open > 0]).toEqual([2, true]);
	for (const { page } of [desk, wall]) await page.evaluate(() => Object.assign(window, { neverReloaded: true }));
	expect([...desk.errors, ...wall.errors]).toEqual([]);

	await app.pause();
	await wall.page.getByText('画面停在').waitFor({ timeout: 40_000 });
	await desk.page.locator('.live-status.lost').waitFor({ timeout: 40_000 });
	// While nobody serves: trackers are taken back, which no event will ever tell.
	await app.resume(async (db) => {
		const own = await db.selectFrom('person').select('id').where('source_id', 'in', ['w-0-1', 'w-1-0']).execute();
		await db
			.updateTable('device')
			.set({ revoked_at: new Date() })
			.where(
				'person_id',
				'in',
				own.map((one) => one.id)
			)
			.execute();
	});
	// Past both rows of the first grid: its gaps of buildings close.
	for (let i = 0; i < 8; i++) await report('w-0-0', (i > 3 ? 30 : 70) + (i % 4) * 40, i > 3 ? 110 : 30, 28 - i * 3);
	await wall.page.getByText('画面停在').waitFor({ state: 'detached', timeout: 40_000 });
	await desk.page.locator('.live-status.live').waitFor({ timeout: 40_000 });
	await expect.poll(async () => (await held()).freshPercent, { timeout: 30_000 }).toBeGreaterThan(before.freshPercent);
	await agrees(() => onDesk(desk.page));
	await agrees(() => onWall(wall.page));
	expect(inTheField(await held())).toBe(1);

	// And the line carries on: what happens now is seen now.
	const { freshPercent } = await held();
	for (let i = 0; i < 8; i++) await report('w-1-1', (i > 3 ? 30 : 70) + (i % 4) * 40, i > 3 ? 310 : 230, 24 - i * 3);
	await expect.poll(async () => (await held()).freshPercent, { timeout: 30_000 }).toBeGreaterThan(freshPercent);
	await agrees(() => onDesk(desk.page));
	await agrees(() => onWall(wall.page));
	for (const { page } of [desk, wall]) expect(await page.evaluate(() => 'neverReloaded' in window)).toBe(true);
	await desk.context.close();
	await wall.context.close();
});
