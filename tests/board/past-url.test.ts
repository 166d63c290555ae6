import { expect, test } from 'vitest';
import { parsePast, printPast } from '#lib/board/replay/past-url.ts';

test('a moment of the past is printed into the address and read back the same; other parameters stay', () => {
	const place = { atMs: Date.parse('2026-11-21T06:05:38Z'), speed: 60 } as const;
	const params = printPast(place, new URLSearchParams('area=3&fill=load'));
	expect(params.toString()).toBe('area=3&fill=load&past=2026-11-21T06%3A05%3A38Z&speed=60');
	expect(parsePast(params)).toEqual(place);
	expect(printPast(null, params).toString()).toBe('area=3&fill=load');
});

test('what is no moment is none, and an unknown speed is the slowest', () => {
	for (const text of ['', 'yesterday', '2026-13-40T00:00:00Z', '2026-11-21 06:05:38', '2026-11-21T06:05:38+08:00'])
		expect(parsePast(new URLSearchParams({ past: text }))).toBeNull();
	expect(parsePast(new URLSearchParams({ past: '2026-11-21T06:05:38Z', speed: '7' }))?.speed).toBe(1);
});
