/** D2: what nobody answers for, said once a subject, and only as long as it is true. */
import { expect, test } from 'vitest';
import type { GridId } from '#lib/area/area.ts';
import type { PersonId } from '#lib/duty/post.ts';
import { type ResponsibilityGround, responsibilityFindings } from '#lib/ledger/responsibility-findings.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';

const NOW = Date.UTC(2026, 10, 22, 4);
const HOUR = 3_600_000;
const DISTRICT = { id: 1, name: '测试区' };
const point = { type: 'Point', coordinates: [123, 30] } as const;
const grid = (id: number) => ({ kind: 'grid' as const, id, name: `g${id}`, gridId: id as GridId, shape: point });
const compound = (company: string | null) => ({
	kind: 'compound' as const,
	id: 9,
	name: 'c9',
	gridId: null,
	shape: point,
	propertyCompany: company
});
const person = (roles: readonly string[] = ['grid-worker'], leave: readonly { startMs: number; endMs: number }[] = []) => ({
	name: 'Ann',
	roles,
	leave
});
type DutyRow = ResponsibilityGround['duties'][number];
const duty = (personId: number, id: number, more: Partial<DutyRow> = {}): DutyRow => ({
	kind: 'grid',
	id,
	personId: personId as PersonId,
	duty: 'primary',
	startMs: NOW - 5 * HOUR,
	endMs: Infinity,
	ended: false,
	...more
});
const ground = (more: Partial<ResponsibilityGround>): ResponsibilityGround => ({
	subjects: [grid(1)],
	duties: [],
	people: new Map([
		[1 as PersonId, person()],
		[2 as PersonId, person()]
	]),
	squads: [],
	sinceMs: NOW - 100 * HOUR,
	...more
});
const found = (more: Partial<ResponsibilityGround>, nowMs = NOW) =>
	responsibilityFindings(ground(more), DEFAULT_RULES.duty, DISTRICT, nowMs).findings.map(({ kind, sinceMs, subject }) => ({
		kind,
		sinceMs,
		subject: `${subject.kind} ${subject.ids.join()}`
	}));

test('a grid with primary and backup is no gap; without, it is one, and only the worse of the two', () => {
	expect(found({ duties: [duty(1, 1), duty(2, 1, { duty: 'backup' })] })).toEqual([]);
	expect(found({})).toEqual([{ kind: 'no-primary', sinceMs: NOW - 100 * HOUR, subject: 'grid 1' }]);
	expect(found({ duties: [duty(1, 1)] })).toEqual([{ kind: 'no-backup', sinceMs: NOW - 100 * HOUR, subject: 'grid 1' }]);
	expect(found({ duties: [duty(1, 1, { duty: 'leader' })] })).toMatchObject([{ kind: 'no-primary' }]);
});

test('a deadline that passes opens a gap at that moment, and the judgement says when to look again', () => {
	const duties = [duty(1, 1, { endMs: NOW + HOUR }), duty(2, 1, { duty: 'backup' })];
	const first = responsibilityFindings(ground({ duties }), DEFAULT_RULES.duty, DISTRICT, NOW);
	expect(first).toEqual({ findings: [], untilMs: NOW + HOUR });
	expect(found({ duties }, NOW + HOUR)).toEqual([{ kind: 'duty-expired', sinceMs: NOW + HOUR, subject: 'grid 1' }]);
	// Somebody ended it: nobody forgot a deadline.
	expect(found({ duties: [duty(1, 1, { endMs: NOW, ended: true })] })).toEqual([{ kind: 'no-primary', sinceMs: NOW, subject: 'grid 1' }]);
	// Who follows without a minute in between leaves no gap.
	expect(found({ duties: [...duties, duty(2, 1, { startMs: NOW + HOUR })] }, NOW + HOUR)).toEqual([]);
});

