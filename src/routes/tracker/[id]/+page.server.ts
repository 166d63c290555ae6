/** Whose tracker it is. A worker sets up their own. */
import { error } from '@sveltejs/kit';
import { mayUse } from '#lib/server/account/access.ts';
import { ownPersons } from '#lib/server/account/own-areas.ts';
import { runtime } from '#lib/server/runtime.ts';
import { areaPathOfPerson } from '#lib/server/store/duty-areas.ts';
import { hasOwnApp } from '#lib/server/store/own-devices.ts';
import { rolledPeople } from '#lib/server/store/people.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals }) => {
	const { db } = runtime().database;
	const id = Number(params.id);
	const [person] = await rolledPeople(db, null, Date.now(), { ids: [id] });
	if (!person || !locals.identity) error(404);
	const own = ownPersons(locals.identity).includes(person.id);
	const oversees = mayUse(locals.identity, { who: ['lead', 'admin'], area: 'person' }, await areaPathOfPerson(db, id));
	if (!own && !oversees) error(403);
	return { person: { id: person.id, name: person.name, organisation: person.organisation }, own, known: await hasOwnApp(db, id) };
};
