import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf, dayOf, localText, offsetText, type Zone, zoneOf } from '#lib/duty/local-time.ts';
import { DEFAULT_POST_ROLES } from '#lib/rules/post-roles.ts';
import { type PostRule, needsText, readNeeds } from '#lib/duty/post-rule.ts';
import { overlappingShifts, seats, seatsByHour, type Shift } from '#lib/duty/seats.ts';
import { readWhen, type When } from '#lib/duty/when.ts';

const zone = (id: string): Zone => zoneOf(id)!;
const day = (date: string): number => dayOf(date)!;
const needs = (text: string): PostRule['needs'] => {
	const read = readNeeds(text, DEFAULT_POST_ROLES);
	if (!read.ok) throw new Error(JSON.stringify(read.problem));
	return read.value;
};
const when = (text: string): When => {
	const read = readWhen(text);
	if (!read.ok) throw new Error(JSON.stringify(read.problem));
	return read.value;
};
const shifts = (...hours: string[]): Shift[] => hours.map((text, i) => ({ id: `s${i}`, name: '', when: when(text) }));
const THREE = shifts('23:00–07:00', '07:00–15:00', '15:00–23:00');
const HOUR = 3_600_000;

describe('the compact text of a rule', () => {
	it('says the same in Chinese and in English', () => {
		const english = needs('23:00–06:00 police 1, health 1, community 1; 24 h community 1');
		expect(needs('23:00-06:00 民警1，医护 1 人、社区1；全天 社区 1')).toEqual(english);
		expect(english).toMatchObject([
			{ role: 'police', count: 1, when: { fromMin: 1380, untilMin: 1800 } },
			{ role: 'health', count: 1 },
			{ role: 'community', count: 1 },
			{ role: 'community', count: 1, when: { fromMin: 0, untilMin: 1440 } }
		]);
		expect(needs(needsText(english))).toEqual(english);
	});
	it('knows weekdays, skills and numbers', () => {
		expect(needs('Sat–Mon 08:00–12:00 health+sampling+driver 2')).toMatchObject([
			{ role: 'health', skills: ['driver', 'sampling'], count: 2, when: { weekdays: [1, 6, 7] } }
		]);
		expect(needs('周一至周五 08:00–20:00 志愿者 3; 周末 24小时 物业×1')).toMatchObject([
			{ role: 'volunteer', count: 3, when: { weekdays: [1, 2, 3, 4, 5] } },
			{ role: 'property', count: 1, when: { weekdays: [6, 7] } }
		]);
	});
	it.each([
		['', 'rule-empty'],
		['police 1', 'when-unreadable'],
		['25:00–06:00 police 1', 'when-clock'],
		['06:00–06:00 police 1', 'when-empty'],
		['Someday 06:00–07:00 police 1', 'when-weekday'],
		['06:00–07:00', 'rule-need'],
		['06:00–07:00 police', 'rule-need'],
		['06:00–07:00 wizard 1', 'rule-role'],
		['06:00–07:00 police 0', 'rule-count'],
		['06:00–07:00 police 1, 民警 2', 'rule-twice']
	])('refuses %j: %s', (text, kind) => {
		expect(readNeeds(text, DEFAULT_POST_ROLES)).toMatchObject({ ok: false, problem: { kind } });
	});
});

