/**
 * Dragging a person with the pointer onto the map, a row or a squad. A click stays a click until the pointer has gone some way; a finger has to hold still
 * for a moment first, so that lists can be scrolled.
 */
import type { DutySubject } from '#lib/duty/assignment.ts';
import type { PersonId } from '#lib/duty/post.ts';
import type { PeopleDesk } from './people-desk.svelte.ts';

const FAR_PX = 6;
const HOLD_MS = 350;

export function carryPerson(
	event: PointerEvent,
	desk: PeopleDesk,
	personId: PersonId,
	onover: (over: DutySubject | null) => void,
	ondrop: (over: { readonly subject: DutySubject | null; readonly squad: number | null }) => void
): void {
	if (event.button !== 0) return;
	const { pointerId, clientX, clientY, pointerType } = event;
	const element = event.currentTarget as HTMLElement;
	const stop = new AbortController();
	const { signal } = stop;
	let held = pointerType !== 'touch';
	const waiting = setTimeout(() => (held = true), HOLD_MS);
	const end = (): void => {
		clearTimeout(waiting);
		stop.abort();
		desk.carried = null;
		onover(null);
	};
	const move = (at: PointerEvent): void => {
		if (at.pointerId !== pointerId) return;
		const far = Math.hypot(at.clientX - clientX, at.clientY - clientY) >= FAR_PX;
		if (!desk.carried && (!far || !held)) {
			if (far) end();
			return;
		}
		at.preventDefault();
		const under = document.elementFromPoint(at.clientX, at.clientY);
		const row = under?.closest<HTMLElement>('[data-subject]')?.dataset['subject'];
		const squad = under?.closest<HTMLElement>('[data-squad]')?.dataset['squad'];
		const over = row ? subjectOf(row) : under?.closest('[data-map]') ? desk.subjectUnder(at.clientX, at.clientY) : null;
		const before = desk.carried?.over ?? null;
		const same = before?.kind === over?.kind && before?.id === over?.id;
		desk.carried = { personId, x: at.clientX, y: at.clientY, over: same ? before : over, overSquad: squad ? Number(squad) : null };
		if (!same) onover(over);
	};
	const drop = (at: PointerEvent): void => {
		if (at.pointerId !== pointerId) return;
		const { carried } = desk;
		end();
		if (!carried) return;
		ondrop({ subject: carried.over, squad: carried.overSquad });
		// The click that follows a drag is none.
		const swallow = (click: MouseEvent): void => {
			click.stopPropagation();
			click.preventDefault();
		};
		element.addEventListener('click', swallow, { capture: true, once: true });
		setTimeout(() => element.removeEventListener('click', swallow, { capture: true }), 0);
	};
	window.addEventListener('pointermove', move, { signal });
	window.addEventListener('pointerup', drop, { signal });
	window.addEventListener('pointercancel', end, { signal });
	window.addEventListener(
		'keydown',
		(key) => {
			if (key.key !== 'Escape' || !desk.carried) return;
			key.preventDefault();
			key.stopPropagation();
			end();
		},
		{ signal, capture: true }
	);
	window.addEventListener(
		'touchmove',
		(touch) => {
			if (desk.carried) touch.preventDefault();
		},
		{ signal, passive: false }
	);
}

function subjectOf(key: string): DutySubject | null {
	const [kind, id] = key.split('/');
	return kind === undefined || id === undefined ? null : { kind: kind as DutySubject['kind'], id: Number(id) };
}
