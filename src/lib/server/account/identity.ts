/** Who is asking: an account that signed in, with the roles it holds and the area of the tree each role reaches. */
import type { AreaId } from '../../area/area.ts';
import type { PersonId } from '../../duty/post.ts';

export const ROLES = ['commander', 'planner', 'lead', 'worker', 'admin', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (value: string): value is Role => (ROLES as readonly string[]).includes(value);

/** One role within one area and everything below it. */
export interface Grant {
	readonly role: Role;
	/** null: every district of the database. */
	readonly areaId: AreaId | null;
	/** The person this account is, where the district knows them: their own track is theirs to see. */
	readonly personId: PersonId | null;
}

export interface Identity {
	readonly accountId: string;
	/** What is typed at the door, in lower case. */
	readonly username: string;
	/** What is shown on the screen. */
	readonly name: string;
	/** A demo account, of the fictional district only. */
	readonly demo: boolean;
	readonly grants: readonly Grant[];
	/** SHA-256 of the session's token, hex: names the session and cannot open it. */
	readonly sessionKey: string;
}
