/**
 * Passwords: scrypt with its cost written beside each hash, so that the cost can rise later. N = 2^15, r = 8, p = 3 is the setting OWASP's
 * password storage sheet lists for 32 MiB a hash. Hashing runs on libuv's threads; the event loop does not wait.
 */
import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';

const COST = { n: 2 ** 15, r: 8, p: 3 } as const;
const KEY_BYTES = 32;
const MAX_COST_BYTES = 256 * 1024 * 1024;

export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 200;

const derive = (password: string, salt: Buffer, cost: { readonly n: number; readonly r: number; readonly p: number }): Promise<Buffer> =>
	new Promise((resolve, reject) =>
		scrypt(password.normalize('NFKC'), salt, KEY_BYTES, { N: cost.n, r: cost.r, p: cost.p, maxmem: MAX_COST_BYTES }, (error, key) =>
			error ? reject(error) : resolve(key)
		)
	);

/** `scrypt$N$r$p$salt$key`, the last two in base64. */
export async function hashPassword(password: string): Promise<string> {
	const salt = randomBytes(16);
	const key = await derive(password, salt, COST);
	return ['scrypt', COST.n, COST.r, COST.p, salt.toString('base64'), key.toString('base64')].join('$');
}

/** Takes as long for a wrong password as for a right one. */
export async function passwordMatches(password: string, hash: string): Promise<boolean> {
	const [kind, n, r, p, salt, key] = hash.split('$');
	if (kind !== 'scrypt' || !salt || !key) return false;
	const expected = Buffer.from(key, 'base64');
	const found = await derive(password, Buffer.from(salt, 'base64'), { n: Number(n), r: Number(r), p: Number(p) });
	return expected.length === found.length && timingSafeEqual(expected, found);
}

let decoy: Promise<string> | undefined;
/** As much work as a real check, for a name nobody has: the answer's time does not tell which names exist. */
export async function wasteOneCheck(password: string): Promise<void> {
	decoy ??= hashPassword(randomBytes(16).toString('hex'));
	await passwordMatches(password, await decoy);
}

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
/** Four groups of five letters and digits, about 99 bits; printed once. */
export function newPassword(): string {
	return Array.from({ length: 4 }, () => Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('')).join('-');
}
