/** Moments as text: ISO 8601 with a date and a time. Times are UTC throughout, so one without an offset is UTC, whatever zone this machine is in. */

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/i;

/** Unix milliseconds, or null where the text is no such moment (30 February is none). */
export function instantOf(text: string): number | null {
	const found = INSTANT.exec(text);
	if (!found) return null;
	const [year, month, day, hour, minute, second] = found.slice(1, 7).map((part) => Number(part ?? 0)) as [
		number,
		number,
		number,
		number,
		number,
		number
	];
	const fractionMs = Math.round(Number(found[7] ?? 0) * 1000);
	const zone = found[8] ?? 'Z';
	const offsetMin = /^z$/i.test(zone) ? 0 : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)));
	if (hour > 23 || minute > 59 || second > 59 || Math.abs(offsetMin) > 14 * 60) return null;
	const atMs = Date.UTC(year, month - 1, day, hour, minute, second);
	const read = new Date(atMs);
	if (read.getUTCMonth() !== month - 1 || read.getUTCDate() !== day) return null;
	return atMs + fractionMs - offsetMin * 60_000;
}
