/**
 * Who is really asking, and over what. A proxy says so in X-Forwarded-* headers; anybody else could say the same, so they are believed only from a
 * proxy that is trusted (this machine, and what GRIDKEEPER_PROXIES names) and taken away from everyone else's requests.
 */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** adapter-node reads these two; no client can set them, they are overwritten on every request. */
export const PEER_HEADER = 'x-gridkeeper-peer';
export const PROTOCOL_HEADER = 'x-gridkeeper-protocol';

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'x-forwarded-port', 'x-real-ip'];

/**
 * @param list Addresses or networks, comma-separated: `10.0.0.7, 172.16.0.0/12`.
 * @throws RangeError naming the entry that is neither.
 */
export function trustedProxies(list: string): BlockList {
	const trusted = new BlockList();
	trusted.addSubnet('127.0.0.0', 8);
	trusted.addAddress('::1', 'ipv6');
	for (const entry of list.split(',').map((part) => part.trim())) {
		if (entry === '') continue;
		const [address = '', bits] = entry.split('/');
		const version = isIP(address);
		const length = bits === undefined ? null : Number(bits);
		if (version === 0 || (length !== null && !(Number.isInteger(length) && length >= 0 && length <= (version === 4 ? 32 : 128))))
			throw new RangeError(`GRIDKEEPER_PROXIES: ${entry}`);
		const family = version === 4 ? 'ipv4' : 'ipv6';
		if (length === null) trusted.addAddress(address, family);
		else trusted.addSubnet(address, length, family);
	}
	return trusted;
}

/** Rewrites the request's headers in place. */
export function sayWhoAsks(request: IncomingMessage, trusted: BlockList): void {
	const peer = plain(request.socket.remoteAddress ?? '');
	const proxied = peer === '' || trusted.check(peer, isIP(peer) === 6 ? 'ipv6' : 'ipv4');
	if (!proxied) for (const name of FORWARDED) request.headers[name] = undefined;
	const forwardedFor = last(request.headers['x-forwarded-for']);
	const protocol = last(request.headers['x-forwarded-proto']);
	request.headers[PEER_HEADER] = isIP(plain(forwardedFor)) === 0 ? peer : plain(forwardedFor);
	request.headers[PROTOCOL_HEADER] = protocol === 'https' ? 'https' : 'http';
}

/** The nearest proxy appends what it saw itself: the last entry is the one it vouches for. */
const last = (header: string | string[] | undefined): string =>
	(Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').at(-1)?.trim().toLowerCase() ?? '';
/** An IPv4 address as an IPv6 socket writes it. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '');
