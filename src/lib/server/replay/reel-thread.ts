/**
 * Speaks with the threads on which the past is run: one for who watches it, one for what may take its time (keeping the past, drawing ways). Each is
 * started when first needed, keeps nobody's process alive while it has nothing to do, and one that dies fails what it had in hand and is started anew.
 */
import { Worker } from 'node:worker_threads';
import { threadProgram } from '../thread-program.ts';
import type { ReelAnswer, ReelOrder, ReelReport, ReelTask } from './reel-worker.ts';

interface Waiting {
	hear(answer: ReelAnswer): void;
	fail(error: Error): void;
}

/** What is kept is reckoned under keys that begin so, and apart from what is watched. */
export const KEPT_KEY = 'kept ';

interface Lane {
	worker: Worker | null;
	readonly waiting: Map<number, Waiting>;
}
const watched: Lane = { worker: null, waiting: new Map() };
const unhurried: Lane = { worker: null, waiting: new Map() };
const laneOf = (task: ReelTask): Lane => (!('key' in task) || task.key.startsWith(KEPT_KEY) ? unhurried : watched);

let lastNo = 0;

/** @throws Error for a fault of ours, or when the thread ended */
export function inReelThread(task: ReelTask): Promise<ReelAnswer> {
	return new Promise((hear, fail) => {
		const no = ++lastNo;
		const lane = laneOf(task);
		const thread = (lane.worker ??= start(lane));
		lane.waiting.set(no, { hear, fail });
		thread.ref();
		thread.postMessage({ no, task } satisfies ReelOrder);
	});
}

function start(lane: Lane): Worker {
	const { waiting } = lane;
	const started = new Worker(threadProgram('src/lib/server/replay/reel-worker.ts'));
	started.on('message', (report: ReelReport) => {
		const asked = waiting.get(report.no);
		waiting.delete(report.no);
		if ('fault' in report) asked?.fail(new Error(`replay thread: ${report.fault}`));
		else asked?.hear(report.answer);
		if (waiting.size === 0) started.unref();
	});
	const gone = (error: Error): void => {
		if (lane.worker !== started) return;
		lane.worker = null;
		for (const { fail } of waiting.values()) fail(error);
		waiting.clear();
	};
	started.on('error', gone);
	started.on('exit', (code) => gone(new Error(`replay thread: it ended with ${code}`)));
	return started;
}
