/** Lists of people: every problem is named by line and column, and what is written out is read back the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zoneOf } from '#lib/duty/local-time.ts';
import { type KnownPerson, type PeopleRow, peopleTable, readPeople } from '#lib/duty/people.ts';

const zone = zoneOf('Asia/Shanghai')!;
const at = { areaCodes: new Set(['990101', '990101001001']), zone };
const rows = (...lines: string[][]): PeopleRow[] => lines.map((cells, i) => ({ line: i + 1, cells }));
const DAY_MS = 86_400_000;
/** Midnight of 24 November 2026 in China. */
const MIDNIGHT = Date.UTC(2026, 10, 23, 16);

describe('reading a list', () => {
	it('reads a row in Chinese with several roles, hours and leave, the last day of a leave in it', () => {
		const { people, problems } = readPeople(
			rows(
				['编号', '姓名', '角色', '技能', '单位', '区域编码', '可上班时间', '请假'],
				[
					'p1',
					'王芳',
					'网格员；医护',
					'采样、登记',
					'一街道',
					'990101001001',
					'Mon–Fri 08:00–20:00; 周末 全天',
					'2026-11-24..2026-11-26 年假'
				]
			),
			at
		);
		expect(problems).toEqual([]);
		expect(people).toEqual([
			{
				line: 2,
				sourceId: 'p1',
				name: '王芳',
				roles: ['grid-worker', 'health'],
				skills: ['采样', '登记'],
				organisation: '一街道',
				areaCode: '990101001001',
				hours: ['Mon,Tue,Wed,Thu,Fri 08:00–20:00', 'Sat,Sun 24 h'],
				leave: [{ startMs: MIDNIGHT, endMs: MIDNIGHT + 3 * DAY_MS, kind: 'annual' }]
			}
		]);
	});

	it('leaves out what there is no column for', () => {
		const { people, ignored } = readPeople(rows(['id', 'name', 'roles', 'phone'], ['p1', 'Ann', 'police', '123']), at);
		expect(people).toEqual([{ line: 2, sourceId: 'p1', name: 'Ann', roles: ['police'] }]);
		expect(ignored).toEqual(['phone']);
	});

	it('names every problem of every row, and takes no row that has one', () => {
		const { people, problems } = readPeople(
			rows(
				['id', 'name', 'roles', 'area', 'hours', 'leave'],
				['p1', '', 'wizard', '110000', '25:00–26:00', '2026-02-30..2026-03-01'],
				['p2', 'Ben', 'police', '', '', '2026-11-24..2026-11-26; 2026-11-26'],
				['p2', 'Cat', '', '', '', '2026-11-26..2026-11-24'],
				['p3', 'Dan', 'police', '990101', '24 h', '', 'more'],
				['p4', 'Eve', 'police', '990101', '24 h', '2026-11-24T08:00..2026-11-24T12:00 病假']
			),
			at
		);
		expect(people.map(({ sourceId }) => sourceId)).toEqual(['p4']);
		expect(problems.map(({ line, column, kind }) => `${line} ${column} ${kind}`)).toEqual([
			'2 name empty',
			'2 roles role',
			'2 area area',
			'2 hours hours',
			'2 leave leave',
			'3 leave leave-overlaps',
			'4 id id-twice',
			'4 roles empty',
			'4 leave leave',
			'5 null row-long'
		]);
		expect(people[0]?.leave).toEqual([{ startMs: MIDNIGHT + 8 * 3_600_000, endMs: MIDNIGHT + 12 * 3_600_000, kind: 'sick' }]);
	});

	it('says which heading is missing or there twice, and reads nothing then', () => {
		expect(readPeople([], at).problems.map(({ kind, column }) => `${kind} ${column}`)).toEqual([
			'column-missing id',
			'column-missing name',
			'column-missing roles'
		]);
		expect(readPeople(rows(['id', '编号', 'name', 'roles'], ['a', 'b', 'c', 'police']), at)).toMatchObject({
			people: [],
			problems: [{ kind: 'column-twice', column: 'id', found: '编号' }]
		});
	});

	it('never throws, whatever stands in the cells', () => {
		fc.assert(
			fc.property(fc.array(fc.array(fc.string({ unit: 'binary' }), { maxLength: 9 }), { maxLength: 5 }), (lines) => {
				const read = readPeople(rows(['id', 'name', 'roles', 'skills', 'organisation', 'area', 'hours', 'leave'], ...lines), at);
				const bad = new Set(read.problems.map(({ line }) => line));
				expect(read.people.length + bad.size).toBe(lines.length);
			})
		);
	});
});

describe('writing a list', () => {
	const text = fc.stringMatching(/^[A-Za-z一-龥=+@-][A-Za-z一-龥0-9 ]{0,8}[A-Za-z一-龥]$/);
	const known: fc.Arbitrary<KnownPerson> = fc.record({
		sourceId: text,
		name: text,
		roles: fc.uniqueArray(fc.constantFrom('grid-worker', 'grid-leader', 'cadre', 'police', 'health', 'volunteer', 'property'), {
			minLength: 1
		}),
		skills: fc.uniqueArray(text, { maxLength: 3 }),
		organisation: text,
		areaCode: fc.constantFrom('990101', '990101001001'),
		hours: fc.uniqueArray(fc.constantFrom('24 h', 'Mon,Tue 08:00–20:00', '23:00–06:00')),
		leave: fc.constantFrom(
			[],
			[{ startMs: MIDNIGHT, endMs: MIDNIGHT + DAY_MS, kind: 'sick' as const }],
			[
				{ startMs: MIDNIGHT + 60_000, endMs: MIDNIGHT + 120_000, kind: 'other' as const },
				{ startMs: MIDNIGHT + DAY_MS, endMs: MIDNIGHT + 40 * DAY_MS, kind: 'training' as const }
			]
		)
	});

	it('is read back the same, in either language', () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(known, { selector: ({ sourceId }) => sourceId, maxLength: 4 }),
				fc.constantFrom('zh', 'en'),
				(people, language) => {
					const read = readPeople(rows(...peopleTable(people, zone, language)), at);
					expect(read.problems).toEqual([]);
					expect(read.people.map(({ line: _, ...person }) => person)).toEqual(people);
				}
			)
		);
	});
});
