import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { proveCheckIn, roleOfArrival, type CheckInClaim } from '#lib/duty/check-in.ts';
import { DEFAULT_POST_ROLES } from '#lib/rules/post-roles.ts';
import { at } from '../ground.ts';

const post = { name: '西口', position: at(0, 0) };
const rules = { withinM: 50, maxAccuracyM: 50 };
const MINUTE_MS = 60_000;

const claim = (eastM: number | null, accuracyM: number | null = 5, codeMatches: boolean | null = null): CheckInClaim => {
	const [lng, lat] = at(eastM ?? 0, 0);
	return { action: 'arrive', codeMatches, place: eastM === null ? null : { lng, lat, accuracyM } };
};
const kindOf = (asked: CheckInClaim): string => {
	const answer = proveCheckIn(asked, post, rules);
	return answer.ok ? answer.value.proof : answer.problem.kind;
};

describe('somebody who arrives', () => {
	test('is believed within fifty metres, and one metre farther is not', () => {
		expect(kindOf(claim(49.8))).toBe('position');
		expect(kindOf(claim(50.5))).toBe('field.too-far');
	});

	test('is believed by a position as accurate as the rule asks, and not by one that does not say', () => {
		expect(kindOf(claim(0, 50))).toBe('position');
		expect(kindOf(claim(0, 50.1))).toBe('field.inaccurate');
		expect(kindOf(claim(0, null))).toBe('field.inaccurate');
	});

	test('is believed by the post’s own code from anywhere, without any position', () => {
		expect(kindOf(claim(null, null, true))).toBe('code');
		expect(kindOf(claim(4000, 900, true))).toBe('code');
	});

	test('is not believed by another code, unless the position is proof by itself', () => {
		expect(kindOf(claim(null, null, false))).toBe('field.code-wrong');
		expect(kindOf(claim(4000, 5, false))).toBe('field.code-wrong');
		expect(kindOf(claim(10, 5, false))).toBe('position');
	});

	test('with neither is asked for one of the two', () => expect(kindOf(claim(null))).toBe('field.no-proof'));

	test('is told how far away they are and how near they have to come', () => {
		const answer = proveCheckIn(claim(120), post, rules);
		const detail = answer.ok ? {} : answer.problem.detail;
		expect(detail).toMatchObject({ post: '西口', within: 50 });
		// The ground is drawn to 0.3 %.
		expect(Math.abs(Number(detail?.['distance']) - 120)).toBeLessThanOrEqual(1);
	});
});

test('whoever leaves needs no proof, and what the phone measured is written down all the same', () => {
	const answer = proveCheckIn({ ...claim(700, 80), action: 'leave' }, post, rules);
	expect(answer.ok && answer.value.proof).toBe('position');
	expect(answer.ok && Math.round(answer.value.distanceM ?? 0)).toBe(700);
	expect(kindOf({ ...claim(null), action: 'leave' })).toBe('position');
});

test('whatever a phone claims, an arrival is proved by a matching code or by a near and accurate position, and by nothing else', () => {
	fc.assert(
		fc.property(
			fc.option(fc.double({ min: 0, max: 500, noNaN: true })),
			fc.option(fc.double({ min: 0, max: 200, noNaN: true })),
			fc.constantFrom(true, false, null),
			(eastM, accuracyM, codeMatches) => {
				// Half a metre for the drawing of the ground.
				fc.pre(eastM === null || Math.abs(eastM - rules.withinM) > 0.5);
				const near = eastM !== null && eastM <= rules.withinM && accuracyM !== null && accuracyM <= rules.maxAccuracyM;
				expect(proveCheckIn(claim(eastM, accuracyM, codeMatches), post, rules).ok).toBe(codeMatches === true || near);
			}
		)
	);
});

describe('the role of an arrival', () => {
	const seats = [
		{ role: 'police', startMs: 0, endMs: 480 * MINUTE_MS },
		{ role: 'community', startMs: 480 * MINUTE_MS, endMs: 960 * MINUTE_MS }
	];
	const cadre = { roles: ['cadre'] };
	const role = (minute: number, asked: readonly string[] = [], of = seats, person: { readonly roles: readonly string[] } = cadre) =>
		roleOfArrival(minute * MINUTE_MS, of, person, asked, { earlyMin: 30, roles: DEFAULT_POST_ROLES });

	test('is that of the seat that runs, even when the next begins soon', () => {
		expect(role(0)).toBe('police');
		expect(role(479)).toBe('police');
		expect(role(480)).toBe('community');
	});

	test('is that of the next seat as early as the rules let people come', () => {
		const later = seats.slice(1);
		expect(role(450, [], later)).toBe('community');
		expect(role(449, [], later)).toBeNull();
	});

	test('without a seat is the first that the post asks for and the person may fill, or none', () => {
		expect(role(2000, ['police', 'community'])).toBe('community');
		expect(role(2000, ['police', 'health'])).toBeNull();
		expect(role(2000, ['no such role'])).toBeNull();
	});
});
