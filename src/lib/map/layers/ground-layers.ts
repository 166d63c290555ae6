/** Grids and areas on the ground: the tint of each grid, borders, the veil outside, the district's edge. */
import type { Layer } from '@deck.gl/core';
import { PathLayer, SolidPolygonLayer } from '@deck.gl/layers';
import { polygonsOf, type Line, type Position } from '#lib/geo/position.ts';
import { buildingCoverage } from '#lib/patrol/grid-coverage.ts';
import { borderLines, outsideOf, ringsOf } from './borders.ts';
import type { PlacedGrid } from './chip-features.ts';
import { gridTint } from './grid-tint.ts';
import { detailZoom, inPieces, linesAtZoom, linesInSight, steppedSight } from './in-sight.ts';
import { HatchExtension, type HatchProps } from './hatch-extension.ts';
import type { Memo } from './memo.ts';
import { place } from './place.ts';
import { scaleOf, type SceneInput } from './scene-input.ts';
import { SIZES } from './sizes.ts';
import { faded, type Palette, type Rgba } from '../palette.ts';

const VEIL_MARGIN_DEG = 1.5;
const hatching = [new HatchExtension()];

const SQUAD_TOKENS = ['squad1', 'squad2', 'squad3', 'squad4', 'squad5', 'squad6', 'squad7', 'squad8'] as const;

interface TintRow {
	readonly rings: Position[][];
	readonly colour: Rgba;
	readonly hatched: number;
}

export function groundLayers(input: SceneInput, placed: readonly PlacedGrid[], speakFrom: number, memo: Memo): Layer[] {
	const { board, palette, look, present } = input;
	const { picture } = board;
	const scale = scaleOf(input);
	const layers: Layer[] = [];
	const anchor = memo('anchor', [picture], () => placed[0]?.at ?? ringsOf(picture.boundary)[0]?.[0] ?? [0, 0]);

	if (look.fill !== 'none' && !input.plan) {
		const coverage = look.fill === 'coverage' ? board.revisions.coverage : 0;
		layers.push(
			memo('grid-tint', [picture, palette, look.fill, coverage, present], () => {
				const rows = placed.flatMap((entry): TintRow[] => {
					const known = board.coverage.get(entry.grid.id);
					const tint = gridTint(
						look.fill,
						{ load: entry.load, coverage: known && buildingCoverage(known), risk: entry.grid.risk },
						palette
					);
					if (tint.colour[3] === 0) return [];
					return polygonsOf(entry.grid.shape).map((rings) => ({
						rings: rings as unknown as Position[][],
						colour: tint.colour,
						hatched: tint.hatched ? 1 : 0
					}));
				});
				return new SolidPolygonLayer<TintRow, HatchProps & { getHatched: (row: TintRow) => number }>({
					...place('grid-tint', present),
					data: rows,
					getPolygon: (row) => row.rings as never,
					getFillColor: (row) => row.colour as never,
					getHatched: (row) => row.hatched,
					extensions: hatching,
					hatchColour: faded(palette.rgba.unknownFg, 0.28),
					hatchScale: 2 * scale,
					hatchAnchor: [anchor[0], anchor[1]]
				});
			})
		);
	}

	const { tints } = input;
	if (tints && !input.plan) {
		layers.push(
			memo('squad-tint', [picture, palette, tints, present], () => {
				const rows = placed.flatMap(({ grid }): TintRow[] => {
					const hue = tints.get(grid.id);
					if (hue === undefined) return [];
					const colour = faded(palette.rgba[SQUAD_TOKENS[(hue - 1) % SQUAD_TOKENS.length]!], palette.theme === 'dark' ? 0.26 : 0.2);
					return polygonsOf(grid.shape).map((rings) => ({ rings: rings as unknown as Position[][], colour, hatched: 0 }));
				});
				return new SolidPolygonLayer<TintRow>({
					...place('grid-tint', present, 'squads'),
					data: rows,
					getPolygon: (row) => row.rings as never,
					getFillColor: (row) => row.colour as never
				});
			})
		);
	}

	const sight = steppedSight(input.view.bounds);
	const detail = detailZoom(input.view.zoom);
	const gridLines = memo('grid-lines', [picture], () => borderLines(picture.grids.map((grid) => grid.shape)));
	const allGrids = memo('grid-lines-at', [gridLines, detail], () => linesAtZoom(gridLines, detail));
	const grids = memo('grid-lines-seen', [allGrids, ...sight], () => linesInSight(allGrids, sight));
	// Far out a thousand borders would be a net over the picture: there the communities' outlines carry it.
	const gridAlpha = Math.round(Math.max(0, Math.min(1, (input.view.zoom - (speakFrom - 2.2)) / 1.2)) * 20) / 20;
	if (gridAlpha > 0 && !input.plan) {
		layers.push(
			...memo('grid-borders', [grids, palette, scale, present, gridAlpha], () => [
				lines('grid-case', grids, faded(palette.rgba.gridCase, gridAlpha), SIZES.gridCase * Math.sqrt(scale), present),
				lines('grid-border', grids, faded(palette.rgba.gridBorder, gridAlpha), SIZES.gridBorder * Math.sqrt(scale), present)
			])
		);
	}
	const areaLines = memo('area-lines', [picture], () => borderLines(picture.outlines.map((outline) => outline.shape)));
	const allAreas = memo('area-lines-at', [areaLines, detail], () => linesAtZoom(areaLines, detail));
	const areas = memo('area-lines-seen', [allAreas, ...sight], () => linesInSight(allAreas, sight));
	const areaAlpha = Math.round(Math.max(0, Math.min(1, (speakFrom + 0.8 - input.view.zoom) / 0.8)) * 20) / 20;
	if (areaAlpha > 0 && areas.length > 0) {
		layers.push(
			...memo('area-borders', [areas, palette, scale, present, areaAlpha], () => [
				lines('area-border', areas, faded(palette.rgba.gridCase, areaAlpha), SIZES.areaCase * scale, present, 'case'),
				lines('area-border', areas, faded(solidBorder(palette), areaAlpha * 0.8), SIZES.areaBorder * scale, present)
			])
		);
	}
	const allEdge = memo('edge-lines', [picture, detail], () =>
		linesAtZoom(ringsOf(picture.boundary), detail).flatMap((ring) => inPieces(ring))
	);
	const edge = memo('edge-lines-seen', [allEdge, ...sight], () => linesInSight(allEdge, sight));
	layers.push(
		...memo('edges', [picture, edge, palette, scale, present], () => {
			return [
				new SolidPolygonLayer({
					...place('veil', present),
					data: [outsideOf(picture.boundary, VEIL_MARGIN_DEG)],
					getPolygon: (rings: Position[][]) => rings as never,
					getFillColor: palette.rgba.mask as never
				}),
				lines('edge-case', edge, palette.rgba.markCase, SIZES.edgeCase * scale, present),
				lines('edge', edge, palette.rgba.edge, SIZES.edge * scale, present)
			];
		})
	);
	return layers;
}

const solidBorder = ({ rgba }: Palette): Rgba => [rgba.edge[0], rgba.edge[1], rgba.edge[2], 200];

function lines(
	row: 'grid-case' | 'grid-border' | 'area-border' | 'edge-case' | 'edge',
	data: readonly Line[],
	colour: Rgba,
	widthPx: number,
	present: ReadonlySet<string>,
	part?: string
): Layer {
	return new PathLayer<Line>({
		...place(row, present, part),
		data: data as Line[],
		getPath: (line) => line as never,
		getColor: colour as never,
		getWidth: widthPx,
		widthUnits: 'pixels',
		jointRounded: true,
		antialiasing: true
	});
}
