/** Lets a person join a squad, or leave it; the squad is sent whole, as the server takes it. */
import { saveSquad } from '#lib/board/people/people-api.ts';
import type { PersonId } from '#lib/duty/post.ts';
import { t } from '../preferences.svelte.ts';
import type { PeopleDesk } from './people-desk.svelte.ts';

export async function joinSquad(people: PeopleDesk, squadId: number, personId: PersonId): Promise<void> {
	const squad = people.room.squads.find(({ id }) => id === squadId);
	if (!squad || squad.members.includes(personId)) return;
	await change(people, squadId, { members: [...squad.members, personId] }, 'squads.joined', personId);
}

export async function leaveSquad(people: PeopleDesk, squadId: number, personId: PersonId): Promise<void> {
	const squad = people.room.squads.find(({ id }) => id === squadId);
	if (!squad) return;
	const members = squad.members.filter((id) => id !== personId);
	await change(people, squadId, { members, leadId: squad.leadId === personId ? null : squad.leadId }, 'squads.left', personId);
}

async function change(
	people: PeopleDesk,
	squadId: number,
	to: { readonly members: readonly PersonId[]; readonly leadId?: PersonId | null },
	said: 'squads.joined' | 'squads.left',
	personId: PersonId
): Promise<void> {
	const squad = people.room.squads.find(({ id }) => id === squadId);
	if (!squad) return;
	const { name, template, leadId } = squad;
	const answer = await saveSquad(squadId, { name, template, leadId, ...to });
	if (!answer.ok) return people.tellTrouble(answer.problem);
	await people.room.fetchNow();
	people.tell(t(said, { name: people.room.byId.get(personId)?.name ?? '', squad: name }));
}
