/**
 * A thread on which the outlines of gaps are drawn: milliseconds a grid, for which neither a report nor a watcher should wait. Keeps each grid's ground
 * once it was sent, so that from then on only what was seen when has to come.
 */
import { parentPort } from 'node:worker_threads';
import type { GridId } from '../../area/area.ts';
import { gapFinder, type GapGround, type GapSight, type StaleFinding } from '../../patrol/find-gaps.ts';

export interface GapAsk {
	readonly gridId: GridId;
	readonly sight: GapSight;
	/** Where this thread has not had it yet. */
	readonly ground: GapGround | null;
}
export type GapOrder =
	| { readonly say: 'find'; readonly no: number; readonly search: number; readonly asks: readonly GapAsk[] }
	| { readonly say: 'forget'; readonly search: number };
export type GapReport = { readonly no: number } & (
	{ readonly say: 'found'; readonly gaps: readonly (readonly StaleFinding[])[] } | { readonly say: 'fault'; readonly reason: string }
);

const searches = new Map<number, Map<GridId, ReturnType<typeof gapFinder>>>();
const tell = (report: GapReport): void => parentPort?.postMessage(report);

function find(search: number, { gridId, sight, ground }: GapAsk): readonly StaleFinding[] {
	let finders = searches.get(search);
	if (!finders) searches.set(search, (finders = new Map()));
	if (ground) finders.set(gridId, gapFinder(ground));
	const finder = finders.get(gridId);
	if (!finder) throw new Error(`grid ${gridId} was never sent`);
	return finder(sight);
}

parentPort?.on('message', (order: GapOrder) => {
	if (order.say === 'forget') {
		searches.delete(order.search);
		return;
	}
	const { no, search, asks } = order;
	try {
		tell({ no, say: 'found', gaps: asks.map((ask) => find(search, ask)) });
	} catch (error) {
		tell({ no, say: 'fault', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
	}
});
