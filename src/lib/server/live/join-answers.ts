/**
 * What is said to those who join. A crowd that comes back asks for the same, so it is packed once: a snapshot is kept for a while and sent with the
 * events after it, which lead to the same picture as a newer one.
 */
import type { AreaId } from '#lib/area/area.ts';
import type { DurableEvent, JoinAnswer, LiveSnapshot } from '#lib/wire/live.ts';
import { packJson, type PackedJson } from '#lib/wire/packed-json.ts';
import type { EventRing } from './event-ring.ts';

/** The durable part of an answer. */
export type DurableAnswer = Pick<Extract<JoinAnswer, { readonly ok: true }>, 'seq' | 'snapshot' | 'events'>;

export interface JoinAnswers {
	/** @param since the last event of the area that is known there; null for none */
	answer(areaId: AreaId, since: number | null): DurableAnswer;
	/** What was packed no longer leads to the picture: it was changed by something else than events. */
	forget(): void;
}

export interface JoinAnswersParts {
	readonly ring: () => EventRing;
	/** Of now. */
	readonly snapshot: (areaId: AreaId) => LiveSnapshot;
	readonly nowMs: () => number;
}

interface KeptSnapshot {
	readonly bytes: PackedJson<LiveSnapshot>;
	readonly seq: number;
	readonly packedAtMs: number;
	/** Events before a hole do not lead over it. */
	readonly ring: EventRing;
}

const KEEP_MS = 5_000;
/** Lists of events kept packed: a crowd asks for few different ones. */
const KEEP_LISTS = 32;

export function createJoinAnswers({ ring, snapshot, nowMs }: JoinAnswersParts): JoinAnswers {
	const snapshots = new Map<AreaId, KeptSnapshot>();
	const lists = new Map<string, PackedJson<readonly DurableEvent[]>>();
	let listsOf: EventRing | null = null;
	let listsSeq = 0;

	/** Null where they are no longer known. */
	function eventsAfter(seq: number, areaId: AreaId): PackedJson<readonly DurableEvent[]> | null {
		const now = ring();
		if (listsOf !== now || listsSeq !== now.lastSeq || lists.size >= KEEP_LISTS) lists.clear();
		[listsOf, listsSeq] = [now, now.lastSeq];
		const key = `${areaId} ${seq}`;
		const kept = lists.get(key);
		if (kept) return kept;
		const events = now.after(seq, areaId);
		if (!events) return null;
		const bytes = packJson(events);
		lists.set(key, bytes);
		return bytes;
	}

	function snapshotOf(areaId: AreaId): KeptSnapshot {
		const kept = snapshots.get(areaId);
		// Either way: the clock may have been set back.
		if (kept?.ring === ring() && Math.abs(nowMs() - kept.packedAtMs) < KEEP_MS) return kept;
		const shot = snapshot(areaId);
		const fresh = { bytes: packJson(shot), seq: shot.seq, packedAtMs: nowMs(), ring: ring() };
		snapshots.set(areaId, fresh);
		return fresh;
	}

	return {
		answer(areaId, since) {
			const seq = ring().lastSeq;
			const missed = since === null ? null : eventsAfter(since, areaId);
			if (missed) return { seq, snapshot: null, events: missed };
			let shot = snapshotOf(areaId);
			let events = eventsAfter(shot.seq, areaId);
			if (!events) {
				snapshots.delete(areaId);
				shot = snapshotOf(areaId);
				events = packJson([]);
			}
			return { seq, snapshot: shot.bytes, events };
		},
		forget() {
			snapshots.clear();
		}
	};
}
