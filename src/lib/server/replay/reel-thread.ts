/**
 * Speaks with the thread on which the past is run. It is started when first needed, keeps nobody's process alive while it has nothing to do, and one
 * that dies fails what it had in hand and is started anew for the next.
 */
import { Worker } from 'node:worker_threads';
import { threadProgram } from '../thread-program.ts';
import type { ReelAnswer, ReelOrder, ReelReport, ReelTask } from './reel-worker.ts';

interface Waiting {
	hear(answer: ReelAnswer): void;
	fail(error: Error): void;
}

let worker: Worker | null = null;
let lastNo = 0;
const waiting = new Map<number, Waiting>();

/** @throws Error for a fault of ours, or when the thread ended */
export function inReelThread(task: ReelTask): Promise<ReelAnswer> {
	return new Promise((hear, fail) => {
		const no = ++lastNo;
		const thread = (worker ??= start());
		waiting.set(no, { hear, fail });
		thread.ref();
		thread.postMessage({ no, task } satisfies ReelOrder);
	});
}

function start(): Worker {
	const started = new Worker(threadProgram('src/lib/server/replay/reel-worker.ts'));
	started.on('message', (report: ReelReport) => {
		const asked = waiting.get(report.no);
		waiting.delete(report.no);
		if ('fault' in report) asked?.fail(new Error(`replay thread: ${report.fault}`));
		else asked?.hear(report.answer);
		if (waiting.size === 0) started.unref();
	});
	const gone = (error: Error): void => {
		if (worker !== started) return;
		worker = null;
		for (const { fail } of waiting.values()) fail(error);
		waiting.clear();
	};
	started.on('error', gone);
	started.on('exit', (code) => gone(new Error(`replay thread: it ended with ${code}`)));
	return started;
}
