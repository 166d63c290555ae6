/**
 * Drafts of a district's plan: what planners draw beside the plan that holds, have reviewed by somebody else, and publish for a moment to come.
 * A draft is its base plan and the edits after it; both sides draw the same edits with the same functions (plan/apply-edit.ts).
 */
import type { AreaId } from '../area/area.ts';
import type { Position } from '../geo/position.ts';
import type { GridCode } from '../plan/border-plan.ts';
import type { Mend, PolygonFault } from '../plan/from-polygons.ts';
import type { PlanEdit } from '../plan/plan-edit.ts';
import type { PlanProblem } from '../plan/plan-edit.ts';
import type { PlanSummary } from './plan-summary.ts';
import type { ProblemAnswer } from './problem-answer.ts';

/**
 * drawing → submitted → reviewed → scheduled → published; a returned draft is drawn again, a withdrawn one is kept and can be copied.
 * Only a drawing draft takes edits.
 */
export type DraftState = 'drawing' | 'submitted' | 'reviewed' | 'scheduled' | 'published' | 'withdrawn';

/** Whoever did something, by account. */
export interface Doer {
	readonly accountId: string;
	readonly name: string;
	readonly atMs: number;
}

export interface DraftSummary {
	readonly id: number;
	readonly districtId: AreaId;
	readonly name: string;
	readonly note: string;
	readonly state: DraftState;
	/** Rises by one with every save, whatever was saved. */
	readonly revision: number;
	/** How many edits hold. */
	readonly edits: number;
	readonly base: PlanSummary;
	/** Another plan has taken the place of its base: it must be rebased before it can be submitted. */
	readonly behind: boolean;
	readonly made: Doer;
	readonly changed: Doer;
	/** Everybody who drew in it: none of them may review it. */
	readonly drawnBy: readonly string[];
	readonly submitted: Doer | null;
	readonly reviewed: (Doer & { readonly note: string }) | null;
	/** Why it was returned, until it is submitted again. */
	readonly returned: (Doer & { readonly note: string }) | null;
	/** Once scheduled. */
	readonly effectiveFromMs: number | null;
	/** An emergency split that goes back by itself, with the old codes. */
	readonly revertsAtMs: number | null;
	readonly planId: number | null;
}

/** `GET /api/drafts/{id}`. The base's borders come from `GET /api/plans/{base.id}/borders`. */
export interface DraftBody {
	readonly draft: DraftSummary;
	/** In order; those from `at` on were undone and can be done again. */
	readonly edits: readonly PlanEdit[];
	readonly at: number;
}

/**
 * `PUT /api/drafts/{id}/edits`: the first `keep` edits stay as they are, `edits` follow them, and the first `at` of all hold. Refused whole where
 * `revision` is not the draft's any more (409 `draft.moved-on`, with a `MovedOn`), or where an edit is refused as things stand there.
 * What was dropped by `keep` stays in the record.
 */
export interface SaveEdits {
	readonly revision: number;
	readonly keep: number;
	readonly edits: readonly PlanEdit[];
	readonly at: number;
	/** FNV-1a of the plan's bytes after it (`plan/history.ts`), so that both sides know they have drawn the same. */
	readonly mark: number;
}

/** Somebody saved before: what there is now, to be shown beside one's own and drawn upon. */
export interface MovedOn {
	readonly draft: DraftSummary;
	readonly edits: readonly PlanEdit[];
	readonly at: number;
}

/** `POST /api/drafts/{id}/rebase`: onto the plan that holds. Edits that are refused there are left out, kept in the record and told. */
export interface RebaseAnswer {
	readonly body: DraftBody;
	readonly leftOut: readonly { readonly edit: PlanEdit; readonly why: string; readonly at?: Position }[];
}

/** One place where a draft cannot be published, to be shown on the map. `witness`: PostGIS found it, not we. */
export interface DraftFault {
	readonly kind: string;
	readonly at: Position | null;
	readonly areaM2?: number;
	readonly widthM?: number;
	readonly grids?: readonly GridCode[];
	readonly buildingIds?: readonly number[];
	readonly witness: boolean;
}

