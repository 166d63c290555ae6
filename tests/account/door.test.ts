/** The parts of the door that need no database: throttle, origin, cookie, password, device token. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ACCOUNT_LIMIT, FORGET_MS, waitS } from '#lib/server/account/login-throttle.ts';
import { hashPassword, newPassword, passwordMatches, PASSWORD_MIN } from '#lib/server/account/password.ts';
import { mayChange, sameOrigin } from '#lib/server/account/same-origin.ts';
import { newSessionToken, sessionTokenOf, setSessionCookie } from '#lib/server/account/session-cookie.ts';
import { hashDeviceToken, newDeviceToken } from '#lib/server/store/device-token.ts';

test('the first wrong guesses cost nothing, each further one doubles the wait up to a quarter of an hour', () => {
	const after = (failures: number, passedS: number) => waitS({ failures, lastAtMs: 0 }, ACCOUNT_LIMIT, passedS * 1000);
	expect(waitS(null, ACCOUNT_LIMIT, 0)).toBe(0);
	expect([1, 4, 5, 6, 7, 8].map((failures) => after(failures, 0))).toEqual([0, 0, 15, 30, 60, 120]);
	expect(after(50, 0)).toBe(900);
	expect(after(5, 14.5)).toBe(1);
	expect(after(5, 15)).toBe(0);
	expect(waitS({ failures: 50, lastAtMs: 0 }, ACCOUNT_LIMIT, FORGET_MS + 1)).toBe(0);
});

test('the wait never grows as time passes', () => {
	fc.assert(
		fc.property(fc.nat(60), fc.nat(4_000_000), fc.nat(100_000), (failures, atMs, moreMs) => {
			const state = { failures, lastAtMs: 0 };
			expect(waitS(state, ACCOUNT_LIMIT, atMs + moreMs)).toBeLessThanOrEqual(waitS(state, ACCOUNT_LIMIT, atMs));
		})
	);
});

test('a request that changes something comes from our own pages or from no browser', () => {
	const hosts = ['map.example:8443'];
	const verdict = (origin: string | null, fetchSite: string | null = null) => sameOrigin({ origin, fetchSite }, hosts);
	expect(verdict('https://map.example:8443')).toBe(true);
	expect(verdict('https://map.example')).toBe(false);
	expect(verdict('https://map.example.evil.example:8443')).toBe(false);
	expect(verdict('null')).toBe(false);
	expect(verdict('https://evil.example', 'same-origin')).toBe(false);
	expect(verdict(null, 'cross-site')).toBe(false);
	expect(verdict(null, 'same-site')).toBe(false);
	expect(verdict(null, 'same-origin')).toBe(true);
	expect(verdict(null)).toBeNull();
	expect(mayChange(null, false)).toBe(true);
	expect(mayChange(null, true)).toBe(false);
	expect(mayChange(false, false)).toBe(false);
});

test('the session cookie is hidden from scripts, stays with our pages, and is bound to https where there is https', () => {
	const token = newSessionToken();
	expect(setSessionCookie(token, false)).toMatch(/^gk-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
	expect(setSessionCookie(token, true)).toMatch(/^__Host-gk-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=\d+$/);
	expect(sessionTokenOf(`gk-lang=zh; gk-session=${token}; other=1`)).toBe(token);
	// A cookie planted by a neighbour host cannot stand before the one bound to this host.
	expect(sessionTokenOf(`gk-session=${newSessionToken()}; __Host-gk-session=${token}`)).toBe(token);
	for (const bad of [null, '', 'gk-session', 'gk-session=', `gk-session=${token}x`, `xgk-session=${token}`])
		expect(sessionTokenOf(bad)).toBeNull();
});

test('a password is recognised by its hash and by nothing else, however it was composed', async () => {
	const hash = await hashPassword('网格守望 é');
	expect(hash).not.toContain('网格');
	expect(await hashPassword('网格守望 é')).not.toBe(hash);
	expect(await passwordMatches('网格守望 é', hash)).toBe(true);
	expect(await passwordMatches('网格守望 e\u0301', hash)).toBe(true);
	expect(await passwordMatches('网格守望 e', hash)).toBe(false);
	expect(await passwordMatches('', hash)).toBe(false);
	expect(await passwordMatches('x', 'plain')).toBe(false);
});

test('made passwords are long and do not repeat', () => {
	const made = Array.from({ length: 200 }, newPassword);
	expect(new Set(made).size).toBe(200);
	for (const one of made) expect(one.length).toBeGreaterThanOrEqual(PASSWORD_MIN);
});

test('device tokens can be read out, never repeat, and are kept as SHA-256', () => {
	const made = Array.from({ length: 500 }, newDeviceToken);
	expect(new Set(made).size).toBe(500);
	for (const one of made) expect(one).toMatch(/^[0-9abcdefghjkmnpqrstvwxyz]{24}$/);
	// From another implementation: printf abc | sha256sum.
	expect(hashDeviceToken('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
