/** Hears, while the phone is in hand and has a signal, that the roster changed for its person, and nothing else: the phone keeps no live picture. */
import { io, type Socket } from 'socket.io-client';
import type { ClientToServer, ServerToClient } from '#lib/wire/live.ts';

export interface RosterLine {
	close(): void;
}

/** @param heard it changed, or may have changed while nobody listened */
export function hearRoster(heard: () => void): RosterLine {
	const socket: Socket<ServerToClient, ClientToServer> = io({
		transports: ['websocket', 'polling'],
		reconnectionDelay: 2_000,
		reconnectionDelayMax: 60_000
	});
	// From the answer on everything is told; what was before is looked at.
	socket.on('connect', () => socket.emit('hear-own', ({ ok }) => ok && heard()));
	socket.on('own-changed', heard);
	socket.on('dismissed', () => socket.disconnect());
	return {
		close() {
			socket.removeAllListeners();
			socket.disconnect();
		}
	};
}
