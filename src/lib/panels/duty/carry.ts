/**
 * Dragging a person with the pointer, from the list or from a seat, onto a seat or a post of the map. A click stays a click until the pointer has gone
 * some way; with a finger the person has to be held for a moment first, so that lists and ribbon can be scrolled.
 */
import type { PersonId, PostId } from '#lib/duty/post.ts';
import type { DutyRoom } from './duty.svelte.ts';

const FAR_PX = 6;
const HOLD_MS = 350;

export function takeInHand(event: PointerEvent, duty: DutyRoom, personId: PersonId, fromSeat: string | null): void {
	if (event.button !== 0 || !duty.roster.mayWrite) return;
	const { pointerId, clientX, clientY, pointerType } = event;
	const stop = new AbortController();
	const { signal } = stop;
	let held = pointerType !== 'touch';
	const waiting = setTimeout(() => (held = true), HOLD_MS);
	const end = (): void => {
		clearTimeout(waiting);
		stop.abort();
		duty.inHand = null;
	};
	const move = (at: PointerEvent): void => {
		if (at.pointerId !== pointerId) return;
		const far = Math.hypot(at.clientX - clientX, at.clientY - clientY) >= FAR_PX;
		if (!duty.inHand && (!far || !held)) {
			if (far) end();
			return;
		}
		if (!duty.inHand) {
			duty.card = null;
			duty.roster.selected = fromSeat;
		}
		at.preventDefault();
		const under = document.elementFromPoint(at.clientX, at.clientY);
		const seat = under?.closest<HTMLElement>('[data-seat]')?.dataset['seat'] ?? null;
		const row = seat === null ? under?.closest<HTMLElement>('[data-post]')?.dataset['post'] : undefined;
		duty.inHand = {
			...{ personId, fromSeat, x: at.clientX, y: at.clientY, overSeat: seat },
			overPost: row ? (Number(row) as PostId) : under?.closest('[data-map]') ? duty.postUnder(at.clientX, at.clientY) : null
		};
	};
	const drop = (at: PointerEvent): void => {
		if (at.pointerId !== pointerId) return;
		const { inHand } = duty;
		if (inHand) {
			const seat = inHand.overSeat;
			const fits = seat !== null && seat !== fromSeat && duty.forbids(seat) === null;
			if (fits) duty.seatPerson(personId, seat, fromSeat);
			else if (seat === null && inHand.overPost !== null) duty.seatAtPost(personId, inHand.overPost, fromSeat);
			// The click that follows a drag is none.
			const swallow = (click: MouseEvent): void => {
				click.stopPropagation();
				click.preventDefault();
			};
			window.addEventListener('click', swallow, { capture: true, once: true });
			setTimeout(() => window.removeEventListener('click', swallow, true), 0);
		}
		end();
	};
	window.addEventListener('pointermove', move, { signal });
	window.addEventListener('pointerup', drop, { signal });
	window.addEventListener('pointercancel', end, { signal });
	window.addEventListener(
		'keydown',
		(key) => {
			if (key.key !== 'Escape' || !duty.inHand) return;
			key.preventDefault();
			key.stopPropagation();
			end();
		},
		{ signal, capture: true }
	);
	// A finger that holds a person does not scroll.
	window.addEventListener(
		'touchmove',
		(touch) => {
			if (duty.inHand) touch.preventDefault();
		},
		{ signal, passive: false }
	);
}
