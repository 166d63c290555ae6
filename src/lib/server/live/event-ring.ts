/** The newest durable events of a district, kept at hand so that a client that was away for a moment gets just what it missed. */
import type { AreaId } from '#lib/area/area.ts';
import type { DurableEvent } from '#lib/wire/live.ts';

export interface EventRing {
	/** Takes events in, in order and without a hole. */
	add(events: readonly DurableEvent[]): void;
	/** What an area missed since a number; null where that is no longer, or never was, known. */
	after(seq: number, areaId: AreaId): readonly DurableEvent[] | null;
	/** Forgets events older than this. */
	dropBefore(atMs: number): void;
	readonly size: number;
	/** The last event of the district, whether or not it is still held. */
	readonly lastSeq: number;
}

/** @param lastSeq the last event before any that will be added. */
export function createEventRing(lastSeq: number, maxEvents: number): EventRing {
	let events: DurableEvent[] = [];
	let last = lastSeq;
	return {
		add(more) {
			for (const event of more) {
				if (event.seq !== last + 1) throw new RangeError(`event ${event.seq} does not follow ${last}`);
				last = event.seq;
				events.push(event);
			}
			// Cut in bulk, so that each event is moved once in a while and not on every arrival.
			if (events.length > maxEvents * 1.25) events = events.slice(-maxEvents);
		},
		after(seq, areaId) {
			const first = events[0]?.seq ?? last + 1;
			if (!Number.isInteger(seq) || seq > last || seq < first - 1) return null;
			return events.slice(seq - first + 1).filter((event) => event.areaIds.includes(areaId));
		},
		dropBefore(atMs) {
			const keep = events.findIndex((event) => event.atMs >= atMs);
			events = keep < 0 ? [] : events.slice(keep);
		},
		get size() {
			return events.length;
		},
		get lastSeq() {
			return last;
		}
	};
}
