/**
 * From a fix accepted to painted in a watching browser, with the demo running: the built app, its 300 simulated patrols, a real Chromium at the desk.
 * Accepted is when the tracker has its 200; painted is the frame after the one in which the patrol's panel shows the new position.
 */
import { addDevice } from '#lib/server/store/device-book.ts';
import { startApp } from '../app.ts';
import { openBrowser, person } from '../journeys/browser.ts';
import { type Bench, line, quantile } from './bench.ts';

const FIXES = 60;
const LIMIT_MS = 500;

export const bench: Bench = {
	name: 'paint',
	async run() {
		const app = await startApp({ demo: true });
		const browser = await openBrowser();
		try {
			const someone = await app.db
				.selectFrom('person')
				.select(['id', 'district_id'])
				.where('id', 'not in', (eb) =>
					eb.selectFrom('device').select('person_id').where('person_id', 'is not', null).$castTo<{ person_id: number }>()
				)
				.executeTakeFirstOrThrow();
			const device = await addDevice(app.db, { districtId: someone.district_id, personId: someone.id, label: 'bench' });
			const home = await app.db.selectFrom('fix').select(['lng', 'lat']).orderBy('seq', 'desc').limit(1).executeTakeFirstOrThrow();
			const send = (step: number): Promise<Response> =>
				fetch(
					`${app.url}/ingest/osmand?id=${device.token}&lat=${home.lat}&lon=${positionOf(home.lng, step)}&timestamp=${Date.now()}&accuracy=6&speed=2`
				);
			const { page } = await person(browser, app.url, { cookie: await app.signIn('commander', 'wangge-demo') });
			await page.goto(`/?at=${home.lng},${home.lat},15&sel=patrol:${device.id}`);
			await page.getByText('实时', { exact: true }).first().waitFor({ timeout: 60_000 });
			await until(async () => {
				await send(0);
				return (await page.locator('#panel').innerText()).includes(positionOf(home.lng, 0));
			});
			await page.evaluate(() => {
				const painted: Record<string, number> = {};
				(globalThis as { painted?: typeof painted }).painted = painted;
				const look = (): void => {
					const shown = /(-?\d+\.\d{5}), -?\d+\.\d{5}/.exec(document.querySelector('#panel')?.textContent ?? '')?.[1];
					if (shown && !(shown in painted)) requestAnimationFrame(() => requestAnimationFrame(() => (painted[shown] ??= Date.now())));
				};
				new MutationObserver(look).observe(document.querySelector('#panel')!, { subtree: true, childList: true, characterData: true });
			});
			const acceptedAt = new Map<string, number>();
			for (let step = 1; step <= FIXES; step++) {
				const answer = await send(step);
				acceptedAt.set(positionOf(home.lng, step), Date.now());
				if (answer.status !== 200) throw new Error(`the fix was answered with ${answer.status}`);
				const wanted = positionOf(home.lng, step);
				await page.waitForFunction((key) => (globalThis as { painted?: Record<string, number> }).painted?.[key] !== undefined, wanted, {
					timeout: 30_000
				});
			}
			const painted = await page.evaluate(() => (globalThis as { painted?: Record<string, number> }).painted ?? {});
			const waits = [...acceptedAt].map(([key, at]) => (painted[key] ?? Infinity) - at);
			return [
				line({
					what: 'from a fix accepted to painted in a watching browser, p99',
					unit: 'ms',
					ours: quantile(waits, 0.99),
					peer: { name: 'limit', value: LIMIT_MS },
					aim: { ratio: 1, better: 'lower' },
					how: `${FIXES} fixes beside 300 simulated patrols, embedded database, software rendering; median ${quantile(waits, 0.5).toFixed(0)} ms`
				})
			];
		} finally {
			await browser.close();
			await app.stop();
		}
	}
};

/** East of a place by whole steps of 1e-5°, as the panel prints it. */
const positionOf = (lng: number, step: number): string => (Math.round(lng * 1e5) / 1e5 + step * 1e-5).toFixed(5);

async function until(holds: () => Promise<boolean>): Promise<void> {
	for (let tries = 0; tries < 60; tries++) {
		if (await holds()) return;
		await new Promise((next) => setTimeout(next, 500));
	}
	throw new Error('the panel never showed the patrol');
}
