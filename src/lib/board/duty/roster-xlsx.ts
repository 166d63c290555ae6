/** A roster as a workbook: a sheet of posts by day with who sits where and when, seats that are empty marked; and a sheet of people by day with their hours. */
import { dateOf, dayOf, zoneOf, type Zone } from '#lib/duty/local-time.ts';
import { HOUR_MS } from '#lib/duty/span.ts';
import type { RosterBoard } from '#lib/wire/roster-board.ts';
import { sheetFile, type SheetTable } from '#lib/wire/sheet-file.ts';
import { hourMinute, monthDay, weekday } from '#lib/words/time.ts';
import { isWordKey, type Language, say } from '#lib/words/words.ts';
import { seatLanes, type ShownSeat } from './seat-lanes.ts';

/** @param areaName as the sheets' heading names it */
export const rosterXlsx = (board: RosterBoard, areaName: string, language: Language): Promise<Uint8Array<ArrayBuffer>> =>
	sheetFile(rosterTables(board, areaName, language));

export function rosterTables(board: RosterBoard, areaName: string, language: Language): SheetTable[] {
	const zone = (zoneOf(board.zone) ?? zoneOf('UTC')) as Zone;
	const fromDay = dayOf(board.from) ?? 0;
	const days = Array.from({ length: board.days }, (_, i) => fromDay + i);
	const headings = days.map((day) => `${monthDay(zone.instantOf(day, 720), language)} ${weekday(zone.instantOf(day, 720), language)}`);
	const title = say(language, 'roster-sheet.title', { area: areaName, from: dateOf(fromDay), until: dateOf(fromDay + board.days - 1) });
	const squads = [...new Set(board.posts.flatMap(({ squadId }) => squadId ?? []))];
	const lanes = seatLanes(board, zone, squads);
	const holders = new Map(board.duties.map((duty) => [duty.seat, duty]));
	const names = new Map(board.people.map(({ id, name }) => [id, name]));
	const hours = (from: number, until: number): string => `${hourMinute(from)}–${hourMinute(until)}`;
	const dayIn = (atMs: number): number => zone.localOf(atMs).day;

	const byPost: string[][] = [[title], [say(language, 'roster-sheet.post'), say(language, 'roster-sheet.role'), ...headings]];
	const marked: string[] = [];
	for (const { posts } of lanes.squads)
		for (const { post, lanes: own } of posts)
			for (const [role, seats] of Map.groupBy(
				own.flatMap((lane) => lane.seats.map((seat) => ({ seat, role: lane.role }))),
				(one) => one.role
			)) {
				const row = byPost.length;
				const cells = days.map((day, i) => {
					const there = seats.map(({ seat }) => seat).filter((seat) => dayIn(seat.startMs) === day);
					const lines = there.sort((a, b) => a.startMs - b.startMs || a.lane - b.lane).map((seat) => line(seat));
					if (lines.some(({ empty }) => empty)) marked.push(`${row},${i + 2}`);
					return lines.map(({ text }) => text).join('\n');
				});
				byPost.push([[post.code, post.name].filter(Boolean).join(' '), roleName(role), ...cells]);
			}
	function line(seat: ShownSeat): { readonly text: string; readonly empty: boolean } {
		const duty = holders.get(seat.id);
		const who = duty ? (names.get(duty.personId) ?? `#${duty.personId}`) : say(language, 'roster-sheet.empty');
		return { text: `${hours(seat.startMs, seat.endMs)} ${who}`, empty: !duty };
	}
	/** Roles of posts are the district's own. */
	function roleName(id: string): string {
		const role = board.rules.roles.find((one) => one.id === id);
		return role ? role[language] : id;
	}

	const inside = board.duties.filter(({ startMs }) => days.includes(dayIn(startMs)));
	const codes = new Map(board.posts.map(({ id, code }) => [id, code]));
	const byPerson = board.people.map((person) => {
		const own = inside.filter(({ personId }) => personId === person.id).sort((a, b) => a.startMs - b.startMs);
		const cells = days.map((day) =>
			own
				.filter(({ startMs }) => dayIn(startMs) === day)
				.map((duty) => `${codes.get(duty.postId) ?? ''} ${hours(duty.startMs, duty.endMs)}`.trim())
				.join('\n')
		);
		const total = own.reduce((sum, { startMs, endMs }) => sum + (endMs - startMs) / HOUR_MS, 0);
		const key = `person.${person.role}`;
		return [person.name, isWordKey(key) ? say(language, key) : person.role, Math.round(total * 100) / 100, ...cells];
	});
	return [
		{ name: say(language, 'roster-sheet.by-post'), rows: byPost, head: { rows: 2, columns: 2 }, marked, wide: true },
		{
			name: say(language, 'roster-sheet.by-person'),
			rows: [
				[title],
				[...(['roster-sheet.person', 'roster-sheet.role', 'roster-sheet.hours'] as const).map((one) => say(language, one)), ...headings],
				...byPerson
			],
			head: { rows: 2, columns: 1 },
			wide: true
		}
	];
}
