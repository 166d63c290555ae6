/** The thread on which walks are planned: one after another, each answered under its number. The search ends by the clock. */
import { parentPort } from 'node:worker_threads';
import type { Outcome } from '../../geo/outcome.ts';
import { planRoute, type Route, type RouteProblem, type RouteWish } from '../../duty/route/plan-route.ts';

export interface WalkOrder {
	readonly no: number;
	readonly wish: Omit<RouteWish, 'spent'>;
	/** For the search, milliseconds; the ways between the stops are found before it. */
	readonly searchMs: number;
}
export type WalkReport = { readonly no: number } & (
	{ readonly say: 'answer'; readonly answer: Outcome<Route, RouteProblem> } | { readonly say: 'fault'; readonly reason: string }
);

const tell = (report: WalkReport): void => parentPort?.postMessage(report);

parentPort?.on('message', ({ no, wish, searchMs }: WalkOrder) => {
	try {
		let from: number | null = null;
		const spent = (): number => (performance.now() - (from ??= performance.now())) / searchMs;
		tell({ no, say: 'answer', answer: planRoute({ ...wish, spent }) });
	} catch (error) {
		tell({ no, say: 'fault', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
	}
});
