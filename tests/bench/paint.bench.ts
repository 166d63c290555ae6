/**
 * From a fix accepted to painted in a watching browser, with the demo running: the built app, its 300 simulated patrols, a real Chromium at the desk.
 * Accepted is when the tracker has its 200; painted is the frame after the one in which the patrol's panel shows the new position.
 */
import { addDevice } from '#lib/server/store/device-book.ts';
import { startApp } from '../app.ts';
import { openBrowser, person } from '../journeys/browser.ts';
import { type Bench, type BenchLine, line, quantile } from './bench.ts';

const FIXES = 200;
/** Fixes not counted: the page is still being laid out for the first time. */
const WARM_UP = 5;
const LIMIT_MS = 500;
/** Without a graphics card every pixel is painted by the processor: the smaller page shows how much of the wait that is. */
const SIZES = [
	[1600, 900],
	[800, 500]
] as const;

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
			let step = 0;
			const send = (at: number): Promise<Response> =>
				fetch(
					`${app.url}/ingest/osmand?id=${device.token}&lat=${home.lat}&lon=${positionOf(home.lng, at)}&timestamp=${Date.now()}&accuracy=6&speed=2`
				);
			const lines: BenchLine[] = [];
			for (const [width, height] of SIZES) {
				const { page, context } = await person(browser, app.url, { cookie: await app.signIn('commander', 'wangge-demo'), width, height });
				await page.goto(`/?at=${home.lng},${home.lat},15&sel=patrol:${device.id}`);
				const first = step++;
				await until(async () => {
					await send(first);
					return (await page.locator('#panel').innerText()).includes(positionOf(home.lng, first));
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
				for (let i = -WARM_UP; i < FIXES; i++) {
					const wanted = positionOf(home.lng, step);
					const answer = await send(step++);
					if (i >= 0) acceptedAt.set(wanted, Date.now());
					if (answer.status !== 200) throw new Error(`the fix was answered with ${answer.status}`);
					await page.waitForFunction((key) => (globalThis as { painted?: Record<string, number> }).painted?.[key] !== undefined, wanted, {
						timeout: 30_000
					});
				}
				const painted = await page.evaluate(() => (globalThis as { painted?: Record<string, number> }).painted ?? {});
				const waits = [...acceptedAt].map(([key, at]) => (painted[key] ?? Infinity) - at);
				lines.push(
					line({
						what: `from a fix accepted to painted in a watching browser of ${width} × ${height}, p99`,
						unit: 'ms',
						ours: quantile(waits, 0.99),
						peer: { name: 'limit', value: LIMIT_MS },
						aim: { ratio: 1, better: 'lower' },
						how: `${FIXES} fixes beside 300 simulated patrols, embedded database, software rendering; median ${quantile(waits, 0.5).toFixed(0)} ms`
					})
				);
				await context.close();
			}
			return lines;
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
