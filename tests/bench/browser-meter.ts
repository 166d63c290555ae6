/**
 * What a page costs its browser: processor time of the main thread, frames in which anything was drawn, long tasks, and what it keeps in memory. Frames
 * are told by the draw calls themselves, in the same way whatever the page is made of.
 */
import type { CDPSession, Page } from 'playwright-core';

export interface Cost {
	readonly seconds: number;
	/** Processor time of the main thread's tasks, ms a second; waiting does not count. */
	readonly taskMsPerS: number;
	/** That part of it which is script. */
	readonly scriptMsPerS: number;
	/** Frames in which something was drawn on any canvas, a second. */
	readonly framesPerS: number;
	/** Tasks longer than 50 ms by the clock, a minute. */
	readonly longTasksPerMin: number;
}

export interface Kept {
	readonly heapMb: number;
	readonly nodes: number;
	readonly listeners: number;
	/** Buffers and textures of the graphics card that were made and not given back. */
	readonly graphics: number;
}

export interface Meter {
	/** Lets the page run and says what it cost. */
	run(seconds: number): Promise<Cost>;
	/** After a collection of everything that can go. */
	kept(): Promise<Kept>;
}

interface Counted {
	frames: number;
	long: number;
	graphics: number;
}

/**
 * Call before the page is opened.
 * @param painted false: draw calls are counted and not passed on, as if the graphics card cost nothing. Where the processor paints, the main thread
 * would otherwise wait for it, and whoever paints less would seem to work more.
 */
export async function meterOf(page: Page, painted: boolean): Promise<Meter> {
	await page.addInitScript((passOn) => {
		const counted = { frames: 0, long: 0, graphics: 0 };
		(globalThis as { counted?: Counted }).counted = counted;
		let last: unknown = null;
		const gl = WebGL2RenderingContext.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
		const around = (name: string, also: () => void, calls = true): void => {
			const own = gl[name]!;
			gl[name] = function (this: unknown, ...args) {
				also();
				return calls ? own.apply(this, args) : undefined;
			};
		};
		for (const name of ['drawArrays', 'drawElements', 'drawArraysInstanced', 'drawElementsInstanced'])
			around(
				name,
				() => {
					// One value throughout a frame.
					const now = document.timeline.currentTime;
					if (now === last) return;
					last = now;
					counted.frames++;
				},
				passOn
			);
		for (const name of ['createBuffer', 'createTexture']) around(name, () => counted.graphics++);
		for (const name of ['deleteBuffer', 'deleteTexture']) around(name, () => counted.graphics--);
		new PerformanceObserver((list) => (counted.long += list.getEntries().length)).observe({ type: 'longtask' });
	}, painted);
	const cdp = await page.context().newCDPSession(page);
	await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
	await cdp.send('HeapProfiler.enable');
	const counted = (): Promise<Counted> => page.evaluate(() => (globalThis as unknown as { counted: Counted }).counted);
	return {
		async run(seconds) {
			const [before, countedBefore, began] = [await metrics(cdp), await counted(), performance.now()];
			await new Promise((next) => setTimeout(next, seconds * 1000));
			const [after, countedAfter, took] = [await metrics(cdp), await counted(), (performance.now() - began) / 1000];
			const msPerS = (name: string): number => ((after.get(name)! - before.get(name)!) * 1000) / took;
			return {
				seconds: took,
				taskMsPerS: msPerS('TaskDuration'),
				scriptMsPerS: msPerS('ScriptDuration'),
				framesPerS: (countedAfter.frames - countedBefore.frames) / took,
				longTasksPerMin: ((countedAfter.long - countedBefore.long) * 60) / took
			};
		},
		async kept() {
			// What finalisers let go of goes with the collection after theirs.
			for (let i = 0; i < 3; i++) await cdp.send('HeapProfiler.collectGarbage');
			const now = await metrics(cdp);
			return {
				heapMb: now.get('JSHeapUsedSize')! / 1e6,
				nodes: now.get('Nodes')!,
				listeners: now.get('JSEventListeners')!,
				graphics: (await counted()).graphics
			};
		}
	};
}

async function metrics(cdp: CDPSession): Promise<ReadonlyMap<string, number>> {
	const { metrics: all } = await cdp.send('Performance.getMetrics');
	return new Map(all.map(({ name, value }) => [name, value]));
}
