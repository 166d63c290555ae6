/** Plans a walk on a thread of its own. A new one ends the one before. */
import type { WalkAnswer, WalkJob } from './walk-job.ts';

export interface WalkThread {
	end(): void;
}

export function planWalk(job: WalkJob, heard: (answer: WalkAnswer) => void): WalkThread {
	const thread = new Worker(new URL('./walk-worker.ts', import.meta.url), { type: 'module' });
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
