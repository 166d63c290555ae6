/** The client that other tests compare by must itself miss nothing, or they would blame the server. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { expect, test } from 'vitest';
import { packTick } from '#lib/wire/tick.ts';
import { until, watch } from './watcher.ts';

test('a tick that lies in the same bytes right behind the answer of a join is taken in', async () => {
	const httpServer = createServer();
	const server = new Server(httpServer);
	server.on('connection', (socket) =>
		socket.on('join', (_: unknown, reply: (answer: unknown) => void) => {
			const at = { seq: 1, seen: [] };
			const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
			const snapshot = bytes({ seq: 1, coverage: [], gaps: [], staffing: [] });
			reply({ ok: true, seq: 1, snapshot, events: bytes([]), tick: packTick({ ...at, serverTimeMs: 1_000, positions: [] }) });
			const moved = { no: 7, lng: 123, lat: 30, recordedAtMs: 1_900, bearingDeg: null, speedMps: null, accuracyM: 5 };
			socket.emit('tick', packTick({ ...at, serverTimeMs: 2_000, positions: [moved] }));
		})
	);
	await new Promise<void>((up) => httpServer.listen(0, '127.0.0.1', up));
	const watcher = watch(`http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`, 'anybody');
	try {
		await until('connected', () => watcher.socket.connected);
		for (let time = 0; time < 20; time++) {
			await watcher.join(1, null);
			await until('the tick is in', () => watcher.tickAtMs === 2_000, 2_000);
			expect(watcher.positions.get(7)?.recordedAtMs).toBe(1_900);
		}
		expect(watcher.faults).toEqual([]);
	} finally {
		watcher.close();
		await server.close();
	}
});
