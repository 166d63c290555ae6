import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { connectionGate } from '#lib/server/live/allow-connection.ts';

const request = (headers: Record<string, string>, remoteAddress = '10.0.0.1') =>
	({ headers: { host: 'grid.example:3000', ...headers }, socket: { remoteAddress } }) as unknown as IncomingMessage;

test('a page of another site gets no line, our own pages and programs do', () => {
	const gate = connectionGate();
	expect(gate(request({ origin: 'https://evil.example' }))).toBe('cross-site');
	expect(gate(request({ origin: 'null' }))).toBe('cross-site');
	expect(gate(request({ origin: 'http://grid.example:3000' }))).toBeNull();
	expect(gate(request({}))).toBeNull();
});

test('an address that tries too often waits, and others do not', () => {
	let now = 0;
	const gate = connectionGate(() => now);
	const answers = Array.from({ length: 500 }, () => gate(request({})));
	expect(answers.filter((answer) => answer === null)).toHaveLength(400);
	expect(answers.at(-1)).toBe('too-many');
	expect(gate(request({}, '10.0.0.2'))).toBeNull();
	now += 10_001;
	expect(gate(request({}))).toBeNull();
});
