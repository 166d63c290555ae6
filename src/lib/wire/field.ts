/**
 * What a phone in the field knows and sends. `GET /api/field/day` is everything it needs to work without a signal; `POST /api/field/records` takes what
 * it did, each with an id and a time that the phone made, so that the same thing sent twice is there once. Times are Unix milliseconds.
 */
import type { AreaId, GridId } from '../area/area.ts';
import type { PersonId, PersonRole, PostId, PostKind } from '../duty/post.ts';
import type { Route } from '../duty/route/plan-route.ts';
import type { LineShape, MultiLineShape, Position, SurfaceShape } from '../geo/position.ts';
import type { PostingRules } from '../rules/roster-rules.ts';
import type { Rules } from '../rules/rule-set.ts';
import type { SeatDuty, Swap } from './roster-board.ts';

export interface FieldDay {
	/** Null: the account is no person of a roll; there is nothing to do in the field. */
	readonly person: { readonly id: PersonId; readonly name: string; readonly role: PersonRole; readonly organisation: string } | null;
	readonly districtId: AreaId;
	readonly nowMs: number;
	readonly zone: string;
	readonly rules: { readonly posting: PostingRules; readonly workload: Rules['workload']; readonly patrol: Rules['patrol'] };
	readonly attribution: string;
	readonly fictional: boolean;
	/** Grids the person is named for, primary first. */
	readonly grids: readonly FieldGrid[];
	/** Streets and paths around those grids, to walk along. */
	readonly ways: readonly { readonly class: string; readonly name: string; readonly shape: LineShape | MultiLineShape }[];
	readonly water: readonly SurfaceShape[];
	/** From yesterday to seven days ahead, in order of time. */
	readonly duties: readonly (SeatDuty & { readonly postCode: string })[];
	/** Posts of those duties and of the grids. */
	readonly posts: readonly FieldPost[];
	/** Asked of the person, or by them. */
	readonly swaps: readonly Swap[];
	readonly squad: {
		readonly name: string;
		readonly leadName: string | null;
		readonly members: readonly { readonly id: PersonId; readonly name: string }[];
	} | null;
	/** Since when the server believes them on shift; null: off. */
	readonly onShiftSinceMs: number | null;
	readonly checkedIn: { readonly postId: PostId; readonly atMs: number } | null;
	/** What those before left to be known. */
	readonly handOvers: readonly FieldHandOver[];
	/** How a tracker app of their own is set up: the address, and whether one is known. */
	readonly tracker: { readonly known: boolean };
}

export interface FieldGrid {
	readonly id: GridId;
	readonly code: string;
	readonly name: string;
	readonly duty: 'primary' | 'backup' | 'leader';
	readonly shape: SurfaceShape;
	readonly limitH: number;
	readonly buildings: readonly FieldBuilding[];
}

export interface FieldBuilding {
	readonly id: number;
	readonly name: string;
	readonly households: number;
	readonly shape: SurfaceShape;
	/** Last seen by anybody; null: never. */
	readonly seenAtMs: number | null;
}

export interface FieldPost {
	readonly id: PostId;
	readonly code: string;
	readonly kind: PostKind;
	readonly name: string;
	readonly position: Position;
	/** SHA-256 (hex) of what its printed code says, so that a phone without signal can tell the right code from a wrong one. */
	readonly codeHash: string | null;
	readonly asked: number;
	readonly present: number | null;
}

export interface FieldHandOver {
	readonly id: number;
	readonly postId: PostId | null;
	readonly gridId: GridId | null;
	readonly fromName: string;
	readonly atMs: number;
	readonly note: string;
	readonly openItems: readonly string[];
	readonly takenAtMs: number | null;
}

/** Where the phone was, as its own sensor says. */
export interface FieldPlace {
	readonly lng: number;
	readonly lat: number;
	/** Metres; null where the sensor does not say. */
	readonly accuracyM: number | null;
}

export interface FieldFix extends FieldPlace {
	readonly atMs: number;
	readonly speedMps: number | null;
	readonly bearingDeg: number | null;
}

interface Sent {
	/** UUID, made by the phone. */
	readonly id: string;
	readonly atMs: number;
}