describe('seats', () => {
	it('are the rule’s hours within each shift, and whole over midnight', () => {
		const found = seats(
			[{ id: 'K16', rules: [{ fromDay: 0, needs: needs('23:00–06:00 police 1; 24 h community 1') }], shifts: THREE }],
			zone('Asia/Shanghai'),
			day('2026-11-23'),
			1
		);
		expect(found.map(({ id, startMs, endMs }) => [id, (endMs - startMs) / HOUR])).toEqual([
			['K16/community/2026-11-23T07:00/1', 8],
			['K16/community/2026-11-23T15:00/1', 8],
			['K16/community/2026-11-23T23:00/1', 8],
			['K16/police/2026-11-23T23:00/1', 7]
		]);
	});
	it('take the largest number where lines of a rule overlap', () => {
		const found = seats(
			[{ id: 'K', rules: [{ fromDay: 0, needs: needs('24 h community 1; 08:00–10:00 community 3') }], shifts: [] }],
			zone('UTC'),
			0,
			1
		);
		expect(found.map(({ lane, startMs, endMs }) => [lane, startMs / HOUR, endMs / HOUR])).toEqual([
			[1, 0, 8],
			[1, 8, 10],
			[2, 8, 10],
			[3, 8, 10],
			[1, 10, 24]
		]);
	});
	it('follow the version of the rule in force, to the minute of its first day', () => {
		const rules = [
			{ fromDay: day('2026-11-24'), needs: needs('24 h police 1') },
			{ fromDay: day('2026-11-01'), needs: needs('24 h community 1') }
		];
		const found = seats([{ id: 'K', rules, shifts: THREE }], zone('Asia/Shanghai'), day('2026-11-23'), 2);
		expect(found.map(({ id }) => id)).toEqual([
			'K/community/2026-11-23T07:00/1',
			'K/community/2026-11-23T15:00/1',
			'K/community/2026-11-23T23:00/1',
			'K/police/2026-11-24T00:00/1',
			'K/police/2026-11-24T07:00/1',
			'K/police/2026-11-24T15:00/1',
			'K/police/2026-11-24T23:00/1'
		]);
		expect(found[2]!.endMs).toBe(found[3]!.startMs);
	});
	it.each([
		['Europe/Berlin', '2026-03-28', 7, 'the night on which clocks go forward'],
		['Europe/Berlin', '2026-10-24', 9, 'the night on which clocks go back'],
		['Asia/Shanghai', '2026-03-28', 8, 'a place that never changes its clocks'],
		['Australia/Lord_Howe', '2026-04-04', 8.5, 'a change of half an hour'],
		['America/New_York', '2028-02-28', 8, 'the night before a leap day']
	])('last as long as the shift really does: %s %s %d h (%s)', (id, date, hours) => {
		const [night] = seats(
			[{ id: 'K', rules: [{ fromDay: 0, needs: needs('23:00–07:00 community 1') }], shifts: [] }],
			zone(id),
			day(date),
			1
		);
		expect((night!.endMs - night!.startMs) / HOUR).toBe(hours);
	});
	it('cover a day of 23 or 25 hours without hole or overlap', () => {
		for (const [date, hours] of [
			['2026-03-29', 23],
			['2026-10-25', 25]
		] as const) {
			const place = zone('Europe/Berlin');
			const found = seats(
				[
					{
						id: 'K',
						rules: [{ fromDay: 0, needs: needs('24 h community 1') }],
						shifts: shifts('02:30–10:30', '10:30–18:30', '18:30–02:30')
					}
				],
				place,
				day(date) - 1,
				3
			);
			for (const [i, seat] of found.slice(1).entries()) expect(seat.startMs).toBe(found[i]!.endMs);
			const [from, until] = [place.instantOf(day(date), 0), place.instantOf(day(date) + 1, 0)];
			expect((until - from) / HOUR).toBe(hours);
		}
	});
	it('ask at every minute what the rule asks: nothing is lost and nothing is doubled', () => {
		const line = fc
			.record({
				from: fc.nat(23),
				length: fc.integer({ min: 1, max: 23 }),
				role: fc.constantFrom('police', 'health'),
				count: fc.integer({ min: 1, max: 3 })
			})
			.map(({ from, length, role, count }) => `${from}:15–${(from + length) % 24}:15 ${role} ${count}`);
		fc.assert(
			fc.property(
				fc.array(line, { minLength: 1, maxLength: 4 }),
				fc.constantFrom(THREE, [], shifts('07:00–19:00')),
				fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York'),
				fc.constantFrom('2026-03-28', '2026-10-24', '2026-11-01', '2028-02-28'),
				(lines, plan, id, date) => {
					const place = zone(id);
					const asked = needs(lines.join(';'));
					const found = seats([{ id: 'K', rules: [{ fromDay: 0, needs: asked }], shifts: plan }], place, day(date) - 2, 5);
					expect(new Set(found.map((seat) => seat.id)).size).toBe(found.length);
					for (let at = place.instantOf(day(date), 0); at < place.instantOf(day(date) + 2, 0); at += HOUR / 2) {
						const local = place.localOf(at);
						for (const role of ['police', 'health']) {
							const want = Math.max(
								0,
								...asked
									.filter((need) => need.role === role)
									// In an hour that comes twice, windows end and begin at its first coming.
									.filter(({ when: { fromMin, untilMin } }) =>
										[0, -1].some(
											(back) => place.instantOf(local.day + back, fromMin) <= at && at < place.instantOf(local.day + back, untilMin)
										)
									)
									.map(({ count }) => count)
							);
							expect(found.filter((seat) => seat.role === role && seat.startMs <= at && at < seat.endMs)).toHaveLength(want);
						}
					}
				}
			),
			{ numRuns: 60 }
		);
	});
	it('can be counted by hour', () => {
		const found = seats(
			[{ id: 'K', rules: [{ fromDay: 0, needs: needs('24 h community 1; 08:00–09:30 community 2') }], shifts: THREE }],
			zone('UTC'),
			0,
			1
		);
		const hours = seatsByHour(found, { startMs: 7 * HOUR, endMs: 11 * HOUR });
		expect(hours.map(({ seats: count }) => count)).toEqual([1, 2, 2, 1]);
	});
});

describe('local time', () => {
	it('agrees with the zone’s own clock at every hour of a year', () => {
		for (const id of ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Shanghai', 'Asia/Beirut']) {
			const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: id, dateStyle: 'short', timeStyle: 'short' });
			for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += HOUR) {
				expect(localText(zone(id), at).replace('T', ' ')).toBe(clock.format(at));
				const { day: d, minute } = zone(id).localOf(at);
				const again = zone(id).instantOf(d, minute);
				expect(again === at || again === at - HOUR || again === at - HOUR / 2).toBe(true);
			}
		}
	});
	it('knows which dates there are, and which hours are not', () => {
		expect(dayOf('2026-02-29')).toBeNull();
		expect(dateOf(day('2028-02-29'))).toBe('2028-02-29');
		expect(zone('Europe/Berlin').exists(day('2026-03-29'), 150)).toBe(false);
		expect(offsetText(zone('America/St_Johns'), Date.UTC(2026, 0, 1))).toBe('2025-12-31T20:30-03:30');
		expect(zoneOf('Mars/Olympus')).toBeNull();
	});
});

it('two shifts of a plan that overlap are named, over midnight and over the end of the week too', () => {
	expect(overlappingShifts(THREE)).toBeNull();
	expect(overlappingShifts(shifts('22:00–07:00', '06:00–15:00'))?.map(({ id }) => id)).toEqual(['s0', 's1']);
	expect(overlappingShifts(shifts('Sun 22:00–07:00', 'Mon 06:00–15:00'))?.map(({ id }) => id)).toEqual(['s0', 's1']);
	expect(overlappingShifts(shifts('Sun 22:00–07:00', 'Tue 06:00–15:00'))).toBeNull();
});
