/**
 * Hears, while the phone is in hand and has a signal, that the roster changed for this person. It joins the area like a desk, and listens to nothing else;
 * the phone keeps no live picture.
 */
import { io } from 'socket.io-client';
import type { AreaId } from '#lib/area/area.ts';
import type { PersonId } from '#lib/duty/post.ts';
import type { ClientToServer, DurableEvent, ServerToClient } from '#lib/wire/live.ts';
import { unpackJson } from '#lib/wire/packed-json.ts';
import type { Socket } from 'socket.io-client';

export interface RosterLine {
	close(): void;
}

export function hearRoster(areaId: AreaId, personId: PersonId, heard: () => void): RosterLine {
	const socket: Socket<ServerToClient, ClientToServer> = io({
		transports: ['websocket', 'polling'],
		reconnectionDelay: 2_000,
		reconnectionDelayMax: 60_000
	});
	let lastSeq: number | null = null;
	const hear = (events: readonly DurableEvent[]): void => {
		lastSeq = events.at(-1)?.seq ?? lastSeq;
		if (events.some((event) => event.kind === 'roster-changed' && event.body.people.includes(personId))) heard();
	};
	socket.on('connect', () => {
		socket.emit('join', { areaId, lastSeq }, (answer) => {
			if (!answer.ok) return;
			// What happened while nobody listened is not always told one by one: look.
			if (answer.snapshot && lastSeq !== null) heard();
			else if (!answer.snapshot) hear(unpackJson(answer.events));
			lastSeq = answer.seq;
		});
	});
	socket.on('events', hear);
	socket.on('dismissed', () => socket.disconnect());
	return {
		close() {
			socket.removeAllListeners();
			socket.disconnect();
		}
	};
}
