/** Runs the simulated patrols of the demo in a process of their own: they report over HTTP, as phones do. It ends with the server. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** It has nothing to lose: what it has not sent, nobody walked. */
const GRACE_MS = 1_500;
/** A simulator that falls over at once is tried again less and less often. */
const RESTART_MS = { first: 5_000, most: 300_000, calm: 60_000 } as const;

/**
 * Started again when it falls over, so that a demo left running for weeks stays alive.
 * @returns what ends it.
 */
export function startSimulator(districtCode: string, url: string): () => Promise<void> {
	let ended = false;
	let again: NodeJS.Timeout | undefined;
	let child: ChildProcess;
	let pauseMs: number = RESTART_MS.first;
	const run = (): void => {
		const beganMs = Date.now();
		child = fork(
			fileURLToPath(new URL('./main.ts', import.meta.url)),
			['simulate', '--district', districtCode, '--url', url, '--quiet'],
			// Its own process group: Ctrl-C in the terminal is for the server, which ends its simulator in order.
			{ stdio: ['ignore', 'ignore', 'inherit', 'ipc'], detached: true, execArgv: ['--disable-warning=ExperimentalWarning'] }
		);
		child.once('exit', () => {
			if (ended) return;
			pauseMs = Date.now() - beganMs > RESTART_MS.calm ? RESTART_MS.first : Math.min(pauseMs * 2, RESTART_MS.most);
			again = setTimeout(run, pauseMs);
		});
	};
	run();
	return () => {
		ended = true;
		clearTimeout(again);
		return new Promise((resolve) => {
			if (child.exitCode !== null || child.signalCode !== null) return resolve();
			const late = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
			child.once('exit', () => {
				clearTimeout(late);
				resolve();
			});
			child.kill('SIGTERM');
		});
	};
}
