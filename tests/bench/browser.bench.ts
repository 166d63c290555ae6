/**
 * A city in a browser: 10,000 patrols that each move once a second and 100,000 buildings, the built app's own desk in a real Chromium beside bare
 * deck.gl that is sent the same messages; what one patrol that moves costs among 10,000 and among 100; and what the desk keeps in memory as time goes by.
 * `BROWSER_LEAK_MINUTES=60` is the long form of the last.
 */
import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build, type Rolldown } from 'vite';
import { migrate } from '#db/migrate.ts';
import { openDatabase } from '#db/open.ts';
import { createAccount } from '#lib/server/account/accounts.ts';
import { findPostgres } from '../../src/cli/system-needs.mjs';
import { startPostgres } from '../../src/cli/throwaway-postgres.mjs';
import { openAppOn } from '../app.ts';
import { openBrowser } from '../journeys/browser.ts';
import { type Bench, type BenchLine, line } from './bench.ts';
import { saveCity } from './browser-city.ts';
import { type Front, openFront } from './browser-front.ts';
import { type Cost, type Kept, type Meter, meterOf } from './browser-meter.ts';

const SECONDS = Number(process.env['BROWSER_SECONDS'] ?? 15);
const LEAK_MINUTES = Number(process.env['BROWSER_LEAK_MINUTES'] ?? 2);
const LEAK_SAMPLES = 24;
const WIDTH = 1600;
const HEIGHT = 900;
const PEOPLE = 10_000;
const FEW = 100;
/** A desk is laid out, its tiles come and its code is compiled. */
const SETTLE_S = 10;
/** Where the processor paints, the first picture of a city alone takes it longer. */
const SETTLE_PAINTED_S = 45;
const TURNS = 4;
const PASSWORD = 'the-bench-at-its-desk';
const PARTS = process.env['BROWSER_PARTS']?.split(',') ?? ['side-by-side', 'one', 'leak'];
/** All of the city in sight; and as near as buildings are told apart, over the middle of it. */
const VIEWS = [
	{ name: 'the whole city, patrols counted together', zoom: 12.2, painted: false },
	{ name: 'half of the city, every patrol by itself', zoom: 13.05, painted: true },
	{ name: 'a sixth of it, every building by itself', zoom: 14.05, painted: false }
] as const;

export const bench: Bench = {
	name: 'browser',
	async run() {
		const bin = findPostgres();
		if (!bin) throw new Error('This bench needs PostgreSQL with PostGIS: `npm test` installs it where it may.');
		const postgres = await startPostgres(bin);
		const { db, close } = await openDatabase({ databaseUrl: postgres.url });
		await migrate(db);
		const areaId = await saveCity(db, PEOPLE);
		await createAccount(db, { username: 'desk', name: 'Desk', password: PASSWORD, grants: [{ role: 'admin', areaId: null }] });
		await close();
		const app = await openAppOn(postgres.url);
		let front: Front | null = null;
		let browser: Browser | null = null;
		try {
			const cookie = await app.signIn('desk', PASSWORD);
			front = await openFront({ appUrl: app.url, cookie, areaId, pages: await peerPages() });
			browser = await openBrowser();
			const room: Room = { browser, front, cookie, areaId };
			const lines: BenchLine[] = [];
			const take = (more: readonly BenchLine[]): void => {
				lines.push(...more);
				if (process.env['BROWSER_TELL']) console.error(JSON.stringify(more));
			};
			if (PARTS.includes('one')) for (const view of VIEWS.slice(0, 2)) take([await oneOfMany(room, view)]);
			if (PARTS.includes('side-by-side')) for (const view of VIEWS) take(await sideBySide(room, view));
			if (PARTS.includes('leak')) take(await leak(room));
			return lines;
		} finally {
			await browser?.close();
			await front?.close();
			await app.stop();
			await postgres.stop();
		}
	}
};

interface Room {
	readonly browser: Browser;
	readonly front: Front;
	readonly cookie: string;
	readonly areaId: number;
}
interface Open {
	readonly page: Page;
	readonly meter: Meter;
	close(): Promise<void>;
}
type Sight = (typeof VIEWS)[number];

const mean = (costs: readonly Cost[], of: (cost: Cost) => number): number => costs.reduce((sum, cost) => sum + of(cost), 0) / costs.length;

