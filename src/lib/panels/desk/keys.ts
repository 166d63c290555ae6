/** The keys of the desk. Typing in a field, or a key held with Ctrl, Alt or Meta, is left alone. */
import type { Desk } from '../desk.svelte.ts';

export function deskKey(event: KeyboardEvent, desk: Desk, focusSearch: () => void): void {
	if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
	const target = event.target instanceof HTMLElement ? event.target : null;
	if (target?.closest('input, textarea, select, [contenteditable="true"], [role="menu"], [role="dialog"]')) return;
	// The list of keys lies over everything; its own dialog may not have taken the focus yet.
	if (desk.shortcutsOpen && event.key !== 'Escape') return;
	switch (event.key) {
		case '/':
			focusSearch();
			break;
		case 'g':
			desk.stepGap(1);
			break;
		case 'G':
			desk.stepGap(-1);
			break;
		case '[':
			desk.panelOpen = false;
			break;
		case ']':
			desk.panelOpen = true;
			break;
		case '?':
			desk.shortcutsOpen = true;
			break;
		case 'Escape':
			desk.back();
			break;
		default:
			return;
	}
	event.preventDefault();
}
