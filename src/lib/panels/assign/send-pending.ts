/** Sends what is chosen, and takes back what was just assigned; says aloud what came of it. */
import type { PeopleDesk } from '../people/people-desk.svelte.ts';
import { t } from '../preferences.svelte.ts';

export async function sendPending(people: PeopleDesk): Promise<void> {
	const count = await people.assigning.send();
	const refused = people.assigning.judged.length - people.assigning.sendable.length;
	people.room.said = [t('assign.done', { count }), ...(refused > 0 ? [t('assign.refused', { count: refused })] : [])].join(t('comma'));
}

export async function undoRecent(people: PeopleDesk): Promise<void> {
	const count = await people.assigning.undo(t('assign.undo-reason'));
	people.tell(t('assign.undone', { count }));
}
