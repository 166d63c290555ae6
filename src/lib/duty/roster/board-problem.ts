/**
 * The roster of a lead's screen as a problem: the same on the screen, where it greys the seats that a person cannot take, and on the server, where it is
 * solved and judged. Posts go by their code, people by their number.
 */
import type { PostingRules } from '../../rules/roster-rules.ts';
import { localText, type Zone } from '../local-time.ts';
import type { Position } from '../../geo/position.ts';
import type { Span } from '../span.ts';
import { type FileSpan, PROBLEM_FORMAT, type ProblemFile } from './problem-file.ts';

export interface ProblemSource {
	readonly zone: string;
	readonly from: string;
	readonly days: number;
	readonly rules: PostingRules;
	readonly posts: readonly {
		readonly code: string;
		readonly name: string;
		readonly position: Position;
		readonly weight: number;
		readonly shifts: readonly string[] | null;
		readonly rules: readonly { readonly from: string; readonly needs: string }[];
	}[];
	readonly people: readonly {
		readonly id: number;
		readonly name: string;
		readonly roles: readonly string[];
		readonly skills: readonly string[];
		readonly home: Position | null;
		readonly hours: readonly string[];
		readonly leave: readonly Span[];
		readonly wishes: readonly { readonly want: 'off' | 'work'; readonly on: string; readonly hours: string; readonly weight: number }[];
		readonly nightsBefore: number;
		readonly weekendsBefore: number;
	}[];
	readonly duties: readonly (Span & { readonly seat: string; readonly personId: number })[];
}

/** @param own whether a duty is one of this problem's own seats; all others count as work elsewhere */
export function problemFileOf(source: ProblemSource, zone: Zone, own: (seat: string) => boolean): ProblemFile {
	const { rules } = source;
	const spanOf = ({ startMs, endMs }: Span): FileSpan => ({ from: localText(zone, startMs), until: localText(zone, endMs) });
	const elsewhere = Map.groupBy(
		source.duties.filter(({ seat }) => !own(seat)),
		({ personId }) => personId
	);
	return {
		format: PROBLEM_FORMAT,
		zone: source.zone,
		from: source.from,
		days: source.days,
		rules: rules.limits,
		holidays: rules.holidays,
		roles: rules.roles,
		shifts: rules.shifts.map(({ id, zh, hours }) => ({ id, name: zh, hours })),
		posts: source.posts
			.filter((post) => post.rules.length > 0)
			.map(({ code, name, position, weight, shifts, rules: needs }) => ({
				...{ id: code, name, position, weight },
				shifts: shifts ?? rules.usualShifts,
				needs: needs.map(({ from, needs }) => ({ from, needs }))
			})),
		people: source.people.map((person) => ({
			id: String(person.id),
			name: person.name,
			// Roles that no post asks for do not matter here.
			roles: person.roles.filter((role) => rules.roles.some(({ filledBy }) => filledBy.includes(role))),
			skills: person.skills,
			...(person.home && { home: person.home }),
			...(person.hours.length > 0 && { hours: person.hours }),
			leave: person.leave.map(spanOf),
			elsewhere: (elsewhere.get(person.id) ?? []).map(spanOf),
			nightsBefore: person.nightsBefore,
			weekendsBefore: person.weekendsBefore,
			wishes: person.wishes.map(({ want, on, hours, weight }) => ({ want, on, hours, weight }))
		}))
	};
}
