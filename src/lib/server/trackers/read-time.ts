/**
 * Times as trackers write them: Unix seconds or milliseconds, ISO 8601, or `yyyy-MM-dd HH:mm:ss`. Without a zone they are UTC, whatever
 * zone this machine is in.
 */

/** Numbers from here on are milliseconds: as seconds they would lie in the year 5138. */
const FIRST_MS = 1e11;
const EARLIEST_MS = 0;
const LATEST_MS = Date.UTC(9999, 11, 31);

const WRITTEN = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+\- ]\d{2}(?::?\d{2})?)?$/i;

/** @returns Unix ms, or null when the text is no time between 1970 and 9999. */
export function readTime(value: string | number): number | null {
	const text = String(value).trim();
	if (/^\d+(\.\d+)?(e\d+)?$/i.test(text)) {
		const number = Number(text);
		return within(Math.round(number < FIRST_MS ? number * 1000 : number));
	}
	const parts = WRITTEN.exec(text);
	if (!parts) return null;
	const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0)) as [
		number,
		number,
		number,
		number,
		number,
		number
	];
	if (month < 1 || month > 12 || day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
	if (hour > 23 || minute > 59 || second > 60) return null;
	const ms = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3));
	return within(Date.UTC(year, month - 1, day, hour, minute, second, ms) - offsetMs(parts[8]));
}

/** A `+` in a query that was not escaped arrives as a space. */
function offsetMs(zone: string | undefined): number {
	if (zone === undefined || /^z$/i.test(zone)) return 0;
	const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
	const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
	return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000;
}

const within = (ms: number): number | null => (ms >= EARLIEST_MS && ms <= LATEST_MS ? ms : null);
