/**
 * Watchers for the fan-out bench, in a process of their own: `MODE PORT SOCKETS`. Prints a line when all have joined; when a line comes in, prints
 * what each has received as one line of JSON. Times are compared with the server's: both run on one machine.
 */
import { once } from 'node:events';
import { io } from 'socket.io-client';

const [mode = '', port = '', sockets = ''] = process.argv.slice(2);
/** One in so many watchers tells how late each position came. */
const TIMED = 20;
const late: number[] = [];
const received = new Array<number>(Number(sockets)).fill(0);
const newest = received.map(() => new Map<number, number>());
let wentBack = 0;

function take(socket: number, bytes: Uint8Array): void {
	const now = Date.now();
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const n = mode === 'ours' ? view.getUint32(16, true) : (bytes.byteLength - 24) / 24;
	received[socket]! += n;
	if (mode !== 'ours' || socket % TIMED !== 0) return;
	const known = newest[socket]!;
	for (let i = 0, at = 24; i < n; i++, at += 24) {
		const no = view.getUint32(at, true);
		const committedAtMs = view.getFloat64(at + 12, true);
		late.push(now - committedAtMs);
		if ((known.get(no) ?? 0) >= committedAtMs) wentBack++;
		known.set(no, committedAtMs);
	}
}

await Promise.all(
	received.map(async (_, i) => {
		if (mode === 'ours') {
			const socket = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true });
			await new Promise<void>((joined) => socket.once('connect', joined));
			await socket.timeout(20_000).emitWithAck('join', { areaId: 1, lastSeq: null });
			socket.on('tick', (bytes: Uint8Array) => take(i, bytes));
		} else {
			const socket = new WebSocket(`ws://127.0.0.1:${port}`);
			socket.binaryType = 'arraybuffer';
			await new Promise((open) => socket.addEventListener('open', open, { once: true }));
			socket.addEventListener('message', ({ data }) => take(i, new Uint8Array(data as ArrayBuffer)));
		}
	})
);
console.log('joined');
await once(process.stdin, 'data');
late.sort((a, b) => a - b);
const at = (share: number): number => late[Math.min(late.length - 1, Math.floor(late.length * share))] ?? NaN;
console.log(JSON.stringify({ least: Math.min(...received), most: Math.max(...received), wentBack, p50Ms: at(0.5), p99Ms: at(0.99) }));
process.exit(0);
