/**
 * Hours that come again, in the words of a duty board: `23:00–06:00`, `24 h`, `Mon–Fri 08:00–20:00`, `周六、周日 全天`. Local wall clock;
 * a window belongs to the day on which it begins.
 */
import { type Outcome, type Problem, done, refused } from '../geo/outcome.ts';
import { clockOf, weekdayOf, type Zone } from './local-time.ts';
import type { Span } from './span.ts';

export interface When {
	/** ISO weekdays (1 Monday … 7 Sunday) on which it begins, sorted; all seven for every day. */
	readonly weekdays: readonly number[];
	/** Minutes from midnight, 0 … 1439. */
	readonly fromMin: number;
	/** Greater than `fromMin`, at most 24 h later: past 1440 it ends the next day. */
	readonly untilMin: number;
}

export interface WhenProblem extends Problem {
	readonly kind: 'when-unreadable' | 'when-clock' | 'when-empty' | 'when-weekday';
	readonly detail: { readonly text: string };
}

export const EVERY_DAY: readonly number[] = [1, 2, 3, 4, 5, 6, 7];
const NAMES: readonly (readonly string[])[] = [
	['monday', 'mon', 'mo', '周一', '星期一', '礼拜一'],
	['tuesday', 'tue', 'tu', '周二', '星期二', '礼拜二'],
	['wednesday', 'wed', 'we', '周三', '星期三', '礼拜三'],
	['thursday', 'thu', 'th', '周四', '星期四', '礼拜四'],
	['friday', 'fri', 'fr', '周五', '星期五', '礼拜五'],
	['saturday', 'sat', 'sa', '周六', '星期六', '礼拜六'],
	['sunday', 'sun', 'su', '周日', '周天', '星期日', '星期天', '礼拜天']
];
const GROUPS: Readonly<Record<string, readonly number[]>> = {
	周末: [6, 7],
	双休日: [6, 7],
	工作日: [1, 2, 3, 4, 5],
	每天: EVERY_DAY,
	每日: EVERY_DAY,
	daily: EVERY_DAY,
	weekdays: [1, 2, 3, 4, 5],
	weekends: [6, 7]
};
const SHORT = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const DASH = '(?:–|—|-|~|～|至|到|\\bto\\b)';
const CLOCK = '(\\d{1,2})[:：](\\d{2})';
const HOURS = new RegExp(
	`^(.*?)\\s*(?:${CLOCK}\\s*${DASH}\\s*(?:次日|\\+)?${CLOCK}|(24\\s*(?:h|hours|小时|时)|全天|all day))(?=$|[^\\w]|\\s)`,
	'i'
);

/** Reads hours from the beginning of a text. @returns them and what follows */
export function readWhenAt(text: string): Outcome<{ readonly when: When; readonly rest: string }, WhenProblem> {
	const bad = (kind: WhenProblem['kind'], what = text): Outcome<never, WhenProblem> => refused({ kind, detail: { text: what.trim() } });
	const found = HOURS.exec(text.trimStart());
	if (!found) return bad('when-unreadable');
	const [whole, days = '', h1, m1, h2, m2, allDay] = found;
	const weekdays = readWeekdays(days.trim());
	if (!weekdays) return bad('when-weekday', days);
	const rest = text.trimStart().slice(whole.length);
	if (allDay !== undefined) return done({ when: { weekdays, fromMin: 0, untilMin: 1440 }, rest });
	const [from, until] = [clockMin(h1, m1), clockMin(h2, m2)];
	if (from === null || until === null || from === 1440) return bad('when-clock', whole);
	if (from === until) return bad('when-empty', whole);
	return done({ when: { weekdays, fromMin: from, untilMin: until > from ? until : until + 1440 }, rest });
}

/** The whole text is hours. */
export function readWhen(text: string): Outcome<When, WhenProblem> {
	const read = readWhenAt(text);
	if (!read.ok) return read;
	return read.value.rest.trim() === '' ? done(read.value.when) : refused({ kind: 'when-unreadable', detail: { text } });
}

function clockMin(hours: string | undefined, minutes: string | undefined): number | null {
	const [h, m] = [Number(hours), Number(minutes)];
	return h < 24 && m < 60 ? h * 60 + m : h === 24 && m === 0 ? 1440 : null;
}

function readWeekdays(text: string): readonly number[] | null {
	if (text === '') return EVERY_DAY;
	const days = new Set<number>();
	for (const part of text.split(/[,，、\s]+(?!\s*(?:–|—|-|~|～|至|到))/).filter(Boolean)) {
		const group = GROUPS[part.toLowerCase()];
		if (group) {
			for (const day of group) days.add(day);
			continue;
		}
		const [first = '', last = first, more] = part.split(new RegExp(`\\s*${DASH}\\s*`, 'i'));
		const [a, b] = [weekdayNamed(first), weekdayNamed(/^[一二三四五六日天]$/.test(last) ? `周${last}` : last)];
		if (a === null || b === null || more !== undefined) return null;
		for (let day = a; ; day = (day % 7) + 1) {
			days.add(day);
			if (day === b) break;
		}
	}
	return [...days].sort((a, b) => a - b);
}

function weekdayNamed(name: string): number | null {
	const at = NAMES.findIndex((names) => names.includes(name.toLowerCase()));
	return at < 0 ? null : at + 1;
}

/** As it is read again: `Mon,Tue 23:00–06:00`. */
export function whenText({ weekdays, fromMin, untilMin }: When): string {
	const days = weekdays.length === 7 ? '' : `${weekdays.map((day) => SHORT[day - 1]).join(',')} `;
	if (fromMin === 0 && untilMin === 1440) return `${days}24 h`;
	return `${days}${clockOf(fromMin)}–${untilMin === 1440 ? '24:00' : clockOf(untilMin % 1440)}`;
}

/** Its stretches that begin on the days `fromDay` … `untilDay` − 1, in order. */
export function spansOf(when: When, zone: Zone, fromDay: number, untilDay: number): Span[] {
	const spans: Span[] = [];
	for (let day = fromDay; day < untilDay; day++) {
		if (!when.weekdays.includes(weekdayOf(day))) continue;
		const span = { startMs: zone.instantOf(day, when.fromMin), endMs: zone.instantOf(day, when.untilMin) };
		// A window within an hour that the clock jumps over does not take place.
		if (span.endMs > span.startMs) spans.push(span);
	}
	return spans;
}
