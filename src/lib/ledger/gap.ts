/** A gap 死角: anything that should be covered and is not. One shape for all six dimensions; it opens and closes by events. */
import type { AreaId, GridId } from '../area/area.ts';
import type { PersonId } from '../duty/post.ts';
import type { Shape } from '../geo/position.ts';

declare const gapId: unique symbol;
export type GapId = number & { readonly [gapId]: true };

export const DIMENSIONS = ['D1', 'D2', 'D3', 'D4', 'D5', 'D6'] as const;
/** D1 space, D2 responsibility, D3 time, D4 patrol freshness, D5 households, D6 information. */
export type Dimension = (typeof DIMENSIONS)[number];

/** What kind of hole it is, within its dimension. Later dimensions add kinds; the shape stays. */
export type GapKind =
	| 'ground-uncovered' // D1: ground in no grid
	| 'ground-doubled' // D1: ground in two grids
	| 'grid-in-pieces' // D1
	| 'building-orphan' // D1: building in no grid
	| 'building-doubled' // D1
	| 'nobody-known' // D2: the district knows no people
	| 'no-primary' // D2: nobody was ever named, or it was ended
	| 'no-backup' // D2
	| 'duty-expired' // D2: the deadline passed and nobody followed
	| 'primary-on-leave' // D2
	| 'person-overloaded' // D2: primary of more than the rules allow
	| 'squad-role-missing' // D2
	| 'compound-unclaimed' // D2: neither a property company nor a named cadre
	| 'seat-empty' // D3: asked now, and too few have checked in
	| 'seat-unplanned' // D3: nobody is planned who can be there
	| 'posts-without-rule' // D3: nobody has said who is needed when
	| 'buildings-stale' // D4
	| 'ground-stale' // D4
	| 'tracker-silent'; // D6

export type SubjectKind = 'district' | 'grid' | 'buildings' | 'building' | 'ground' | 'post' | 'person' | 'device' | 'compound' | 'squad';

export interface GapSubject {
	readonly kind: SubjectKind;
	/** Row ids of what is not covered: the buildings of a cluster, the one grid, the one device. Sorted. */
	readonly ids: readonly number[];
	/** How it is called in a list, e.g. 平江府路东侧 or a person's name. */
	readonly name: string;
}

export interface GapMeasures {
	readonly areaM2?: number;
	readonly widthM?: number;
	readonly buildings?: number;
	readonly households?: number;
	/** When the longest-unseen of them was last seen; null if never. */
	readonly oldestSeenAtMs?: number | null;
	/** The limit that was passed, hours (D4) — or seconds of silence allowed (D6). */
	readonly limitH?: number;
	readonly limitS?: number;
	/** D3: id of the role that is missing, … */
	readonly role?: string;
	/** … how many seats of it, … */
	readonly seats?: number;
	/** … and from when until when. */
	readonly fromMs?: number;
	readonly untilMs?: number;
	/** Seats that nobody is planned for, stretch by stretch in order of time: from, until (ms) and how many at once. Between them nothing is missing. */
	readonly hours?: readonly (readonly [fromMs: number, untilMs: number, seats: number])[];
	/** Posts without a rule. */
	readonly posts?: number;
}

/** A gap as found by a pure rule at one moment: no id and no history yet. */
export interface GapFinding {
	readonly dimension: Dimension;
	readonly kind: GapKind;
	readonly subject: GapSubject;
	readonly gridId: GridId | null;
	/** Where it is; null where it has no place. */
	readonly shape: Shape | null;
	/** Since when it has been uncovered, as far as the evidence says (a building's limit passing), never later than now. */
	readonly sinceMs: number;
	readonly measures: GapMeasures;
	/** Why, as a key into the words. */
	readonly cause: string;
}

export interface Gap extends GapFinding {
	readonly id: GapId;
	/** District … community ids, top down. */
	readonly areaPath: readonly AreaId[];
	readonly openedAtMs: number;
	readonly changedAtMs: number;
	readonly ownerId: PersonId | null;
	readonly backupId: PersonId | null;
	readonly dueAtMs: number;
	readonly closedAtMs: number | null;
}

export type Severity = 'urgent' | 'important' | 'ordinary';
