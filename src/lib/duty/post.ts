/** Posts: manned places. 卡口 checkpoints, 劝返点 dissuasion points, sampling and vaccination points. */
import type { GridId } from '../area/area.ts';
import type { Position } from '../geo/position.ts';

declare const postId: unique symbol;
declare const personId: unique symbol;
export type PostId = number & { readonly [postId]: true };
export type PersonId = number & { readonly [personId]: true };

export type PostKind = 'checkpoint' | 'dissuasion' | 'sampling' | 'vaccination';

export interface Post {
	readonly id: PostId;
	readonly gridId: GridId | null;
	readonly kind: PostKind;
	/** The number painted on it, e.g. K16; unique in a district. */
	readonly code: string;
	readonly name: string;
	/** People needed at once. */
	readonly required: number;
	readonly position: Position;
}

/** Who is checked in. `present` is null while nobody has ever reported for this post: unknown is its own state. */
export interface PostStaffing {
	readonly postId: PostId;
	readonly present: number | null;
	readonly changedAtMs: number | null;
}

export type Duty = 'primary' | 'backup' | 'leader';

export interface Person {
	readonly id: PersonId;
	readonly name: string;
	/** The field's word for what this person is: grid-worker, grid-leader, police, health, cadre, volunteer, property. */
	readonly role: PersonRole;
	readonly organisation: string;
}

export type PersonRole = 'grid-worker' | 'grid-leader' | 'cadre' | 'police' | 'health' | 'volunteer' | 'property';
