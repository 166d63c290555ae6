/** Plans a walk on a thread of its own. A new one ends the one before. */
import type { WalkAnswer, WalkJob } from './walk-job.ts';
import threadUrl from './walk-worker.ts?worker&url';

/** What the thread is loaded from: whoever wants to plan without a signal keeps it. */
export const WALK_THREAD_URL = threadUrl;

export interface WalkThread {
	end(): void;
}

export function planWalk(job: WalkJob, heard: (answer: WalkAnswer) => void): WalkThread {
	const thread = new Worker(WALK_THREAD_URL, { type: 'module' });
	let ended = false;
	const tell = (answer: WalkAnswer): void => {
		if (ended) return;
		ended = true;
		thread.terminate();
		heard(answer);
	};
	thread.onmessage = ({ data }: MessageEvent<WalkAnswer>) => tell(data);
	thread.onerror = () => tell({ problem: 'thread' });
	thread.postMessage(job);
	return {
		end() {
			ended = true;
			thread.terminate();
		}
	};
}
