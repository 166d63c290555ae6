/** What the map makes of walks and reports: numbers that do not cover each other, one mark a spot. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dashes, degPerPx } from '#lib/map/layers/dashes.ts';
import { placesOf } from '#lib/map/layers/report-layers.ts';
import { worldPx } from '#lib/map/layers/spread.ts';
import { placeNumbers } from '#lib/map/layers/walk-layers.ts';
import type { Position } from '#lib/geo/position.ts';
import type { FieldReport } from '#lib/wire/field.ts';

const near: fc.Arbitrary<Position> = fc.tuple(
	fc.double({ min: 118.78, max: 118.79, noNaN: true }),
	fc.double({ min: 32.01, max: 32.02, noNaN: true })
);

describe('the numbers of a walk', () => {
	it('never cover each other, name every stop once, and always number the next one', () => {
		fc.assert(
			fc.property(fc.array(near, { minLength: 1, maxLength: 60 }), fc.integer({ min: 10, max: 19 }), (places, zoom) => {
				const stops = places.map((at, i) => ({ at, text: `${i + 1}`, state: i === 0 ? ('next' as const) : ('later' as const) }));
				const { numbered, small } = placeNumbers(stops, zoom);
				expect(numbered.length + small.length).toBe(stops.length);
				expect(numbered[0]?.text).toBe('1');
				const at = numbered.map((stop) => worldPx(stop.at, zoom));
				for (const [i, a] of at.entries())
					for (const b of at.slice(i + 1)) expect(Math.hypot(a[0] - b[0], a[1] - b[1])).toBeGreaterThanOrEqual(22);
			})
		);
	});
	it('are left off where somebody has been already', () => {
		const at: Position = [118.78, 32.01];
		const { numbered, small } = placeNumbers([{ at, text: '1', state: 'done' }], 18);
		expect([numbered.length, small.length]).toEqual([0, 1]);
	});
});

it('dots of a line are as far apart on the screen as asked, north as well as east', () => {
	const zoom = 16;
	for (const line of [
		[
			[118.78, 32],
			[118.79, 32]
		],
		[
			[118.78, 32],
			[118.78, 32.01]
		]
	] as [Position, Position][]) {
		const starts = dashes(line, 1, 9, degPerPx(zoom, line[0])).map((dash) => worldPx(dash[0]!, zoom));
		expect(starts.length).toBeGreaterThan(20);
		for (const [i, to] of starts.slice(1).entries()) expect(Math.hypot(to[0] - starts[i]![0], to[1] - starts[i]![1])).toBeCloseTo(10, 1);
	}
});

describe('reports on the map', () => {
	const report = (id: number, at: Position | null, what: FieldReport['what'] = 'turned-back'): FieldReport => ({
		...{ id, at, what, atMs: id, receivedAtMs: id, words: '', count: 1, personName: '', gridId: null, postId: null, photos: [] },
		...{ closedAtMs: null, closedByName: null, closeNote: null }
	});
	it('are one mark where they were made on one spot, with what presses on top, and none without a place', () => {
		const post: Position = [118.78, 32.01];
		const places = placesOf([report(1, post), report(2, post, 'help'), report(3, post), report(4, null), report(5, [118.79, 32.01])], 16);
		expect(places.map(({ ids }) => ids)).toEqual([[2, 3, 1], [5]]);
		expect(places[0]?.what).toBe('help');
	});
	it('lose nobody at any zoom', () => {
		fc.assert(
			fc.property(fc.array(near, { maxLength: 80 }), fc.integer({ min: 8, max: 20 }), (places, zoom) => {
				const shown = placesOf(
					places.map((at, i) => report(i + 1, at)),
					zoom
				).flatMap(({ ids }) => ids);
				expect([...shown].sort((a, b) => a - b)).toEqual(places.map((_, i) => i + 1));
			})
		);
	});
});