async function sideBySide(room: Room, sight: Sight): Promise<BenchLine[]> {
	room.front.show(PEOPLE, 'everybody');
	const both = async (painted: boolean): Promise<readonly [ours: Cost, peer: Cost]> => {
		const desk = await openDesk(room, sight, painted);
		const ours = await desk.meter.run(SECONDS);
		const { width, height } = await desk.page.locator('[data-map=open]').evaluate((map) => map.getBoundingClientRect());
		await desk.close();
		const bare = await openPeer(room, sight, painted, width, height);
		const peer = await bare.meter.run(SECONDS);
		await bare.close();
		return [ours, peer];
	};
	// In turns, so that both meet the same neighbours on the machine.
	const withheld = [await both(false), await both(false)];
	const [ours, peer] = [withheld.map(([one]) => one), withheld.map(([, other]) => other)];
	const told = (costs: readonly Cost[]): string =>
		`script ${mean(costs, (c) => c.scriptMsPerS).toFixed(0)} ms/s, ${mean(costs, (c) => c.framesPerS).toFixed(1)} frames/s, ${mean(costs, (c) => c.longTasksPerMin).toFixed(0)} tasks over 50 ms a minute`;
	const how = `zoom ${sight.zoom}, the whole desk page of ${WIDTH} × ${HEIGHT} against nothing but the marks and buildings; 10 ticks a second of ${PEOPLE / 10} patrols and 100 buildings`;
	const lines = [
		line({
			what: `browser, ${sight.name}: processor time of the main thread a second of live updates`,
			unit: 'ms/s',
			ours: mean(ours, (c) => c.taskMsPerS),
			peer: { name: 'bare deck.gl', value: mean(peer, (c) => c.taskMsPerS) },
			aim: { ratio: 1.5, better: 'lower' },
			how: `${how}; drawing calls counted and not carried out, as if the graphics card cost nothing; 2 × ${SECONDS} s in turns; ours ${told(ours)}; deck.gl ${told(peer)}; load ${loadavg()[0]!.toFixed(1)}`
		})
	];
	if (!sight.painted) return lines;
	const [oursPainted, peerPainted] = await both(true);
	return [
		...lines,
		line({
			what: `browser, ${sight.name}: frames drawn`,
			unit: '/s',
			ours: framesOf(oursPainted),
			peer: { name: 'bare deck.gl', value: framesOf(peerPainted) },
			aim: { ratio: 1, better: 'higher' },
			how: `${how}; painted by the processor, which is what limits both; none counted as one; ${oursPainted.seconds.toFixed(0)} s and ${peerPainted.seconds.toFixed(0)} s; main thread ${oursPainted.taskMsPerS.toFixed(0)} and ${peerPainted.taskMsPerS.toFixed(0)} ms/s; load ${loadavg()[0]!.toFixed(1)}`
		})
	];
}

/** So that a ratio can be told of whoever did not finish one. */
const framesOf = ({ framesPerS, seconds }: Cost): number => Math.max(framesPerS, 1 / seconds);

/** What a message with one patrol in it costs, less what the desk costs while nobody moves. */
async function oneOfMany(room: Room, sight: Sight): Promise<BenchLine> {
	const cost = async (people: number): Promise<{ readonly perMove: number; readonly still: number; readonly tasks: number }> => {
		room.front.show(people, 'nobody');
		const desk = await openDesk(room, sight, false);
		const idle: Cost[] = [];
		const busy: Cost[] = [];
		let moves = 0;
		// In turns: what else the machine does falls on both.
		for (let turn = 0; turn < TURNS; turn++) {
			room.front.show(people, 'nobody');
			// The last movements end.
			await desk.meter.run(2);
			idle.push(await desk.meter.run(SECONDS / 2));
			room.front.show(people, 'one');
			await desk.meter.run(1);
			const before = room.front.ticks;
			busy.push(await desk.meter.run(SECONDS / 2));
			moves += (room.front.ticks - before) / busy.at(-1)!.seconds / TURNS;
		}
		await desk.close();
		const [still, moving] = [mean(idle, (c) => c.scriptMsPerS), mean(busy, (c) => c.scriptMsPerS)];
		return { perMove: (moving - still) / moves, still, tasks: mean(busy, (c) => c.taskMsPerS) };
	};
	const [many, few] = [await cost(PEOPLE), await cost(FEW)];
	return line({
		what: `browser, ${sight.name}: script a move of one patrol of ${PEOPLE}`,
		unit: 'ms',
		ours: many.perMove,
		peer: { name: `of ${FEW}`, value: few.perMove },
		aim: { ratio: 1.5, better: 'lower' },
		how: `zoom ${sight.zoom}; one patrol ten times a second, ${TURNS} × ${SECONDS / 2} s in turns with, and less, the same desk while nobody moves (${many.still.toFixed(0)} and ${few.still.toFixed(0)} ms/s); all main-thread tasks while one moves ${many.tasks.toFixed(0)} and ${few.tasks.toFixed(0)} ms/s; load ${loadavg()[0]!.toFixed(1)}`
	});
}

