/** Tables as an XLSX file that any spreadsheet opens, written alike in the browser and on the server. Every text stays text: nothing in a cell is ever run. */
import type { CellStyle, CellValue, WriteSheet } from 'hucre/xlsx';

export interface SheetTable {
	/** As its tab is called. */
	readonly name: string;
	/** Headings first. */
	readonly rows: readonly (readonly (string | number | null)[])[];
	/** Rows and columns at the beginning that stay in sight, and are written bold; one row where it is left out. */
	readonly head?: { readonly rows: number; readonly columns: number };
	/** Cells to be seen: `row,column` from 0. */
	readonly marked?: readonly string[];
	/** Printed across the page. */
	readonly wide?: boolean;
}

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const HEAD: CellStyle = {
	font: { bold: true },
	fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'E7EAE8' } },
	alignment: { vertical: 'top' }
};
const PLAIN: CellStyle = { alignment: { vertical: 'top', wrapText: true } };
const MARKED: CellStyle = { ...PLAIN, font: { bold: true, color: { rgb: 'B80037' } } };
/** A tab may be this long, and may not hold these. */
const MOST_NAME = 31;
const FORBIDDEN = /[\\/?*[\]:]/g;
const [NARROWEST, WIDEST] = [6, 40];

export async function sheetFile(tables: readonly SheetTable[]): Promise<Uint8Array<ArrayBuffer>> {
	// It weighs too much to come along before it is asked for.
	const { writeXlsx } = await import('hucre/xlsx');
	const bytes = await writeXlsx({ sheets: tables.map((table, i) => sheetOf(table, i)) });
	return new Uint8Array(bytes);
}

function sheetOf(table: SheetTable, i: number): WriteSheet {
	const { rows: headRows, columns: headColumns } = table.head ?? { rows: 1, columns: 0 };
	const marked = new Set(table.marked);
	const cells = new Map<string, { value: CellValue; style: CellStyle }>();
	const rows = table.rows.map((row) => row.map(written));
	for (const [r, row] of rows.entries())
		for (const [c, value] of row.entries()) {
			const key = `${r},${c}`;
			cells.set(key, { value, style: marked.has(key) ? MARKED : r < headRows || c < headColumns ? HEAD : PLAIN });
		}
	const columns = Math.max(0, ...rows.map((row) => row.length));
	return {
		name: table.name.replaceAll(FORBIDDEN, ' ').trim().slice(0, MOST_NAME) || `${i + 1}`,
		rows,
		cells,
		columns: Array.from({ length: columns }, (_, c) => ({ width: widthOf(rows.map((row) => row[c] ?? null)) })),
		freezePane: { rows: headRows, columns: headColumns },
		pageSetup: { orientation: table.wide ? 'landscape' : 'portrait', fitToPage: true, fitToWidth: 1, fitToHeight: 0 }
	};
}

/** Control characters cannot be written in XML at all. */
const written = (value: string | number | null): CellValue =>
	// eslint-disable-next-line no-control-regex -- the characters that XML forbids
	typeof value === 'string' ? value.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '') : value;

/** In characters, a Chinese one counting for two. */
function widthOf(values: readonly CellValue[]): number {
	let widest = NARROWEST;
	for (const value of values)
		for (const line of String(value ?? '').split('\n')) {
			let width = 2;
			for (const letter of line) width += letter.charCodeAt(0) > 0x2e7f ? 2.1 : 1.1;
			if (width > widest) widest = width;
		}
	return Math.min(WIDEST, Math.ceil(widest));
}
