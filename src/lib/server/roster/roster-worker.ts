/** The thread on which rosters are solved: HiGHS does not return until it is done, and nothing else may wait for it. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadHighs, solverOf } from './highs.ts';
import { doJob, type RosterAnswer, type RosterJob, type RosterProgress } from './roster-job.ts';

export type FromRoster =
	| { readonly say: 'progress'; readonly progress: RosterProgress }
	| { readonly say: 'answer'; readonly answer: RosterAnswer }
	| { readonly say: 'fault'; readonly message: string };

const tell = (message: FromRoster): void => parentPort?.postMessage(message);
const highs = loadHighs((workerData as { readonly module: WebAssembly.Module }).module);

parentPort?.on('message', (job: RosterJob) => {
	void highs
		.then((loaded) =>
			tell({
				say: 'answer',
				answer: doJob(
					job,
					(untilMs, onProgress) => solverOf(loaded, { untilMs, onProgress }),
					(progress) => tell({ say: 'progress', progress })
				)
			})
		)
		.catch((fault: unknown) => tell({ say: 'fault', message: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) }));
});
