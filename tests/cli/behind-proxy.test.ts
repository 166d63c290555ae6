import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { PEER_HEADER, PROTOCOL_HEADER, sayWhoAsks, trustedProxies } from '../../src/cli/behind-proxy.ts';

function asked(remoteAddress: string, headers: Record<string, string>, proxies = ''): IncomingMessage['headers'] {
	const request = { socket: { remoteAddress }, headers: { ...headers } } as unknown as IncomingMessage;
	sayWhoAsks(request, trustedProxies(proxies));
	return request.headers;
}

describe('who is asking', () => {
	test('a browser that asks directly is itself, over http', () => {
		expect(asked('192.0.2.7', {})).toMatchObject({ [PEER_HEADER]: '192.0.2.7', [PROTOCOL_HEADER]: 'http' });
	});

	test('a stranger who claims to be forwarded is not believed, and the claim goes no further', () => {
		const headers = asked('192.0.2.7', { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https', forwarded: 'for=127.0.0.1' });
		expect(headers[PEER_HEADER]).toBe('192.0.2.7');
		expect(headers[PROTOCOL_HEADER]).toBe('http');
		expect(headers['x-forwarded-for']).toBeUndefined();
		expect(headers['x-forwarded-proto']).toBeUndefined();
	});

	test('a stranger cannot set the headers that the app reads', () => {
		expect(asked('192.0.2.7', { [PEER_HEADER]: '127.0.0.1', [PROTOCOL_HEADER]: 'https' })).toMatchObject({
			[PEER_HEADER]: '192.0.2.7',
			[PROTOCOL_HEADER]: 'http'
		});
	});

	test('of a proxy on this machine, the last address it passes on counts, and https is https', () => {
		expect(asked('::ffff:127.0.0.1', { 'x-forwarded-for': '10.9.9.9, 198.51.100.4', 'x-forwarded-proto': 'https' })).toMatchObject({
			[PEER_HEADER]: '198.51.100.4',
			[PROTOCOL_HEADER]: 'https'
		});
	});

	test('a proxy elsewhere is believed when it is named', () => {
		const headers = { 'x-forwarded-for': '2001:db8::1', 'x-forwarded-proto': 'https' };
		expect(asked('172.20.0.3', headers, '10.0.0.7, 172.16.0.0/12')[PEER_HEADER]).toBe('2001:db8::1');
		expect(asked('172.40.0.3', headers, '10.0.0.7, 172.16.0.0/12')[PEER_HEADER]).toBe('172.40.0.3');
	});

	test('a forwarded address that is none leaves the proxy’s own', () => {
		expect(asked('127.0.0.1', { 'x-forwarded-for': 'unknown' })[PEER_HEADER]).toBe('127.0.0.1');
	});

	test.each(['proxy.example', '10.0.0.0/33', '10.0.0.0/x', '2001:db8::/129'])('a list with %s in it is refused by name', (entry) => {
		expect(() => trustedProxies(`127.0.0.1,${entry}`)).toThrow(entry);
	});
});
