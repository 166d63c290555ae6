/** Whose ground is whose: grids in the hue of their squad with its letter, what is chosen with a strong outline, what lacks somebody outlined as a gap is. */
import type { Layer } from '@deck.gl/core';
import { PathLayer, ScatterplotLayer, SolidPolygonLayer } from '@deck.gl/layers';
import type { DutySubject } from '#lib/duty/assignment.ts';
import { type Line, polygonsOf, type Position, type SurfaceShape } from '#lib/geo/position.ts';
import { type PaintMark, type PaintScene, subjectKey } from '../modes/paint-assign.ts';
import { placeOfSubject } from '../modes/paint-places.ts';
import { faded, type Palette, type Rgba } from '../palette.ts';
import { borderLines, ringsOf } from './borders.ts';
import type { PlacedGrid } from './chip-features.ts';
import type { Memo } from './memo.ts';
import { place } from './place.ts';
import type { SceneInput } from './scene-input.ts';
import { type TextRow, textLayer } from './text-layer.ts';

interface Filled {
	readonly rings: Position[][];
	readonly colour: Rgba;
}

const GROUND_ALPHA = 0.2;
const CHOSEN_ALPHA = 0.42;
const LETTERS_FROM_ZOOM = 13.2;
const LETTER_PX = 13;
const MARK_PX = 13;

export function assignLayers(input: SceneInput, placed: readonly PlacedGrid[], memo: Memo): Layer[] {
	const { paint, board, palette, present } = input;
	if (!paint) return [];
	const { scene, hues, loop } = paint;
	const colourOf = ({ hue }: PaintMark): Rgba => (hue === null ? palette.rgba.ink2 : (hues[hue - 1] ?? palette.rgba.ink2));
	const shapes = memo('paint-shapes', [placed], () => new Map(placed.map(({ grid }) => [grid.id as number, grid.shape])));
	const layers: Layer[] = [];
	const chosen = new Set(scene.chosen.map(({ subject }) => subjectKey(subject)));

	const borders = memo('paint-borders', [placed], () => borderLines(placed.map(({ grid }) => grid.shape)));
	layers.push(
		...memo('paint-grids', [borders, palette, present], () => [strokes('grids', borders, palette.rgba.gridBorder, 1, present)]),
		...memo('paint-ground', [scene.ground, scene.chosen, placed, hues, palette, present], () => {
			const rows: Filled[] = [];
			for (const { grid } of placed) {
				const mark = scene.ground.get(grid.id);
				if (!mark || chosen.has(`grid/${grid.id}`)) continue;
				rows.push(...filled(grid.shape, faded(colourOf(mark), mark.hue === null ? GROUND_ALPHA / 2 : GROUND_ALPHA)));
			}
			for (const { subject, mark, refused } of scene.chosen) {
				const shape = subject.kind === 'grid' ? shapes.get(subject.id) : undefined;
				if (shape) rows.push(...filled(shape, faded(refused ? palette.rgba.alarm : colourOf(mark), CHOSEN_ALPHA)));
			}
			return [fills(rows, present)];
		}),
		...memo('paint-lines', [scene.chosen, scene.lacking, shapes, hues, palette, present], () => {
			const linesOf = ({ kind, id }: DutySubject): Line[] => {
				const shape = kind === 'grid' ? shapes.get(id) : undefined;
				return shape ? ringsOf(shape) : [];
			};
			const lacking = scene.lacking.filter((subject) => !chosen.has(subjectKey(subject))).flatMap(linesOf);
			const refused = scene.chosen.filter((one) => one.refused).flatMap(({ subject }) => linesOf(subject));
			const fine = scene.chosen.filter((one) => !one.refused).flatMap(({ subject }) => linesOf(subject));
			return [
				strokes('lacking', lacking, palette.gapLine, 1.8, present),
				strokes('case', [...fine, ...refused], palette.rgba.selGap, 6, present),
				strokes('fine', fine, palette.rgba.sel, 3, present),
				strokes('refused', refused, palette.gapLine, 3, present)
			];
		}),
		...memo('paint-marks', [scene.chosen, scene.lacking, scene.kind, board.picture, hues, palette, present], () =>
			marks(input, scene, placed, colourOf, palette)
		)
	);
	if (scene.over)
		layers.push(
			...memo('paint-over', [scene.over.kind, scene.over.id, shapes, palette, present], () => {
				const { over } = scene;
				const shape = over?.kind === 'grid' ? shapes.get(over.id) : undefined;
				if (shape)
					return [
						strokes('over-case', ringsOf(shape), palette.rgba.selGap, 7, present),
						strokes('over', ringsOf(shape), palette.rgba.sel, 4, present)
					];
				const at = over && placeOfSubject(board, placed, over);
				return at ? [dots('over', [{ at, colour: palette.rgba.sel }], 17, false, present)] : [];
			})
		);
	if (loop.length > 1)
		layers.push(
			...memo('paint-loop', [loop, palette, present], () => [
				strokes('loop-case', [[...loop, loop[0] as Position]], palette.rgba.selGap, 5, present),
				strokes('loop', [[...loop, loop[0] as Position]], palette.rgba.sel, 2.2, present)
			])
		);
	if (input.view.zoom >= LETTERS_FROM_ZOOM)
		layers.push(
			...memo('paint-letters', [scene.ground, scene.chosen, placed, hues, palette, present], () => {
				const marked = new Map<number, PaintMark>(scene.ground);
				for (const { subject, mark } of scene.chosen) if (subject.kind === 'grid') marked.set(subject.id, mark);
				const byHue = Map.groupBy(
					placed.flatMap(({ grid, at }) => {
						const mark = marked.get(grid.id);
						return mark && mark.letter !== '' ? [{ mark, at }] : [];
					}),
					({ mark }) => mark.hue
				);
				return [...byHue].map(([hue, rows]) =>
					textLayer(
						rows.map(({ mark, at }): TextRow => ({ text: mark.letter, at: [at[0], at[1]], offsetPx: [0, 24], anchor: 'middle' })),
						{
							...{ row: 'assign-letter' as const, part: `${hue}`, sizePx: LETTER_PX, weight: 600, palette, present },
							colour: colourOf({ hue, letter: '' }),
							halo: palette.rgba.halo
						}
					)
				);
			})
		);
	return layers;
}

