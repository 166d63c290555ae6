/**
 * Speaks with the threads on which gaps are looked for. They are started when first needed and serve all districts; keep nobody's process alive while they
 * have nothing to do; and one that dies fails what it had in hand and is started anew for the next.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { GridId } from '#lib/area/area.ts';
import type { GapGround, GapSight, StaleFinding } from '#lib/patrol/find-gaps.ts';
import { threadProgram } from '../thread-program.ts';
import type { GapAsk, GapOrder, GapReport } from './gap-worker.ts';

/** The searches in one coverage: its grids are known to the threads until it is closed. */
export interface GapSearch {
	/**
	 * @param ground asked for once a grid
	 * @throws Error for a fault of ours, or when the thread ended
	 */
	find(gridId: GridId, ground: () => GapGround, sight: GapSight): Promise<readonly StaleFinding[]>;
	close(): void;
}

/** Half of the machine is left to the rest of the program and to the database. */
const THREADS = Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));
/** Grids in one message: sending costs about as much as a tenth of a search. */
const ASKS = 8;

interface Asked {
	readonly ask: GapAsk;
	hear(gaps: readonly StaleFinding[]): void;
	forget(): void;
	fail(error: Error): void;
}

interface Thread {
	find(search: number, ask: Omit<GapAsk, 'ground'>, ground: () => GapGround): Promise<readonly StaleFinding[]>;
	forget(search: number): void;
}

const threads: (Thread | undefined)[] = [];
let lastSearch = 0;

export function openGapSearch(): GapSearch {
	const search = ++lastSearch;
	return {
		// A grid always goes to the same thread, which knows its ground.
		find: (gridId, ground, sight) => (threads[gridId % THREADS] ??= start(gridId % THREADS)).find(search, { gridId, sight }, ground),
		close() {
			for (const thread of threads) thread?.forget(search);
		}
	};
}

function start(place: number): Thread {
	const worker = new Worker(threadProgram('src/lib/server/live/gap-worker.ts'));
	const known = new Map<number, Set<GridId>>();
	/** To be sent in this turn of the loop, by search. */
	const outbox = new Map<number, Asked[]>();
	const waiting = new Map<number, readonly Asked[]>();
	let lastNo = 0;
	const post = (order: GapOrder): void => worker.postMessage(order);

	function send(search: number): void {
		const asked = outbox.get(search);
		if (!asked) return;
		outbox.delete(search);
		const no = ++lastNo;
		waiting.set(no, asked);
		worker.ref();
		post({ say: 'find', no, search, asks: asked.map(({ ask }) => ask) });
	}

	worker.on('message', (report: GapReport) => {
		const asked = waiting.get(report.no) ?? [];
		waiting.delete(report.no);
		if (waiting.size === 0) worker.unref();
		if (report.say === 'found') asked.forEach(({ hear }, i) => hear(report.gaps[i] ?? []));
		else
			for (const { forget, fail } of asked) {
				// Whether its ground came through is not known.
				forget();
				fail(new Error(`gap thread: ${report.reason}`));
			}
	});
	const gone = (error: Error): void => {
		if (threads[place] === thread) threads[place] = undefined;
		for (const { fail } of [...waiting.values(), ...outbox.values()].flat()) fail(error);
		waiting.clear();
		outbox.clear();
	};
	worker.on('error', gone);
	worker.on('exit', (code) => gone(new Error(`gap thread: it ended with ${code}`)));
	worker.unref();

	const thread: Thread = {
		find: (search, ask, ground) =>
			new Promise((hear, fail) => {
				const grids = known.get(search) ?? new Set();
				known.set(search, grids);
				const asked = {
					ask: { ...ask, ground: grids.has(ask.gridId) ? null : ground() },
					hear,
					forget: () => grids.delete(ask.gridId),
					fail
				};
				grids.add(ask.gridId);
				const list = outbox.get(search);
				if (!list) {
					outbox.set(search, [asked]);
					queueMicrotask(() => send(search));
				} else if (list.push(asked) >= ASKS) send(search);
			}),
		forget(search) {
			if (known.delete(search)) post({ say: 'forget', search });
		}
	};
	return thread;
}
