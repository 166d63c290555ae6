import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Gap, GapId } from '#lib/ledger/gap.ts';
import { byUrgency, severityOf, urgencyOf } from '#lib/ledger/urgency.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';

const RULES = DEFAULT_RULES.ledger;
const NOW = Date.UTC(2026, 10, 22, 6, 5);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Opened `openMin` minutes ago, due after `dueMin`. */
function gap(openMin: number, dueMin: number, more: Partial<Gap> = {}): Gap {
	return {
		id: 1 as GapId,
		dimension: 'D4',
		kind: 'buildings-stale',
		subject: { kind: 'buildings', ids: [1], name: '平江府路东侧' },
		gridId: null,
		shape: null,
		sinceMs: NOW - openMin * MINUTE,
		measures: {},
		cause: 'limit-passed',
		areaPath: [],
		openedAtMs: NOW - openMin * MINUTE,
		changedAtMs: NOW - openMin * MINUTE,
		ownerId: null,
		backupId: null,
		dueAtMs: NOW + (dueMin - openMin) * MINUTE,
		closedAtMs: null,
		...more
	};
}

test('a gap is ordinary until it is due, important from then, urgent at twice its due time', () => {
	expect(severityOf(gap(119, 120), RULES, NOW)).toBe('ordinary');
	expect(severityOf(gap(120, 120), RULES, NOW)).toBe('important');
	expect(severityOf(gap(239, 120), RULES, NOW)).toBe('important');
	expect(urgencyOf(gap(240, 120), RULES, NOW)).toEqual({ severity: 'urgent', reason: 'far-over-due' });
});

test('a hole in space has no time to wait: due at once, it is urgent at once', () => {
	expect(severityOf(gap(0, 0, { dimension: 'D1', kind: 'ground-uncovered' }), RULES, NOW)).toBe('urgent');
});

test('a gap that touches 300 households is urgent the moment it opens, one of 299 is not', () => {
	expect(urgencyOf(gap(0, 120, { measures: { households: 300 } }), RULES, NOW)).toEqual({ severity: 'urgent', reason: 'many-households' });
	expect(severityOf(gap(0, 120, { measures: { households: 299 } }), RULES, NOW)).toBe('ordinary');
});

test('a gap whose oldest building is twice its limit is urgent', () => {
	const seen = (hours: number) => gap(0, 120, { measures: { limitH: 8, oldestSeenAtMs: NOW - hours * HOUR } });
	expect(severityOf(seen(15.9), RULES, NOW)).toBe('ordinary');
	expect(urgencyOf(seen(16), RULES, NOW)).toEqual({ severity: 'urgent', reason: 'far-over-limit' });
});

test('what was never seen ages from the moment its limit passed', () => {
	const never = (sinceHours: number) => gap(0, 120, { sinceMs: NOW - sinceHours * HOUR, measures: { limitH: 8, oldestSeenAtMs: null } });
	expect(severityOf(never(0), RULES, NOW)).toBe('ordinary');
	expect(severityOf(never(8), RULES, NOW)).toBe('urgent');
});

test('the urgent are read first, then those with more households, then more buildings, then more ground, then the older', () => {
	const rows = [
		gap(0, 120, { id: 1 as GapId, measures: { households: 10 } }),
		gap(300, 120, { id: 2 as GapId, measures: { households: 1 } }),
		gap(0, 120, { id: 3 as GapId, measures: { households: 400 } }),
		gap(130, 120, { id: 4 as GapId, measures: { buildings: 3 } }),
		gap(130, 120, { id: 5 as GapId, measures: { buildings: 4 } }),
		gap(0, 120, { id: 6 as GapId, measures: { households: 10, areaM2: 5 } }),
		gap(1, 120, { id: 7 as GapId, measures: { households: 10 } })
	];
	expect(byUrgency(rows, RULES, NOW).map(({ gap: { id }, severity }) => [id, severity])).toEqual([
		[3, 'urgent'],
		[2, 'urgent'],
		[5, 'important'],
		[4, 'important'],
		[6, 'ordinary'],
		[7, 'ordinary'],
		[1, 'ordinary']
	]);
});

test('the order of the ledger does not depend on the order in which the gaps came', () => {
	const any = fc.array(
		fc.record({
			open: fc.integer({ min: 0, max: 500 }),
			households: fc.integer({ min: 0, max: 400 }),
			buildings: fc.integer({ min: 0, max: 5 })
		}),
		{ maxLength: 12 }
	);
	fc.assert(
		fc.property(any, fc.infiniteStream(fc.nat()), (drawn, keys) => {
			const gaps = drawn.map((d, i) =>
				gap(d.open, 120, { id: (i + 1) as GapId, measures: { households: d.households, buildings: d.buildings } })
			);
			const shuffled = gaps.map((g) => ({ g, k: keys.next().value })).sort((a, b) => a.k - b.k);
			expect(
				byUrgency(
					shuffled.map(({ g }) => g),
					RULES,
					NOW
				)
			).toEqual(byUrgency(gaps, RULES, NOW));
		})
	);
});

test('among equals a seat that is empty now is read before one to come, and those to come in order of time, whenever they were found', () => {
	const seat = (id: number, kind: Gap['kind'], sinceMin: number, fromMin?: number): Gap =>
		gap(1, 600, {
			...{ id: id as GapId, dimension: 'D3', kind, sinceMs: NOW - sinceMin * MINUTE },
			measures: { role: 'health', seats: 1, ...(fromMin !== undefined && { fromMs: NOW + fromMin * MINUTE }) }
		});
	const rows = byUrgency([seat(1, 'seat-unplanned', 900, 120), seat(2, 'seat-empty', 2), seat(3, 'seat-unplanned', 5, 30)], RULES, NOW);
	expect(rows.map((row) => row.gap.id)).toEqual([2, 3, 1]);
});
