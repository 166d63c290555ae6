import { expect, test } from 'vitest';
import type { GridCode } from '#lib/plan/border-plan.ts';
import { createDraftPresence, type Guest } from '#lib/server/live/draft-presence.ts';

const DRAFT = 7;
const LOCK_MS = 20_000;
const NOW = 1_000_000;
const [NORTH, SOUTH] = ['990101001001001', '990101001001002'] as unknown as [GridCode, GridCode];
const guest = (accountId: string, grids: readonly GridCode[] = [], lockedUntilMs = 0): Guest => ({
	accountId,
	name: accountId,
	cursor: null,
	grids,
	lockedUntilMs
});

test('a grid that somebody is at on another node is held here, as long as it is locked', () => {
	const presence = createDraftPresence();
	presence.enter('line', DRAFT, { accountId: 'ben', name: 'Ben' });
	presence.hear('north', DRAFT, [guest('ann', [NORTH], NOW + LOCK_MS)], NOW + 60_000);
	expect(presence.touch('line', null, [NORTH, SOUTH], NOW, LOCK_MS)).toEqual([NORTH]);
	expect(presence.own(DRAFT)).toMatchObject([{ accountId: 'ben', grids: [SOUTH], lockedUntilMs: NOW + LOCK_MS }]);
	expect(presence.othersIn(DRAFT, 'ben', NOW)).toMatchObject([{ accountId: 'ann', grids: [NORTH] }]);
	expect(presence.touch('line', null, [NORTH, SOUTH], NOW + LOCK_MS + 1, LOCK_MS)).toEqual([]);
});

test('one person at two nodes is one person, and holds nothing against themselves', () => {
	const presence = createDraftPresence();
	presence.enter('line', DRAFT, { accountId: 'ann', name: 'Ann' });
	presence.hear('north', DRAFT, [guest('ann', [NORTH], NOW + LOCK_MS), guest('ben')], NOW + 60_000);
	expect(presence.touch('line', [123, 30], [NORTH], NOW, LOCK_MS)).toEqual([]);
	expect(presence.othersIn(DRAFT, 'ben', NOW)).toMatchObject([{ accountId: 'ann', cursor: [123, 30], grids: [NORTH] }]);
	expect(presence.othersIn(DRAFT, 'ann', NOW).map(({ accountId }) => accountId)).toEqual(['ben']);
});

test('a node is new once, is believed in what it said last, and is forgotten when it falls silent', () => {
	const presence = createDraftPresence();
	expect(presence.hear('north', DRAFT, [guest('ann')], NOW + 10)).toBe(true);
	expect(presence.hear('north', DRAFT, [guest('cyd')], NOW + 10)).toBe(false);
	expect(presence.hear('south', DRAFT, [guest('dan')], NOW + 90)).toBe(true);
	expect(presence.othersIn(DRAFT, 'ben', NOW).map(({ accountId }) => accountId)).toEqual(['cyd', 'dan']);
	expect(presence.forgetSilent(NOW + 9)).toEqual([]);
	expect(presence.forgetSilent(NOW + 10)).toEqual([DRAFT]);
	expect(presence.othersIn(DRAFT, 'ben', NOW).map(({ accountId }) => accountId)).toEqual(['dan']);
	presence.hear('south', DRAFT, [], NOW + 99);
	expect(presence.othersIn(DRAFT, 'ben', NOW)).toEqual([]);
	expect(presence.hear('north', DRAFT, [guest('ann')], NOW + 200)).toBe(true);
	// Who is elsewhere is nobody of ours.
	expect([presence.openDrafts(), presence.guestsOf(DRAFT), presence.own(DRAFT)]).toEqual([[], [], []]);
});
