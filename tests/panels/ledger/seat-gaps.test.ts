import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Gap, GapMeasures } from '#lib/ledger/gap.ts';
import { seatGaps } from '#lib/panels/ledger/seat-gaps.ts';
import { gapAge, gapMeasure } from '#lib/panels/gap-words.ts';
import { wallHours, wallPages } from '#lib/panels/wall/pages.ts';
import { DEFAULT_POST_ROLES } from '#lib/rules/post-roles.ts';

const at = (text: string): number => Date.parse(`2026-11-${text}:00+08:00`);
const NOW = at('22T20:00');
let ids = 0;
function gap(kind: Gap['kind'], name: string, sinceMs: number, measures: GapMeasures): Gap {
	return {
		...{ id: ++ids as Gap['id'], dimension: 'D3', kind, subject: { kind: 'post', ids: [1], name }, gridId: null, shape: null },
		...{ sinceMs, measures, cause: kind, areaPath: [], openedAtMs: sinceMs, changedAtMs: sinceMs },
		...{ ownerId: null, backupId: null, dueAtMs: NOW, closedAtMs: null }
	};
}
const Q11 = gap('seat-empty', 'Q11 长白街', at('22T19:27'), { role: 'community', seats: 1, untilMs: at('22T23:00') });
const K15 = gap('seat-unplanned', 'K15 升州路', at('21T00:00'), {
	...{ role: 'health', seats: 3, fromMs: at('22T23:00'), untilMs: at('24T06:00') },
	hours: [
		[at('22T23:00'), at('23T06:00'), 1],
		[at('23T23:00'), at('24T06:00'), 2]
	]
});
const saying = { nowMs: NOW, roles: DEFAULT_POST_ROLES };

test('a seat gap is said with its role and its hours, in both languages', () => {
	expect(gapMeasure(Q11, 'zh', saying)).toBe('缺社区 1，至 23:00');
	expect(gapMeasure(K15, 'zh', saying)).toBe('缺医护 1，23:00–06:00，另 1 段');
	expect(gapMeasure(K15, 'en', saying)).toBe('1 health short, 23:00–06:00, and 1 more stretch');
	expect(gapMeasure(K15, 'zh', { ...saying, nowMs: at('23T08:00') })).toBe('缺医护 2，23:00–06:00');
	expect(gapAge(Q11, 'zh', NOW)).toBe('33 分');
	expect(gapAge(K15, 'zh', NOW)).toBe('3 时 00 分后');
	expect(gapAge(K15, 'en', NOW)).toBe('in 3 h 00 min');
});

test('a role that the district made is called as its rules name it', () => {
	const own = gap('seat-empty', 'K1', NOW, { role: 'diver', seats: 2, untilMs: at('22T23:00') });
	const roles = [{ id: 'diver', zh: '潜水员', en: 'diver', alsoWritten: [], filledBy: [], weight: 1 }];
	expect(gapMeasure(own, 'zh', { nowMs: NOW, roles })).toBe('缺潜水员 2，至 23:00');
	expect(gapMeasure(own, 'zh', saying)).toBe('缺diver 2，至 23:00');
});

test('a day that is not today is named, and a stretch longer than a day has its end dated', () => {
	expect(wallHours(at('22T23:00'), at('23T06:00'), NOW, 'zh')).toBe('23:00–06:00');
	expect(wallHours(at('23T23:00'), at('24T06:00'), NOW, 'zh')).toBe('明 23:00–06:00');
	expect(wallHours(at('25T07:00'), at('25T15:00'), NOW, 'zh')).toBe('周三 07:00–15:00');
	expect(wallHours(at('22T23:00'), at('25T07:00'), NOW, 'en')).toBe('23:00–Wed 07:00');
});

test('empty seats come longest first, those ahead in order of time, each stretch for itself; roles are counted apart and nothing is averaged', () => {
	const long = gap('seat-empty', 'K9', at('22T18:00'), { role: 'health', seats: 2, untilMs: at('22T23:00') });
	const rules = gap('posts-without-rule', '区', NOW, { posts: 3 });
	const other = gap('buildings-stale', '楼', NOW, { buildings: 9 });
	const found = seatGaps([K15, Q11, other, long, rules], NOW);
	expect(found.empty.map(({ post, seats }) => `${post} ${seats}`)).toEqual(['K9 2', 'Q11 长白街 1']);
	expect(found.coming.map(({ fromMs, seats }) => [fromMs, seats])).toEqual([
		[at('22T23:00'), 1],
		[at('23T23:00'), 2]
	]);
	expect(found.roles).toEqual([
		{ role: 'health', empty: 2, coming: 3 },
		{ role: 'community', empty: 1, coming: 0 }
	]);
	expect([found.emptySeats, found.comingSeats, found.unjudged]).toEqual([3, 3, 3]);
});

test('a stretch that has begun stays until it is over, one that is over is gone', () => {
	expect(seatGaps([K15], at('22T23:03')).coming).toHaveLength(2);
	expect(seatGaps([K15], at('23T06:00')).coming).toHaveLength(1);
	expect(seatGaps([K15], at('24T06:00')).coming).toHaveLength(0);
});

test('whatever is missing, in one round the wall shows every seat once and every role once', () => {
	const seat = fc.record({
		role: fc.constantFrom('police', 'health', 'community', 'cadre', 'volunteer'),
		ahead: fc.boolean(),
		n: fc.nat(500)
	});
	fc.assert(
		fc.property(
			fc.array(seat, { maxLength: 40 }),
			fc.integer({ min: 1, max: 6 }),
			fc.integer({ min: 1, max: 8 }),
			(seats, rows, roleRows) => {
				const found = seatGaps(
					seats.map(({ role, ahead, n }) =>
						ahead
							? gap('seat-unplanned', `K${n}`, NOW, { role, seats: 1, fromMs: NOW + n * 60_000, untilMs: NOW + (n + 1) * 60_000 })
							: gap('seat-empty', `K${n}`, NOW - n * 60_000, { role, seats: 1, untilMs: NOW + 60_000 })
					),
					NOW
				);
				const pages = wallPages(found, rows, roleRows);
				expect(pages.filter(({ kind }) => kind === 'gaps')).toHaveLength(1);
				const shown = pages.flatMap((page) => (page.kind === 'empty' || page.kind === 'coming' ? page.seats : []));
				expect(shown).toEqual([...found.empty, ...found.coming]);
				expect(shown).toHaveLength(seats.length);
				const roles = pages.filter((page) => page.kind === 'roles');
				expect(roles.length).toBeGreaterThan(0);
				expect(roles.flatMap((page) => page.roles)).toEqual(found.roles);
				for (const page of pages) expect('seats' in page ? page.seats.length : 0).toBeLessThanOrEqual(rows);
				expect(found.roles.reduce((n, { empty, coming }) => n + empty + coming, 0)).toBe(seats.length);
			}
		)
	);
});
