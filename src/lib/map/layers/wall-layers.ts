/** The wall's numbered discs: each beside its gap with a leader line, clear of the other discs and of the edge of the screen. */
import type { Layer } from '@deck.gl/core';
import { LineLayer, ScatterplotLayer } from '@deck.gl/layers';
import type { BoardView } from '#lib/board/board-view.ts';
import { labelPoint } from '#lib/geo/label-point.ts';
import type { Position } from '#lib/geo/position.ts';
import type { Gap, GapId } from '#lib/ledger/gap.ts';
import type { Memo } from './memo.ts';
import { place } from './place.ts';
import type { SceneInput } from './scene-input.ts';
import { SIZES } from './sizes.ts';
import { FIGURE_RISE_EM, textLayer, type TextRow } from './text-layer.ts';

interface Disc {
	readonly number: number;
	readonly gap: readonly [number, number];
	readonly disc: readonly [number, number];
}

const DIRECTIONS = 16;
const REACHES = [58, 74, 92] as const;

export function wallLayers(input: SceneInput, memo: Memo): Layer[] {
	const { wall, board, view, palette, present } = input;
	if (!wall || wall.numbered.length === 0) return [];
	const discs = memo('discs', [wall.numbered.join(), board.revisions.gaps, view.key, wall.scale], (): Disc[] => {
		const places = wall.numbered.flatMap((id, i) => {
			const gap = board.gaps.get(id as GapId);
			const at = gap && placeOfGap(gap, board);
			return at ? [{ number: i + 1, at }] : [];
		});
		return placeDiscs(
			places.map(({ at }) => view.project(at[0], at[1])),
			view.widthPx,
			view.heightPx,
			wall.scale
		).map(([x, y], i) => {
			const { number, at } = places[i]!;
			return { number, gap: [at[0], at[1]], disc: view.unproject(x, y) };
		});
	});
	if (discs.length === 0) return [];
	const { scale } = wall;
	return memo('disc-layers', [discs, palette, present, scale], () => {
		const hue = palette.disc;
		const leader = (part: string, colour: readonly number[], widthPx: number): Layer =>
			new LineLayer<Disc>({
				...place('wall-leader', present, part),
				data: discs,
				getSourcePosition: (disc) => [disc.gap[0], disc.gap[1]],
				getTargetPosition: (disc) => [disc.disc[0], disc.disc[1]],
				getColor: colour as never,
				getWidth: widthPx,
				widthUnits: 'pixels'
			});
		return [
			leader('case', palette.rgba.markCase, 5 * scale),
			leader('line', hue, 3 * scale),
			new ScatterplotLayer<Disc>({
				...place('wall-disc', present),
				data: discs,
				getPosition: (disc) => [disc.disc[0], disc.disc[1]],
				getRadius: SIZES.discRadius * scale,
				radiusUnits: 'pixels',
				getFillColor: hue as never,
				getLineColor: palette.rgba.markCase as never,
				getLineWidth: 2 * scale,
				lineWidthUnits: 'pixels',
				stroked: true
			}),
			textLayer(
				discs.map((disc): TextRow => ({
					text: String(disc.number),
					at: disc.disc,
					offsetPx: [0, -FIGURE_RISE_EM * SIZES.discNumber * scale],
					anchor: 'middle'
				})),
				{ row: 'wall-number', sizePx: SIZES.discNumber * scale, weight: 600, colour: palette.rgba.onAlarm, halo: null, palette, present }
			)
		];
	});
}

/** Where a gap is, for a disc or a flight: inside its ground, at its point, or at what it is about. */
export function placeOfGap(gap: Gap, board: BoardView): Position | null {
	switch (gap.shape?.type) {
		case 'Polygon':
		case 'MultiPolygon':
			return labelPoint(gap.shape, 2);
		case 'Point':
			return gap.shape.coordinates;
		case 'LineString':
			return gap.shape.coordinates[Math.floor(gap.shape.coordinates.length / 2)] ?? null;
		default: {
			const grid = gap.gridId === null ? undefined : board.picture.grids.find((one) => one.id === gap.gridId);
			return grid ? labelPoint(grid.shape, 4) : null;
		}
	}
}

/** Screen places for discs: for each gap the candidate that covers no other gap and no other disc and stays on the screen, nearest first. */
export function placeDiscs(
	gaps: readonly (readonly [number, number])[],
	widthPx: number,
	heightPx: number,
	scale: number
): (readonly [number, number])[] {
	const radius = SIZES.discRadius * scale;
	const placed: (readonly [number, number])[] = [];
	for (const [gx, gy] of gaps) {
		let best: readonly [number, number] = [gx, gy];
		let bestCost = Infinity;
		for (const reach of REACHES) {
			for (let i = 0; i < DIRECTIONS; i++) {
				const turn = (i / DIRECTIONS) * Math.PI * 2;
				const x = gx + Math.cos(turn) * reach * scale;
				const y = gy + Math.sin(turn) * reach * scale;
				const margin = radius + 6;
				const off = Math.max(0, margin - x, x + margin - widthPx) + Math.max(0, margin - y, y + margin - heightPx);
				let cost = off * 50 + reach * 0.4;
				for (const [ox, oy] of placed) cost += Math.max(0, radius * 2.3 - Math.hypot(x - ox, y - oy)) * 20;
				for (const [ox, oy] of gaps) cost += Math.max(0, radius * 1.5 - Math.hypot(x - ox, y - oy)) * 10;
				if (cost < bestCost) [best, bestCost] = [[x, y], cost];
			}
		}
		placed.push(best);
	}
	return placed;
}
