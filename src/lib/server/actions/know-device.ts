/**
 * Which device a token belongs to. Tokens are looked up by hash, many in one query, and remembered for a short while: known ones so that a fix
 * costs no query, unknown ones so that a device made a second ago by another process is soon let in. Nothing here ever holds a token.
 */
import type { Db } from '#db/open.ts';
import type { DeviceId } from '#lib/patrol/fix.ts';
import { deviceTokenName } from '../store/device-token.ts';
import { devicesByHash, type KnownDevice } from '../store/devices.ts';

/** Whether the device still stands is judged again by every commit, so this can be long. */
const KNOWN_FOR_MS = 60_000;
const UNKNOWN_FOR_MS = 1_000;
/** While the database is away or busy nobody waits longer than this to be told to come again, ms. */
const GIVE_UP_MS = 4_000;
const MAX_REMEMBERED = 20_000;
/** Lookups waiting at once; beyond that somebody is guessing. */
const MAX_WAITING = 2_000;

export class TooManyLookups extends Error {}

interface Remembered {
	readonly device: KnownDevice | null;
	readonly sinceMs: number;
	readonly untilMs: number;
}

export interface DeviceBook {
	/**
	 * The device named by the first token that is known; null if none is.
	 * @throws TooManyLookups when more unknown tokens come than the database should be asked.
	 */
	find(tokens: readonly string[]): Promise<KnownDevice | null>;
	/** The same at once; undefined where it would have to be asked for. */
	recall(tokens: readonly string[]): KnownDevice | undefined;
	forget(deviceId: DeviceId): void;
}

export function openDeviceBook(db: Db, nowMs: () => number = Date.now): DeviceBook {
	const remembered = new Map<string, Remembered>();
	let waiting = new Map<string, PromiseWithResolvers<KnownDevice | null>>();
	let asking = false;

	async function ask(): Promise<void> {
		asking = true;
		// Whatever comes in this turn of the loop shares the query.
		await new Promise<void>((next) => setImmediate(next));
		while (waiting.size > 0) {
			const batch = waiting;
			waiting = new Map();
			// An answer that comes after we gave up is remembered all the same.
			const looking = devicesByHash(
				db,
				Array.from(batch.keys(), (hex) => Buffer.from(hex, 'hex'))
			).then((found) => {
				for (const hex of batch.keys()) remember(hex, found.get(hex) ?? null);
				return found;
			});
			let late: NodeJS.Timeout | undefined;
			try {
				const givenUp = new Promise<never>((_, give) => {
					late = setTimeout(() => give(new Error('the database does not answer')), GIVE_UP_MS);
				});
				const found = await Promise.race([looking, givenUp]);
				for (const [hex, settle] of batch) settle.resolve(found.get(hex) ?? null);
			} catch (error) {
				looking.catch(() => undefined);
				for (const settle of batch.values()) settle.reject(error);
			} finally {
				clearTimeout(late);
			}
		}
		asking = false;
	}

	function remember(hex: string, device: KnownDevice | null): void {
		remembered.delete(hex);
		const sinceMs = nowMs();
		remembered.set(hex, { device, sinceMs, untilMs: sinceMs + (device === null ? UNKNOWN_FOR_MS : KNOWN_FOR_MS) });
		// The oldest entry goes first: Map keeps insertion order.
		if (remembered.size > MAX_REMEMBERED) remembered.delete(remembered.keys().next().value as string);
	}

	function recalled(hex: string): KnownDevice | null | undefined {
		const known = remembered.get(hex);
		if (!known) return undefined;
		const now = nowMs();
		// What was learned later than now is of no use: the clock has been set back.
		return known.sinceMs <= now && known.untilMs > now ? known.device : undefined;
	}

	function findOne(token: string): Promise<KnownDevice | null> {
		const hex = deviceTokenName(token);
		const known = recalled(hex);
		if (known !== undefined) return Promise.resolve(known);
		const before = waiting.get(hex);
		if (before) return before.promise;
		if (waiting.size >= MAX_WAITING) return Promise.reject(new TooManyLookups());
		const settle = Promise.withResolvers<KnownDevice | null>();
		waiting.set(hex, settle);
		if (!asking) void ask();
		return settle.promise;
	}

	return {
		recall(tokens) {
			for (const token of tokens) {
				const device = recalled(deviceTokenName(token));
				if (device !== null) return device;
			}
			return undefined;
		},
		async find(tokens) {
			for (const token of tokens) {
				const device = await findOne(token);
				if (device) return device;
			}
			return null;
		},
		forget(deviceId) {
			for (const [hex, { device }] of remembered) if (device?.id === deviceId) remembered.delete(hex);
		}
	};
}
