import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GridId } from '#lib/area/area.ts';
import { dayOf, zoneOf } from '#lib/duty/local-time.ts';
import { demandsOf } from '#lib/duty/post-demands.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import { seats } from '#lib/duty/seats.ts';
import { postsWithoutRule, type PostTimes, timeFindings } from '#lib/ledger/time-findings.ts';
import { DEFAULT_POSTING_RULES, type PostingRules } from '#lib/rules/roster-rules.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;
const RULES: PostingRules = DEFAULT_POSTING_RULES;

/** A post that asks for something over some days, with whoever checked in. Times of check-ins are local, `23T22:50`. */
function post(needs: string, from: string, days: number, zoneId = 'Asia/Shanghai', changes: Partial<PostTimes> = {}): PostTimes {
	const demand = demandsOf([{ code: 'K1', shifts: null, rules: [{ from: '2026-01-01', needs }] }], RULES);
	return {
		id: 1 as PostId,
		name: 'K1',
		gridId: 5 as GridId,
		shape: { type: 'Point', coordinates: [118, 32] },
		seats: seats(demand, zoneOf(zoneId)!, dayOf(from)!, days),
		planned: new Set(),
		onLeave: new Set(),
		checkIns: [],
		...changes
	};
}
const at = (text: string): number => Date.parse(text);
const checkIn = (
	person: number,
	role: string | null,
	from: string,
	until: string | null,
	fits: readonly string[] = role ? [role] : []
) => ({
	personId: person as PersonId,
	role,
	fits,
	atMs: at(from),
	untilMs: until === null ? null : at(until)
});
const found = (times: PostTimes, now: string, rules: PostingRules = RULES) =>
	timeFindings(times, rules, at(now)).findings.map(({ kind, sinceMs, measures, cause }) => ({
		kind,
		cause,
		role: measures.role,
		seats: measures.seats,
		since: new Date(sinceMs).toISOString().slice(0, 16)
	}));
const SOON: PostingRules = { ...RULES, aheadH: 0 };

test('a seat over midnight is empty five minutes after it began, since its beginning, and until its end', () => {
	const night = post('23:00–06:00 police 1', '2026-11-21', 3);
	expect(found(night, '2026-11-22T23:04:59+08:00', SOON)).toEqual([]);
	const empty = { kind: 'seat-empty', cause: 'seat-empty', role: 'police', seats: 1, since: '2026-11-22T15:00' };
	expect(found(night, '2026-11-22T23:05:00+08:00', SOON)).toEqual([empty]);
	expect(found(night, '2026-11-23T05:59:59+08:00', SOON)).toEqual([empty]);
	expect(found(night, '2026-11-23T06:00:00+08:00', SOON)).toEqual([]);
});

test('who came early counts from the first minute; who left early is missed from the minute they left, and it says so', () => {
	const night = post('23:00–06:00 police 1', '2026-11-21', 3, undefined, {
		checkIns: [checkIn(1, 'police', '2026-11-22T22:40+08:00', '2026-11-23T03:17+08:00')]
	});
	expect(found(night, '2026-11-23T03:16+08:00', SOON)).toEqual([]);
	expect(found(night, '2026-11-23T03:17+08:00', SOON)).toEqual([
		{ kind: 'seat-empty', cause: 'seat-left', role: 'police', seats: 1, since: '2026-11-22T19:17' }
	]);
});

test('each role is missed for itself, and somebody who can do two fills one of them', () => {
	const both = post('08:00–12:00 police 1, health 1, community 2', '2026-11-22', 1, undefined, {
		checkIns: [
			checkIn(1, null, '2026-11-22T07:55+08:00', null, ['police', 'health']),
			checkIn(2, 'police', '2026-11-22T07:55+08:00', null),
			checkIn(3, 'community', '2026-11-22T07:55+08:00', null)
		]
	});
	expect(found(both, '2026-11-22T09:00+08:00', SOON)).toMatchObject([{ role: 'community', seats: 1 }]);
});

test('one who forgot to check out holds no seat longer than anybody may work', () => {
	const day = post('24 h community 1', '2026-11-21', 3, undefined, { checkIns: [checkIn(1, 'community', '2026-11-22T07:00+08:00', null)] });
	expect(found(day, '2026-11-22T18:59+08:00', SOON)).toEqual([]);
	expect(found(day, '2026-11-22T19:00+08:00', SOON)).toMatchObject([{ since: '2026-11-22T11:00' }]);
});

test('ahead, seats within the hours of the rules that nobody is planned for are one gap a role; leave is no plan', () => {
	const list = post('24 h community 1', '2026-11-22', 4);
	const first = list.seats.filter(({ startMs }) => startMs > at('2026-11-22T12:00+08:00'));
	const planned = post('24 h community 1', '2026-11-22', 4, undefined, {
		planned: new Set(first.slice(0, 2).map(({ id }) => id)),
		onLeave: new Set(first.slice(2, 3).map(({ id }) => id)),
		checkIns: [checkIn(1, 'community', '2026-11-22T07:00+08:00', null)]
	});
	const rules = { ...RULES, aheadH: 24 };
	expect(found(planned, '2026-11-22T12:00+08:00', rules)).toEqual([
		{ kind: 'seat-unplanned', cause: 'seat-person-on-leave', role: 'community', seats: 1, since: '2026-11-21T23:00' }
	]);
	expect(timeFindings(planned, rules, at('2026-11-22T12:00+08:00')).untilMs).toBe(at('2026-11-22T15:00+08:00'));
});

