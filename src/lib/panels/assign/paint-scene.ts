/** What the map shows and hears while ground is assigned: whose it is, what is chosen, what lacks somebody. The shape is the map's paint mode. */
import { keyOf } from '#lib/board/people/people-room.svelte.ts';
import type { DutySubject } from '#lib/duty/assignment.ts';
import type { PeopleDesk } from '../people/people-desk.svelte.ts';
import { gapsBySubject } from './subject-rows.ts';

export function paintScene(people: PeopleDesk) {
	const { room, assigning, desk } = people;
	void desk.live.rev.gaps;
	const lacking: DutySubject[] = [];
	for (const [key, gap] of gapsBySubject(desk.board?.gaps.values() ?? []))
		if (gap.subject.kind === assigning.kind && !key.endsWith('/undefined'))
			lacking.push({ kind: assigning.kind, id: Number(key.split('/')[1]) });
	// A subject that gets a primary and a backup at once is one mark: the primary's.
	const chosen = new Map<string, { subject: DutySubject; mark: { hue: number | null; letter: string }; refused: boolean }>();
	for (const one of assigning.judged) {
		const look = room.squadOf.get(one.personId);
		const key = keyOf(one.subject);
		const before = chosen.get(key);
		chosen.set(key, {
			subject: one.subject,
			mark: before?.mark ?? { hue: look?.hue ?? null, letter: look?.letter ?? '' },
			refused: (before?.refused ?? false) || one.refusal !== null
		});
	}
	return {
		ground: room.ground,
		chosen: [...chosen.values()],
		lacking,
		kind: assigning.kind,
		tool: assigning.tool,
		active: assigning.brush !== null && assigning.mayAssign && assigning.sending === null,
		over: assigning.over ?? assigning.selected
	};
}

export const paintEvents = ({ assigning }: PeopleDesk) => ({
	begin: () => assigning.begin(),
	touch: (subjects: readonly DutySubject[]) => assigning.touch(subjects),
	end: () => assigning.end(),
	look: (subject: DutySubject | null) => (assigning.selected = subject)
});
