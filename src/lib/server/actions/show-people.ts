/** The people that an account may see, each as much as its roles there allow. */
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import type { RollPerson } from '#lib/wire/duty.ts';
import type { Identity, Role } from '../account/identity.ts';
import { ownAreas } from '../account/own-areas.ts';
import { areasWithin } from '../store/area-tree.ts';
import { rolledPeople } from '../store/people.ts';

/** Roles that see a person as they are; all others see that there is one, and of which role and organisation. */
const CLEAR: readonly Role[] = ['commander', 'planner', 'lead', 'admin'];

/** @param areaId null: all areas that are the account's by one of `roles` */
export async function showPeople(
	db: Db,
	identity: Identity,
	areaId: AreaId | null,
	roles: readonly Role[],
	nowMs: number
): Promise<readonly RollPerson[]> {
	const roots = areaId === null ? ownAreas(identity, roles) : [areaId];
	const areas = roots === null ? null : await idsWithin(db, roots);
	const clearRoots = ownAreas(identity, CLEAR);
	const clear = clearRoots === null ? null : new Set<number>(await idsWithin(db, clearRoots));
	const people = await rolledPeople(db, areas, nowMs);
	return people.map((person) => (clear === null || clear.has(person.areaId) ? person : masked(person)));
}

const idsWithin = async (db: Db, roots: readonly AreaId[]): Promise<number[]> =>
	(await areasWithin(db, roots)).flatMap((area) => (area.mine ? area.id : []));

/** 王＊＊ */
const masked = (person: RollPerson): RollPerson => ({
	...person,
	name: `${[...person.name][0] ?? ''}＊＊`,
	sourceId: null,
	skills: [],
	hours: [],
	leave: []
});