test('on the night the clock goes back the seat lasts an hour longer, on the night it goes forward an hour less', () => {
	const back = post('00:00–06:00 police 1', '2026-10-25', 1, 'Europe/Berlin');
	expect(found(back, '2026-10-25T05:59+01:00', SOON)).toHaveLength(1);
	expect(found(back, '2026-10-24T22:06Z', SOON)).toMatchObject([{ since: '2026-10-24T22:00' }]);
	const forward = post('00:00–06:00 police 1', '2026-03-29', 1, 'Europe/Berlin');
	expect(forward.seats.map(({ startMs, endMs }) => (endMs - startMs) / HOUR)).toEqual([5]);
	expect(found(forward, '2026-03-29T06:00+02:00', SOON)).toEqual([]);
});

test('posts of which nobody has said anything are one gap of the district; none, no gap', () => {
	const district = { id: 7, name: '示范区' };
	expect(postsWithoutRule(0, district, 0)).toEqual([]);
	expect(postsWithoutRule(3, district, 9)).toMatchObject([
		{ kind: 'posts-without-rule', subject: { kind: 'district', ids: [7] }, measures: { posts: 3 }, sinceMs: 9 }
	]);
});

/** What a clerk would say who looks at every minute: who is asked, who is there. One role, so that nobody can be counted for another. */
test('the seats missed and since when are those of a clerk who looks every minute, and nothing changes before it is said to', () => {
	const start = at('2026-11-20T00:00+08:00');
	const stay = fc
		.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(72 * 60), fc.integer({ min: 1, max: 14 * 60 }), fc.boolean())
		.map(([person, from, minutes, open]) => ({
			personId: person as PersonId,
			role: 'community',
			fits: ['community'],
			atMs: start + from * MIN,
			untilMs: open ? null : start + (from + minutes) * MIN
		}));
	const needs = fc.constantFrom(
		'24 h community 1',
		'23:00–06:00 community 2; 24 h community 1',
		'08:00–20:00 community 2',
		'22:30–01:15 community 1'
	);
	fc.assert(
		fc.property(
			needs,
			fc.array(stay, { maxLength: 8 }),
			fc.integer({ min: 49 * 60, max: 96 * 60 }),
			fc.constantFrom(0, 5, 17),
			(text, stays, minute, lateMin) => {
				const times = post(text, '2026-11-18', 8, undefined, { checkIns: stays });
				const rules = { ...SOON, lateMin };
				const asked = (ms: number, late: number): number =>
					times.seats.filter(({ startMs, endMs }) => startMs + late * MIN <= ms && ms < endMs).length;
				const there = (ms: number): number =>
					new Set(
						stays
							.filter(({ atMs, untilMs }) => atMs <= ms && ms < Math.min(untilMs ?? Infinity, atMs + 12 * HOUR))
							.map(({ personId }) => personId)
					).size;
				const nowMs = start + minute * MIN;
				const { findings, untilMs } = timeFindings(times, rules, nowMs);
				const empty = findings.filter(({ kind }) => kind === 'seat-empty');
				const missing = asked(nowMs, lateMin) - there(nowMs);
				expect(empty.map(({ measures }) => measures.seats)).toEqual(missing > 0 ? [missing] : []);
				if (missing > 0) {
					let since = nowMs;
					while (asked(since - MIN, 0) > there(since - MIN)) since -= MIN;
					expect(empty[0]!.sinceMs).toBe(since);
				}
				const said = (ms: number): string => JSON.stringify(timeFindings(times, rules, ms).findings);
				const next = Math.min(untilMs, nowMs + 30 * HOUR);
				const before = said(nowMs);
				for (let ms = nowMs; ms < next; ms += 13 * MIN) expect(said(ms)).toBe(before);
			}
		),
		{ numRuns: 150 }
	);
});

const minutes = (text: string): number => Date.parse(`${text}+08:00`);

test('what is missing ahead is told stretch by stretch, so that no hour that is covered looks empty and none that is doubly missed looks single', () => {
	const list = post('07:00–15:00 police 1; 08:00–12:00 police 2; 23:00–07:00 police 1', '2026-11-23', 2, undefined, {});
	const rules = { ...RULES, shifts: [], usualShifts: [], aheadH: 72 };
	const missed = timeFindings(list, rules, minutes('2026-11-22T20:00')).findings.find(({ kind }) => kind === 'seat-unplanned')!;
	const asked = (at: number): number => list.seats.filter(({ startMs, endMs }) => startMs <= at && at < endMs).length;
	const told = (at: number): number =>
		missed.measures.hours!.reduce((n, [from, until, seats]) => n + (from <= at && at < until ? seats : 0), 0);
	for (let at = minutes('2026-11-22T20:00'); at < minutes('2026-11-25T20:00'); at += MIN) expect(told(at)).toBe(asked(at));
	expect(missed.measures.hours!.every(([from, until], i, all) => from < until && (all[i + 1]?.[0] ?? Infinity) >= until)).toBe(true);
});

test('a seat that nobody is planned for stays in the ledger through the minutes until it counts as empty, unless somebody comes', () => {
	const night = post('23:00–06:00 police 1', '2026-11-22', 1);
	const kinds = (list: PostTimes, now: string) => found(list, `${now}+08:00`).map(({ kind }) => kind);
	expect(kinds(night, '2026-11-22T22:59')).toEqual(['seat-unplanned']);
	expect(kinds(night, '2026-11-22T23:00')).toEqual(['seat-unplanned']);
	expect(kinds(night, '2026-11-22T23:04')).toEqual(['seat-unplanned']);
	expect(kinds(night, '2026-11-22T23:05')).toEqual(['seat-empty']);
	const come = { ...night, checkIns: [checkIn(1, 'police', '2026-11-22T23:02+08:00', null)] };
	expect(kinds(come, '2026-11-22T23:01')).toEqual(['seat-unplanned']);
	expect(kinds(come, '2026-11-22T23:02')).toEqual([]);
});