test('a primary on leave is a gap from the beginning of the leave to its end', () => {
	const leave = [{ startMs: NOW + HOUR, endMs: NOW + 2 * HOUR }];
	const own = {
		duties: [duty(1, 1), duty(2, 1, { duty: 'backup' as const })],
		people: new Map([
			[1 as PersonId, person(['grid-worker'], leave)],
			[2 as PersonId, person()]
		])
	};
	expect(found(own)).toEqual([]);
	expect(found(own, NOW + HOUR)).toEqual([{ kind: 'primary-on-leave', sinceMs: NOW + HOUR, subject: 'grid 1' }]);
	expect(found(own, NOW + 2 * HOUR)).toEqual([]);
});

test('above the limit of the rules a person is a gap, since the one that was too many', () => {
	const subjects = [1, 2, 3].map(grid);
	const duties = subjects.flatMap(({ id }) => [duty(1, id, { startMs: NOW - id * HOUR }), duty(2, id, { duty: 'backup' })]);
	expect(found({ subjects, duties })).toEqual([{ kind: 'person-overloaded', sinceMs: NOW - HOUR, subject: 'person 1' }]);
	expect(found({ subjects: subjects.slice(1), duties: duties.slice(2) })).toEqual([]);
});

test('a compound needs a property company or a cadre by name', () => {
	const people = new Map([
		[1 as PersonId, person(['volunteer'])],
		[2 as PersonId, person(['volunteer', 'cadre'])]
	]);
	const subjects = [compound(null)];
	const named = (id: number) => [duty(id, 9, { kind: 'compound' })];
	expect(found({ subjects, people })).toMatchObject([{ kind: 'compound-unclaimed', subject: 'compound 9' }]);
	expect(found({ subjects, people, duties: named(1) })).toHaveLength(1);
	expect(found({ subjects, people, duties: named(2) })).toEqual([]);
	expect(found({ subjects: [compound('测试物业')], people })).toEqual([]);
});

test('a squad that lacks a role is a gap', () => {
	const squad = { id: 5, name: 's', template: '1+X', members: [1 as PersonId], changedAtMs: NOW - HOUR };
	expect(found({ subjects: [], squads: [squad] })).toEqual([{ kind: 'squad-role-missing', sinceMs: NOW - HOUR, subject: 'squad 5' }]);
	expect(found({ subjects: [], squads: [{ ...squad, template: 'unknown' }] })).toEqual([]);
});

test('where nobody is known, one gap says it of the whole district', () => {
	expect(found({ subjects: [1, 2, 3].map(grid), people: new Map() })).toEqual([
		{ kind: 'nobody-known', sinceMs: NOW - 100 * HOUR, subject: 'district 1' }
	]);
});

test('a building is its grid’s worker’s, unless the rules ask for somebody of its own', () => {
	const building = { kind: 'building' as const, id: 5, name: 'b5', gridId: 1 as GridId, shape: point };
	const subjects = [grid(1), building];
	const duties = [duty(1, 1), duty(2, 1, { duty: 'backup' as const })];
	expect(found({ subjects, duties })).toEqual([]);
	const strict = { ...DEFAULT_RULES.duty, needsPrimary: ['grid', 'post', 'building'] as const };
	const judged = (more: readonly DutyRow[]) =>
		responsibilityFindings(ground({ subjects, duties: [...duties, ...more] }), strict, DISTRICT, NOW).findings.map(
			({ kind, gridId, subject }) => `${kind} ${subject.kind} ${subject.ids.join()} in ${gridId}`
		);
	expect(judged([])).toEqual(['no-primary building 5 in 1']);
	expect(judged([duty(2, 5, { kind: 'building' })])).toEqual([]);
	expect(judged([duty(2, 5, { kind: 'building', endMs: NOW - HOUR })])).toEqual(['duty-expired building 5 in 1']);
});

test('a compound with a property company needs somebody named only where the rules ask for it', () => {
	const subjects = [compound('物业公司')];
	const strict = { ...DEFAULT_RULES.duty, needsPrimary: ['compound'] as const };
	const kinds = (rules: typeof DEFAULT_RULES.duty) =>
		responsibilityFindings(ground({ subjects }), rules, DISTRICT, NOW).findings.map(({ kind }) => kind);
	expect(kinds(DEFAULT_RULES.duty)).toEqual([]);
	expect(kinds(strict)).toEqual(['no-primary']);
});
