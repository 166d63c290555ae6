/** A roster as CSV (RFC 4180): a line a seat, in local time, empty seats too. Opens in any spreadsheet: UTF-8 with its mark, and no cell is a formula. */
import { localText } from '../local-time.ts';
import type { Roster, RosterProblem } from './problem.ts';

export type CsvLanguage = 'zh' | 'en';

const HEAD: Readonly<Record<CsvLanguage, readonly string[]>> = {
	zh: ['点位', '点位名称', '角色', '技能', '班次', '开始', '结束', '小时', '人员编号', '姓名', '座位'],
	en: ['post', 'post name', 'role', 'skills', 'shift', 'start', 'end', 'hours', 'person', 'name', 'seat']
};

export function rosterCsv(problem: RosterProblem, roster: Roster, language: CsvLanguage = 'zh'): string {
	const holder = new Map(roster.assignments.map(({ seatId, personId }) => [seatId, personId]));
	const posts = new Map(problem.posts.map((post) => [post.id, post]));
	const people = new Map(problem.people.map((person) => [person.id, person]));
	const lines = problem.seats.map((seat) => {
		const post = posts.get(seat.postId);
		const role = problem.roles.find(({ id }) => id === seat.role);
		const shift = post?.shifts.find(({ id }) => id === seat.shiftId);
		const personId = holder.get(seat.id) ?? '';
		const local = (at: number): string => localText(problem.zone, at).replace('T', ' ');
		return [
			...[seat.postId, post?.name ?? '', role?.[language] ?? seat.role, seat.skills.join(' '), shift?.name || (seat.shiftId ?? '')],
			...[local(seat.startMs), local(seat.endMs), String(Math.round((seat.endMs - seat.startMs) / 36_000) / 100)],
			...[personId, people.get(personId)?.name ?? '', seat.id]
		];
	});
	return `\ufeff${[HEAD[language], ...lines].map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** A text that a spreadsheet would take for a formula gets a quote before it. */
function cell(text: string): string {
	const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
