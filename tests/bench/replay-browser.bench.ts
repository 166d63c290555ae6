/**
 * The past in a real browser on the built app with the demo (360 grids, 300 people): how long one waits for a moment of it, whether 600× is 600× on the
 * screen, and how soon everybody's ways of days are drawn.
 */
import type { Page } from 'playwright-core';
import { sql } from 'kysely';
import { startApp, type TestApp } from '../app.ts';
import { testEngine } from '../database.ts';
import { openBrowser, person } from '../journeys/browser.ts';
import { type Bench, line, quantile } from './bench.ts';
import { copyDays } from './copy-days.ts';

const HOUR_MS = 3_600_000;
const ZONE_MS = 8 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;
const PLAYED_MS = 25_000;
const SPEED = 600;
const FIRST_LIMIT_MS = 5_000;
const WAYS_LIMIT_MS = 3_000;

interface Ways {
	readonly days: number;
	readonly ms: number;
	readonly said: string;
}

interface Played {
	readonly simulatedMs: number;
	readonly realMs: number;
	/** How long each wait for a stretch was on the screen, ms. */
	readonly stallsMs: readonly number[];
	/** Between frames, ms. */
	readonly framesMs: readonly number[];
}

export const bench: Bench = {
	name: 'replay-browser',
	async run() {
		const app = await startApp({ demo: true });
		const browser = await openBrowser();
		try {
			await pastIsKept(app);
			const { page, context } = await person(browser, app.url, { cookie: await app.signIn('commander', 'wangge-demo') });
			await page.goto('/');
			await page.getByText('实时', { exact: true }).first().waitFor({ timeout: 60_000 });
			await page.locator('[data-map=open]').waitFor({ timeout: 60_000 });
			const nowMs = Date.now();
			const wishedMs = nowMs - 10 * HOUR_MS;
			const midnightMs = Math.floor((wishedMs + 6 * HOUR_MS + ZONE_MS) / DAY_MS) * DAY_MS - ZONE_MS;
			const startMs = Math.max(wishedMs, midnightMs);
			// From the key to an hour ago on the screen: the page is loaded, and nobody has asked for the past yet.
			const strip = page.getByRole('region', { name: '回放' });
			await page.locator('#panel').focus();
			const asked = performance.now();
			await page.keyboard.press('r');
			await shown(page);
			const firstMs = performance.now() - asked;

			await page.goto(`/?past=${new Date(startMs).toISOString().slice(0, 19)}Z&speed=${SPEED}`);
			await shown(page);
			await strip.getByRole('button', { name: '播放' }).click();
			const played = await watch(page, PLAYED_MS);
			await strip.getByRole('button', { name: '暂停' }).click();

			await strip.getByRole('button', { name: '走过的路' }).click();
			const ways: Ways[] = [await drawWays(page, nowMs, 2)];
			const copied = await copyDays(app.db, nowMs);
			ways.push(await drawWays(page, nowMs, 7));
			await context.close();
			const how = `${testEngine} database, 300 people, 1600 × 900 in software rendering`;
			const rate = played.simulatedMs / played.realMs;
			return [
				line({
					what: 'replay in a browser: from a link opened to a moment of the past on the screen',
					unit: 'ms',
					ours: firstMs,
					peer: { name: 'limit', value: FIRST_LIMIT_MS },
					aim: { ratio: 1, better: 'lower' },
					how
				}),
				line({
					what: 'replay in a browser: seconds of the past in a second',
					unit: '×',
					ours: rate,
					peer: { name: 'speed asked for', value: SPEED },
					aim: { ratio: 0.95, better: 'higher' },
					how: `${how}; ${(played.realMs / 1000).toFixed(1)} s, ${(played.simulatedMs / HOUR_MS).toFixed(1)} h of the past, ${played.stallsMs.length} waits of ${played.stallsMs.reduce((a, b) => a + b, 0).toFixed(0)} ms in all, ${played.framesMs.length} frames, p50 ${quantile(played.framesMs, 0.5).toFixed(0)} ms, p99 ${quantile(played.framesMs, 0.99).toFixed(0)} ms`
				}),
				...ways.map(({ days, ms, said }) =>
					line({
						what: `replay in a browser: everybody’s ways of ${days} days, from the click to drawn`,
						unit: 'ms',
						ours: ms,
						peer: { name: 'limit', value: WAYS_LIMIT_MS },
						aim: { ratio: 1, better: 'lower' },
						how: `${how}; ${said}${days > 2 ? `; ${copied.toLocaleString('en')} fixes in all` : ''}`
					})
				)
			];
		} finally {
			await browser.close();
			await app.stop();
		}
	}
};

