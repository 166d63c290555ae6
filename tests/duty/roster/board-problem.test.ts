import { expect, test } from 'vitest';
import { zoneOf } from '#lib/duty/local-time.ts';
import { type ProblemSource, problemFileOf } from '#lib/duty/roster/board-problem.ts';
import { breachesOf } from '#lib/duty/roster/judge-roster.ts';
import { compileProblem } from '#lib/duty/roster/problem-file.ts';
import type { RosterProblem } from '#lib/duty/roster/problem.ts';
import { DEFAULT_POSTING_RULES } from '#lib/rules/roster-rules.ts';

const at = (text: string): number => Date.parse(text);
const person = (id: number, changes: Partial<ProblemSource['people'][number]> = {}): ProblemSource['people'][number] => ({
	...{
		id,
		name: `人${id}`,
		roles: ['cadre'],
		skills: [],
		home: null,
		hours: [],
		leave: [],
		wishes: [],
		nightsBefore: 0,
		weekendsBefore: 0
	},
	...changes
});
const source = (changes: Partial<ProblemSource> = {}): ProblemSource => ({
	zone: 'Asia/Shanghai',
	from: '2026-11-23',
	days: 7,
	rules: DEFAULT_POSTING_RULES,
	posts: [
		{ code: 'K1', name: '西口', position: [118, 32], weight: 2, shifts: null, rules: [{ from: '2026-01-01', needs: '24 h community 1' }] },
		{ code: 'K2', name: '东口', position: [118, 32], weight: 1, shifts: null, rules: [] }
	],
	people: [person(1)],
	duties: [],
	...changes
});
function problemOf(board: ProblemSource, own: (seat: string) => boolean = () => true): RosterProblem {
	const compiled = compileProblem(problemFileOf(board, zoneOf(board.zone)!, own));
	if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
	return compiled.problem;
}
const why = (problem: RosterProblem, seatId: string, personId = '1'): string[] =>
	breachesOf(problem, { assignments: [] }, { seatId, personId }).map(({ rule }) => rule);

test('posts go by their code, and one of which nobody has said who is needed asks for nothing', () => {
	const problem = problemOf(source());
	expect(problem.seats).toHaveLength(21);
	expect(new Set(problem.seats.map(({ postId }) => postId))).toEqual(new Set(['K1']));
	expect(problem.seats[0]!.id).toBe('K1/community/2026-11-23T07:00/1');
});

test('a seat elsewhere counts for rest, whichever area it is of; a seat of the board itself does not count twice', () => {
	const duties = [
		{ personId: 1, seat: 'X9/community/2026-11-23T15:00/1', startMs: at('2026-11-23T15:00+08:00'), endMs: at('2026-11-23T23:00+08:00') },
		{ personId: 1, seat: 'K1/community/2026-11-26T07:00/1', startMs: at('2026-11-26T07:00+08:00'), endMs: at('2026-11-26T15:00+08:00') }
	];
	const problem = problemOf(source({ duties }), (seat) => seat.startsWith('K1/'));
	expect(why(problem, 'K1/community/2026-11-23T23:00/1')).toContain('rest');
	expect(why(problem, 'K1/community/2026-11-24T15:00/1')).toEqual([]);
	expect(why(problem, 'K1/community/2026-11-26T07:00/1')).toEqual([]);
});

test('work in the week before keeps the day off of this one', () => {
	const duties = [18, 19, 20, 21, 22].map((day) => ({
		...{ personId: 1, seat: `K1/community/2026-11-${day}T07:00/1` },
		...{ startMs: at(`2026-11-${day}T07:00+08:00`), endMs: at(`2026-11-${day}T15:00+08:00`) }
	}));
	const problem = problemOf(source({ duties }), () => false);
	expect(why(problem, 'K1/community/2026-11-23T07:00/1')).toEqual([]);
	const six = [...duties, { ...duties[0]!, seat: 'x', startMs: at('2026-11-17T07:00+08:00'), endMs: at('2026-11-17T15:00+08:00') }];
	expect(
		why(
			problemOf(source({ duties: six }), () => false),
			'K1/community/2026-11-23T07:00/1'
		)
	).toContain('day-off');
});

test('leave to the minute, hours that come again, and a wish over midnight arrive as they were said', () => {
	const problem = problemOf(
		source({
			people: [
				person(1, {
					leave: [{ startMs: at('2026-11-24T14:59+08:00'), endMs: at('2026-11-24T15:00+08:00') }],
					hours: ['Mon–Fri 07:00–23:00'],
					wishes: [{ want: 'off', on: '2026-11-23', hours: '23:00–07:00', weight: 3 }]
				})
			]
		})
	);
	expect(why(problem, 'K1/community/2026-11-24T07:00/1')).toEqual(['leave']);
	expect(why(problem, 'K1/community/2026-11-24T15:00/1')).toEqual([]);
	expect(why(problem, 'K1/community/2026-11-28T07:00/1')).toEqual(['availability']);
	expect(problem.people[0]!.wishes).toEqual([
		{ want: 'off', weight: 3, startMs: at('2026-11-23T23:00+08:00'), endMs: at('2026-11-24T07:00+08:00') }
	]);
});

test('a role that no post asks for is no obstacle, and a board of nobody can still be read', () => {
	const problem = problemOf(source({ people: [person(1, { roles: ['lifeguard', 'police'] })] }));
	expect(problem.people[0]!.roles).toEqual(['police']);
	expect(problemOf(source({ people: [] })).people).toEqual([]);
});

test('through the night that the clock goes back a seat elsewhere keeps its hour more', () => {
	const board = source({
		zone: 'Europe/Berlin',
		from: '2026-10-24',
		days: 3,
		duties: [{ personId: 1, seat: 'x', startMs: at('2026-10-24T23:00+02:00'), endMs: at('2026-10-25T07:00+01:00') }]
	});
	const [work] = problemOf(board, () => false).people[0]!.elsewhere;
	expect((work!.endMs - work!.startMs) / 3_600_000).toBe(9);
});
