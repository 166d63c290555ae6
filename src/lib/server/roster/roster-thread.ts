/** Speaks with the thread that solves rosters: one job after another, with progress; a job that is cancelled ends its thread, and the next gets a new one. */
import { Worker } from 'node:worker_threads';
import { threadProgram } from '../thread-program.ts';
import { compileHighs } from './highs.ts';
import type { RosterAnswer, RosterJob, RosterProgress } from './roster-job.ts';
import type { FromRoster } from './roster-worker.ts';

export interface RosterThread {
	/** @throws DOMException AbortError when `signal` is raised; Error for a fault of ours */
	solve(job: RosterJob, options?: { readonly signal?: AbortSignal; onProgress?(progress: RosterProgress): void }): Promise<RosterAnswer>;
	close(): Promise<void>;
}

const SOURCE = 'src/lib/server/roster/roster-worker.ts';

let compiled: Promise<WebAssembly.Module> | null = null;

export function startRosterThread(): RosterThread {
	let worker: Worker | null = null;
	let last: Promise<unknown> = Promise.resolve();
	const start = async (): Promise<Worker> => {
		if (worker) return worker;
		const module = await (compiled ??= compileHighs());
		const started = new Worker(threadProgram(SOURCE), { workerData: { module } });
		started.unref();
		started.once('exit', () => {
			if (worker === started) worker = null;
		});
		return (worker = started);
	};
	const run: RosterThread['solve'] = async (job, { signal, onProgress } = {}) => {
		signal?.throwIfAborted();
		const thread = await start();
		signal?.throwIfAborted();
		// A program that waits for nothing else still waits for this.
		thread.ref();
		return new Promise<RosterAnswer>((done, fail) => {
			const end = (settle: () => void): void => {
				thread.off('message', hear).off('error', fault).off('exit', gone);
				signal?.removeEventListener('abort', cancel);
				thread.unref();
				settle();
			};
			const hear = (message: FromRoster): void => {
				if (message.say === 'progress') onProgress?.(message.progress);
				else if (message.say === 'answer') end(() => done(message.answer));
				else end(() => fail(new Error(`roster: ${message.message}`)));
			};
			const fault = (error: Error): void => end(() => fail(error));
			const gone = (code: number): void => end(() => fail(new Error(`roster: the thread ended with ${code}`)));
			const cancel = (): void => {
				if (worker === thread) worker = null;
				end(() => fail(signal?.reason as Error));
				void thread.terminate();
			};
			thread.on('message', hear).on('error', fault).on('exit', gone);
			signal?.addEventListener('abort', cancel, { once: true });
			thread.postMessage(job);
		});
	};
	return {
		solve(job, options) {
			const turn = last.then(() => run(job, options));
			last = turn.catch(() => {});
			return turn;
		},
		async close() {
			const thread = worker;
			worker = null;
			await thread?.terminate();
		}
	};
}
