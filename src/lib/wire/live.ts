/**
 * What browser and server say to each other over Socket.IO. Durable events are facts of one district, numbered in the transaction
 * that made them; ticks (tick.ts) carry what need not be kept. docs/live-protocol.md tells a third party the same.
 */
import type { AreaId } from '../area/area.ts';
import type { PersonId, PostId, PostStaffing } from '../duty/post.ts';
import type { Gap, GapId } from '../ledger/gap.ts';
import type { GridCoverage } from '../patrol/grid-coverage.ts';
import type { PackedJson } from './packed-json.ts';
import type { PlanSummary } from './plan-summary.ts';

/** Bodies of the durable events, by kind. Past tense: they have happened. */
export interface DurableBodies {
	'grid-coverage-changed': { readonly grids: readonly GridCoverage[] };
	'gap-opened': { readonly gap: Gap };
	/** Its outline or numbers moved; it is the same gap. */
	'gap-changed': { readonly gap: Gap };
	'gap-closed': { readonly gapId: GapId; readonly closedAtMs: number; readonly cause: string };
	'post-staffing-changed': { readonly posts: readonly PostStaffing[] };
	/** A new plan holds: the browser fetches its area picture again. */
	'plan-published': { readonly plan: PlanSummary };
	'rules-changed': { readonly version: number };
	/** Seats, rules of posts, check-ins, leave or swaps changed: whoever shows a roster of these hours or is one of these people fetches it again. */
	'roster-changed': {
		readonly posts: readonly PostId[];
		readonly people: readonly PersonId[];
		readonly fromMs: number;
		readonly untilMs: number;
		/** Of the account that did it; null for the system. */
		readonly byName: string | null;
	};
	/** Somebody in the field reported something, or it was closed. What it says and who said it is for those who may ask for it. */
	'report-made': { readonly reportId: number; readonly closedAtMs: number | null };
	/** Buildings, posts, people or devices changed: the browser fetches its area picture again. */
	'district-changed': { readonly what: readonly ('buildings' | 'posts' | 'people' | 'devices')[] };
}
export type DurableKind = keyof DurableBodies;

/** One durable event. `seq` rises by one with each event of the district; a watcher of a smaller area sees some of them. */
export type DurableEvent = {
	[K in DurableKind]: {
		readonly seq: number;
		readonly atMs: number;
		readonly kind: K;
		/** The areas it is for: those in whose rooms it is heard. */
		readonly areaIds: readonly AreaId[];
		readonly body: DurableBodies[K];
	};
}[DurableKind];

/** Everything live of an area at one sequence number. */
export interface LiveSnapshot {
	readonly areaId: AreaId;
	readonly seq: number;
	readonly serverTimeMs: number;
	readonly coverage: readonly GridCoverage[];
	/** Open gaps only. */
	readonly gaps: readonly Gap[];
	readonly staffing: readonly PostStaffing[];
	/** Gaps opened and closed in the last hour, for the headline. */
	readonly lastHour: { readonly opened: number; readonly closed: number };
}

export interface ClientToServer {
	/**
	 * Watch one area (and stop watching the one before). `lastSeq` is the last durable event this client has of the same area: it gets the rest, or a
	 * whole snapshot where that is no longer possible. Either way `tick` is a packed Tick with every patrol and building, and live messages follow it
	 * without a hole. Where many ask at once the answer waits for its turn.
	 */
	join: (request: { readonly areaId: AreaId; readonly lastSeq: number | null }, reply: (answer: JoinAnswer) => void) => void;
	leave: () => void;
	/** For a phone, which keeps no picture: to be told whenever the roster of the person of this account changes. */
	'hear-own': (reply: (answer: { readonly ok: boolean }) => void) => void;
}

/** The header under which the still picture and the footprints say on which ground of the district they were read. */
export const GROUND_HEADER = 'x-gridkeeper-ground';

export type JoinAnswer =
	| {
			readonly ok: true;
			/** Where whoever has taken this in stands: the last durable event of the district. */
			readonly seq: number;
			/** Everything durable at one moment; null for those who need not begin anew. */
			readonly snapshot: PackedJson<LiveSnapshot> | null;
			/** What came after the snapshot, or after `lastSeq`; in turn. */
			readonly events: PackedJson<readonly DurableEvent[]>;
			/** The text of GROUND_HEADER as the live side knows it: a still picture of another ground was read before (or just after) a change. */
			readonly ground: string;
			readonly tick: Uint8Array;
	  }
	| { readonly ok: false; readonly problem: 'malformed' | 'forbidden' | 'missing' | 'unavailable' };

export interface ServerToClient {
	/** A packed Tick. */
	tick: (bytes: Uint8Array) => void;
	/** In order of seq, never twice. */
	events: (events: readonly DurableEvent[]) => void;
	/** The roster of the person of this account changed: ask for the day again. */
	'own-changed': () => void;
	/** The session ended or the grant changed: the client must sign in again. */
	dismissed: (reason: 'signed-out' | 'grant-changed' | 'server-closing') => void;
}
