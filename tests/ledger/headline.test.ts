import { expect, test } from 'vitest';
import type { GridId } from '#lib/area/area.ts';
import type { PostId } from '#lib/duty/post.ts';
import type { Gap, GapId } from '#lib/ledger/gap.ts';
import { countPosts, headline, type HeadlineInput } from '#lib/ledger/headline.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';

const NOW = Date.UTC(2026, 10, 22, 6, 5);

const gap = (id: number, more: Partial<Gap>): Gap => ({
	id: id as GapId,
	dimension: 'D4',
	kind: 'buildings-stale',
	subject: { kind: 'buildings', ids: [1], name: '' },
	gridId: null,
	shape: null,
	sinceMs: NOW,
	measures: {},
	cause: '',
	areaPath: [],
	openedAtMs: NOW,
	changedAtMs: NOW,
	ownerId: null,
	backupId: null,
	dueAtMs: NOW + 60_000,
	closedAtMs: null,
	...more
});
const grid = (id: number, buildings: number, fresh: number, never: number) => ({
	gridId: id as GridId,
	buildings,
	freshBuildings: fresh,
	neverSeenBuildings: never,
	households: 0,
	freshHouseholds: 0,
	groundAreaM2: 0,
	freshAreaM2: 0,
	lastSeenAtMs: null,
	gapCount: 0
});
const of = (more: Partial<HeadlineInput>) =>
	headline({ coverage: [], gaps: [], areaM2: 1_000_000, patrols: [], posts: [], rules: DEFAULT_RULES.ledger, nowMs: NOW, ...more });

test('the figures of the picture: 1,613 of 1,766 buildings fresh, 140 overdue, 13 unknown', () => {
	const head = of({ coverage: [grid(1, 1000, 900, 3), grid(2, 766, 713, 10)] });
	expect(head).toMatchObject({ buildings: 1766, fresh: 1613, overdue: 140, neverSeen: 13 });
	expect(head.freshShare).toBeCloseTo(0.9133635, 6);
	expect(head.dimensions.D4.covered).toBe(head.freshShare);
});

test('people are live, stale or lost; those off shift are in no total', () => {
	const people = of({ patrols: [...Array(52).fill('live'), ...Array(5).fill('stale'), ...Array(3).fill('lost'), 'off', 'off'] }).people;
	expect(people).toEqual({ live: 52, stale: 5, lost: 3, off: 2, expected: 60 });
});

test('a post nobody ever reported for is unknown, neither short nor manned', () => {
	const staffing = (present: number | null) => ({ postId: 1 as PostId, present, changedAtMs: null });
	const posts = [
		{ required: 3, staffing: staffing(3) },
		{ required: 3, staffing: staffing(1) },
		{ required: 1, staffing: staffing(0) },
		{ required: 1, staffing: staffing(null) },
		{ required: 1, staffing: undefined }
	];
	expect(countPosts(posts)).toEqual({ all: 5, short: 2, unknown: 2 });
});

test('dimensions that nothing feeds are unknown, not zero, until a gap of theirs is there', () => {
	const head = of({ gaps: [gap(1, { dimension: 'D3' })] });
	expect(head.dimensions.D5).toMatchObject({ open: null, covered: null });
	expect(head.dimensions.D3.open).toBe(1);
	expect(head.dimensions.D1.open).toBe(0);
});

test('the worst dimension is the one with the most urgent gaps, then with the most gaps', () => {
	const urgent = { measures: { households: 1000 } };
	const d6 = (id: number) => gap(id, { dimension: 'D6', kind: 'tracker-silent' });
	expect(of({}).worst).toBeNull();
	expect(of({ gaps: [d6(1), d6(2), gap(3, {})] }).worst).toBe('D6');
	expect(of({ gaps: [d6(1), d6(2), gap(3, urgent)] }).worst).toBe('D4');
});

test('open gaps are counted each in their own dimension and add up to the figure', () => {
	const head = of({ gaps: [gap(1, {}), gap(2, { dimension: 'D6' }), gap(3, { measures: { households: 300 } })] });
	expect(head.open).toBe(3);
	expect(head.urgent).toBe(1);
	expect(Object.values(head.dimensions).reduce((n, d) => n + (d.open ?? 0), 0)).toBe(3);
});

test('space covered is the lesser of ground and buildings that lie in exactly one grid', () => {
	const hole = gap(1, { dimension: 'D1', kind: 'ground-uncovered', measures: { areaM2: 50_000 } });
	const orphan = gap(2, { dimension: 'D1', kind: 'building-orphan', measures: { buildings: 10 } });
	expect(of({ gaps: [hole] }).dimensions.D1.covered).toBeCloseTo(0.95, 9);
	expect(of({ gaps: [hole, orphan], coverage: [grid(1, 100, 100, 0)] }).dimensions.D1.covered).toBeCloseTo(0.9, 9);
	expect(of({}).dimensions.D1.covered).toBe(1);
});

test('information covered is the share of those on shift who are not lost, unknown while nobody is', () => {
	expect(of({}).dimensions.D6.covered).toBeNull();
	expect(of({ patrols: ['live', 'stale', 'lost', 'live', 'off'] }).dimensions.D6.covered).toBe(0.75);
});
