/**
 * Speaks with the thread on which plans are reckoned. It is started when first needed, keeps nobody's process alive while it has nothing to do, and one that
 * dies fails what it had in hand and is started anew for the next.
 */
import { Worker } from 'node:worker_threads';
import { threadProgram } from '../thread-program.ts';
import type { GroundRef, PlanTask, TaskAnswer, TaskInput } from './plan-tasks.ts';
import type { PlanOrder, PlanReport } from './plan-worker.ts';

interface Waiting {
	hear(report: PlanReport): void;
	fail(error: Error): void;
}

let worker: Worker | null = null;
let lastNo = 0;
const waiting = new Map<number, Waiting>();

/** @throws Error for a fault of ours, or when the thread ended */
export async function inPlanThread<T extends PlanTask>(task: T, input: TaskInput<T>): Promise<TaskAnswer<T>> {
	const { print, bytes }: Partial<GroundRef> = 'ground' in input ? input.ground : {};
	// Its bytes go only to a thread that has not seen it.
	const first = await ask(task, print === undefined ? input : { ...input, ground: { print } });
	const report = first.say === 'unknown-ground' ? await ask(task, { ...input, ground: { print, bytes } } as TaskInput<T>) : first;
	if (report.say === 'answer') return report.answer as TaskAnswer<T>;
	throw new Error(`plan thread, ${task}: ${report.say === 'fault' ? report.reason : report.say}`);
}

function ask<T extends PlanTask>(task: T, input: TaskInput<T>): Promise<PlanReport> {
	return new Promise((hear, fail) => {
		const no = ++lastNo;
		const thread = (worker ??= start());
		waiting.set(no, { hear, fail });
		thread.ref();
		thread.postMessage({ no, task, input } satisfies PlanOrder<T>);
	});
}

function start(): Worker {
	const started = new Worker(threadProgram('src/lib/server/planning/plan-worker.ts'));
	started.on('message', (report: PlanReport) => {
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
	started.on('exit', (code) => gone(new Error(`plan thread: it ended with ${code}`)));
	return started;
}
