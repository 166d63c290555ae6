/** The planner's address and days: what was printed is read back, what is malformed is left out. */
import { describe, expect, it } from 'vitest';
import { planOn } from '#lib/board/drafting/plan-days.ts';
import { dayText, fieldMs, fieldText, nextMidnightMs, startOfDayMs } from '#lib/words/china-time.ts';
import { parsePlanLook, printPlanLook, type PlanLook } from '#lib/board/drafting/plan-url.ts';
import type { PlanEntry } from '#lib/wire/drafts.ts';

describe('the address of the planner', () => {
	it('is read back as it was printed', () => {
		const looks: PlanLook[] = [
			{ draftId: 12, on: null, compare: null },
			{ draftId: null, on: '2026-11-20', compare: null },
			{ draftId: 3, on: null, compare: { a: { kind: 'now' }, b: { kind: 'draft', id: 12 }, split: 0.37, mode: 'side' } },
			{ draftId: null, on: null, compare: { a: { kind: 'plan', id: 128 }, b: { kind: 'now' }, split: 0.5, mode: 'swipe' } }
		];
		for (const look of looks) expect(parsePlanLook(printPlanLook(look, new URLSearchParams('area=1')))).toEqual(look);
	});
	it('reads a day in `at` as well, and a camera there is no day', () => {
		expect(parsePlanLook(new URLSearchParams('at=2026-11-20')).on).toBe('2026-11-20');
		expect(parsePlanLook(new URLSearchParams('at=118.78,32.02,14')).on).toBe(null);
	});
	it('leaves out what is malformed', () => {
		for (const text of ['draft=x', 'on=2026-13-40', 'a=q1&b=d2', 'a=p1', 'draft=-3'])
			expect(parsePlanLook(new URLSearchParams(text))).toEqual({ draftId: null, on: null, compare: null });
		expect(parsePlanLook(new URLSearchParams('a=p1&b=d2&split=7&mode=spin')).compare).toMatchObject({ split: 0.5, mode: 'swipe' });
	});
});

describe('days of plans', () => {
	const at = (text: string): number => Date.parse(`${text}+08:00`);
	const plan = (id: number, from: string, until: string | null): PlanEntry => ({
		id,
		revision: id,
		name: '',
		state: until ? 'ended' : 'effective',
		effectiveFromMs: at(from),
		effectiveUntilMs: until ? at(until) : null,
		faults: 0,
		grids: 1,
		publishedBy: null,
		bringsBack: null
	});
	const plans = [plan(2, '2026-11-20T00:00', null), plan(1, '2026-11-01T09:00', '2026-11-20T00:00')];
	const now = at('2026-11-22T14:00');
	it('tells the plan that held at the end of a day', () => {
		expect(planOn(plans, '2026-11-19', now)?.id).toBe(1);
		expect(planOn(plans, '2026-11-20', now)?.id).toBe(2);
		expect(planOn(plans, '2026-11-22', now)?.id).toBe(2);
		expect(planOn(plans, '2026-10-31', now)).toBe(null);
	});
	it('finds the next midnight in China whatever zone the machine is in', () => {
		expect(nextMidnightMs(now)).toBe(at('2026-11-23T00:00'));
		expect(nextMidnightMs(at('2026-11-22T00:00'))).toBe(at('2026-11-23T00:00'));
		expect(startOfDayMs('2026-11-22')).toBe(at('2026-11-22T00:00'));
		expect(dayText(at('2026-11-22T00:30'))).toBe('2026-11-22');
		expect(fieldMs(fieldText(now))).toBe(now);
	});
});
