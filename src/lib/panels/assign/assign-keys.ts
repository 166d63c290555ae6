/** The keys of assigning: tools by letter, Enter sends (with Ctrl from anywhere), Ctrl+Z takes back what was just assigned, Esc goes back a step. */
import type { PeopleDesk } from '../people/people-desk.svelte.ts';
import { sendPending, undoRecent } from './send-pending.ts';

const TOOLS = { b: 'brush', l: 'lasso', p: 'pick' } as const;

/** @returns whether the key was one of them */
export function assignKey(event: KeyboardEvent, people: PeopleDesk): boolean {
	if (event.altKey || event.defaultPrevented) return false;
	const target = event.target instanceof HTMLElement ? event.target : null;
	if (event.ctrlKey || event.metaKey) {
		if (target?.closest('[role="dialog"]')) return false;
		if (event.key === 'Enter' && people.assigning.sendable.length > 0) void sendPending(people);
		else if (event.key.toLowerCase() === 'z' && !target?.closest('input, textarea') && people.assigning.recent.length > 0)
			void undoRecent(people);
		else return false;
		return true;
	}
	if (target?.closest('input, textarea, select, [contenteditable="true"], [role="menu"], [role="dialog"]')) return false;
	const { assigning } = people;
	const tool = TOOLS[event.key.toLowerCase() as keyof typeof TOOLS];
	if (tool) assigning.tool = tool;
	else if (event.key === 'Enter' && !target?.closest('button, a, summary') && assigning.sendable.length > 0) void sendPending(people);
	else if (event.key === 'Escape') {
		if (assigning.pending.length > 0) assigning.clear();
		else if (assigning.brush) assigning.take(null);
		else if (assigning.selected) assigning.selected = null;
		else return false;
	} else return false;
	return true;
}
