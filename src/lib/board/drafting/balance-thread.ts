/** Starts a thread that balances grids. */
import type { BalanceJob, FromBalance } from './balance-job.ts';

export interface BalanceThread {
	end(): void;
}

export function balanceThread(job: BalanceJob, heard: { found(said: FromBalance): void; broke(): void }): BalanceThread {
	const thread = new Worker(new URL('./balance-worker.ts', import.meta.url), { type: 'module' });
	let ended = false;
	thread.onmessage = ({ data }: MessageEvent<FromBalance>) => {
		if (!ended) heard.found(data);
	};
	thread.onerror = () => {
		if (!ended) heard.broke();
	};
	thread.postMessage(job);
	return {
		end() {
			ended = true;
			thread.terminate();
		}
	};
}
