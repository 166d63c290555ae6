/** Speaks with the thread that solves rosters: one job after another, with progress; a job that is cancelled ends its thread, and the next gets a new one. */
import { Worker } from 'node:worker_threads';
import { threadProgram } from '../thread-program.ts';
import { compileHighs } from './highs.ts';
import type { RepairAnswer, RepairJob, RosterAnswer, RosterJob, RosterProgress } from './roster-job.ts';
import type { FromRoster } from './roster-worker.ts';

export interface RosterThread {
	/** @throws DOMException AbortError when `signal` is raised; Error for a fault of ours */
	solve(job: RosterJob, options?: SolveOptions): Promise<RosterAnswer>;
	/** A roster that is under way; throws as `solve` does. */
	repair(job: RepairJob, options?: SolveOptions): Promise<RepairAnswer>;
	/** Jobs that are under way or wait. */
	readonly busy: number;
	close(): Promise<void>;
}

export interface SolveOptions {
	readonly signal?: AbortSignal;
	onProgress?(progress: RosterProgress): void;
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
	let busy = 0;
	const run = async (job: RosterJob | RepairJob, { signal, onProgress }: SolveOptions = {}): Promise<RosterAnswer | RepairAnswer> => {
		signal?.throwIfAborted();
		const thread = await start();
		signal?.throwIfAborted();
		// A program that waits for nothing else still waits for this.
		thread.ref();
		return new Promise<RosterAnswer | RepairAnswer>((done, fail) => {
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
	const inTurn = (job: RosterJob | RepairJob, options?: SolveOptions): Promise<RosterAnswer | RepairAnswer> => {
		busy++;
		const turn = last.then(() => run(job, options)).finally(() => busy--);
		last = turn.catch(() => {});
		return turn;
	};
	return {
		solve: (job, options) => inTurn(job, options) as Promise<RosterAnswer>,
		repair: (job, options) => inTurn(job, options) as Promise<RepairAnswer>,
		get busy() {
			return busy;
		},
		async close() {
			const thread = worker;
			worker = null;
			await thread?.terminate();
		}
	};
}
