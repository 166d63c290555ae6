/**
 * Makes a district's durable events: save → commit → publish, one change after another. What another process wrote in between, and what was
 * committed just as a connection broke, is read back from the table and published first, so nobody ever hears a number out of turn.
 */
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import type { DurableEvent } from '#lib/wire/live.ts';
import { appendEvents, eventsAfter, lastSeq, type EventDraft } from '../store/events.ts';
import { inTransaction, type Trx } from '../store/in-transaction.ts';
import type { EventRing } from './event-ring.ts';

export type { EventDraft };

export interface EventWriter {
	/**
	 * Runs `save` in a transaction, numbers the events it returns, commits, then publishes them.
	 * @throws whatever `save` or the database throws; then nothing was published.
	 */
	write(save: (trx: Trx) => Promise<readonly EventDraft[]>): Promise<void>;
	/** Publishes what stands in the table and was not made here. @returns whether there was any. */
	catchUp(): Promise<boolean>;
	/** Resolves when everything asked for so far is done. */
	settled(): Promise<void>;
}

/** More than this behind, a watcher is better served by a snapshot. */
const MAX_CATCH_UP = 5_000;

export interface EventWriterParts {
	readonly db: Db;
	readonly districtId: AreaId;
	readonly ring: () => EventRing;
	/** Applies events to the state and sends them to those who watch. Synchronous: no join can fall between the two. */
	readonly publish: (events: readonly DurableEvent[]) => void;
	/** A hole that can no longer be filled: whoever watches must start from a snapshot. */
	readonly onHole: (lastSeq: number) => Promise<void>;
	readonly nowMs: () => number;
}

export function createEventWriter(parts: EventWriterParts): EventWriter {
	let queue: Promise<unknown> = Promise.resolve();
	const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
		const next = queue.then(work);
		queue = next.catch(() => undefined);
		return next;
	};

	/** Publishes what the table holds between the last published event and `before`. */
	async function fill(before: number): Promise<boolean> {
		const known = parts.ring().lastSeq;
		if (before <= known + 1) return false;
		const missing = (await eventsAfter(parts.db, parts.districtId, known, MAX_CATCH_UP)).filter((event) => event.seq < before);
		if (missing[0]?.seq !== known + 1 || missing.at(-1)?.seq !== before - 1) await parts.onHole(before - 1);
		else parts.publish(missing);
		return true;
	}

	return {
		write: (save) =>
			inTurn(async () => {
				const events = await inTransaction(parts.db, async (trx) => appendEvents(trx, parts.districtId, await save(trx), parts.nowMs()));
				if (events.length === 0) return;
				await fill(events[0]?.seq ?? 0);
				parts.publish(events);
			}),
		catchUp: () => inTurn(async () => fill((await lastSeq(parts.db, parts.districtId)) + 1)),
		settled: () => queue.then(() => undefined)
	};
}
