/** Tables as CSV that a spreadsheet opens with its Chinese intact and runs nothing of. */

/** With a byte order mark, which tells spreadsheets that it is UTF-8, and CRLF as RFC 4180 asks. */
export const csvText = (lines: readonly (readonly (string | number | null)[])[]): string =>
	`\uFEFF${lines.map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;

/** A text that a spreadsheet would run as a formula is kept text by an apostrophe. */
function cell(value: string | number | null): string {
	if (value === null) return '';
	if (typeof value === 'number') return String(value);
	const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