/** Everybody moves; what is kept is looked at from a fifth of the time on. */
async function leak(room: Room): Promise<BenchLine[]> {
	room.front.show(PEOPLE, 'everybody');
	// Nothing painted: at full speed more is made anew than where every frame is waited for.
	const desk = await openDesk(room, VIEWS[1], false);
	const samples: { readonly atMin: number; readonly kept: Kept }[] = [];
	const began = performance.now();
	const atMin = (): number => (performance.now() - began) / 60_000;
	await desk.meter.run(LEAK_MINUTES * 60 * 0.2);
	for (let i = 0; i <= LEAK_SAMPLES; i++) {
		const due = LEAK_MINUTES * (0.2 + (0.8 * i) / LEAK_SAMPLES);
		if (due > atMin()) await desk.meter.run((due - atMin()) * 60);
		samples.push({ atMin: atMin(), kept: await desk.meter.kept() });
		if (process.env['BROWSER_TELL']) console.error(JSON.stringify(samples.at(-1)));
	}
	await desk.close();
	const [first, last] = [samples[0]!, samples.at(-1)!];
	const each = (of: (kept: Kept) => number): string => `${of(first.kept)} → ${of(last.kept)}`;
	return [
		line({
			what: `browser: heap after ${LEAK_MINUTES} minutes of everybody moving`,
			unit: 'MB',
			ours: last.kept.heapMb,
			peer: { name: `after the first ${(LEAK_MINUTES * 0.2).toFixed(1)}`, value: first.kept.heapMb },
			aim: { ratio: 1.03, better: 'lower' },
			how: `after forced collections; slope ${slope(samples.map(({ atMin, kept }) => [atMin / 60, kept.heapMb])).toFixed(2)} MB an hour over ${samples.length} looks; nodes ${each((k) => k.nodes)}, listeners ${each((k) => k.listeners)}, graphics buffers and textures ${each((k) => k.graphics)}; load ${loadavg()[0]!.toFixed(1)}`
		})
	];
}

/** Of the line that fits best. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
	const mean = (i: 0 | 1): number => points.reduce((sum, point) => sum + point[i], 0) / points.length;
	const [mx, my] = [mean(0), mean(1)];
	return points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}

async function openPage({ browser, front, cookie }: Room, path: string, painted: boolean): Promise<Open> {
	const context = await browser.newContext({ viewport: { width: WIDTH, height: HEIGHT }, baseURL: front.url });
	const [name = '', value = ''] = cookie.split('=', 2);
	await context.addCookies([
		{ name, value, url: front.url },
		{ name: 'gk-theme', value: 'dark', url: front.url }
	]);
	const page = await context.newPage();
	page.on('pageerror', (error) => console.error(`browser: ${error.message}`));
	page.on('console', (message) => void (message.type() === 'error' && console.error(`browser: ${message.text()}`)));
	const meter = await meterOf(page, painted);
	await page.goto(path);
	return { page, meter, close: () => context.close() };
}

async function openDesk(room: Room, sight: Sight, painted: boolean): Promise<Open> {
	const [lng, lat] = middle(room.front);
	const desk = await openPage(room, `/?area=${room.areaId}&at=${lng},${lat},${sight.zoom}`, painted);
	await desk.page.locator('[data-map=open]').waitFor({ timeout: 120_000 });
	await desk.meter.run(painted ? SETTLE_PAINTED_S : SETTLE_S);
	return desk;
}

async function openPeer(room: Room, sight: Sight, painted: boolean, width: number, height: number): Promise<Open> {
	const [lng, lat] = middle(room.front);
	const asked = { area: room.areaId, lng, lat, zoom: sight.zoom, width, height, people: PEOPLE };
	const bare = await openPage(room, `/bare?${new URLSearchParams(Object.entries(asked).map(([key, of]) => [key, String(of)]))}`, painted);
	await bare.page.waitForFunction(() => document.title === 'drawn', undefined, { timeout: 120_000 });
	await bare.meter.run(painted ? SETTLE_PAINTED_S : SETTLE_S);
	return bare;
}

function middle({ picture }: Front): readonly [number, number] {
	const [west, south, east, north] = picture.areas.find((area) => area.id === picture.areaId)!.bbox;
	return [(west + east) / 2, (south + north) / 2];
}

async function peerPages(): Promise<ReadonlyMap<string, readonly [string, string]>> {
	const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
	const made = (await build({
		configFile: false,
		logLevel: 'error',
		root: here('.'),
		build: {
			write: false,
			minify: true,
			target: 'esnext',
			rolldownOptions: { input: here('browser-peer.ts'), output: { format: 'es', codeSplitting: false } }
		}
	})) as Rolldown.RolldownOutput;
	const style = await readFile(here('../../src/lib/panels/tokens.css'), 'utf8');
	return new Map([
		[
			'/bare',
			[
				'text/html',
				`<!doctype html><link rel="icon" href="data:," /><style>${style} body { margin: 0 }</style><canvas></canvas><script type="module" src="/bare.js"></script>`
			]
		],
		['/bare.js', ['text/javascript', made.output.find((file) => file.type === 'chunk')!.code]]
	]);
}
