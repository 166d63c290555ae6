/**
 * Walks that were planned: solid to the next stop, dotted after it, faint where it was walked already, one hue a person. Stops wear their numbers where
 * there is room; the next one is filled.
 */
import type { Layer } from '@deck.gl/core';
import { PathLayer, ScatterplotLayer } from '@deck.gl/layers';
import type { MapWalk } from '#lib/board/map-walks.ts';
import type { Position } from '#lib/geo/position.ts';
import { faded, type Palette, type Rgba } from '../palette.ts';
import { dashes, degPerPx } from './dashes.ts';
import type { LiveRow } from './draw-order.ts';
import type { Memo } from './memo.ts';
import { place } from './place.ts';
import { isStill, type SceneInput } from './scene-input.ts';
import { worldPx, zoomStep } from './spread.ts';
import { FIGURE_RISE_EM, textLayer } from './text-layer.ts';

interface Stop {
	readonly at: Position;
	readonly text: string;
	readonly state: 'done' | 'next' | 'later';
	readonly colour: Rgba;
}
interface Stretch {
	readonly line: readonly Position[];
	readonly colour: Rgba;
}

const WIDTH = { next: 4.5, later: 3.6, home: 2.8, done: 2 } as const;
const DOT_PX = 0.6;
const GAP_PX = 7;
const DISC_PX = 11.5;
/** Letter and two figures. */
const WIDE_DISC_PX = 13.5;
const SMALL_PX = 4;
const NUMBER_PX = 12;
const FIRST_HUE = 1;

export function walkLayers(input: SceneInput, memo: Memo): Layer[] {
	const { walks, palette, present, view, board } = input;
	if (walks.length === 0 || board.liveness === 'past' || input.plan) return [];
	const zoom = zoomStep(view.zoom);
	const still = isStill(board);
	return memo('walks', [walks, palette, present, zoom, still], () => {
		const solid: Stretch[] = [];
		const dotted: Stretch[] = [];
		const last: Stretch[] = [];
		const done: Stretch[] = [];
		const stops: Stop[] = [];
		for (const walk of walks) {
			const colour = hueOf(walk, palette);
			for (const { at, text, state, leg } of walk.stops) {
				stops.push({ at, text, state, colour });
				const stretch = { line: leg, colour };
				if (leg.length < 2) continue;
				if (state === 'done') done.push({ line: leg, colour: faded(colour, 0.5) });
				else if (state === 'next') solid.push(stretch);
				else dotted.push(stretch);
			}
			if (walk.home.length > 1) last.push({ line: walk.home, colour: faded(colour, 0.75) });
		}
		const cut = (stretches: readonly Stretch[]): Stretch[] =>
			stretches.flatMap(({ line, colour }) => dashes(line, DOT_PX, GAP_PX, degPerPx(zoom, line[0]!)).map((dot) => ({ line: dot, colour })));
		const under = faded(palette.rgba.selGap, 0.82);
		const cased = (stretches: readonly Stretch[]): Stretch[] => stretches.map(({ line }) => ({ line, colour: under }));
		const { numbered, small } = placeNumbers(stops, zoom);
		return [
			paths('walk-case', 'later', cased([...dotted, ...last]), WIDTH.later + 2, present),
			paths('walk-case', 'next', cased(solid), WIDTH.next + 3, present),
			paths('walk-line', 'done', done, WIDTH.done, present),
			paths('walk-line', 'home', cut(last), WIDTH.home, present),
			paths('walk-line', 'later', cut(dotted), WIDTH.later, present),
			paths('walk-line', 'next', solid, WIDTH.next, present),
			...discs('small', small, () => SMALL_PX, palette, present),
			...discs('number', numbered, radiusOf, palette, present),
			...numbers(numbered, palette, present)
		];
	});
}

const hueOf = ({ hue }: MapWalk, { rgba }: Palette): Rgba => rgba[`squad${hue}` as 'squad1'] ?? rgba[`squad${FIRST_HUE}`];
const radiusOf = ({ text }: Pick<Stop, 'text'>): number => (text.length > 2 ? WIDE_DISC_PX : DISC_PX);

/** Who has room for a number at this zoom: the next stops first, then in order. What is done keeps a dot. */
export function placeNumbers<T extends Pick<Stop, 'at' | 'text' | 'state'>>(
	stops: readonly T[],
	zoom: number
): { readonly numbered: readonly T[]; readonly small: readonly T[] } {
	const placed: { readonly x: number; readonly y: number; readonly r: number }[] = [];
	const numbered: T[] = [];
	const small: T[] = stops.filter(({ state }) => state === 'done');
	for (const wanted of ['next', 'later'] as const)
		for (const stop of stops) {
			if (stop.state !== wanted) continue;
			const [x, y] = worldPx(stop.at, zoom);
			const r = radiusOf(stop) + 1;
			if (placed.some((one) => Math.hypot(one.x - x, one.y - y) < one.r + r)) small.push(stop);
			else {
				placed.push({ x, y, r });
				numbered.push(stop);
			}
		}
	return { numbered, small };
}

const paths = (row: LiveRow, part: string, data: readonly Stretch[], widthPx: number, present: ReadonlySet<string>): Layer =>
	new PathLayer<Stretch>({
		...place(row, present, part),
		data: data as Stretch[],
		getPath: ({ line }) => line as never,
		getColor: ({ colour }) => colour as never,
		getWidth: widthPx,
		widthUnits: 'pixels',
		jointRounded: true,
		capRounded: true,
		antialiasing: true
	});

function discs(
	part: string,
	stops: readonly Stop[],
	radiusPx: (stop: Stop) => number,
	{ rgba }: Palette,
	present: ReadonlySet<string>
): Layer[] {
	if (stops.length === 0) return [];
	const disc = (of: string, more: (stop: Stop) => number, fill: (stop: Stop) => Rgba): Layer =>
		new ScatterplotLayer<Stop>({
			...place('walk-stop', present, `${part}-${of}`),
			data: stops as Stop[],
			getPosition: ({ at }) => [at[0], at[1]],
			getRadius: (stop) => radiusPx(stop) + more(stop),
			radiusUnits: 'pixels',
			getFillColor: ((stop: Stop) => fill(stop)) as never,
			stroked: false
		});
	const plain = part === 'small';
	return [
		disc(
			'case',
			() => 1.6,
			() => rgba.markCase
		),
		disc(
			'ring',
			() => 0,
			({ colour, state }) => (plain && state === 'done' ? faded(colour, 0.7) : colour)
		),
		...(plain
			? []
			: [
					disc(
						'core',
						() => -2.2,
						({ colour, state }) => (state === 'next' ? colour : rgba.markCase)
					)
				])
	];
}

function numbers(stops: readonly Stop[], palette: Palette, present: ReadonlySet<string>): Layer[] {
	const colours = Map.groupBy(stops, ({ colour, state }) => (state === 'next' ? palette.rgba.markCase : colour).join());
	return [...colours.values()].map((own, i) => {
		const [first] = own as [Stop, ...Stop[]];
		return textLayer(
			own.map(({ at, text }) => ({ text, at: [at[0], at[1]], offsetPx: [0, NUMBER_PX * FIGURE_RISE_EM], anchor: 'middle' })),
			{
				...{ row: 'walk-number', part: `${i}`, sizePx: NUMBER_PX, weight: 600, palette, present, halo: null },
				colour: first.state === 'next' ? palette.rgba.markCase : first.colour
			}
		);
	});
}
