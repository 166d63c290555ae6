/** Watchers in processes of their own, so that what hundreds of them cost is not the test's, nor the server's. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a process of watchers is told … */
export type CrowdOrder =
	| {
			readonly kind: 'seat';
			readonly url: string;
			readonly cookies: readonly string[];
			readonly firstNo: number;
			readonly areaId: number;
	  }
	| { readonly kind: 'restless'; readonly awayS: number }
	| { readonly kind: 'drop' | 'return' | 'stand' };
/** … and what it answers. */
export type CrowdReply =
	| { readonly kind: 'done' }
	| { readonly kind: 'resynced'; readonly tookMs: readonly number[] }
	| { readonly kind: 'standing'; readonly all: readonly Standing[] }
	| { readonly kind: 'failed'; readonly reason: string };

/** Where one watcher stands. */
export interface Standing {
	readonly lastSeq: number;
	/** The server's clock in the last tick. */
	readonly tickAtMs: number;
	/** Of all it holds. */
	readonly digest: string;
	readonly faults: readonly string[];
	/** `snapshot`, `events`, or why it was asked to come again. */
	readonly answers: readonly string[];
}

export interface WatcherCrowd {
	/** Each is cut off twice at random, for up to so many seconds. @returns ms from each line's return to the server's state */
	restless(awayS: number): Promise<number[]>;
	/** All lines are reset at one moment. Resolves when every watcher has noticed. */
	drop(): Promise<void>;
	/** All come back at one moment. @returns ms from there to the server's state, of each */
	comeBack(): Promise<number[]>;
	stand(): Promise<Standing[]>;
	close(): void;
}

/** So many in a process: more would wait for one another. */
const TOGETHER = 250;

/** @param cookies one a watcher; each of them joins before this resolves */
export async function seatCrowd(url: string, cookies: readonly string[], areaId: number): Promise<WatcherCrowd> {
	const children: ChildProcess[] = [];
	for (let firstNo = 0; firstNo < cookies.length; firstNo += TOGETHER) {
		const child = fork(fileURLToPath(new URL('./crowd-program.ts', import.meta.url)), {
			execArgv: ['--disable-warning=ExperimentalWarning'],
			stdio: ['ignore', 'inherit', 'inherit', 'ipc']
		});
		children.push(child);
		await once(child, 'message');
	}
	const order = async (child: ChildProcess, one: CrowdOrder): Promise<CrowdReply> => {
		const answered = once(child, 'message') as Promise<[CrowdReply]>;
		child.send(one);
		const [reply] = await answered;
		if (reply.kind === 'failed') throw new Error(reply.reason);
		return reply;
	};
	const orderAll = (one: CrowdOrder): Promise<CrowdReply[]> => Promise.all(children.map((child) => order(child, one)));
	const took = (replies: readonly CrowdReply[]): number[] =>
		replies.flatMap((reply) => (reply.kind === 'resynced' ? [...reply.tookMs] : []));
	await Promise.all(
		children.map((child, i) =>
			order(child, { kind: 'seat', url, cookies: cookies.slice(i * TOGETHER, (i + 1) * TOGETHER), firstNo: i * TOGETHER, areaId })
		)
	);
	return {
		restless: async (awayS) => took(await orderAll({ kind: 'restless', awayS })),
		drop: async () => void (await orderAll({ kind: 'drop' })),
		comeBack: async () => took(await orderAll({ kind: 'return' })),
		stand: async () => (await orderAll({ kind: 'stand' })).flatMap((reply) => (reply.kind === 'standing' ? [...reply.all] : [])),
		close() {
			for (const child of children) if (child.connected) child.disconnect();
		}
	};
}
