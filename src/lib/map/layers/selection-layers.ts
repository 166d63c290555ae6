/** The double outline of the selection, the thin one of what is hovered, and the ring round a selected mark. */
import type { Layer } from '@deck.gl/core';
import { PathLayer, ScatterplotLayer } from '@deck.gl/layers';
import type { Line, Position } from '#lib/geo/position.ts';
import type { Memo } from './memo.ts';
import { outlineOf } from './outline-of.ts';
import { place } from './place.ts';
import { scaleOf, type SceneInput } from './scene-input.ts';
import { SIZES } from './sizes.ts';
import { faded, type Rgba } from '../palette.ts';

const MARK_RADIUS = { patrol: 17, post: 17, other: 15 } as const;

export function selectionLayers(input: SceneInput, memo: Memo, patrolAt: (no: number) => Position | null): Layer[] {
	const { board, look, palette, hover, present } = input;
	const scale = scaleOf(input);
	const { selection } = look;
	const gaps = selection?.kind === 'gap' || hover?.kind === 'gap' ? board.revisions.gaps : 0;
	const layers: Layer[] = [];
	const same = hover && selection && hover.kind === selection.kind && hover.id === selection.id;
	// A report's own mark says that it is chosen: it stands above its place.
	if (hover && !same && hover.kind !== 'report') {
		const outline = memo('hover', [board.picture, gaps, hover.kind, hover.id], () => outlineOf(board, hover));
		if (outline.lines.length > 0) {
			layers.push(
				...memo('hover-lines', [outline, palette, scale, present], () => [
					stroke('hover', outline.lines, palette.rgba.selGap, (SIZES.hover + 2) * scale, present, 'case'),
					stroke('hover', outline.lines, palette.rgba.sel, SIZES.hover * scale, present)
				])
			);
		}
		const at = hover.kind === 'patrol' ? patrolAt(hover.id) : outline.point;
		if (at) layers.push(ring(at, 15 * scale, 1.5 * scale, palette.rgba.sel, present, 'hover'));
	}
	if (!selection || selection.kind === 'report') return layers;
	const outline = memo('selection', [board.picture, gaps, selection.kind, selection.id], () => outlineOf(board, selection));
	if (outline.lines.length > 0) {
		layers.push(
			...memo('selection-lines', [outline, palette, scale, present], () => [
				stroke('selection-outer', outline.lines, palette.rgba.sel, SIZES.selectionOuter * scale, present),
				stroke('selection-gap', outline.lines, palette.rgba.selGap, SIZES.selectionGap * scale, present),
				stroke('selection-core', outline.lines, palette.rgba.sel, SIZES.selectionCore * scale, present)
			])
		);
	}
	const at = selection.kind === 'patrol' ? patrolAt(selection.id) : outline.point;
	if (at) {
		const radius = (selection.kind === 'patrol' || selection.kind === 'post' ? MARK_RADIUS[selection.kind] : MARK_RADIUS.other) * scale;
		layers.push(
			ring(at, radius, 5.2 * scale, faded(palette.rgba.selGap, 0.9), present, 'case'),
			ring(at, radius - 1.6 * scale, 1.6 * scale, palette.rgba.sel, present, 'inner'),
			ring(at, radius + 1.6 * scale, 1.6 * scale, palette.rgba.sel, present, 'outer')
		);
	}
	return layers;
}

function stroke(
	row: 'hover' | 'selection-outer' | 'selection-gap' | 'selection-core',
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
		capRounded: true,
		antialiasing: true
	});
}

function ring(at: Position, radiusPx: number, widthPx: number, colour: Rgba, present: ReadonlySet<string>, part: string): Layer {
	return new ScatterplotLayer<Position>({
		...place('mark-selection', present, part),
		data: [at],
		getPosition: (position) => [position[0], position[1]],
		getRadius: radiusPx,
		radiusUnits: 'pixels',
		filled: false,
		stroked: true,
		getLineColor: colour as never,
		getLineWidth: widthPx,
		lineWidthUnits: 'pixels',
		updateTriggers: { getPosition: at }
	});
}
