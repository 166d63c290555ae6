import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDevice } from '#lib/server/store/device-book.ts';
import { startApp, type TestApp } from '../app.ts';
import { at } from '../ground.ts';
import { fillTwoDistricts, PASSWORD } from '../two-districts.ts';
import { openBrowser, paintedAt, person } from './browser.ts';

let app: TestApp;
let browser: Browser;
let buildingId: number;
let gridId: number;
let areaId: number;
let token: string;

beforeAll(async () => {
	app = await startApp({
		prepare: async (db) => {
			await fillTwoDistricts(db);
			const walker = await db
				.selectFrom('person')
				.innerJoin('area', 'area.id', 'person.district_id')
				.select(['person.id', 'person.district_id', 'person.name'])
				.where('person.source_id', '=', 'w-0-0')
				.where('area.code', '=', '990101')
				.executeTakeFirstOrThrow();
			token = (await addDevice(db, { districtId: walker.district_id, personId: walker.id, label: 'journey' })).token;
			areaId = walker.district_id;
			const building = await db
				.selectFrom('building')
				.innerJoin('grid_building', 'grid_building.building_id', 'building.id')
				.select(['building.id', 'grid_building.grid_id'])
				.where('building.source_id', '=', 'b-0-0-0')
				.where('building.district_id', '=', areaId)
				.executeTakeFirstOrThrow();
			buildingId = building.id;
			gridId = building.grid_id;
		}
	});
	browser = await openBrowser();
});
afterAll(async () => {
	await browser?.close();
	await app?.stop();
});

const FRESH_DARK = [0xc4, 0xe7, 0xf2];
const isFresh = (colour: readonly number[]): boolean => colour.every((c, i) => Math.abs(c - FRESH_DARK[i]!) < 30);
const openGaps = (): Promise<number[]> =>
	app.db
		.selectFrom('gap')
		.select('id')
		.where('grid_id', '=', gridId)
		.where('closed_at', 'is', null)
		.execute()
		.then((rows) => rows.map((row) => row.id));
const report = async (eastM: number, northM: number, agoS: number): Promise<void> => {
	const [lng, lat] = at(eastM, northM);
	// As an OsmAnd-style tracker does: a bare GET, speed in knots.
	const answer = await fetch(
		`${app.url}/ingest/osmand?id=${token}&lat=${lat}&lon=${lng}&timestamp=${Math.floor(Date.now() / 1000) - agoS}&accuracy=6&speed=2&bearing=90&batt=80`
	);
	expect([answer.status, await answer.text()]).toEqual([200, '']);
};

test('a fix posted as a tracker posts it turns the building fresh, moves the marker and closes the gaps on other screens', async () => {
	const [lng, lat] = at(30, 46);
	const desk = await person(browser, app.url, { cookie: await app.signIn('commander', PASSWORD) });
	const other = await person(browser, app.url, { cookie: await app.signIn('viewer', PASSWORD), language: 'en', theme: 'light' });
	await desk.page.goto(`/?area=${areaId}&at=${lng},${lat},18&sel=building:${buildingId}`);
	await other.page.goto(`/?area=${areaId}&at=${lng},${lat},17&sel=grid:${gridId}`);
	await desk.page.locator('#panel').getByText('从未').first().waitFor();
	await other.page.locator('#panel').getByText('0.0').first().waitFor();
	const before = await openGaps();
	expect(before.length).toBeGreaterThan(0);
	// The building lies in the middle of the map.
	const box = (await desk.page.locator('main.map').boundingBox())!;
	const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
	await expect.poll(async () => Math.max(...(await paintedAt(desk.page, x, y, 9))), { timeout: 30_000 }).toBeGreaterThan(40);
	expect(isFresh(await paintedAt(desk.page, x, y, 9))).toBe(false);

	await report(30, 30, 60);
	await desk.page.locator('#panel').getByText('新鲜').first().waitFor({ timeout: 10_000 });
	await expect.poll(async () => isFresh(await paintedAt(desk.page, x, y, 9)), { timeout: 15_000 }).toBe(true);
	// One of seven buildings, and the worker's age, in a browser that nobody touched.
	await other.page.locator('#panel').getByText('14.2').first().waitFor({ timeout: 10_000 });
	await other.page
		.locator('#panel')
		.getByText(/Stale|Live/)
		.first()
		.waitFor();

	// The marker stands where the last fix was: dark casing and pale body: 20 m east and 16 m south of the middle.
	await report(50, 30, 30);
	await expect
		.poll(
			async () => {
				const colour = await paintedAt(desk.page, x + 20 * metrePx(18), y + 16 * metrePx(18), 5);
				return Math.min(...colour);
			},
			{ timeout: 15_000 }
		)
		.toBeGreaterThan(180);

	// Walking past both rows closes every gap of buildings the grid had.
	for (let i = 0; i < 8; i++) await report((i > 3 ? 30 : 70) + (i % 4) * 40, i > 3 ? 110 : 30, 28 - i * 3);
	await expect
		.poll(
			() =>
				app.db
					.selectFrom('gap')
					.select('id')
					.where('id', 'in', before)
					.where('kind', '=', 'buildings-stale')
					.where('closed_at', 'is', null)
					.execute()
					.then((rows) => rows.length),
			{ timeout: 15_000 }
		)
		.toBe(0);
	await other.page.locator('#panel').getByText('100', { exact: false }).first().waitFor({ timeout: 10_000 });
	expect(desk.errors).toEqual([]);
	expect(other.errors).toEqual([]);
	await desk.context.close();
	await other.context.close();
});

/** CSS pixels a metre at 30° north, 512-pixel tiles. */
const metrePx = (zoom: number): number => (512 * 2 ** zoom) / (40_075_017 * Math.cos((30 * Math.PI) / 180));
