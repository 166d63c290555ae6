/**
 * What a pointer move costs in a browser while a corner is dragged: the corner moved, the plan judged, figures reckoned, and the layers of the map made with their
 * buffers; in a real Chromium over a district of a thousand grids. Painting itself is the graphics card's and not counted.
 */
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';
import { fromPolygons } from '#lib/plan/from-polygons.ts';
import { planBytes } from '#lib/plan/plan-bytes.ts';
import { drawnPlan } from '../plan/drawn-plan.ts';
import { openBrowser } from '../journeys/browser.ts';
import { line, quantile, type Bench } from './bench.ts';
import type { DrawCosts } from './draw-in-browser.ts';

const FRAME_MS = 16;
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export const bench: Bench = {
	name: 'draw',
	async run() {
		const { input, ground } = drawnPlan('district');
		const { plan } = fromPolygons(input, { snapM: 0.05, sliverM: 1 });
		if (!plan) throw new Error('the drawn district is no plan');
		const { buildings, rowOf: _, usedCodes, ...rest } = ground;
		const columns = Object.fromEntries(Object.entries(buildings).flatMap(([key, of]) => (typeof of === 'number' ? [] : [[key, [...of]]])));
		const answers = new Map<string, readonly [type: string, body: string | Uint8Array]>([
			['/', ['text/html', await html()]],
			['/bench.js', ['text/javascript', await bundled()]],
			['/plan', ['application/octet-stream', planBytes(plan)]],
			['/ground', ['application/json', JSON.stringify({ ground: { ...rest, usedCodes: [...usedCodes] }, buildings: columns })]]
		]);
		const server = createServer((request, response) => {
			const [type, body] = answers.get(request.url ?? '') ?? ['text/plain', ''];
			response.setHeader('content-type', type).end(body);
		});
		await new Promise<void>((open) => server.listen(0, '127.0.0.1', open));
		const browser = await openBrowser();
		try {
			const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
			await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
			await page.waitForFunction(() => 'measure' in globalThis);
			const costs = await page.evaluate(() => (globalThis as unknown as { measure(): Promise<DrawCosts> }).measure());
			const both = costs.edit.map((ms, i) => ms + costs.layers[i]!);
			const how = `${costs.grids} grids, ${costs.buildings} buildings, ${both.length} moves in Chromium without a graphics card, ${costs.accepted} accepted; layers alone: median ${quantile(costs.layers, 0.5).toFixed(1)} ms, p99 ${quantile(costs.layers, 0.99).toFixed(1)} ms`;
			const frame = { peer: { name: 'one frame', value: FRAME_MS }, aim: { ratio: 1, better: 'lower' as const }, unit: 'ms', how };
			return [
				line({ what: 'pointer move with figures and map layers in a browser, median', ours: quantile(both, 0.5), ...frame }),
				line({ what: 'pointer move with figures and map layers in a browser, p99', ours: quantile(both, 0.99), ...frame })
			];
		} finally {
			await browser.close();
			server.close();
		}
	}
};

const html = async (): Promise<string> =>
	`<!doctype html><style>${await readFile(here('../../src/lib/panels/tokens.css'), 'utf8')}</style><canvas></canvas><script type="module" src="/bench.js"></script>`;

async function bundled(): Promise<string> {
	const made = (await build({
		configFile: false,
		logLevel: 'error',
		root: here('.'),
		build: {
			write: false,
			minify: true,
			target: 'esnext',
			rolldownOptions: { input: here('draw-in-browser.ts'), output: { format: 'es', codeSplitting: false } }
		}
	})) as Rolldown.RolldownOutput;
	return made.output.find((file) => file.type === 'chunk')!.code;
}
