/**
 * A binary event is two packets, its name and its bytes, and to each of hundreds of sockets the engine would write the second only when the first is
 * gone. What is sent here goes to a socket in one write: system calls are most of what fan-out costs.
 */
import type { Socket } from 'socket.io';

interface Engine {
	readonly transport: {
		readonly name: string;
		writable: boolean;
		readonly socket?: { readonly _socket?: { cork(): void; uncork(): void } | null };
	};
	flush?(): void;
}

/** Sends to these sockets by whatever `send` calls. A socket whose line is not a plain WebSocket, or is busy, is written to as usual. */
export function inOneWrite(sockets: Iterable<Pick<Socket, 'conn'>>, send: () => void): void {
	const held: Engine[] = [];
	for (const { conn } of sockets) {
		const engine = conn as unknown as Engine;
		if (engine.transport.name !== 'websocket' || !engine.transport.writable || !engine.flush) continue;
		engine.transport.writable = false;
		held.push(engine);
	}
	try {
		send();
	} finally {
		for (const engine of held) {
			const wire = engine.transport.socket?._socket;
			engine.transport.writable = true;
			wire?.cork();
			engine.flush?.();
			wire?.uncork();
		}
	}
}
