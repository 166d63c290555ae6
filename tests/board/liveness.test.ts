import { expect, test } from 'vitest';
import { lastHour } from '#lib/board/last-hour.ts';
import { livenessOf } from '#lib/board/liveness.ts';
import { serverClock } from '#lib/board/server-clock.ts';

test('live while ticks arrive, late after three missed, lost after ten seconds', () => {
	expect(livenessOf(null, 0, 9_999)).toBe('connecting');
	expect(livenessOf(null, 0, 10_000)).toBe('lost');
	expect(livenessOf(5_000, 0, 7_999)).toBe('live');
	expect(livenessOf(5_000, 0, 8_000)).toBe('late');
	expect(livenessOf(5_000, 0, 14_999)).toBe('late');
	expect(livenessOf(5_000, 0, 15_000)).toBe('lost');
});

test('the server’s clock is the least delayed of what was heard, and follows when it is set right', () => {
	const clock = serverClock();
	clock.heard(10_000, 4_900);
	clock.heard(11_000, 5_400);
	expect(clock.at(6_000)).toBe(11_600);
	for (let i = 0; i < 64; i++) clock.heard(i * 1000, i * 1000 + 50);
	expect(clock.at(6_000)).toBe(5_950);
});

test('the last hour is counted to the minute and holds no more than an hour', () => {
	const HOUR = 3_600_000;
	const hour = lastHour();
	hour.restart({ opened: 3, closed: 5 }, 0);
	hour.opened(1, 10 * 60_000);
	hour.closed(1, 20 * 60_000);
	hour.opened(1, 30 * 60_000);
	expect(hour.at(30 * 60_000)).toEqual({ opened: 4, closed: 6 });
	expect(hour.at(HOUR)).toEqual({ opened: 1, closed: 1 });
	expect(hour.at(HOUR + 25 * 60_000)).toEqual({ opened: 1, closed: 0 });
	expect(hour.at(2 * HOUR)).toEqual({ opened: 0, closed: 0 });
});
