/** A roster as a workbook says who sits where on which day, in the district's own time; what is empty says so; hours add up. */
import { expect, test } from 'vitest';
import { readXlsx } from 'hucre/xlsx';
import { rosterXlsx } from '#lib/board/duty/roster-xlsx.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import type { RosterBoard } from '#lib/wire/roster-board.ts';

const HOUR = 3_600_000;
/** 22 November 2026, midnight in China. */
const MIDNIGHT = Date.UTC(2026, 10, 21, 16);
const person = (id: number, name: string): RosterBoard['people'][number] => ({
	...{ id: id as PersonId, name, role: 'police', roles: ['police'], skills: [], organisation: '', squadId: null, home: null, hours: [] },
	...{ leave: [], wishes: [], nightsBefore: 0, weekendsBefore: 0, onShiftSinceMs: null }
});
const board = (seat: string | null): RosterBoard => ({
	...{ areaId: 1 as RosterBoard['areaId'], seq: 1, nowMs: MIDNIGHT, zone: 'Asia/Shanghai', from: '2026-11-22', days: 2 },
	rules: DEFAULT_RULES.posting,
	posts: [
		{
			...{
				id: 7 as PostId,
				code: 'K16',
				kind: 'checkpoint',
				name: '常府街',
				areaId: 1 as RosterBoard['areaId'],
				gridId: null,
				position: [118.8, 32]
			},
			...{ weight: 1, shifts: null, squadId: null, rules: [{ from: '2026-11-01', needs: '23:00–05:00 police 1', madeByName: null }] }
		}
	],
	people: [person(1, '=王'), person(2, '李')],
	duties:
		seat === null
			? []
			: [
					{
						...{ id: 1, seat, postId: 7 as PostId, role: 'police', skills: [], personId: 1 as PersonId, confirmedAtMs: null },
						...{ startMs: MIDNIGHT + 23 * HOUR, endMs: MIDNIGHT + 29 * HOUR, madeByName: null, madeAtMs: MIDNIGHT }
					}
				],
	checkIns: [],
	swaps: []
});

test('posts by day with names and empty seats, people by day with their hours', async () => {
	const { sheets } = await readXlsx(await rosterXlsx(board('K16/police/2026-11-22T23:00/1'), '城南', 'zh'));
	const [posts, people] = sheets;
	expect(sheets.map(({ name }) => name)).toEqual(['按点位', '按人员']);
	expect(posts?.rows[0]?.[0]).toBe('城南 值班表 2026-11-22 至 2026-11-23');
	expect(posts?.rows[1]?.slice(2)).toEqual(['11月22日 周日', '11月23日 周一']);
	const cells = posts?.rows.slice(2).find(([name]) => name === 'K16 常府街') ?? [];
	expect(cells.slice(2)).toEqual(['23:00–05:00 =王', '23:00–05:00 缺']);
	expect(people?.rows.slice(2)).toEqual(
		[
			['=王', '民警', 6, 'K16 23:00–05:00', ''],
			['李', '民警', 0, '', '']
		].map((row) => row.map((cell) => (cell === '' ? expect.toSatisfy((value) => value === null || value === '') : cell)))
	);
	// A name that looks like a formula is text.
	expect([...(people?.cells?.values() ?? [])].some(({ formula }) => formula !== undefined)).toBe(false);
});
