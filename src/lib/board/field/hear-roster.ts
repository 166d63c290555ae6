/**
 * Hears, while the phone is in hand and has a signal, that the roster changed for this person. It joins the area like a desk, and listens to nothing else;
 * the phone keeps no live picture.
 */
import { io } from 'socket.io-client';
import type { AreaId } from '#lib/area/area.ts';
import type { PersonId } from '#lib/duty/post.ts';
import type { ClientToServer, DurableEvent, ServerToClient } from '#lib/wire/live.ts';
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
			if (answer.events) hear(answer.events);
			else if (answer.snapshot) {
				// What happened while nobody listened is not told one by one: look.
				if (lastSeq !== null) heard();
				lastSeq = answer.snapshot.seq;
			}
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
