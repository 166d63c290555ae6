import { describe, expect, it } from 'vitest';
import { breachesOf, judgeRoster } from '#lib/duty/roster/judge-roster.ts';
import type { FilePerson, ProblemFile } from '#lib/duty/roster/problem-file.ts';
import { problemOf, small } from './cases.ts';

const K1 = (start: string): string => `K1/community/2026-11-${start}/1`;

function broken(seats: readonly string[], person: Partial<FilePerson> = {}, changes: Partial<ProblemFile> = {}) {
	const problem = problemOf(small([{ id: 'a', roles: ['cadre'], ...person }], { days: 8, ...changes }));
	return judgeRoster(problem, { assignments: seats.map((seatId) => ({ seatId, personId: 'a' })) }).map(({ rule, seatIds, detail }) => [
		rule,
		seatIds.length,
		detail
	]);
}

describe('the judge of rosters', () => {
	it('finds nothing in a legal week', () => {
		expect(broken(['23T07:00', '24T07:00', '25T15:00', '26T15:00', '28T07:00'].map(K1))).toEqual([]);
	});
	it('asks for eight hours between shifts, and says how many there were', () => {
		expect(broken(['23T07:00', '23T15:00'].map(K1))).toEqual([
			['rest', 2, { restH: 0, minRestH: 8 }],
			['hours-in-24', 2, { hours: 16, maxHoursIn24: 12, from: '2026-11-23T07:00' }]
		]);
		expect(broken(['23T15:00', '24T07:00'].map(K1)).map(([rule]) => rule)).toEqual(['hours-in-24']);
		expect(broken(['23T07:00', '23T15:00'].map(K1), {}, { rules: { minRestH: 0, maxHoursIn24: 16 } })).toEqual([]);
	});
	it('counts work elsewhere', () => {
		const elsewhere = [{ from: '2026-11-23T00:00', until: '2026-11-23T05:00' }];
		expect(broken([K1('23T07:00')], { elsewhere })).toEqual([
			['rest', 1, { restH: 2, minRestH: 8 }],
			['hours-in-24', 1, { hours: 13, maxHoursIn24: 12, from: '2026-11-23T00:00' }]
		]);
		expect(
			broken([K1('23T07:00')], { elsewhere: [{ from: '2026-11-23T08:00', until: '2026-11-23T09:00' }] }).map(([rule]) => rule)
		).toEqual(['double-booking']);
	});
	it('asks for a day without a minute of work in any seven, nights counting on both their days', () => {
		const six = ['23', '24', '25', '26', '27', '28'].map((date) => K1(`${date}T07:00`));
		expect(broken(six)).toEqual([]);
		expect(broken([...six, K1('29T07:00')], { maxShiftsPerWeek: 9 })).toEqual([
			['day-off', 7, { from: '2026-11-23', through: '2026-11-29', worked: 7, most: 6 }]
		]);
		expect(broken(['23', '24', '25', '26', '27', '28'].map((date) => K1(`${date}T23:00`))).map(([rule]) => rule)).toEqual(['day-off']);
	});
	it('counts shifts and hours of a week from Monday', () => {
		expect(broken(['23T07:00', '24T07:00', '30T07:00'].map(K1), { maxShiftsPerWeek: 1 })).toEqual([
			['shifts-per-week', 2, { week: '2026-11-23', shifts: 2, most: 1 }]
		]);
		expect(broken(['23T07:00', '24T07:00'].map(K1), { maxHoursPerWeek: 15.5 })).toEqual([
			['hours-per-week', 2, { week: '2026-11-23', hours: 16, most: 15.5 }]
		]);
	});
	it('knows roles, skills, leave and hours that suit', () => {
		expect(broken([K1('23T07:00')], { roles: ['police'] })).toEqual([['role', 1, { role: 'community', roles: 'police' }]]);
		expect(broken(['K1/community+dog/2026-11-23T07:00/1'], {}, { posts: [{ id: 'K1', needs: '24 h community+dog 1' }] })).toEqual([
			['skill', 1, { skills: 'dog' }]
		]);
		expect(broken([K1('24T23:00')], { leave: [{ from: '2026-11-25', through: '2026-11-25' }] })).toEqual([
			['leave', 1, { from: '2026-11-25T00:00', until: '2026-11-26T00:00' }]
		]);
		expect(broken([K1('23T07:00')], { hours: ['07:00–14:00'] })).toHaveLength(1);
		expect(broken([K1('23T07:00')], { hours: ['07:00–14:00', '14:00–15:00'] })).toEqual([]);
		expect(broken([K1('23T23:00')], { hours: ['Mon 20:00–24:00', 'Tue 00:00–07:00'] })).toEqual([]);
	});
	it('finds seats that are not there, people who are not, and two on one seat', () => {
		const problem = problemOf(
			small([
				{ id: 'a', roles: ['cadre'] },
				{ id: 'b', roles: ['cadre'] }
			])
		);
		const seatId = K1('23T07:00');
		expect(
			judgeRoster(problem, {
				assignments: [
					{ seatId, personId: 'a' },
					{ seatId, personId: 'b' },
					{ seatId: 'none', personId: 'a' },
					{ seatId: K1('23T15:00'), personId: 'z' }
				]
			}).map(({ rule }) => rule)
		).toEqual(['seat-taken-twice', 'unknown-seat', 'unknown-person']);
	});
	it('counts the hours that pass, not those on the wall, when the clocks change', () => {
		const night = {
			zone: 'Europe/Berlin',
			from: '2026-10-24',
			days: 1,
			shifts: [{ id: 'n', hours: '19:00–07:00' }],
			posts: [{ id: 'K1', needs: '19:00–07:00 community 1' }]
		};
		expect(broken(['K1/community/2026-10-24T19:00/1'], {}, night)).toEqual([
			['hours-in-24', 1, { hours: 13, maxHoursIn24: 12, from: '2026-10-24T19:00' }]
		]);
		expect(broken(['K1/community/2026-10-23T19:00/1'], {}, { ...night, from: '2026-10-23' })).toEqual([]);
	});
	it('says what one more seat would break, and nothing that is broken already', () => {
		const problem = problemOf(small([{ id: 'a', roles: ['cadre'] }]));
		const roster = { assignments: [{ seatId: K1('23T07:00'), personId: 'a' }] };
		expect(breachesOf(problem, roster, { seatId: K1('23T15:00'), personId: 'a' }).map(({ rule }) => rule)).toEqual(['rest', 'hours-in-24']);
		expect(breachesOf(problem, roster, { seatId: K1('24T07:00'), personId: 'a' })).toEqual([]);
	});
});
