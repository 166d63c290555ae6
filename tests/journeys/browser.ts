/** A real Chromium for the journeys, with a fresh profile for each person; whatever a page logs as an error is kept for the test to look at. */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const FLAGS = [
	'--headless',
	'--no-sandbox',
	'--use-angle=swiftshader',
	'--enable-unsafe-swiftshader',
	'--ignore-gpu-blocklist',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync'
];

export interface Person {
	readonly page: Page;
	readonly context: BrowserContext;
	/** Errors of the page so far: exceptions, console errors, answers of 400 and above. */
	readonly errors: readonly string[];
}

export const openBrowser = (): Promise<Browser> =>
	chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: FLAGS });

export async function person(
	browser: Browser,
	url: string,
	options: {
		readonly cookie?: string;
		readonly width?: number;
		readonly height?: number;
		readonly language?: 'zh' | 'en';
		readonly theme?: 'dark' | 'light';
	} = {}
): Promise<Person> {
	const context = await browser.newContext({
		viewport: { width: options.width ?? 1600, height: options.height ?? 900 },
		baseURL: url,
		reducedMotion: 'reduce'
	});
	const [name, value] = options.cookie?.split('=', 2) ?? [];
	await context.addCookies([
		{ name: 'gk-lang', value: options.language ?? 'zh', url },
		{ name: 'gk-theme', value: options.theme ?? 'dark', url },
		...(name && value ? [{ name, value, url }] : [])
	]);
	const page = await context.newPage();
	const errors: string[] = [];
	page.on('pageerror', (error) => errors.push(`exception: ${error.message}`));
	page.on('console', (message) => {
		if (message.type() === 'error') errors.push(`console: ${message.text().slice(0, 400)}`);
	});
	page.on('response', (response) => {
		if (response.status() >= 400) errors.push(`${response.status()} ${response.url()}`);
		if (!response.url().startsWith(url) && !response.url().startsWith('data:') && !response.url().startsWith('blob:'))
			errors.push(`another origin: ${response.url()}`);
	});
	return { page, context, errors };
}

/** Mean colour of a square of the page, `[r, g, b]` 0–255, as it is painted. */
export async function paintedAt(page: Page, x: number, y: number, side = 5): Promise<readonly [number, number, number]> {
	const png = await page.screenshot({ clip: { x: x - side / 2, y: y - side / 2, width: side, height: side } });
	return page.evaluate(
		async (bytes) => {
			const image = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: 'image/png' }));
			const canvas = new OffscreenCanvas(image.width, image.height);
			const pen = canvas.getContext('2d')!;
			pen.drawImage(image, 0, 0);
			const { data } = pen.getImageData(0, 0, image.width, image.height);
			const sum = [0, 0, 0];
			for (let i = 0; i < data.length; i += 4) for (const c of [0, 1, 2]) sum[c]! += data[i + c]!;
			return sum.map((s) => s / (data.length / 4)) as [number, number, number];
		},
		[...png]
	);
}
