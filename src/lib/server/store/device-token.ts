/**
 * Device tokens: what a tracker proves itself with. The token is printed once, when it is made; the database keeps its SHA-256, which is
 * enough to recognise it and useless to whoever reads the table. A token holds 120 random bits, so a plain hash needs no salt.
 */
import { hash, randomBytes } from 'node:crypto';

/** Crockford's base 32: no i, l, o, u, so that it can be typed from paper into a phone. A byte's low five bits pick one evenly. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 24;

/** A new token: 24 characters, 120 bits. */
export function newDeviceToken(): string {
	let token = '';
	for (const byte of randomBytes(LENGTH)) token += ALPHABET[byte & 31];
	return token;
}

/** What `device.token_hash` holds. */
export const hashDeviceToken = (token: string): Buffer => Buffer.from(deviceTokenName(token), 'hex');

/** The same as text, to remember a token's device by: ten times cheaper than a hash object for each request. */
export const deviceTokenName = (token: string): string => hash('sha256', token, 'hex');