const filled = (shape: SurfaceShape, colour: Rgba): Filled[] =>
	polygonsOf(shape).map((rings) => ({ rings: rings as unknown as Position[][], colour }));

const fills = (rows: readonly Filled[], present: ReadonlySet<string>): Layer =>
	new SolidPolygonLayer<Filled>({
		...place('assign-tint', present),
		data: rows as Filled[],
		getPolygon: (row) => row.rings as never,
		getFillColor: (row) => row.colour as never
	});

const strokes = (part: string, data: readonly Line[], colour: Rgba, widthPx: number, present: ReadonlySet<string>): Layer =>
	new PathLayer<Line>({
		...place('assign-line', present, part),
		data: data as Line[],
		getPath: (line) => line as never,
		getColor: colour as never,
		getWidth: widthPx,
		widthUnits: 'pixels',
		jointRounded: true,
		capRounded: true,
		antialiasing: true
	});

interface Dot {
	readonly at: Position;
	readonly colour: Rgba;
}

const dots = (part: string, rows: readonly Dot[], radiusPx: number, filledIn: boolean, present: ReadonlySet<string>): Layer =>
	new ScatterplotLayer<Dot>({
		...place('assign-mark', present, part),
		data: rows as Dot[],
		getPosition: ({ at }) => [at[0], at[1]],
		getRadius: radiusPx,
		radiusUnits: 'pixels',
		filled: filledIn,
		stroked: !filledIn,
		getFillColor: ({ colour }) => colour as never,
		getLineColor: ({ colour }) => colour as never,
		getLineWidth: 3,
		lineWidthUnits: 'pixels'
	});

/** What is no grid gets a ring; compounds, which the map does not draw of itself, a small core as well. */
function marks(
	input: SceneInput,
	scene: PaintScene,
	placed: readonly PlacedGrid[],
	colourOf: (mark: PaintMark) => Rgba,
	palette: Palette
): Layer[] {
	const { board, present } = input;
	const dot = (subject: DutySubject, colour: Rgba): Dot[] => {
		const at = subject.kind === 'grid' ? null : placeOfSubject(board, placed, subject);
		return at ? [{ at, colour }] : [];
	};
	const cores = scene.kind === 'compound' ? board.picture.compounds.map(({ at }) => ({ at, colour: palette.rgba.mark })) : [];
	const rings = [
		...scene.lacking.flatMap((subject) => dot(subject, palette.gapLine)),
		...scene.chosen.flatMap(({ subject, mark, refused }) => dot(subject, refused ? palette.gapLine : colourOf(mark)))
	];
	return [
		dots(
			'case',
			cores.map(({ at }) => ({ at, colour: palette.rgba.markCase })),
			7,
			true,
			present
		),
		dots('core', cores, 5, true, present),
		dots('ring', rings, MARK_PX, false, present)
	];
}
