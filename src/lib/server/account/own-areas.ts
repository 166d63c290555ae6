/** Which areas an identity's grants open, for answers that are about whatever is theirs. */
import type { AreaId } from '../../area/area.ts';
import type { Role, Identity } from './identity.ts';

/** Roots of the identity's areas, for these roles (all where none are given); null: everywhere. */
export function ownAreas(identity: Identity, roles?: readonly Role[]): AreaId[] | null {
	const roots = new Set<AreaId>();
	for (const grant of identity.grants) {
		if (roles && !roles.includes(grant.role)) continue;
		if (grant.areaId === null) return null;
		roots.add(grant.areaId);
	}
	return [...roots];
}

/** The persons this account is. */
export const ownPersons = (identity: Identity): number[] =>
	identity.grants.flatMap((grant) => (grant.personId === null ? [] : [grant.personId]));
