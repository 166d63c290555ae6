/** A table for spreadsheets, as CSV or as XLSX. */
import { XLSX_TYPE, sheetFile, type SheetTable } from '../../wire/sheet-file.ts';
import { csvText } from './csv-text.ts';
import { answerBody } from './json-answer.ts';

/** @param name of the file, without its ending */
export async function answerTable(request: Request, format: 'csv' | 'xlsx', table: SheetTable, name: string): Promise<Response> {
	const body = format === 'csv' ? csvText(table.rows) : await sheetFile([table]);
	return answerBody(request, body, {
		type: format === 'csv' ? 'text/csv; charset=utf-8' : XLSX_TYPE,
		cache: 'no-store',
		headers: { 'content-disposition': `attachment; filename="${name}.${format}"` }
	});
}
