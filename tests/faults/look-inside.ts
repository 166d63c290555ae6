/** Looks into a running app from outside, through Node's inspector: what its memory holds once everything that nobody needs is thrown away. */
import type { TestApp } from '../app.ts';

/** Given to the app when it starts, so that it can be looked into. */
export const OPEN_TO_LOOK = { NODE_OPTIONS: '--inspect=127.0.0.1:0' } as const;

/** Megabytes of the whole process, the embedded engine's threads included; `heap` and `buffers` are the main thread's. */
export interface MemoryMb {
	readonly rss: number;
	readonly heap: number;
	readonly buffers: number;
}

export interface Look {
	/** After a collection of everything that can be collected, where asked for. */
	memory(collect?: boolean): Promise<MemoryMb>;
	close(): void;
}

interface Told {
	readonly id?: number;
	readonly result?: { readonly result?: { readonly value?: unknown } };
}

/** @param app started with `OPEN_TO_LOOK`; after it was killed and resumed a new look is needed. */
export async function lookInside(app: Pick<TestApp, 'log'>): Promise<Look> {
	const address = [...app.log().matchAll(/Debugger listening on (ws:\S+)/g)].at(-1)?.[1];
	if (address === undefined) throw new Error('The app was not started open to look.');
	const line = new WebSocket(address);
	const waiting = new Map<number, (answer: Told) => void>();
	line.addEventListener('message', ({ data }) => {
		const answer = JSON.parse(String(data)) as Told;
		if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
	});
	await new Promise<void>((resolve, reject) => {
		line.addEventListener('open', () => resolve(), { once: true });
		line.addEventListener('error', () => reject(new Error('nobody to look into')), { once: true });
	});
	let asked = 0;
	const ask = (method: string, params: object = {}): Promise<unknown> => {
		const id = ++asked;
		return new Promise((resolve) => {
			waiting.set(id, (answer) => {
				waiting.delete(id);
				resolve(answer.result?.result?.value);
			});
			line.send(JSON.stringify({ id, method, params }));
		});
	};
	return {
		async memory(collect = true) {
			if (collect) await ask('HeapProfiler.collectGarbage');
			const used = JSON.parse(
				String(await ask('Runtime.evaluate', { expression: 'JSON.stringify(process.memoryUsage())', returnByValue: true }))
			) as NodeJS.MemoryUsage;
			return { rss: used.rss / 1e6, heap: used.heapUsed / 1e6, buffers: used.arrayBuffers / 1e6 };
		},
		close: () => line.close()
	};
}
