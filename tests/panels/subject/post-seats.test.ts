import { expect, test } from 'vitest';
import type { AreaId } from '#lib/area/area.ts';
import { zoneOf } from '#lib/duty/local-time.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import { postSeats, ruleLines } from '#lib/panels/subject/post-seats.ts';
import { DEFAULT_POSTING_RULES } from '#lib/rules/roster-rules.ts';
import type { BoardPerson, RosterBoard } from '#lib/wire/roster-board.ts';

const ZONE = zoneOf('Asia/Shanghai')!;
const at = (text: string): number => Date.parse(`2026-11-${text}:00+08:00`);
const POST = 15 as PostId;
const person = (id: number, name: string, role: BoardPerson['role']): BoardPerson => ({
	...{ id: id as PersonId, name, role, roles: [role], skills: [], organisation: '', squadId: null, home: null },
	...{ hours: [], leave: [], wishes: [], nightsBefore: 0, weekendsBefore: 0, onShiftSinceMs: null }
});
const duty = (id: number, seat: string, role: string, personId: number, from: string, until: string) => ({
	...{ id, seat, postId: POST, role, skills: [], personId: personId as PersonId, startMs: at(from), endMs: at(until) },
	...{ confirmedAtMs: null, madeByName: null, madeAtMs: 0 }
});
const BOARD: RosterBoard = {
	...{
		areaId: 1 as AreaId,
		seq: 1,
		nowMs: at('22T08:00'),
		zone: 'Asia/Shanghai',
		from: '2026-11-22',
		days: 3,
		rules: DEFAULT_POSTING_RULES
	},
	posts: [
		{
			...{ id: POST, code: 'K15', kind: 'checkpoint', name: '升州路卡口', areaId: 1 as AreaId, gridId: null, position: [118.78, 32.02] },
			...{ weight: 1, shifts: null, squadId: null },
			rules: [
				{ from: '2026-01-01', needs: '24 h police 1', madeByName: null },
				{ from: '2026-11-20', needs: '07:00–15:00 police 1, health 1; 15:00–23:00 police 1', madeByName: null },
				{ from: '2026-12-01', needs: '24 h police 9', madeByName: null }
			]
		}
	],
	people: [person(1, '李明', 'police'), person(2, '王芳', 'health')],
	duties: [
		duty(1, 'K15/police/2026-11-22T07:00/1', 'police', 1, '22T07:00', '22T15:00'),
		duty(2, 'K15/health/2026-11-22T07:00/1', 'health', 2, '22T07:00', '22T15:00')
	],
	checkIns: [
		{
			...{ postId: POST, personId: 1 as PersonId, personName: '李明', role: 'police', atMs: at('22T06:52'), untilMs: null },
			...{ proof: 'code', byName: null, reason: null }
		}
	],
	swaps: []
};

test('a post shows who is there since when and how, whom it lacks, and what comes next', () => {
	const found = postSeats(BOARD, POST, ZONE, at('22T07:33'))!;
	expect(found.now.map(({ seat, holder, state, checkIn }) => [seat.role, holder, state.kind, checkIn?.proof ?? null])).toEqual([
		['police', '李明', 'planned', 'code'],
		['health', '王芳', 'empty', null]
	]);
	expect(found.now[1]!.state.lost).toEqual({ startMs: at('22T07:00'), endMs: at('22T07:33') });
	expect(found.next.map(({ seat, holder, state }) => [seat.startMs, seat.role, holder, state.kind])).toEqual([
		[at('22T15:00'), 'police', null, 'ahead']
	]);
	expect(found.others).toEqual([]);
});

test('its rule is the version in force today, said with the names of the roles', () => {
	const { rule } = postSeats(BOARD, POST, ZONE, at('22T07:33'))!;
	expect(ruleLines(rule!, BOARD.rules.roles, 'zh')).toEqual(['07:00–15:00 民警 1、医护 1', '15:00–23:00 民警 1']);
	expect(ruleLines(rule!, BOARD.rules.roles, 'en')[1]).toBe('15:00–23:00 police 1');
});

test('a post without a rule has no seats, and one that the board does not hold has nothing', () => {
	const bare = { ...BOARD, posts: BOARD.posts.map((post) => ({ ...post, rules: [] })), duties: [], checkIns: [] };
	expect(postSeats(bare, POST, ZONE, at('22T07:33'))).toEqual({ now: [], next: [], others: [], rule: null });
	expect(postSeats(BOARD, 99 as PostId, ZONE, at('22T07:33'))).toBeNull();
});
