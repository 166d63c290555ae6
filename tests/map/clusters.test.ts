import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patrolTable } from '#lib/board/patrol-columns.ts';
import { patrolCells } from '#lib/map/layers/clusters.ts';
import { moveOn, restingMotion } from '#lib/map/layers/patrol-motion.ts';
import { PATROL_FLOATS, writePatrols } from '#lib/map/layers/patrol-rows.ts';

const RULES = { staleAfterS: 60, lostAfterS: 300, offShiftAfterS: 900 };
const T0 = 1_700_000_000_000;
const NUMBERS = Array.from({ length: 30 }, (_, i) => i + 1);

interface Step {
	readonly no: number;
	readonly lng: number;
	readonly lat: number;
	/** A fix from so long ago that nobody is drawn for it. */
	readonly old: boolean;
}
const step: fc.Arbitrary<Step> = fc.record({
	no: fc.constantFrom(...NUMBERS),
	lng: fc.double({ min: 123, max: 123.05, noNaN: true }),
	lat: fc.double({ min: 30, max: 30.05, noNaN: true }),
	old: fc.boolean()
});
const walks = fc.array(fc.array(step, { maxLength: 12 }), { minLength: 1, maxLength: 12 });

/** A map that hears the steps a few at a time; after each few it is told what it shows. */
function watch(heard: readonly (readonly Step[])[], zoom: number, look: (map: ReturnType<typeof open>) => void): void {
	const map = open(zoom);
	let at = T0;
	for (const some of heard) {
		at += 1000;
		for (const { no, lng, lat, old } of some)
			map.table.move({ no, lng, lat, recordedAtMs: old ? at - 1_000_000 : at, bearingDeg: null, speedMps: null, accuracyM: null }, at);
		map.hear(at);
		look(map);
	}
}

function open(zoom: number) {
	const table = patrolTable(NUMBERS);
	const cells = patrolCells();
	const card = new Float32Array(100 * PATROL_FLOATS);
	let motion = restingMotion(64);
	let read = -1;
	let counted: readonly { readonly count: number; readonly lng: number; readonly lat: number }[] = [];
	return {
		table,
		cells,
		card,
		motion: () => motion,
		clusters: () => counted,
		hear(nowMs: number) {
			motion = moveOn(motion, table.columns, RULES, nowMs);
			if (cells.follow(motion, zoom, 1)) counted = cells.clusters();
			writePatrols(card, motion, cells.alone, read < 0 ? null : motion.changed.since(read));
			read = motion.changed.written;
		}
	};
}

const shownRows = (map: ReturnType<typeof open>): number[] =>
	Array.from({ length: map.motion().count }, (_, row) => row).filter((row) => map.motion().marks[row * 3 + 2] === 1);

describe('patrols counted together', () => {
	it('are each counted exactly once, whoever comes and goes, and nobody who is not shown', () => {
		fc.assert(
			fc.property(walks, fc.double({ min: 9, max: 13, noNaN: true }), (heard, zoom) =>
				watch(heard, zoom, (map) => {
					const rows = shownRows(map);
					const alone = rows.filter((row) => map.cells.alone[row] === 1);
					expect(map.clusters().reduce((sum, { count }) => sum + count, 0) + alone.length).toBe(rows.length);
					for (const { count } of map.clusters()) expect(count).toBeGreaterThan(1);
				})
			)
		);
	});

	it('are the same as if everybody had come at once', () => {
		fc.assert(
			fc.property(walks, fc.double({ min: 9, max: 13, noNaN: true }), (heard, zoom) =>
				watch(heard, zoom, (map) => {
					const fresh = patrolCells();
					const motion = moveOn(restingMotion(64), map.table.columns, RULES, map.motion().epochMs);
					fresh.follow(motion, zoom, 1);
					const sorted = (all: readonly { readonly count: number }[]): number[] => all.map(({ count }) => count).sort((a, b) => a - b);
					expect(sorted(map.clusters())).toEqual(sorted(fresh.clusters()));
					for (const row of shownRows(map)) expect(map.cells.alone[row]).toBe(fresh.alone[row]);
				})
			)
		);
	});

	it('are found near where they stand, all of them', () => {
		fc.assert(
			fc.property(walks, fc.double({ min: 9, max: 18, noNaN: true }), (heard, zoom) =>
				watch(heard, zoom, (map) => {
					const { end } = map.motion();
					const box = [123.01, 30.01, 123.03, 30.02] as const;
					const found = new Set(map.cells.within(box));
					for (const row of shownRows(map)) {
						const [lng, lat] = [end[row * 2]!, end[row * 2 + 1]!];
						if (lng >= box[0] && lng <= box[2] && lat >= box[1] && lat <= box[3]) expect(found).toContain(row);
					}
				})
			)
		);
	});
});

it('what the graphics card is given row by row is what it would be given anew', () => {
	fc.assert(
		fc.property(walks, fc.double({ min: 9, max: 13, noNaN: true }), (heard, zoom) =>
			watch(heard, zoom, (map) => {
				const whole = new Float32Array(map.card.length);
				writePatrols(whole, map.motion(), map.cells.alone, null);
				expect(map.card).toEqual(whole);
			})
		)
	);
});

it('the graphics card is told a place to less than a centimetre', () => {
	watch([[{ no: 1, lng: 123.0412345678, lat: 30.0312345678, old: false }]], 14, ({ card }) => {
		expect(Math.abs(card[0]! + card[2]! - 123.0412345678)).toBeLessThan(1e-7);
		expect(Math.abs(card[1]! + card[3]! - 30.0312345678)).toBeLessThan(1e-7);
	});
});
