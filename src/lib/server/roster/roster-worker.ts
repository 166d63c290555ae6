/** The thread on which rosters are solved: HiGHS does not return until it is done, and nothing else may wait for it. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadHighs, solverOf } from './highs.ts';
import {
	doJob,
	doRepair,
	type RepairAnswer,
	type RepairJob,
	type RosterAnswer,
	type RosterJob,
	type RosterProgress
} from './roster-job.ts';

export type FromRoster =
	| { readonly say: 'progress'; readonly progress: RosterProgress }
	| { readonly say: 'answer'; readonly answer: RosterAnswer | RepairAnswer }
	| { readonly say: 'fault'; readonly message: string };

const tell = (message: FromRoster): void => parentPort?.postMessage(message);
const highs = loadHighs((workerData as { readonly module: WebAssembly.Module }).module);

parentPort?.on('message', (job: RosterJob | RepairJob) => {
	void highs
		.then((loaded) => {
			const solverUntil: Parameters<typeof doJob>[1] = (untilMs, onProgress) => solverOf(loaded, { untilMs, onProgress });
			const onProgress = (progress: RosterProgress): void => tell({ say: 'progress', progress });
			tell({ say: 'answer', answer: 'how' in job ? doRepair(job, solverUntil, onProgress) : doJob(job, solverUntil, onProgress) });
		})
		.catch((fault: unknown) => tell({ say: 'fault', message: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) }));
});
