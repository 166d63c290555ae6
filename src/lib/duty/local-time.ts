/**
 * Local time of a place, by the zone's own rules: days of 23 and 25 hours, leap days, hours that do not exist and hours that come twice.
 * A *day* is a civil date as a whole number of days since 1970-01-01; a *minute* counts on the wall clock from midnight and may pass 1440.
 */

export interface LocalTime {
	readonly day: number;
	readonly minute: number;
}

export interface Zone {
	readonly id: string;
	/**
	 * The instant at which a wall clock shows this. Of two such instants the earlier; where the clock jumps over it, as long after the jump as the
	 * wall time is after the hour that is missing began. So two shifts that meet on the wall clock always meet.
	 */
	instantOf(day: number, minute: number): number;
	/** Whether the wall clock ever shows it. */
	exists(day: number, minute: number): boolean;
	localOf(atMs: number): LocalTime;
	/** Minutes east of Greenwich. */
	offsetMinAt(atMs: number): number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Every zone changes its clock on a quarter of an hour. */
const BLOCK_MS = 15 * MINUTE_MS;

const zones = new Map<string, Zone>();

/** @returns null where no such zone is known */
export function zoneOf(id: string): Zone | null {
	const known = zones.get(id);
	if (known) return known;
	let format: Intl.DateTimeFormat;
	try {
		format = new Intl.DateTimeFormat('en-US', {
			timeZone: id,
			calendar: 'iso8601',
			numberingSystem: 'latn',
			hourCycle: 'h23',
			...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }
		});
	} catch {
		return null;
	}
	const zone = makeZone(id, format);
	zones.set(id, zone);
	return zone;
}

function makeZone(id: string, format: Intl.DateTimeFormat): Zone {
	const offsets = new Map<number, number>();
	/** Local minus universal time, milliseconds. */
	const offsetMs = (atMs: number): number => {
		const block = Math.floor(atMs / BLOCK_MS);
		const known = offsets.get(block);
		if (known !== undefined) return known;
		const start = block * BLOCK_MS;
		const part = Object.fromEntries(format.formatToParts(start).map(({ type, value }) => [type, Number(value)]));
		const wall = Date.UTC(part['year'] ?? 0, (part['month'] ?? 1) - 1, part['day'], part['hour'], part['minute'], part['second']);
		offsets.set(block, wall - start);
		return wall - start;
	};
	/** The instants at which the wall shows it, earlier first; none or one or two. */
	const instants = (wallMs: number): readonly number[] => {
		const [a, b] = [wallMs - offsetMs(wallMs - DAY_MS), wallMs - offsetMs(wallMs + DAY_MS)];
		const found = [a, b].filter((at) => at + offsetMs(at) === wallMs);
		return found.length === 2 && a === b ? [a] : found.sort((x, y) => x - y);
	};
	const wallOf = (day: number, minute: number): number => day * DAY_MS + minute * MINUTE_MS;
	return {
		id,
		instantOf(day, minute) {
			const wall = wallOf(day, minute);
			return instants(wall)[0] ?? wall - offsetMs(wall - DAY_MS);
		},
		exists: (day, minute) => instants(wallOf(day, minute)).length > 0,
		localOf(atMs) {
			const wall = atMs + offsetMs(atMs);
			const day = Math.floor(wall / DAY_MS);
			return { day, minute: Math.floor((wall - day * DAY_MS) / MINUTE_MS) };
		},
		offsetMinAt: (atMs) => offsetMs(atMs) / MINUTE_MS
	};
}

/** 1 Monday … 7 Sunday, as ISO 8601 counts. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;
/** The Monday of its week. */
export const weekOf = (day: number): number => day - weekdayOf(day) + 1;

/** `2026-02-28` as a day; null where it is not written so or there is no such date. */
export function dayOf(date: string): number | null {
	const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date);
	if (!found) return null;
	const at = Date.parse(`${date}T00:00:00Z`);
	return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date ? null : at / DAY_MS;
}

export const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** `23:00`; 1440 is `24:00`. */
export const clockOf = (minute: number): string =>
	`${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** `2026-11-23T23:00`, without the offset. */
export function localText(zone: Zone, atMs: number): string {
	const { day, minute } = zone.localOf(atMs);
	return `${dateOf(day)}T${clockOf(minute)}`;
}

/** `2026-11-23T23:00+08:00`. */
export function offsetText(zone: Zone, atMs: number): string {
	const offset = Math.round(zone.offsetMinAt(atMs));
	return `${localText(zone, atMs)}${offset < 0 ? '-' : '+'}${clockOf(Math.abs(offset))}`;
}
