/** What is framed once for many arrives as what is sent to each: whole, in order, whatever the line. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Server } from 'socket.io';
import { io as connect, type Socket } from 'socket.io-client';
import { sendToMany } from '#lib/server/live/to-many.ts';
import { until } from './watcher.ts';

/** Around the lengths at which a frame's head grows. */
const LENGTHS = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000];

const httpServer = createServer();
let server: Server;
const clients: Socket[] = [];
beforeAll(async () => {
	server = new Server(httpServer, { perMessageDeflate: false, httpCompression: false });
	httpServer.listen(0, '127.0.0.1');
	await once(httpServer, 'listening');
	const url = `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`;
	for (const transports of [['websocket'], ['polling'], ['polling', 'websocket'], ['websocket']]) {
		const client = connect(url, { transports, forceNew: true });
		clients.push(client);
		await once(client as never, 'connect');
	}
});
afterAll(async () => {
	for (const client of clients) client.disconnect();
	await server.close();
});

test('over WebSockets, over polling and while a line goes from one to the other, every message comes whole and in order', async () => {
	const heard = clients.map((client) => {
		const list: [event: string, length: number, first: unknown][] = [];
		client.on('tick', (bytes: Buffer) => list.push(['tick', bytes.length, bytes[0]]));
		client.on('events', (events: string[]) => list.push(['events', events.length, events[0]]));
		client.on('own', (bytes: Buffer) => list.push(['own', bytes.length, bytes[0]]));
		return list;
	});
	const sockets = [...server.sockets.sockets.values()];
	expect(sockets.length).toBe(clients.length);
	const sent: [string, number, unknown][] = [];
	for (let round = 0; round < 2; round++) {
		for (const length of LENGTHS) {
			const bytes = new Uint8Array(length).fill(round + 1);
			// A message of its own that is still being written must not be overtaken.
			for (const socket of sockets) socket.emit('own', Buffer.alloc(20_000, round + 10));
			sent.push(['own', 20_000, round + 10]);
			sendToMany(server, sockets, 'tick', bytes);
			sent.push(['tick', length, bytes[0]]);
			const events = Array.from({ length }, () => `第 ${round} 次`).slice(0, 3_000);
			sendToMany(server, sockets, 'events', events);
			sent.push(['events', events.length, events[0]]);
		}
		await new Promise((next) => setImmediate(next));
	}
	await until('all heard', () => heard.every((list) => list.length >= sent.length));
	for (const list of heard) expect(list).toEqual(sent);
}, 30_000);

test('who has gone is passed over', async () => {
	const [gone] = [...server.sockets.sockets.values()];
	const heard: number[] = [];
	clients[3]!.on('after', (bytes: Buffer) => heard.push(bytes.length));
	clients[0]!.disconnect();
	await until('gone', () => !gone!.connected);
	sendToMany(server, [gone!, ...server.sockets.sockets.values()], 'after', new Uint8Array(7));
	await until('heard', () => heard.length === 1);
	expect(heard).toEqual([7]);
});
