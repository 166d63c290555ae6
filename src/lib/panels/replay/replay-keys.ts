/** The keys of the replay: r goes there and back; the rest only while the past is shown. */
import type { Desk } from '../desk.svelte.ts';

const MINUTE_MS = 60_000;

/** @returns whether the key was one of these. */
export function replayKey(event: KeyboardEvent, desk: Desk, mayReplay: boolean): boolean {
	if (!mayReplay || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || desk.shortcutsOpen) return false;
	const target = event.target instanceof HTMLElement ? event.target : null;
	if (target?.closest('input, textarea, select, [contenteditable="true"], [role="menu"], [role="dialog"]')) return false;
	const { replay } = desk;
	if (event.key === 'r') {
		if (replay.on) replay.leave();
		else if (desk.picture) void replay.enter(desk.picture.areaId);
		else return false;
	} else if (!replay.on) return false;
	// A button that has the focus takes the space bar, the map its arrows.
	else if (event.key === ' ' && !target?.closest('button, a, summary')) replay.toggle();
	else if ((event.key === 'ArrowLeft' || event.key === 'ArrowRight') && !target?.closest('.maplibregl-map'))
		void replay.step((event.key === 'ArrowLeft' ? -1 : 1) * (event.shiftKey ? 10 : 1) * MINUTE_MS);
	else if (event.key === '-') replay.faster(-1);
	else if (event.key === '+' || event.key === '=') replay.faster(1);
	else return false;
	event.preventDefault();
	return true;
}
