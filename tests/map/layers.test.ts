import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PolygonShape, Position } from '#lib/geo/position.ts';
import { borderLines, outsideOf } from '#lib/map/layers/borders.ts';
import { gridTint, loadAlpha } from '#lib/map/layers/grid-tint.ts';
import { memory } from '#lib/map/layers/memo.ts';
import { placeNames } from '#lib/map/layers/names.ts';
import { placeDiscs } from '#lib/map/layers/wall-layers.ts';
import { barName } from '#lib/map/marks/chip-images.ts';
import { isShort, markKey, markOf } from '#lib/map/marks/post-marks.ts';
import { lostPalette, parseColour } from '#lib/map/palette.ts';
import { scaleBar } from '#lib/map/scale-bar.ts';
import { palette } from './palette.ts';

describe('the load tint', () => {
	it('follows the formula of the design: tint × (¼ + ¾·min(1, |L−1| ÷ 0.34)), none within 0.05', () => {
		const tints = { tintUnder: 0.12, tintOver: 0.17 };
		expect(loadAlpha(1, tints)).toBe(0);
		expect(loadAlpha(1.05, tints)).toBe(0);
		expect(loadAlpha(0.951, tints)).toBe(0);
		expect(loadAlpha(1.34, tints)).toBeCloseTo(0.17, 10);
		expect(loadAlpha(9, tints)).toBeCloseTo(0.17, 10);
		expect(loadAlpha(0.83, tints)).toBeCloseTo(0.12 * (0.25 + 0.75 * 0.5), 10);
	});
	it('is blue under, orange over, and a hatch where nobody works', () => {
		const dark = palette('dark');
		const tint = (load: number | null) => gridTint('load', { load, coverage: undefined, risk: 'low' }, dark);
		expect(tint(0.7).colour.slice(0, 3)).toEqual(dark.rgba.under.slice(0, 3));
		expect(tint(1.3).colour.slice(0, 3)).toEqual(dark.rgba.over.slice(0, 3));
		expect(tint(null).hatched).toBe(true);
		expect(gridTint('coverage', { load: 1, coverage: undefined, risk: 'low' }, dark).hatched).toBe(true);
	});
	it('never uses the alarm hue', () => {
		for (const theme of ['dark', 'light'] as const) {
			const colours = palette(theme);
			for (const fill of ['load', 'coverage', 'risk'] as const) {
				for (const coverage of [0, 0.5, 1]) {
					for (const risk of ['low', 'medium', 'high'] as const) {
						expect(gridTint(fill, { load: 3, coverage, risk }, colours).colour.slice(0, 3)).not.toEqual(colours.rgba.alarm.slice(0, 3));
					}
				}
			}
		}
	});
});

describe('the bar in a grid box', () => {
	it('is flat at a full day, at its end half a day off, and never flat outside the neutral band', () => {
		expect(barName(1)).toBe('bar:0');
		expect(barName(1.5)).toBe(barName(7));
		expect(barName(0)).toBe('bar:-14');
		expect(barName(1.051)).not.toBe('bar:0');
		expect(barName(0.949)).not.toBe('bar:0');
	});
});

it('a border two grids share is drawn once', () => {
	const box = (x: number): PolygonShape => ({
		type: 'Polygon',
		coordinates: [
			[
				[x, 0],
				[x + 1, 0],
				[x + 1, 1],
				[x, 1],
				[x, 0]
			]
		]
	});
	const edges = borderLines([box(0), box(1)]).flatMap((line) => line.slice(1).map((to, i) => [line[i]!, to].map(String).sort().join(' ')));
	expect(edges).toHaveLength(7);
	expect(new Set(edges).size).toBe(7);
});

it('the veil has the district cut out of it', () => {
	const ring: Position[] = [
		[123, 30],
		[124, 30],
		[124, 31],
		[123, 30]
	];
	const [frame, hole] = outsideOf({ type: 'Polygon', coordinates: [ring] }, 1);
	expect(hole).toEqual(ring);
	expect(frame![0]).toEqual([122, 29]);
	expect(frame![2]).toEqual([125, 32]);
});