/**
 * How a request about a draft is refused: the problem and its words as everywhere, and beside them what a screen needs to show why.
 * 409 `draft.moved-on` has `movedOn`; 422 with the kind of a `PlanProblem` has `refusedEdit`; 422 `draft.faults` has `faults`.
 */
export interface DraftRefusal extends ProblemAnswer {
	readonly movedOn?: MovedOn;
	/** Which of the edits sent (from 0) is refused as things stand, and why. */
	readonly refusedEdit?: { readonly index: number; readonly problem: PlanProblem };
	readonly faults?: readonly DraftFault[];
}

/** `POST /api/areas/{id}/drafts`. Upon the plan that will hold last, unless `planId` or `copyOf` (a draft, whose edits are copied) say otherwise. */
export interface NewDraft {
	readonly name: string;
	readonly note?: string;
	readonly planId?: number;
	readonly copyOf?: number;
}

/** `GET /api/areas/{id}/drafts`, newest change first. */
export interface DraftList {
	readonly drafts: readonly DraftSummary[];
}

/** `GET /api/areas/{id}/plans` */
export interface PlanList {
	readonly plans: readonly PlanEntry[];
}

/**
 * `GET /api/plans/{id}/mends`: what keeps an imported plan from being drawn upon. `POST` with `{mend}` accepts one more and answers what is left; without
 * faults left, the plan has borders.
 */
export interface PlanMends {
	readonly faults: readonly PolygonFault[];
	readonly accepted: readonly Mend[];
}

/**
 * `POST /api/drafts/{id}/review`: accept or return with a note. `PATCH /api/drafts/{id}`, `submit`, `review`, `publish` and `withdraw` answer with the
 * draft's new `DraftSummary`; `POST …/drafts`, `GET /api/drafts/{id}` and `PUT …/edits` with a `DraftBody`. A POST without a body sends `{}`.
 * `GET /api/drafts/{id}/plan` gives the plan it draws as bytes, also where its edits cannot be drawn again in the browser because its new codes were given out
 * meanwhile.
 */
export interface ReviewDraft {
	readonly verdict: 'accept' | 'return';
	readonly note: string;
}

/** `POST /api/drafts/{id}/publish`. Effective at once where the moment is not after now. */
export interface PublishDraft {
	readonly effectiveFromMs: number;
	/** The plan before comes back then, by itself, with the old codes. */
	readonly revertsAtMs?: number;
}

/** A plan that was, is, or will be in force: `GET /api/areas/{id}/plans`, newest first. */
export interface PlanEntry extends PlanSummary {
	readonly effectiveUntilMs: number | null;
	readonly grids: number;
	readonly publishedBy: Doer | null;
	/** It brings back an earlier one after an emergency. */
	readonly bringsBack: number | null;
}

/** Somebody who has a draft open now. A grid they are at is softly locked until `lockedUntilMs`: others see it and leave it alone. */
export interface Presence {
	readonly accountId: string;
	readonly name: string;
	readonly cursor: Position | null;
	readonly grids: readonly GridCode[];
	readonly lockedUntilMs: number;
}

export interface DraftClientToServer {
	/** Be seen in a draft (and leave the one before). */
	'draft-open': (request: { readonly draftId: number }, reply: (answer: { readonly ok: boolean }) => void) => void;
	'draft-leave': () => void;
	/** Where I am and which grids I am changing; an empty list lets go. Refused grids are those another holds. */
	'draft-touch': (
		request: { readonly cursor: Position | null; readonly grids: readonly GridCode[] },
		reply: (answer: { readonly refused: readonly GridCode[] }) => void
	) => void;
}

export interface DraftServerToClient {
	/** Everybody in the draft that is open here, oneself left out. */
	'draft-presence': (presence: { readonly draftId: number; readonly people: readonly Presence[] }) => void;
	/** Saved, submitted, returned, reviewed, published … by anybody. */
	'draft-changed': (change: { readonly draft: DraftSummary }) => void;
}
