/** Values that nobody would send in good faith, and texts made of them: what readers of JSON, numbers, times and names have stumbled over elsewhere. */
import fc from 'fast-check';

const DAY_MS = 86_400_000;
const nowMs = Date.now();

export const moment = fc.oneof(
	fc.integer({ min: -60, max: 60 }).map((days) => nowMs + days * DAY_MS),
	fc.integer({ min: -3_600_000, max: 3_600_000 }).map((ms) => nowMs + ms),
	fc.constantFrom(0, -1, 1, 8_640_000_000_000_000, 8_640_000_000_000_001, 2 ** 31, 2 ** 53, NaN, Infinity)
);
const isoOf = (ms: number): string => (Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms));
export const instant = moment.map(isoOf);
export const day = moment.map((ms) => isoOf(ms).slice(0, 10));
/** Row ids that are likely to be there, and some that cannot be. */
export const rowId = fc.oneof(
	{ weight: 12, arbitrary: fc.integer({ min: 1, max: 9 }) },
	{ weight: 4, arbitrary: fc.integer({ min: 1, max: 60 }) },
	{ weight: 1, arbitrary: fc.constantFrom(0, -1, 2 ** 31 - 1, 2 ** 31, 2 ** 53, 1.5, 1e308) }
);
export const uuid = fc.oneof(
	fc.constantFrom('0190a0c0-0000-7000-8000-000000000000', '0190a0c0-0000-7000-8000-000000000001'),
	fc.uuid(),
	fc.constant('0190A0C0-0000-7000-8000-00000000000')
);

const NUMBERS = [0, -0, 1, -1, 0.1, 118.78, 32.03, 180, 90, 2 ** 31, 2 ** 32, 2 ** 53, 1e21, 1e308, -1e308, 5e-324, NaN, Infinity];
const TEXTS = [
	...['', ' ', '\u0000', 'a\u0000b', '𝒳', '\uD800', '\uDC00x', '\u202E网格', '\uFEFF', 'e\u0301'.repeat(40), '网'.repeat(700)],
	...['1', '-1', '1e3', '1e999', '0x10', '１２', '٣', 'NaN', 'Infinity', 'null', 'undefined', 'true', '1,5', '+1', ' 1 '],
	...['2026-11-22', '2026-02-30', '2026-11-22T00:00:00Z', '2026-11-22T24:00:00Z', '+275760-09-13T00:00:00.001Z', '23:00–06:00 police 1'],
	...["'; drop table area; --", '%', '%00', '%F0%9F', '../../etc/passwd', '<script>', '${7*7}', '=1+1', '"', '\\', '\r\nx: y', '__proto__'],
	...['arrive', 'grid', 'primary', 'new', 'K16', 'K16/police/2026-11-23T23:00/1', 'a'.repeat(3000), '(a+)+$', '0'.repeat(400)]
];
const KEYS = [
	'__proto__',
	'constructor',
	'prototype',
	'toString',
	'hasOwnProperty',
	'then',
	'toJSON',
	'length',
	'',
	'0',
	'\u0000',
	'id',
	'kind'
];

export const text = fc.oneof(fc.constantFrom(...TEXTS), fc.string(), fc.string({ unit: 'binary', maxLength: 30 }));
/** What somebody in good faith may write. */
export const words = fc.oneof(
	{ weight: 4, arbitrary: fc.constantFrom('春和里', 'A word', '7', '08:00–16:00', 'police', 'grid-worker', 'K1', '2026', 'x') },
	{ weight: 1, arbitrary: text }
);
export const number = fc.oneof(fc.constantFrom(...NUMBERS), fc.double(), fc.integer(), rowId, moment);
export const scalar = fc.oneof(text, number, fc.boolean(), fc.constant(null), instant, day, uuid);

/** Null so many times as often as something. */
export const rarely = <T>(times: number, of: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
	fc.oneof({ weight: times, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: of });

/** Any JSON at all; half of its names are `names`. */
export const anyJson = (names: readonly string[]): fc.Arbitrary<unknown> => {
	const key = fc.oneof(names.length > 0 ? fc.constantFrom(...names) : fc.string(), fc.constantFrom(...KEYS), fc.string());
	return fc.letrec<{ any: unknown }>((tie) => ({
		any: fc.oneof(
			{ depthSize: 'small' },
			{ weight: 5, arbitrary: scalar },
			{ weight: 1, arbitrary: fc.array(tie('any'), { maxLength: 4 }) },
			{ weight: 2, arbitrary: fc.array(fc.tuple(key, tie('any')), { maxLength: 6 }).map((pairs) => ownFields(pairs)) }
		)
	})).any;
};

/** `__proto__` among them as a field of its own, as JSON.parse makes it. */
export function ownFields(pairs: readonly (readonly [string, unknown])[]): Record<string, unknown> {
	const made: Record<string, unknown> = {};
	for (const [name, value] of pairs) Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true });
	return made;
}

/** As JSON, numbers that JSON does not know written out all the same. */
const written = (value: unknown): string =>
	JSON.stringify(value, (_, of: unknown) => (typeof of === 'number' && !Number.isFinite(of) ? `\u0001${of}` : of))?.replace(
		/"\\u0001([^"]*)"/g,
		'$1'
	) ?? '';

/** Each spoils a text, or leaves it. */
const spoilers: readonly ((bytes: Buffer, at: number) => Buffer)[] = [
	(bytes, at) => bytes.subarray(0, Math.floor(bytes.length * at)),
	(bytes, at) => Buffer.concat([bytes.subarray(0, Math.floor(bytes.length * at)), Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80])]),
	(bytes, at) => bytes.map((byte, i) => (i === Math.floor(bytes.length * at) ? byte ^ 0x80 : byte)) as Buffer,
	(bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
	(bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le'),
	(bytes, at) => Buffer.concat([Buffer.from('['.repeat(Math.floor(at * 50_000))), bytes]),
	(bytes, at) => Buffer.concat([Buffer.from('{"a":'.repeat(Math.floor(at * 10_000))), bytes]),
	(bytes, at) => Buffer.from(`[${'1'.repeat(Math.floor(at * 5_000) + 1)}e${Math.floor(at * 1000)},${bytes.toString('utf8')}]`),
	(bytes) => Buffer.concat([bytes, bytes]),
	(bytes) => Buffer.from(bytes.toString('utf8').replace('{', '{"id":1,"id":"2","__proto__":{"ok":true},')),
	(bytes, at) => Buffer.concat([bytes, Buffer.alloc(Math.floor(at * 80_000), 0x20)])
];

/** The bytes of a JSON body, mostly whole. */
export const bytesOf = (json: fc.Arbitrary<unknown>): fc.Arbitrary<Buffer> =>
	fc.tuple(json, rarely(15, fc.nat(spoilers.length - 1)), fc.double({ min: 0, max: 1, noNaN: true })).map(([value, spoiler, at]) => {
		const bytes = Buffer.from(written(value));
		return spoiler === null ? bytes : spoilers[spoiler]!(bytes, at);
	});
