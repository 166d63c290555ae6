/** Reads recorded tracks, `device,at,lng,lat,accuracy_m,speed_mps`: every line is a fix that can be believed, or is named with what is wrong in it. */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse';
import type { DeviceId, Fix } from '../lib/patrol/fix.ts';
import type { Language } from '../lib/words/words.ts';
import { fileWords } from '../lib/words/import.ts';
import { trackWords } from '../lib/words/tracks.ts';
import { instantOf } from './instant.ts';
import { told } from './language.ts';
import { CallError } from './verb.ts';

const NEEDED = ['device', 'at', 'lng', 'lat'] as const;
const OPTIONAL = ['accuracy_m', 'speed_mps'] as const;
type Column = (typeof NEEDED)[number] | (typeof OPTIONAL)[number];

/** So many wrong fields are named before the rest is only counted. */
const MAX_NAMED = 20;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Fixes in the order of the file; devices are numbered as they first appear. @throws CallError naming the file, the line and the column. */
export async function readTracks(path: string, language: Language): Promise<Fix[]> {
	const file = basename(path);
	const say = (key: keyof typeof trackWords, values: Readonly<Record<string, string | number>> = {}): string =>
		told(trackWords[key], language, { file, ...values });
	const bad: string[] = [];
	let badCount = 0;
	const refuse = (line: number, column: Column, found: string, wanted: keyof typeof trackWords): void => {
		if (badCount++ < MAX_NAMED)
			bad.push(
				say('field', {
					line,
					column,
					found: found.length > 40 ? `${found.slice(0, 37)}…` : found,
					wanted: told(trackWords[wanted], language)
				})
			);
	};

	const devices = new Map<string, DeviceId>();
	const fixes: Fix[] = [];
	let places: Readonly<Record<Column, number>> | null = null;
	const source = createReadStream(path);
	const rows = source.pipe(parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true }));
	// An error of the file is not passed on by the pipe.
	source.on('error', (error) => rows.destroy(error));
	try {
		for await (const row of rows as AsyncIterable<{ readonly record: readonly string[]; readonly info: { readonly lines: number } }>) {
			const { record } = row;
			const line = row.info.lines;
			if (!places) {
				places = header(record, say);
				continue;
			}
			if (record.length < Math.max(...NEEDED.map((name) => places![name])) + 1) {
				if (badCount++ < MAX_NAMED) bad.push(say('short', { line, found: record.length }));
				continue;
			}
			const own = places;
			const field = (column: Column): string => record[own[column]] ?? '';
			const before = badCount;
			const number = (column: Column, min: number, max: number, wanted: keyof typeof trackWords): number => {
				const text = field(column);
				const value = DECIMAL.test(text) ? Number(text) : NaN;
				if (Number.isFinite(value) && value >= min && value <= max) return value;
				refuse(line, column, text, wanted);
				return 0;
			};
			const unknownOr = (column: Column): number | null => (field(column) === '' ? null : number(column, 0, Infinity, 'wantedAmount'));
			const device = field('device');
			if (device === '') refuse(line, 'device', device, 'wantedName');
			const recordedAtMs = instantOf(field('at'));
			if (recordedAtMs === null) refuse(line, 'at', field('at'), 'wantedInstant');
			const lng = number('lng', -180, 180, 'wantedLng');
			const lat = number('lat', -90, 90, 'wantedLat');
			const accuracyM = unknownOr('accuracy_m');
			const speedMps = unknownOr('speed_mps');
			if (badCount > before) continue;
			let deviceId = devices.get(device);
			if (deviceId === undefined) devices.set(device, (deviceId = (devices.size + 1) as DeviceId));
			fixes.push({ deviceId, recordedAtMs: recordedAtMs ?? 0, lng, lat, accuracyM, speedMps, bearingDeg: null, battery: null });
		}
	} catch (error) {
		if (error instanceof CsvError) throw new CallError(say('notCsv', { line: Number(error['lines'] ?? 0), reason: error.message }));
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'ENOENT') throw new CallError(told(fileWords.fileMissing, language, { file: path }));
		if (code !== undefined) throw new CallError(told(fileWords.fileUnreadable, language, { file: path, reason: code }));
		throw error;
	}
	if (!places) throw new CallError(say('empty'));
	if (badCount > bad.length) bad.push(say('more', { count: badCount - bad.length }));
	if (bad.length > 0) throw new CallError(bad.join('\n'));
	return fixes;
}

type Say = (key: keyof typeof trackWords, values?: Readonly<Record<string, string | number>>) => string;

function header(record: readonly string[], say: Say): Record<Column, number> {
	const names = record.map((name) => name.toLowerCase());
	for (const name of NEEDED)
		if (!names.includes(name)) throw new CallError(say('columnMissing', { column: name, found: record.join(',') }));
	const twice = [...NEEDED, ...OPTIONAL].find((name) => names.indexOf(name) !== names.lastIndexOf(name));
	if (twice) throw new CallError(say('columnTwice', { column: twice }));
	return Object.fromEntries([...NEEDED, ...OPTIONAL].map((name) => [name, names.indexOf(name)])) as Record<Column, number>;
}
