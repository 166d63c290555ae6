/** Gaps: a soft fill and an outline in the alarm hue. One that has just opened breathes three times, then stands still. */
import type { Layer } from '@deck.gl/core';
import { PathLayer, SolidPolygonLayer } from '@deck.gl/layers';
import type { Line, Position, SurfaceShape } from '#lib/geo/position.ts';
import { polygonsOf } from '#lib/geo/position.ts';
import type { Gap, GapId } from '#lib/ledger/gap.ts';
import { ringsOf } from './borders.ts';
import { linesInSight, steppedSight } from './in-sight.ts';
import type { Memo } from './memo.ts';
import { place } from './place.ts';
import { isStill, scaleOf, type SceneInput } from './scene-input.ts';
import { SIZES } from './sizes.ts';
import { faded } from '../palette.ts';

const BREATHS = 3;
const BREATH_MS = 1600;

export interface GapScene {
	layers(input: SceneInput, memo: Memo): Layer[];
	/** A gap is breathing: frames are wanted. */
	breathing(nowMs: number): boolean;
}

export function gapScene(): GapScene {
	/** When each gap was first drawn; −∞ for those that were open already when the map was. */
	let firstDrawn: Map<GapId, number> | null = null;
	const breathingAt = (nowMs: number): GapId[] =>
		[...(firstDrawn ?? [])].flatMap(([id, at]) => (nowMs - at < BREATHS * BREATH_MS ? [id] : []));
	return {
		breathing: (nowMs) => breathingAt(nowMs).length > 0,
		layers(input, memo) {
			const { board, palette, present } = input;
			if (!input.look.layers.gaps) return [];
			const scale = scaleOf(input);
			const surfaces = memo('gap-surfaces', [board.revisions.gaps, board.picture], () => {
				const open = [...board.gaps.values()].filter(hasSurface);
				const before = firstDrawn;
				firstDrawn = new Map(open.map((gap) => [gap.id, before ? (before.get(gap.id) ?? input.nowMs) : -Infinity]));
				return open;
			});
			const sight = steppedSight(input.view.bounds);
			const allOutlines = memo('gap-outlines', [surfaces], () => surfaces.flatMap((gap) => ringsOf(gap.shape)));
			const outlines = memo('gap-outlines-seen', [allOutlines, ...sight], () => linesInSight(allOutlines, sight));
			const layers: Layer[] = memo('gaps', [surfaces, outlines, palette, scale, present], () => [
				new SolidPolygonLayer({
					...place('gap-fill', present),
					data: surfaces.flatMap((gap) => polygonsOf(gap.shape)),
					getPolygon: (rings: Position[][]) => rings as never,
					getFillColor: palette.rgba.alarmFill as never
				} as never),
				outline('gap-case', outlines, faded(palette.rgba.markCase, 0.55), SIZES.gapCase * scale, present),
				outline('gap-outline', outlines, palette.gapLine, SIZES.gapOutline * scale, present)
			]);
			const young = isStill(board) || input.reducedMotion ? [] : breathingAt(input.nowMs);
			if (young.length === 0) return layers;
			const rings = memo('gap-young', [surfaces, young.join()], () =>
				surfaces.filter((gap) => young.includes(gap.id)).flatMap((gap) => ringsOf(gap.shape))
			);
			const age = Math.min(...young.map((id) => input.nowMs - (firstDrawn?.get(id) ?? 0)));
			const breath = Math.sin((Math.PI * age) / BREATH_MS) ** 2;
			return [
				...layers,
				outline('gap-breath', rings, faded(palette.rgba.alarm, 0.5 * breath), (SIZES.gapOutline + 9 * breath) * scale, present)
			];
		}
	};
}

type SurfaceGap = Gap & { readonly shape: SurfaceShape };
const hasSurface = (gap: Gap): gap is SurfaceGap => gap.shape?.type === 'Polygon' || gap.shape?.type === 'MultiPolygon';

function outline(
	row: 'gap-case' | 'gap-outline' | 'gap-breath',
	data: readonly Line[],
	colour: readonly number[],
	widthPx: number,
	present: ReadonlySet<string>
): Layer {
	return new PathLayer<Line>({
		...place(row, present),
		data: data as Line[],
		getPath: (line) => line as never,
		getColor: colour as never,
		getWidth: widthPx,
		widthUnits: 'pixels',
		jointRounded: true,
		antialiasing: true,
		updateTriggers: { getColor: colour.join(), getWidth: widthPx }
	});
}
