import { expect, test } from 'vitest';
import type { Gap } from '#lib/ledger/gap.ts';
import { gapsAsCsv, gapsAsGeoJson } from '#lib/server/answer/gap-export.ts';
import type { GapRecord } from '#lib/server/store/gap-history.ts';

const at = (text: string): number => Date.parse(text);
const record = (kind: Gap['kind'], sinceMs: number, measures: Gap['measures']): GapRecord => ({
	...{ id: 7 as Gap['id'], dimension: 'D3', kind, subject: { kind: 'post', ids: [1], name: 'K15 升州路' }, gridId: null },
	...{ shape: { type: 'Point', coordinates: [118.78, 32.02] }, sinceMs, measures, cause: kind, areaPath: [], openedAtMs: sinceMs },
	...{ changedAtMs: sinceMs, ownerId: null, backupId: null, dueAtMs: sinceMs, closedAtMs: null },
	...{ closedCause: null, gridCode: null, ownerName: null, backupName: null, areaNames: [] }
});
const ahead = record('seat-unplanned', at('2026-11-21T00:00:00Z'), {
	...{ role: 'health', seats: 3, fromMs: at('2026-11-22T15:00:00Z'), untilMs: at('2026-11-23T22:00:00Z') },
	hours: [
		[at('2026-11-22T15:00:00Z'), at('2026-11-22T22:00:00Z'), 1],
		[at('2026-11-23T15:00:00Z'), at('2026-11-23T22:00:00Z'), 2]
	]
});
const empty = record('seat-empty', at('2026-11-22T11:27:00Z'), { role: 'community', seats: 1, untilMs: at('2026-11-22T15:00:00Z') });

test('a seat gap is exported with its role, how many, and every stretch of hours', () => {
	const [first, second] = (JSON.parse(gapsAsGeoJson([ahead, empty])) as { features: { properties: Record<string, unknown> }[] }).features;
	expect(first!.properties).toMatchObject({
		role: 'health',
		seats: 3,
		seats_from: '2026-11-22T15:00:00.000Z',
		seats_until: '2026-11-23T22:00:00.000Z',
		seats_hours: '2026-11-22T15:00:00.000Z/2026-11-22T22:00:00.000Z 1; 2026-11-23T15:00:00.000Z/2026-11-23T22:00:00.000Z 2'
	});
	expect(second!.properties).toMatchObject({ role: 'community', seats_from: '2026-11-22T11:27:00.000Z', seats_hours: null });
});

test('the table has a heading for each column in both languages', () => {
	const lines = gapsAsCsv([ahead, empty], 'zh').trim().split(/\r?\n/);
	expect(lines[0]).toContain('缺岗角色');
	expect(lines).toHaveLength(3);
	expect(gapsAsCsv([], 'en')).toContain('seats_hours');
});