it('no name lies on another name or another mark', () => {
	const place = fc.record({ x: fc.integer({ min: 0, max: 400 }), y: fc.integer({ min: 0, max: 300 }) });
	fc.assert(
		fc.property(fc.array(place, { maxLength: 40 }), (places) => {
			const width = 36;
			const names = placeNames(
				places.map(({ x, y }, row) => ({ row, x, y, text: '王小明', order: 1 })),
				1,
				() => width
			);
			const boxes = names.map(({ row, side }) => {
				const near = places[row]!.x + side * 15;
				return { row, left: side === 1 ? near : near - width, right: side === 1 ? near + width : near, y: places[row]!.y };
			});
			for (const a of boxes) {
				for (const b of boxes) {
					if (a.row === b.row) continue;
					expect(a.left < b.right && b.left < a.right && Math.abs(a.y - b.y) < 16).toBe(false);
				}
				places.forEach(({ x, y }, row) => {
					if (row !== a.row) expect(a.left < x + 8 && x - 8 < a.right && Math.abs(a.y - y) < 16).toBe(false);
				});
			}
		})
	);
});

it('the discs of a wall stay on the screen and off each other', () => {
	const [width, height, scale] = [1080, 1080, 1.9];
	for (const gaps of [
		[
			[5, 5],
			[1075, 5],
			[540, 1078]
		],
		[
			[500, 500],
			[510, 505],
			[520, 498]
		]
	] as [number, number][][]) {
		const discs = placeDiscs(gaps, width, height, scale);
		const radius = 24 * scale;
		discs.forEach(([x, y], i) => {
			expect(Math.min(x, y, width - x, height - y)).toBeGreaterThanOrEqual(radius);
			discs.slice(i + 1).forEach(([ox, oy]) => expect(Math.hypot(x - ox, y - oy)).toBeGreaterThan(radius * 2));
		});
	}
});

describe('the mark of a post', () => {
	const post = { id: 1, kind: 'checkpoint', required: 3 } as never;
	it('tells full, short and unknown apart', () => {
		const full = markOf(post, { postId: 1 as never, present: 3, changedAtMs: 0 });
		const short = markOf(post, { postId: 1 as never, present: 1, changedAtMs: 0 });
		const unknown = markOf(post, undefined);
		expect(new Set([full, short, unknown].map(markKey)).size).toBe(3);
		expect([full, short, unknown].map(isShort)).toEqual([false, true, false]);
	});
	it('is the same where more are there than asked', () => {
		expect(markKey(markOf(post, { postId: 1 as never, present: 5, changedAtMs: 0 }))).toBe(
			markKey(markOf(post, { postId: 1 as never, present: 3, changedAtMs: 0 }))
		);
	});
});

describe('the scale bar', () => {
	it('is the longest round distance that fits, true to the ground', () => {
		for (let zoom = 8; zoom <= 20; zoom += 0.37) {
			const { lengthM, widthPx } = scaleBar(zoom, 32, 120);
			expect(widthPx).toBeLessThanOrEqual(120);
			expect(widthPx).toBeGreaterThan(40);
			expect(String(lengthM).replace(/0+$/, '')).toMatch(/^(1|2|3|5|0\.[1235])$/);
			// One pixel of a 512 px tile spans this much of the equator.
			expect(lengthM / widthPx).toBeCloseTo((40_075_016.686 / 512 / 2 ** zoom) * Math.cos((32 * Math.PI) / 180), 1);
		}
	});
});

describe('a colour', () => {
	it('is read from every way the tokens write it', () => {
		expect(parseColour('#0D1113')).toEqual([13, 17, 19, 255]);
		expect(parseColour('#fff')).toEqual([255, 255, 255, 255]);
		expect(parseColour('rgba(255, 75, 102, 0.2)')).toEqual([255, 75, 102, 51]);
		expect(parseColour('rgb(13 17 19 / 62%)')).toEqual([13, 17, 19, 158]);
		expect(() => parseColour('crimson')).toThrow(RangeError);
	});
	it('is grey on a lost picture, whatever it was', () => {
		for (const theme of ['dark', 'light'] as const) {
			for (const [r, g, b] of Object.values(lostPalette(palette(theme)).rgba)) {
				expect(g).toBe(r);
				expect(b).toBe(r);
			}
		}
	});
});

it('what was made is kept until something it was made from is another', () => {
	const memo = memory();
	const list = [1];
	let made = 0;
	const make = () => ++made;
	expect([memo('a', [list, 1], make), memo('a', [list, 1], make), memo('a', [[1], 1], make), memo('b', [list, 1], make)]).toEqual([
		1, 1, 2, 3
	]);
	expect(memo('a', [NaN], make)).toBe(memo('a', [NaN], make));
});
