/**
 * A server for the fan-out bench, a process of its own so that its processor time is its alone: `ours` sends positions as the app does (its sockets,
 * newest positions, ticks), `bare` sends as many bytes as often over the `ws` that Socket.IO itself stands on. `MODE SECONDS PEOPLE`; prints its
 * port, begins when a line comes in, prints one line of JSON at the end.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { AreaId } from '#lib/area/area.ts';
import type { DeviceId } from '#lib/patrol/fix.ts';
import { openLiveIo } from '#lib/server/live/io.ts';
import { createLiveMetrics } from '#lib/server/live/metrics.ts';
import { createPositions } from '#lib/server/live/positions.ts';
import { createTickBatch, TICK_MS } from '#lib/server/live/tick-batch.ts';
import { packJson } from '#lib/wire/packed-json.ts';
import { packTick } from '#lib/wire/tick.ts';

const [mode = '', seconds = '', people = ''] = process.argv.slice(2);
const PEOPLE = Number(people);
/** People report one after another, so many at once, as reports share commits. */
const COMMIT_MS = 10;
const AREA = 1 as AreaId;

const httpServer = createServer((_, response) => void response.writeHead(404).end());
httpServer.listen(0, '127.0.0.1');
await once(httpServer, 'listening');
const send = mode === 'ours' ? ourFanOut() : bareFanOut();
console.log((httpServer.address() as AddressInfo).port);
await once(process.stdin, 'data');

let fed = 0;
let ticks = 0;
const before = process.cpuUsage();
const beganMs = performance.now();
const endMs = beganMs + Number(seconds) * 1000;
const ticking = setInterval(() => {
	ticks++;
	send.tick();
}, TICK_MS);
const feeding = setInterval(() => {
	const until = Math.min(performance.now(), endMs);
	// One a second each, whatever the timer does.
	const due = Math.floor(((until - beganMs) / 1000) * PEOPLE);
	const committedAtMs = Date.now();
	for (; fed < due; fed++) send.feed(fed % PEOPLE, committedAtMs);
	if (until < endMs) return;
	clearInterval(feeding);
	// What is left goes with the next tick.
	setTimeout(() => {
		clearInterval(ticking);
		const { user, system } = process.cpuUsage(before);
		console.log(JSON.stringify({ fed, ticks, cpuMs: (user + system) / 1000 }));
	}, 2 * TICK_MS);
}, COMMIT_MS);

interface FanOut {
	feed(no: number, committedAtMs: number): void;
	tick(): void;
}

function ourFanOut(): FanOut {
	const positions = createPositions();
	const batch = createTickBatch();
	const path = [AREA, 2 as AreaId, 3 as AreaId];
	const metrics = createLiveMetrics();
	const io = openLiveIo({
		httpServer,
		metrics,
		nowMs: Date.now,
		watchers: {
			identify: async () => ({ accountId: 'a', username: 'a', name: 'a', demo: false, grants: [], sessionKey: 'a' }),
			mayWatch: () => true,
			standing: async () => new Map(),
			prolong: async () => undefined
		},
		areaPath: () => [AREA],
		join: () => ({
			ok: true,
			seq: 0,
			snapshot: null,
			events: packJson([]),
			ground: '',
			tick: packTick({ seq: 0, serverTimeMs: Date.now(), positions: [], seen: [] })
		}),
		drafts: { districtOf: async () => null, lockMs: () => 0 },
		onFault: (where, error) => console.error(where, error)
	});
	return {
		feed(no, committedAtMs) {
			const moved = positions.offer(no, {
				deviceId: no as DeviceId,
				recordedAtMs: committedAtMs,
				lng: 118.78 + (no % 100) * 1e-4,
				lat: 32.03 + (committedAtMs % 1e6) * 1e-7,
				accuracyM: 5,
				speedMps: 1.2,
				bearingDeg: 90,
				battery: null
			});
			if (moved) batch.moved(moved);
		},
		tick() {
			const packed = batch.pack(io.watched(), { patrol: () => path, building: () => [] }, { seq: 0, serverTimeMs: Date.now() }, false);
			for (const [area, bytes] of packed) io.sendTick(area, bytes);
		}
	};
}

function bareFanOut(): FanOut {
	const socketIo = createRequire(import.meta.resolve('socket.io'));
	const { WebSocketServer } = createRequire(socketIo.resolve('engine.io'))('ws') as {
		readonly WebSocketServer: new (options: object) => { readonly clients: Set<{ send(bytes: Uint8Array): void }> };
	};
	const wire = new WebSocketServer({ server: httpServer, perMessageDeflate: false });
	let waiting = 0;
	return {
		feed: () => void waiting++,
		tick() {
			if (waiting === 0) return;
			const bytes = Buffer.alloc(24 + 24 * waiting);
			waiting = 0;
			for (const client of wire.clients) client.send(bytes);
		}
	};
}