/** The server has kept every mark of the past that it will: nothing was added for longer than it waits between two. */
async function pastIsKept(app: TestApp): Promise<void> {
	let before = -1;
	for (let tries = 0; tries < 12; tries++) {
		const { rows } = await sql<{ n: number }>`select count(*)::int as n from past_seen`.execute(app.db);
		const n = rows[0]?.n ?? 0;
		if (n > 0 && n === before) return;
		before = n;
		await new Promise((next) => setTimeout(next, 25_000));
	}
}

/** The moment asked for is on the screen. */
async function shown(page: Page): Promise<void> {
	await page.waitForFunction(() => document.querySelector('.past .note')?.textContent.trim() === '', undefined, { timeout: 120_000 });
	await page.getByText('回看', { exact: true }).first().waitFor({ timeout: 120_000 });
}

/** From the click to the frame after the one in which the card says what is drawn. */
async function drawWays(page: Page, nowMs: number, days: number): Promise<Ways> {
	const card = page.getByRole('region', { name: '走过的路' });
	const day = (ms: number): string => new Date(ms + ZONE_MS).toISOString().slice(0, 10);
	await card.getByLabel('从').fill(day(nowMs - (days - 1) * DAY_MS));
	await card.getByLabel('到').fill(day(nowMs));
	const said = (await card.locator('[aria-live]').innerText()).trim();
	const ms = await page.evaluate(async (said) => {
		const panel = document.querySelector('.past ~ .card')!;
		const words = (): string => panel.querySelector('[aria-live]')!.textContent.trim();
		const began = performance.now();
		panel.querySelector<HTMLButtonElement>('button.go')!.click();
		while (words() === said) await new Promise((next) => requestAnimationFrame(next));
		for (let frame = 0; frame < 2; frame++) await new Promise((next) => requestAnimationFrame(next));
		return performance.now() - began;
	}, said);
	return { days, ms, said: (await card.locator('[aria-live]').innerText()).trim() };
}

/** Runs in the page: counts frames and waits while the past plays. */
async function watch(page: Page, forMs: number): Promise<Played> {
	return await page.evaluate(async (forMs): Promise<Played> => {
		const shown = (): number => Date.parse(document.querySelector('.past time')?.getAttribute('datetime') ?? '');
		const isWaiting = (): boolean => document.querySelector('.past .note')?.textContent.trim() !== '';
		const framesMs: number[] = [];
		const stallsMs: number[] = [];
		let stalledAt: number | null = null;
		// From the first move on.
		const began = shown();
		while (shown() === began) await new Promise((next) => requestAnimationFrame(next));
		const [fromMs, fromAt] = [shown(), performance.now()];
		let last = fromAt;
		while (last - fromAt < forMs) {
			await new Promise((next) => requestAnimationFrame(next));
			const at = performance.now();
			framesMs.push(at - last);
			last = at;
			if (isWaiting()) stalledAt ??= at;
			else if (stalledAt !== null) {
				stallsMs.push(at - stalledAt);
				stalledAt = null;
			}
		}
		return { simulatedMs: shown() - fromMs, realMs: last - fromAt, stallsMs, framesMs };
	}, forMs);
}
