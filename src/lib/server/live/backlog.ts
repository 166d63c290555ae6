/**
 * What was sent to watchers and not read yet. It is our memory: whoever has stopped reading is let go, and a snapshot waits until there is room for it.
 * A slow line that goes on reading is given the time it needs.
 */
import type { Socket } from 'socket.io';

type Line = Pick<Socket, 'conn'>;

export interface Backlog {
	/** Whether this line has read what it was sent before, but for a little. */
	hasRead(line: Line): boolean;
	/** Whether all together have room for another snapshot. */
	hasRoom(lines: () => Iterable<Line>): boolean;
	/** Those that are far behind and have read nothing since this was last asked. */
	stuck(lines: Iterable<Line>): Line[];
}

/** A reader this far behind would only ever see the past, bytes. */
const MAX_BEHIND_BYTES = 4 * 1024 * 1024;
/** However large the district, nobody keeps more than this waiting, bytes. */
const MOST_BEHIND_BYTES = 32 * 1024 * 1024;
/** With more than this unread, another answer is not written behind it, bytes. */
const UNREAD_BYTES = 1024 * 1024;
/** All lines together, bytes. */
const ROOM_BYTES = 20 * 1024 * 1024;
/** The sum over all lines holds for so long, or for so many snapshots, whichever ends first: a thousand that return at once are not added up for each. */
const SUM_MS = 20;
const SUM_SNAPSHOTS = 4;

export function createBacklog(nowMs: () => number = () => performance.now()): Backlog {
	const before = new WeakMap<Line, number>();
	let sumBytes = 0;
	let sumAtMs = -Infinity;
	let snapshots = 0;
	return {
		hasRead: (line) => bytesBehind(line) <= UNREAD_BYTES,
		hasRoom(lines) {
			const now = nowMs();
			if (now - sumAtMs > SUM_MS || ++snapshots > SUM_SNAPSHOTS) {
				sumBytes = 0;
				for (const line of lines()) sumBytes += bytesBehind(line);
				sumAtMs = now;
				snapshots = 0;
			}
			return sumBytes <= ROOM_BYTES;
		},
		stuck(lines) {
			const found: Line[] = [];
			for (const line of lines) {
				const bytes = bytesBehind(line);
				const known = before.get(line);
				before.set(line, bytes);
				if (bytes > MOST_BEHIND_BYTES || (bytes > MAX_BEHIND_BYTES && known !== undefined && bytes >= known)) found.push(line);
			}
			return found;
		}
	};
}

/** What waits for this reader: packets the engine has not handed on, and what the socket has not sent. */
function bytesBehind(line: Line): number {
	const { writeBuffer, transport } = line.conn as unknown as {
		readonly writeBuffer: readonly { readonly data?: string | Uint8Array }[];
		readonly transport: { readonly socket?: { readonly bufferedAmount?: number } };
	};
	let bytes = transport.socket?.bufferedAmount ?? 0;
	for (const packet of writeBuffer) bytes += packet.data?.length ?? 0;
	return bytes;
}
