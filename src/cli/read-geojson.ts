/** Opens a GeoJSON file: its features, each with its place in the file. Whatever keeps it from being one is said with the very byte. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { FilePlace, RawFeature } from '../lib/server/actions/import-feature.ts';
import { fileWords } from '../lib/words/import.ts';
import type { Language } from '../lib/words/words.ts';
import { jsonPlaces } from './json-places.ts';
import { told } from './language.ts';
import { CallError } from './verb.ts';

/** @throws CallError with a sentence that names the file and, where there is one, the place in it. */
export async function readGeojson(path: string, language: Language): Promise<RawFeature[]> {
	const file = basename(path);
	const refuse = (key: keyof typeof fileWords, values: Readonly<Record<string, string | number>> = {}): never => {
		throw new CallError(told(fileWords[key], language, { file, ...values }));
	};
	const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) =>
		error.code === 'ENOENT'
			? refuse('fileMissing', { file: path })
			: refuse('fileUnreadable', { file: path, reason: error.code ?? error.message })
	);
	if (bytes.every((byte) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09)) refuse('fileEmpty');
	const text = decode(bytes) ?? refuse('notUtf8', { ...badByte(bytes) });
	// A mark at the beginning is no part of the JSON, but its three bytes are part of the file.
	const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
	const { wrongAt, wanted, features: offsets } = jsonPlaces(text);
	const places = new PlaceFinder(text, mark);
	if (wrongAt !== null) return refuse('notJson', { wanted, ...places.at(wrongAt) });
	const root = JSON.parse(text) as { type?: unknown; features?: unknown; crs?: unknown } | null;
	if (typeof root !== 'object' || root === null || root.type !== 'FeatureCollection') {
		return refuse('notCollection', { found: JSON.stringify((root as { type?: unknown } | null)?.type) ?? 'missing' });
	}
	const { features } = root;
	if (!Array.isArray(features)) return refuse('noFeatures');
	const crs = foreignCrs(root.crs);
	if (crs !== null) refuse('foreignCrs', { found: crs });
	// `features` written twice: the last one counts, as JSON has it.
	const own = offsets.slice(offsets.length - features.length);
	return features.map((value, index) => ({ index, place: places.at(own[index] ?? 0), value }));
}

function decode(bytes: Uint8Array, unfinished = false): string | null {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: unfinished });
	} catch {
		return null;
	}
}

/** The first byte at which the bytes are no UTF-8: where the character that breaks begins. */
function badByte(bytes: Uint8Array): FilePlace {
	let [good, bad] = [0, bytes.length];
	// A longer beginning breaks wherever a shorter one does, so the first that breaks is found by halves.
	while (good < bad - 1) {
		const middle = (good + bad) >> 1;
		if (decode(bytes.subarray(0, middle), true) !== null) good = middle;
		else bad = middle;
	}
	// Up to there a character may have begun that never ends.
	while (good > 0 && decode(bytes.subarray(0, good)) === null) good--;
	const before = bytes.subarray(0, good);
	return { byte: good, line: before.reduce((lines, byte) => lines + (byte === 10 ? 1 : 0), 1), column: good - before.lastIndexOf(10) };
}

/** Turns offsets in the text into bytes, lines and columns of the file, quickly when asked in rising order. */
class PlaceFinder {
	readonly #text: string;
	#offset = 0;
	#byte: number;
	#line = 1;
	#lineStart = 0;

	constructor(text: string, markBytes: number) {
		this.#text = text;
		this.#byte = markBytes;
	}

	at(offset: number): FilePlace {
		if (offset < this.#offset) return new PlaceFinder(this.#text, 0).at(offset);
		const passed = this.#text.slice(this.#offset, offset);
		this.#byte += Buffer.byteLength(passed);
		for (let i = passed.indexOf('\n'); i !== -1; i = passed.indexOf('\n', i + 1)) {
			this.#line++;
			this.#lineStart = this.#offset + i + 1;
		}
		this.#offset = offset;
		return { byte: this.#byte, line: this.#line, column: offset - this.#lineStart + 1 };
	}
}

/** The old `crs` member, where it names something other than WGS-84 (or CGCS2000, which lies within centimetres of it). */
function foreignCrs(crs: unknown): string | null {
	if (typeof crs !== 'object' || crs === null) return null;
	const name = (crs as { properties?: { name?: unknown } }).properties?.name;
	if (typeof name !== 'string') return null;
	return /CRS:?84|EPSG:{1,2}(\d+(\.\d+)*:)?(4326|4490)$/i.test(name) ? null : name;
}
