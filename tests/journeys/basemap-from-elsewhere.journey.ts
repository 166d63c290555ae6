/** A basemap from elsewhere on the screen, below everything of ours: a PMTiles file, and Tianditu by a stand-in in the app's own process. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../app.ts';
import { at, DISTRICT_CODE } from '../ground.ts';
import { fillTwoDistricts, sessionOf } from '../two-districts.ts';
import { openBrowser, paintedAt, person } from './browser.ts';
import { png } from './tianditu-stand-in.ts';

const KEY = 'k3y-of-the-server';
let browser: Browser;
let folder: string;

beforeAll(async () => {
	browser = await openBrowser();
	folder = await mkdtemp(join(tmpdir(), 'gk-basemap-'));
	await writeFile(join(folder, 'orange.pmtiles'), onePicture(png([230, 120, 0, 255]), 15));
});
afterAll(async () => {
	await browser?.close();
	await rm(folder, { recursive: true, force: true });
});

/** A PMTiles archive, version 3, in which every tile down to a zoom is the same picture: one entry of the directory says so. */
function onePicture(picture: Buffer, maxZoom: number): Buffer {
	const varint = (n: number): number[] => (n < 128 ? [n] : [(n % 128) + 128, ...varint(Math.floor(n / 128))]);
	const tiles = (4 ** (maxZoom + 1) - 1) / 3;
	const directory = Buffer.from([1, 0, ...varint(tiles), ...varint(picture.length), 1]);
	const metadata = Buffer.from('{}');
	const head = Buffer.alloc(127);
	head.write('PMTiles', 'latin1');
	head[7] = 3;
	const lengths = [127, directory.length, 127 + directory.length, metadata.length, 0, 0, 127 + directory.length + metadata.length];
	[...lengths, picture.length, tiles, 1, 1].forEach((n, i) => head.writeBigUInt64LE(BigInt(n), 8 + i * 8));
	// Not compressed, tiles neither; the tiles are PNG.
	head.set([1, 1, 1, 2, 0, maxZoom], 96);
	[-180, -85, 180, 85].forEach((degrees, i) => head.writeInt32LE(degrees * 1e7, 102 + i * 4));
	return Buffer.concat([head, directory, metadata, picture]);
}

async function look(
	env: Readonly<Record<string, string>>,
	attribution: string,
	check: (app: TestApp, heard: string) => void
): Promise<void> {
	const app = await startApp({ prepare: fillTwoDistricts, env });
	try {
		const area = await app.db.selectFrom('area').select('id').where('code', '=', DISTRICT_CODE).executeTakeFirstOrThrow();
		const viewer = await person(browser, app.url, {
			cookie: await sessionOf(app.db, 'viewer'),
			theme: 'light',
			width: 1100,
			height: 700
		});
		let heard = '';
		viewer.page.on('response', (response) => {
			heard += `${response.url()} ${JSON.stringify(response.headers())}\n`;
			if (/json|html/.test(response.headers()['content-type'] ?? ''))
				void response.text().then(
					(text) => (heard += text),
					() => undefined
				);
		});
		// The middle of the map lies outside the district, where only our veil lies over it.
		const [lng, lat] = at(900, 200);
		await viewer.page.goto(`/?area=${area.id}&at=${lng},${lat},17`);
		await viewer.page.locator('.live-status.live').waitFor({ timeout: 60_000 });
		await viewer.page.getByText(attribution).first().waitFor({ timeout: 30_000 });
		const map = (await viewer.page.locator('main.map').boundingBox())!;
		await expect
			.poll(
				async () => {
					const [r, g, b] = await paintedAt(viewer.page, map.x + map.width / 2, map.y + map.height / 2);
					return r > g + 5 && r > b + 15 ? 'orange' : `${[r, g, b].map(Math.round).join()}`;
				},
				{ timeout: 30_000 }
			)
			.toBe('orange');
		const shot = process.env['SHOT'];
		if (shot) await viewer.page.screenshot({ path: `${shot}-${env['GRIDKEEPER_PMTILES'] ? 'pmtiles' : 'tianditu'}.png` });
		expect(viewer.errors).toEqual([]);
		check(app, heard);
		await viewer.context.close();
	} finally {
		await app.stop();
	}
}

test('a PMTiles file lies under our layers with its attribution', async () => {
	const env = { GRIDKEEPER_PMTILES: join(folder, 'orange.pmtiles'), GRIDKEEPER_BASEMAP_ATTRIBUTION: '© the painters of orange' };
	await look(env, '© the painters of orange', (_, heard) => expect(heard).not.toContain(folder));
});

test('Tianditu lies under our layers with its attribution, and its key never reaches the browser', async () => {
	const standIn = fileURLToPath(new URL('tianditu-stand-in.ts', import.meta.url));
	await look({ GRIDKEEPER_TIANDITU_KEY: KEY, NODE_OPTIONS: `--import=${standIn}` }, '© 天地图', (app, heard) => {
		expect(app.log()).toContain(`tk=${KEY}`);
		expect(heard).toContain('/tiles/tianditu/vec/');
		expect(heard).not.toContain(KEY);
	});
});
