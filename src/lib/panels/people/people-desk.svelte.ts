/** What the people's and the assigning tab share beside the desk: the room with everybody in it, the hand that assigns, and who is looked at. */
import { createContext } from 'svelte';
import { Assigning } from '#lib/board/people/assigning.svelte.ts';
import { NO_PEOPLE_FILTER, type PeopleFilter, type PeopleSort } from '#lib/board/people/people-filter.ts';
import type { PeopleTrouble } from '#lib/board/people/people-api.ts';
import { PeopleRoom } from '#lib/board/people/people-room.svelte.ts';
import type { DutySubject } from '#lib/duty/assignment.ts';
import type { PersonId } from '#lib/duty/post.ts';
import type { Squad } from '#lib/wire/duty.ts';
import type { Me } from '#lib/wire/me.ts';
import type { Desk } from '../desk.svelte.ts';
import { preferences, t } from '../preferences.svelte.ts';

/** A person held over the map or a list. */
export interface Carried {
	readonly personId: PersonId;
	readonly x: number;
	readonly y: number;
	readonly over: DutySubject | null;
	readonly overSquad: number | null;
}

export class PeopleDesk {
	readonly desk: Desk;
	readonly room: PeopleRoom;
	readonly assigning: Assigning;
	filter = $state.raw<PeopleFilter>(NO_PEOPLE_FILTER);
	sort = $state.raw<{ readonly by: PeopleSort; readonly down: boolean }>({ by: 'name', down: false });
	/** Whose drawer is open. */
	selected = $state.raw<PersonId | null>(null);
	importing = $state(false);
	/** `new`, or the squad that is changed. */
	squadDialog = $state.raw<'new' | Squad | null>(null);
	carried = $state.raw<Carried | null>(null);
	notice = $state.raw<{ readonly text: string; readonly alarm: boolean } | null>(null);
	/** What of a kind lies under a place of the window; the page's map puts itself here. */
	subjectUnder: (clientX: number, clientY: number) => DutySubject | null = () => null;
	/** Leads from a person to the assigning of ground; the page puts itself here. */
	toAssign: () => void = () => undefined;

	constructor(desk: Desk, me: Me | null) {
		this.desk = desk;
		this.room = new PeopleRoom(desk.live, me);
		this.assigning = new Assigning(this.room, (kind) => t(`assign.task.${kind}`));
	}

	tell(text: string, alarm = false): void {
		this.notice = { text, alarm };
		this.room.said = text;
	}
	tellTrouble(trouble: PeopleTrouble): void {
		this.tell(trouble.message?.[preferences.language] ?? t('assign.lost'), true);
	}
	goTo(subject: DutySubject): void {
		const at = this.room.placeOf(subject);
		if (subject.kind === 'grid' || subject.kind === 'post' || subject.kind === 'building')
			this.desk.map?.flyTo({ kind: subject.kind, id: subject.id });
		else if (at) this.desk.goTo(at);
	}
}

export const [getPeople, setPeople] = createContext<PeopleDesk>();
