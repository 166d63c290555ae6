/** The line against a real Socket.IO server that says what a test wants it to say: the browser's `location` is all that is made up. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Board } from '#lib/board/board.ts';
import { connect } from '#lib/board/connection.ts';
import { packJson } from '#lib/wire/packed-json.ts';
import { packTick } from '#lib/wire/tick.ts';
import { footprints, PICTURE } from './small-picture.ts';

const http = createServer();
const io = new Server(http);
/** What joins are answered with, besides the tick. */
let answer: object = {};
const heardJoins: unknown[] = [];

beforeAll(async () => {
	io.on('connection', (socket) =>
		socket.on('join', (request: unknown, reply: (answer: unknown) => void) => {
			heardJoins.push(request);
			reply({ ok: true, ...answer, tick: Buffer.from(packTick({ seq: 9, serverTimeMs: 1, positions: [], seen: [] })) });
		})
	);
	await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
	Object.assign(globalThis, { location: new URL(`http://127.0.0.1:${(http.address() as AddressInfo).port}/`) });
});
afterAll(async () => {
	Reflect.deleteProperty(globalThis, 'location');
	await io.close();
});

/** @returns how often the still picture was asked for again by the time the join was taken in. */
async function askedAgain(ground: string, lastSeq: number | null): Promise<number> {
	const board = new Board(PICTURE, footprints([1, 2, 3, 4]), Date.now, ground);
	board.lastSeq = lastSeq;
	let asked = 0;
	const line = await new Promise<{ close(): void }>((taken) => {
		const opened = connect(board, PICTURE.areaId, {
			onchange: () => taken(opened),
			onpicture: () => asked++,
			onrefused: () => undefined
		});
	});
	line.close();
	expect(heardJoins.at(-1)).toEqual({ areaId: PICTURE.areaId, lastSeq });
	return asked;
}
const packed = (value: unknown): Buffer => Buffer.from(packJson(value));
const NO_EVENTS = packed([]);
const snapshot = packed({
	areaId: 1,
	seq: 9,
	serverTimeMs: 1,
	coverage: [],
	gaps: [],
	staffing: [],
	lastHour: { opened: 0, closed: 0 }
});

test('a change between fetching the picture and joining is noticed when the first answer comes', async () => {
	answer = { seq: 9, snapshot, events: NO_EVENTS, ground: 'after' };
	expect(await askedAgain('before', null)).toBe(1);
	expect(await askedAgain('after', null)).toBe(0);
});

test('a change that no event told of, as while the server was away, is noticed when the line is back', async () => {
	answer = { seq: 9, snapshot: null, events: NO_EVENTS, ground: 'after' };
	expect(await askedAgain('before', 8)).toBe(1);
	expect(await askedAgain('after', 8)).toBe(0);
});

test('a snapshot in place of missed events leaves a picture of the same ground alone', async () => {
	answer = { seq: 9, snapshot, events: NO_EVENTS, ground: 'same' };
	expect(await askedAgain('same', 3)).toBe(0);
});
