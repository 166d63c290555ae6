/** One person's seats as iCalendar (RFC 5545), for the calendar of any phone. A seat keeps its UID, so that a feed read again moves events and never doubles them. */
import type { Zone } from '../local-time.ts';
import type { Seat } from '../seats.ts';
import type { Roster, RosterPost } from './problem.ts';

/** What a calendar needs of a problem: a person's seats out of the database are enough. */
export interface CalendarSource {
	readonly zone: Pick<Zone, 'id'>;
	readonly seats: readonly Pick<Seat, 'id' | 'postId' | 'role' | 'startMs' | 'endMs'>[];
	readonly posts: readonly Pick<RosterPost, 'id' | 'name' | 'position'>[];
}

export interface CalendarWords {
	/** Of the calendar. */
	readonly title: string;
	/** Of a role, by its id. */
	role(id: string): string;
}

export interface CalendarStamp {
	/** When the roster was made, epoch milliseconds. */
	readonly madeAtMs: number;
	/** Rises with every version of the roster. */
	readonly sequence: number;
	/** Part of every UID: the address of the installation. */
	readonly host: string;
}

export function rosterCalendar(
	problem: CalendarSource,
	roster: Roster,
	personId: string,
	words: CalendarWords,
	stamp: CalendarStamp
): string {
	const own = new Set(roster.assignments.filter((a) => a.personId === personId).map(({ seatId }) => seatId));
	const lines = [
		'BEGIN:VCALENDAR',
		'VERSION:2.0',
		'PRODID:-//Gridkeeper//Roster//EN',
		'CALSCALE:GREGORIAN',
		'METHOD:PUBLISH',
		`X-WR-CALNAME:${escaped(words.title)}`,
		`X-WR-TIMEZONE:${problem.zone.id}`
	];
	for (const seat of problem.seats.filter(({ id }) => own.has(id))) {
		const post = problem.posts.find(({ id }) => id === seat.postId);
		const name = [seat.postId, post && post.name !== seat.postId ? post.name : ''].filter(Boolean).join(' ');
		lines.push(
			'BEGIN:VEVENT',
			`UID:${uid(`${seat.id}/${personId}`)}@${stamp.host}`,
			`DTSTAMP:${utc(stamp.madeAtMs)}`,
			`SEQUENCE:${stamp.sequence}`,
			`DTSTART:${utc(seat.startMs)}`,
			`DTEND:${utc(seat.endMs)}`,
			`SUMMARY:${escaped(`${name} · ${words.role(seat.role)}`)}`,
			`LOCATION:${escaped(name)}`,
			...(post?.position ? [`GEO:${post.position[1].toFixed(6)};${post.position[0].toFixed(6)}`] : []),
			'STATUS:CONFIRMED',
			'TRANSP:OPAQUE',
			'END:VEVENT'
		);
	}
	return [...lines, 'END:VCALENDAR'].map((line) => `${folded(line)}\r\n`).join('');
}

/** Instants in universal time mean the same everywhere, without a table of clock changes. */
const utc = (atMs: number): string => new Date(atMs).toISOString().replace(/[-:]|\.\d+/g, '');

const escaped = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n');

/** Letters, digits and `-._` stay; all else is written as its bytes, so that two seats never share one. */
const uid = (text: string): string =>
	encodeURIComponent(text).replace(/[!'()*~%]/g, (c) => (c === '%' ? '_' : `_${c.charCodeAt(0).toString(16)}`));

const LINE_BYTES = 75;

/** No line is longer than 75 bytes, and no character is cut. */
function folded(line: string): string {
	const bytes = new TextEncoder();
	let [text, used] = ['', 0];
	for (const character of line) {
		const size = bytes.encode(character).length;
		if (used + size > LINE_BYTES) [text, used] = [`${text}\r\n `, 1];
		text += character;
		used += size;
	}
	return text;
}
