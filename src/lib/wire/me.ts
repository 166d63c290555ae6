/** Who is signed in: `GET /api/me`, and `data.me` of every page. */
import type { AreaId } from '../area/area.ts';
import type { PersonId } from '../duty/post.ts';

export interface Me {
	/** As drafts name who drew and reviewed. */
	readonly accountId: string;
	readonly username: string;
	readonly name: string;
	readonly demo: boolean;
	readonly grants: readonly {
		readonly role: 'commander' | 'planner' | 'lead' | 'worker' | 'admin' | 'viewer';
		/** null: every district. */
		readonly areaId: AreaId | null;
		readonly personId: PersonId | null;
	}[];
	/** `METHOD route` of everything the account may do somewhere; offer nothing else. */
	readonly actions: readonly string[];
}
