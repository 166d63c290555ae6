/** The keys of the lead's page. Typing in a field is left alone; arrows and x are answered by the seat that has the focus (`Ribbon.svelte`). */
import type { WordKey } from '#lib/words/words.ts';
import type { DutyRoom } from './duty.svelte.ts';

/** For the list of keys. */
export const DUTY_KEYS: readonly (readonly [key: string, word: WordKey])[] = [
	['← → ↑ ↓', 'rota.key.walk'],
	['Enter', 'rota.key.open'],
	['x', 'rota.key.clear'],
	['g', 'rota.key.next'],
	['G', 'rota.key.previous'],
	['w', 'rota.key.what-if'],
	['Ctrl Z', 'rota.undo'],
	['Ctrl ⇧ Z', 'rota.redo'],
	['[', 'rota.key.fold'],
	[']', 'rota.key.unfold'],
	['/', 'shortcuts.search'],
	['Esc', 'shortcuts.back'],
	['?', 'shortcuts.list']
];

/** @returns whether it was one of these */
export function dutyKey(event: KeyboardEvent, duty: DutyRoom, focusSearch: () => void): boolean {
	const { desk, roster } = duty;
	const target = event.target instanceof HTMLElement ? event.target : null;
	if (event.defaultPrevented) return false;
	if (event.key === 'Escape' && duty.whatIfOpen && !target?.closest('[role="dialog"], [role="menu"]')) {
		duty.whatIfOpen = false;
		roster.leaveWhatIf();
		return true;
	}
	if (target?.closest('input, textarea, select, [contenteditable="true"], [role="menu"], [role="dialog"]')) return false;
	if (event.ctrlKey || event.metaKey) {
		if (event.altKey || !roster.mayWrite || duty.tab !== 'roster') return false;
		const key = event.key.toLowerCase();
		if (key === 'z') {
			if (event.shiftKey) roster.redo();
			else roster.undo();
		} else if (key === 'y') roster.redo();
		else return false;
		return true;
	}
	if (event.altKey || (desk.shortcutsOpen && event.key !== 'Escape')) return false;
	switch (event.key) {
		case '/':
			focusSearch();
			return true;
		case '?':
			desk.shortcutsOpen = true;
			return true;
		case '[':
			duty.footOpen = false;
			return true;
		case ']':
			duty.footOpen = true;
			return true;
	}
	if (duty.tab !== 'roster') return false;
	switch (event.key) {
		case 'g':
			duty.stepGap(1);
			return true;
		case 'G':
			duty.stepGap(-1);
			return true;
		case 'w':
			duty.whatIfOpen = true;
			roster.setWhatIf({ people: [], posts: [] });
			return true;
		case 'Escape':
			if (duty.card) duty.card = null;
			else if (roster.asking) roster.cancel();
			else if (roster.selected !== null) duty.select(null);
			else return false;
			return true;
		default:
			return false;
	}
}
