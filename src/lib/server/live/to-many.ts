/**
 * One message to hundreds of sockets. The engine would make its packets and frames for each of them and write a name and its bytes one after the
 * other; here they are framed once, and go to each line in one write. System calls are what is left of the cost.
 */
import type { Server, Socket } from 'socket.io';

interface Wire {
	readonly readyState: number;
	readonly _sender?: { sendFrame?(list: readonly Uint8Array[]): void };
}
interface Engine {
	readonly readyState: string;
	readonly upgrading: boolean;
	readonly writeBuffer: readonly unknown[];
	readonly transport: { readonly name: string; readonly perMessageDeflate?: unknown; readonly socket?: Wire };
	write(packet: string | Uint8Array, options: object): void;
}
interface Encoder {
	encode(packet: object): (string | Uint8Array)[];
}

/** Of Socket.IO's packets: an event, which may turn out to have bytes beside it. */
const EVENT = 2;
/** Of `ws`: a line that is neither opening nor closing. */
const OPEN = 1;
const TEXT = 0x81;
const BINARY = 0x82;

/** A socket whose line is not a plain WebSocket, or has something waiting, is written to as usual: nothing overtakes what was sent before. */
export function sendToMany(io: Server, sockets: Iterable<Pick<Socket, 'conn'>>, event: string, payload: unknown): void {
	const packets = (io as unknown as { readonly encoder: Encoder }).encoder.encode({ type: EVENT, nsp: '/', data: [event, payload] });
	let framed: readonly Uint8Array[] | null = null;
	for (const { conn } of sockets) {
		const engine = conn as unknown as Engine;
		const { transport } = engine;
		const sender = transport.socket?._sender;
		if (
			transport.name === 'websocket' &&
			!transport.perMessageDeflate &&
			transport.socket?.readyState === OPEN &&
			sender?.sendFrame &&
			engine.readyState === 'open' &&
			!engine.upgrading &&
			engine.writeBuffer.length === 0
		)
			sender.sendFrame((framed ??= [Buffer.concat(packets.flatMap(frame))]));
		else for (const packet of packets) engine.write(packet, {});
	}
}

/** An unmasked frame of RFC 6455, whole, as a server sends it; in text a message of the engine begins with its kind. */
function frame(packet: string | Uint8Array): [head: Uint8Array, body: Uint8Array] {
	const body = typeof packet === 'string' ? Buffer.from(`4${packet}`) : packet;
	const { length } = body;
	const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
	head[0] = typeof packet === 'string' ? TEXT : BINARY;
	head[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
	if (head.length === 4) head.writeUInt16BE(length, 2);
	if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
	return [head, body];
}
