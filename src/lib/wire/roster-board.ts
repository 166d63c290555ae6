/**
 * What a lead's screen knows of posts and hours: `GET /api/areas/{id}/roster`. Times are Unix milliseconds; a seat is named as `duty/seats.ts` names it,
 * a post in a seat's name by its code. What posts ask for is reckoned from `posts[].rules` by the same function on both sides (`duty/roster/board-problem.ts`).
 */
import type { AreaId, GridId } from '../area/area.ts';
import type { Leave } from '../duty/people.ts';
import type { PersonId, PersonRole, PostId, PostKind } from '../duty/post.ts';
import type { Position } from '../geo/position.ts';
import type { PostingRules } from '../rules/roster-rules.ts';

export interface RosterBoard {
	readonly areaId: AreaId;
	/** Rises with every change to rules, duties, check-ins or leave of the district: of two answers the later one counts. */
	readonly seq: number;
	readonly nowMs: number;
	/** IANA zone of the wall clock. */
	readonly zone: string;
	/** First local day, `2026-11-22`, and how many. */
	readonly from: string;
	readonly days: number;
	readonly rules: PostingRules;
	readonly posts: readonly BoardPost[];
	readonly people: readonly BoardPerson[];
	/** Who sits where: those that touch the days, and of the people here also the week before and after, for rest and hours. */
	readonly duties: readonly SeatDuty[];
	/** That touch the days. */
	readonly checkIns: readonly BoardCheckIn[];
	/** Still asked. */
	readonly swaps: readonly Swap[];
}

export interface BoardPost {
	readonly id: PostId;
	/** The number painted on it; posts of a problem are named by it. */
	readonly code: string;
	readonly kind: PostKind;
	readonly name: string;
	readonly areaId: AreaId;
	readonly gridId: GridId | null;
	readonly position: Position;
	readonly weight: number;
	/** Ids of shifts; null: the usual ones. */
	readonly shifts: readonly string[] | null;
	/** Versions, oldest first; none: nobody has said who is needed when. `needs` reads as `duty/post-rule.ts` says. */
	readonly rules: readonly { readonly from: string; readonly needs: string; readonly madeByName: string | null }[];
	/** The squad whose posts it belongs to, if one answers for it: that of its named primary. */
	readonly squadId: number | null;
}

export interface BoardPerson {
	readonly id: PersonId;
	readonly name: string;
	readonly role: PersonRole;
	readonly roles: readonly PersonRole[];
	readonly skills: readonly string[];
	readonly organisation: string;
	readonly squadId: number | null;
	readonly home: Position | null;
	/** As `duty/when.ts` reads them; none: always. */
	readonly hours: readonly string[];
	readonly leave: readonly (Leave & { readonly id: number })[];
	readonly wishes: readonly Wish[];
	/** Of the four weeks before `from`. */
	readonly nightsBefore: number;
	readonly weekendsBefore: number;
	/** On shift by their phone; null: not. */
	readonly onShiftSinceMs: number | null;
}

export interface Wish {
	readonly id: number;
	readonly want: 'off' | 'work';
	readonly on: string;
	readonly hours: string;
	readonly weight: number;
}

export interface SeatDuty {
	readonly id: number;
	/** `K16/police/2026-11-23T23:00/1` */
	readonly seat: string;
	readonly postId: PostId;
	readonly role: string;
	readonly skills: readonly string[];
	readonly personId: PersonId;
	readonly startMs: number;
	readonly endMs: number;
	/** When the person said on their phone that they know; null: not yet. */
	readonly confirmedAtMs: number | null;
	readonly madeByName: string | null;
	readonly madeAtMs: number;
}

export type CheckInProof = 'device' | 'code' | 'position' | 'lead';

export interface BoardCheckIn {
	readonly postId: PostId;
	readonly personId: PersonId;
	readonly personName: string;
	/** Role of the seat it counts for; null where it stands in none. */
	readonly role: string | null;
	readonly atMs: number;
	readonly untilMs: number | null;
	readonly proof: CheckInProof;
	readonly byName: string | null;
	readonly reason: string | null;
}

/** A seat that somebody asks another to take, perhaps for one of theirs. */
export interface Swap {
	readonly id: number;
	readonly duty: SeatDuty;
	readonly forDuty: SeatDuty | null;
	readonly fromPersonId: PersonId;
	readonly toPersonId: PersonId;
	readonly fromName: string;
	readonly toName: string;
	readonly note: string;
	readonly state: 'asked' | 'agreed' | 'declined' | 'withdrawn' | 'failed';
	readonly reason: string;
	readonly madeAtMs: number;
}

/** One seat that changes hands, and who sat there when it was decided: where somebody else sits there by now, the change is refused. */
export interface SeatChangeAsked {
	readonly seat: string;
	readonly before: PersonId | null;
	readonly after: PersonId | null;
}

export interface RosterSaved {
	readonly board: RosterBoard;
	/** People who are told. */
	readonly told: readonly PersonId[];
}

/** 409 or 422: nothing was written. */
export interface RosterRefusal {
	readonly problem: { readonly kind: string; readonly detail?: Readonly<Record<string, unknown>> };
	readonly message: { readonly zh: string; readonly en: string };
	/** Seats where somebody was first. */
	readonly moved?: readonly {
		readonly seat: string;
		readonly holder: { readonly id: PersonId; readonly name: string } | null;
		readonly byName: string | null;
		readonly atMs: number;
	}[];
	/** Hard rules that it would break (`duty/roster/judge-roster.ts`). */
	readonly broken?: readonly {
		readonly rule: string;
		readonly personId: PersonId;
		readonly seatIds: readonly string[];
		readonly detail: Readonly<Record<string, string | number>>;
	}[];
}

/** Lines of `POST /api/areas/{id}/roster/solve` (application/x-ndjson): progress until the answer. The one who asks goes away: it is cancelled. */
export type SolveLine =
	| { readonly say: 'waiting'; readonly before: number }
	| {
			readonly say: 'progress';
			readonly aim: 'coverage' | 'changes' | 'points' | 'places';
			readonly part: number;
			readonly parts: number;
			readonly bound: number;
			readonly best: number | null;
			readonly seconds: number;
	  }
	| ({ readonly say: 'answer' } & Proposals)
	| { readonly say: 'refused'; readonly message: { readonly zh: string; readonly en: string } };

export interface Proposals {
	/** Best first; the first is the whole answer, those after it other ways to close the same gaps. */
	readonly proposals: readonly Proposal[];
	/** With `off`: the seats that opened, and who sat there. */
	readonly opened: readonly { readonly seat: string; readonly personId: PersonId }[];
	readonly cure: readonly {
		readonly role: string;
		readonly skills: readonly string[];
		readonly seats: number;
		readonly openHours: number;
		readonly people: number;
		readonly atLeast: number;
		readonly forbidden: readonly string[];
	}[];
	readonly seconds: number;
}

export interface Proposal {
	/** Against what is planned now. */
	readonly changes: readonly SeatChangeAsked[];
	/** Seats that stay empty. */
	readonly open: readonly string[];
	readonly proven: boolean;
	readonly points: number;
	/** Of seats that this option cannot have: the rule that forbids it, for one that is shown and cannot be taken. */
	readonly broken: RosterRefusal['broken'];
}
