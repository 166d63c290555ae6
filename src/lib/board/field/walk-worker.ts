/** The thread on which the phone plans a walk, so that the screen stays free. */
import { planRoute } from '#lib/duty/route/plan-route.ts';
import type { WalkAnswer, WalkJob } from './walk-job.ts';

self.onmessage = ({ data }: MessageEvent<WalkJob>) => {
	let beganMs: number | null = null;
	const planned = planRoute({
		...data,
		network: data.network.length > 0 ? data.network : null,
		people: 1,
		seed: 1,
		// The clock starts with the search: the ways are known by then.
		spent: () => {
			beganMs ??= performance.now();
			return (performance.now() - beganMs) / data.lengthMs;
		}
	});
	const answer: WalkAnswer = planned.ok ? { route: planned.value } : { problem: planned.problem.kind };
	self.postMessage(answer);
};
