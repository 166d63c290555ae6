/**
 * Speaks with the thread on which walks are planned. It is started when first needed, keeps nobody's process alive while it has nothing to do, and one that
 * dies fails what it had in hand and is started anew for the next.
 */
import { Worker } from 'node:worker_threads';
import type { Outcome } from '../../geo/outcome.ts';
import type { Route, RouteProblem } from '../../duty/route/plan-route.ts';
import { threadProgram } from '../thread-program.ts';
import type { WalkOrder, WalkReport } from './walk-worker.ts';

/** Walks that wait. Beyond this whoever asks is told to come again: each takes up to a second or two. */
const MOST_WAITING = 12;

interface Waiting {
	hear(report: WalkReport): void;
	fail(error: Error): void;
}

let worker: Worker | null = null;
let lastNo = 0;
const waiting = new Map<number, Waiting>();

/**
 * @returns null where too many wait already
 * @throws Error for a fault of ours, or when the thread ended
 */
export async function walkInThread(order: Omit<WalkOrder, 'no'>): Promise<Outcome<Route, RouteProblem> | null> {
	if (waiting.size >= MOST_WAITING) return null;
	const report = await new Promise<WalkReport>((hear, fail) => {
		const no = ++lastNo;
		const thread = (worker ??= start());
		waiting.set(no, { hear, fail });
		thread.ref();
		thread.postMessage({ no, ...order } satisfies WalkOrder);
	});
	if (report.say === 'fault') throw new Error(`walk thread: ${report.reason}`);
	return report.answer;
}

function start(): Worker {
	const started = new Worker(threadProgram('src/lib/server/walking/walk-worker.ts'));
	started.on('message', (report: WalkReport) => {
		waiting.get(report.no)?.hear(report);
		waiting.delete(report.no);
		if (waiting.size === 0) started.unref();
	});
	const gone = (error: Error): void => {
		if (worker !== started) return;
		worker = null;
		for (const { fail } of waiting.values()) fail(error);
		waiting.clear();
	};
	started.on('error', gone);
	started.on('exit', (code) => gone(new Error(`walk thread: it ended with ${code}`)));
	return started;
}
