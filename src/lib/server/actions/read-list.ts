/** A list as it was handed in, CSV or XLSX, as rows of text with their line: both are judged alike from there on. Formulas are not run; what a spreadsheet last made of them is read. */
import { CsvError, parse } from 'csv-parse/sync';
import { EncryptedFileError, HucreError } from 'hucre';
import { readXlsx, streamXlsxRows } from 'hucre/xlsx';
import type { PeopleRow } from '#lib/duty/people.ts';
import { type Outcome, done, refused } from '#lib/geo/outcome.ts';
import type { DutyProblem } from '../answer/refuse-duty.ts';
import { unzippedBytes } from '../answer/zip-size.ts';

/** One of the two, `xlsx` in base64. */
export interface ListFile {
	readonly csv?: string;
	readonly xlsx?: string;
}

export interface ReadList {
	/** Headings first. */
	readonly rows: readonly PeopleRow[];
	/** Of a workbook: the tab that was read, which is the first. */
	readonly sheet: string | null;
}

/** More than any district has. */
const MOST_ROWS = 20_000;
const MOST_COLUMNS = 100;
/** A list of twenty thousand people takes a third of that. */
const MOST_UNZIPPED_BYTES = 32 * 2 ** 20;

export async function readList(file: ListFile): Promise<Outcome<ReadList, DutyProblem>> {
	if ((file.csv === undefined) === (file.xlsx === undefined)) return refused({ kind: 'duty.one-list' });
	const read = file.xlsx === undefined ? rowsOfCsv(file.csv ?? '') : await rowsOfXlsx(Buffer.from(file.xlsx, 'base64'));
	if (read.ok && read.value.rows.length > MOST_ROWS + 1) return refused({ kind: 'duty.list-long', detail: { most: MOST_ROWS } });
	return read;
}

function rowsOfCsv(csv: string): Outcome<ReadList, DutyProblem> {
	try {
		const rows = parse(csv, { bom: true, info: true, relax_column_count: true, skip_empty_lines: true }) as unknown as readonly {
			readonly record: readonly string[];
			readonly info: { readonly lines: number };
		}[];
		return done({ rows: rows.map(({ record, info }) => ({ line: info.lines, cells: record })), sheet: null });
	} catch (error) {
		if (!(error instanceof CsvError)) throw error;
		const detail = { line: Number(error['lines'] ?? 0), column: Number(error['index'] ?? error['column'] ?? 0) + 1 };
		switch (error.code) {
			case 'CSV_QUOTE_NOT_CLOSED':
				return refused({ kind: 'duty.csv-open-quote', detail });
			case 'INVALID_OPENING_QUOTE':
			case 'CSV_INVALID_CLOSING_QUOTE':
				return refused({ kind: 'duty.csv-stray-quote', detail });
			default:
				return refused({ kind: 'duty.not-csv', detail: { ...detail, reason: error.message } });
		}
	}
}

async function rowsOfXlsx(bytes: Buffer): Promise<Outcome<ReadList, DutyProblem>> {
	if (isOldOffice(bytes)) return refused({ kind: 'duty.xlsx-old' });
	const size = unzippedBytes(bytes, MOST_UNZIPPED_BYTES);
	if (size === 'broken') return refused({ kind: 'duty.not-xlsx' });
	if (size === 'too-large') return refused({ kind: 'duty.xlsx-large', detail: { mostMb: MOST_UNZIPPED_BYTES / 2 ** 20 } });
	try {
		let sheet: string | null = null;
		await readXlsx(bytes, {
			sheets: ({ name }) => {
				sheet ??= name;
				return false;
			}
		});
		if (sheet === null) return refused({ kind: 'duty.not-xlsx' });
		const rows: PeopleRow[] = [];
		for await (const { index, values } of streamXlsxRows(bytes, { sheet: 0 })) {
			const cells = values.map(textOf);
			while (cells.at(-1)?.trim() === '') cells.pop();
			if (cells.length === 0) continue;
			const line = index + 1;
			if (cells.length > MOST_COLUMNS) return refused({ kind: 'duty.xlsx-wide', detail: { sheet, line, most: MOST_COLUMNS } });
			rows.push({ line, cells });
			if (rows.length > MOST_ROWS + 1) break;
		}
		return done({ rows, sheet });
	} catch (error) {
		if (error instanceof EncryptedFileError) return refused({ kind: 'duty.xlsx-old' });
		// What is wrong inside a workbook comes as an error of the reader's own, or as what the runtime makes of a number out of bounds.
		if (error instanceof HucreError || error instanceof RangeError || error instanceof TypeError || error instanceof SyntaxError)
			return refused({ kind: 'duty.not-xlsx' });
		throw error;
	}
}

/** The container of .xls, and of a workbook with a password. */
const isOldOffice = (bytes: Buffer): boolean => bytes.length >= 8 && bytes.readUInt32BE(0) === 0xd0cf11e0;

const DAY_CHARACTERS = 10;
const MINUTE_CHARACTERS = 16;

/** As it would stand in a CSV; a date as the wall clock writes it, whole days without the hour. */
function textOf(value: string | number | boolean | Date | null): string {
	if (value === null || value === undefined) return '';
	if (!(value instanceof Date)) return String(value);
	if (Number.isNaN(value.getTime())) return '';
	const text = value.toISOString();
	return text.slice(11, MINUTE_CHARACTERS) === '00:00' ? text.slice(0, DAY_CHARACTERS) : text.slice(0, MINUTE_CHARACTERS);
}

/** C5: as a spreadsheet names a cell. @param column from 0 */
export function cellName(column: number, line: number): string {
	let letters = '';
	for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
	return `${letters}${line}`;
}
