/**
 * What the list of a wall shows in turn: the most urgent gaps, what each role lacks, then every seat that is empty and every seat to come, as many at a
 * time as can be read from where people stand. Each is shown once a round; nothing is left out for want of room.
 */
import { hourMinute, monthDay, weekday } from '#lib/words/time.ts';
import { say, type Language } from '#lib/words/words.ts';
import type { RoleCount, SeatGap, SeatGaps } from '../ledger/seat-gaps.ts';

export type WallPage =
	| { readonly kind: 'gaps' }
	| { readonly kind: 'roles'; readonly roles: readonly RoleCount[] }
	| { readonly kind: 'empty' | 'coming'; readonly seats: readonly SeatGap[]; readonly from: number; readonly of: number };

/** @param rows seats a page holds @param roleRows roles a page holds */
export function wallPages(seats: SeatGaps, rows: number, roleRows: number): readonly WallPage[] {
	const list = (kind: 'empty' | 'coming'): WallPage[] =>
		parts(seats[kind], rows).map((part, i) => ({ kind, seats: part, from: i * rows + 1, of: seats[kind].length }));
	const roles = parts(seats.roles, roleRows).map((part): WallPage => ({ kind: 'roles', roles: part }));
	return [{ kind: 'gaps' }, ...(roles.length > 0 ? roles : [{ kind: 'roles', roles: [] } as const]), ...list('empty'), ...list('coming')];
}

const parts = <T>(all: readonly T[], size: number): T[][] =>
	Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

const DAY_MS = 86_400_000;

/** 23:00–07:00, 明 23:00–07:00, 周三 23:00–07:00: as short as it can be said of the days ahead. */
export function wallHours(fromMs: number, untilMs: number, nowMs: number, language: Language): string {
	const isDay = (atMs: number): boolean => monthDay(fromMs, language) === monthDay(atMs, language);
	const day =
		isDay(nowMs) || fromMs <= nowMs ? '' : `${isDay(nowMs + DAY_MS) ? say(language, 'seats.tomorrow') : weekday(fromMs, language)} `;
	const long = untilMs - fromMs >= DAY_MS ? `${weekday(untilMs, language)} ` : '';
	return `${day}${hourMinute(fromMs)}–${long}${hourMinute(untilMs)}`;
}