export type VisitOutcome = 'seen' | 'contacted' | 'nobody' | 'refused' | 'later';
export const REPORT_KINDS = ['obstruction', 'damage', 'rubbish', 'fire', 'stranger', 'turned-back', 'help', 'other'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

export type FieldRecord =
	| (Sent & { readonly kind: 'shift-started'; readonly place: FieldPlace | null })
	| (Sent & { readonly kind: 'shift-ended'; readonly place: FieldPlace | null })
	/** Fixes of one shift, oldest first; only what lies within a shift is kept. */
	| (Sent & { readonly kind: 'track'; readonly fixes: readonly FieldFix[] })
	| (Sent & {
			readonly kind: 'check-in';
			readonly postId: PostId;
			readonly action: 'arrive' | 'leave';
			/** What the printed code said; null: by position. */
			readonly code: string | null;
			readonly place: FieldPlace | null;
	  })
	| (Sent & {
			readonly kind: 'visit';
			readonly buildingId: number;
			readonly outcome: VisitOutcome;
			readonly note: string;
			readonly place: FieldPlace | null;
	  })
	| (Sent & {
			readonly kind: 'report';
			readonly what: ReportKind;
			readonly words: string;
			/** With `turned-back`: how many people or vehicles. */
			readonly count: number | null;
			/** Ids of photos, sent before or after (`PUT /api/field/photos/{id}`). */
			readonly photos: readonly string[];
			readonly place: FieldPlace | null;
			readonly postId: PostId | null;
	  })
	| (Sent & {
			readonly kind: 'hand-over';
			readonly postId: PostId | null;
			readonly gridId: GridId | null;
			readonly note: string;
			readonly openItems: readonly string[];
	  });

/** In the order sent. `kept`: it is there, now or since before; `refused`: it never will be, and why. Whatever is in neither is sent again. */
export interface FieldAnswer {
	readonly results: readonly (
		| { readonly id: string; readonly state: 'kept' }
		| {
				readonly id: string;
				readonly state: 'refused';
				readonly kind: string;
				readonly message: { readonly zh: string; readonly en: string };
		  }
	)[];
	readonly serverTimeMs: number;
}

/** `GET /api/field/stored`: what is kept about the one who asks, and until when. */
export interface FieldStored {
	readonly records: Readonly<Record<string, { readonly count: number; readonly oldestMs: number; readonly newestMs: number }>>;
	readonly fixes: {
		readonly count: number;
		readonly oldestMs: number | null;
		readonly newestMs: number | null;
		readonly keptDays: number | null;
	};
	readonly photos: { readonly count: number; readonly bytes: number; readonly keptDays: number };
	readonly checkIns: number;
	/** Who opened their track, and why; newest first, at most 100. */
	readonly opened: readonly { readonly atMs: number; readonly byName: string; readonly action: string; readonly reason: string }[];
}

/** Who could take a seat of mine, those first who can take it for nothing; and which of their seats I could have for it. */
export interface SwapCandidates {
	readonly candidates: readonly {
		readonly personId: PersonId;
		readonly name: string;
		/** They may take it and give none for it. */
		readonly takes: boolean;
		readonly duties: readonly SeatDuty[];
	}[];
}

/** `POST /api/routes`: the walk, its stops in the order in which the route numbers them, and where it ends. */
export interface FieldRoute {
	readonly route: Route;
	readonly stops: readonly {
		readonly buildingId: number;
		readonly gridId: GridId;
		readonly name: string;
		/** Null: never. */
		readonly seenAtMs: number | null;
		readonly urgency: number;
		readonly serviceMinutes: number;
	}[];
	/** Minutes it was planned within; null: as long as it takes. */
	readonly minutes: number | null;
	/** The post at which the person has to be afterwards, or is to be back at. */
	readonly backTo: { readonly postId: PostId; readonly name: string; readonly startMs: number } | null;
}

/** A report as the desk sees it. */
export interface FieldReport {
	readonly id: number;
	readonly atMs: number;
	readonly receivedAtMs: number;
	readonly what: ReportKind;
	readonly words: string;
	readonly count: number | null;
	readonly personName: string;
	readonly gridId: GridId | null;
	readonly postId: PostId | null;
	readonly at: Position | null;
	readonly photos: readonly string[];
	readonly closedAtMs: number | null;
	readonly closedByName: string | null;
	readonly closeNote: string | null;
}
