/** Where patrols walked in the last half hour, fading with age. */
import type { Layer } from '@deck.gl/core';
import { PathLayer } from '@deck.gl/layers';
import type { Memo } from './memo.ts';
import { place } from './place.ts';
import { scaleOf, type SceneInput } from './scene-input.ts';
import { SIZES } from './sizes.ts';

export const TRAIL_MS = 30 * 60_000;
/** The oldest bit still shows. */
const LEAST_ALPHA = 0.08;
const MOST_ALPHA = 0.7;
const AGEING_MS = 15_000;

export function trailLayers(input: SceneInput, memo: Memo): Layer[] {
	const { palette, present, trails, look, nowMs } = input;
	if (!look.layers.trails || trails.length === 0) return [];
	const scale = scaleOf(input);
	return [
		memo('trails', [trails, palette, present, scale, Math.floor(nowMs / AGEING_MS)], () => {
			const shown = trails.map(({ points }) => points.filter((point) => nowMs - point[2] < TRAIL_MS)).filter((points) => points.length > 1);
			const [r, g, b] = palette.rgba.mark;
			return new PathLayer<(typeof shown)[number]>({
				...place('trail', present),
				data: shown,
				getPath: (points) => points.map(([lng, lat]) => [lng, lat]) as never,
				getColor: ((points: (typeof shown)[number]) =>
					points.map(([, , atMs]) => {
						const youth = 1 - Math.max(0, nowMs - atMs) / TRAIL_MS;
						return [r, g, b, Math.round(255 * (LEAST_ALPHA + (MOST_ALPHA - LEAST_ALPHA) * youth ** 1.6))];
					})) as never,
				getWidth: SIZES.trail * scale,
				widthUnits: 'pixels',
				jointRounded: true,
				antialiasing: true
			});
		})
	];
}
