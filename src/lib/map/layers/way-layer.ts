/** Where many people walked over many days: thin and half clear, so that what was walked often is darker. The columns go to the graphics card as they are. */
import type { Layer } from '@deck.gl/core';
import { PathLayer } from '@deck.gl/layers';
import type { WayColumns } from '#lib/wire/packed-tracks.ts';
import type { Memo } from './memo.ts';
import { place } from './place.ts';
import { scaleOf, type SceneInput } from './scene-input.ts';
import { SIZES } from './sizes.ts';

const ALPHA = 110;

export function wayLayers(input: SceneInput, ways: WayColumns, memo: Memo): Layer[] {
	const { palette, present } = input;
	const scale = scaleOf(input);
	return [
		memo('ways', [ways, palette, present, scale], () => {
			const [r, g, b] = palette.rgba.mark;
			return new PathLayer({
				...place('trail', present, 'ways'),
				data: { length: ways.count, startIndices: ways.first, attributes: { getPath: { value: ways.lngLat, size: 2 } } },
				_pathType: 'open',
				getColor: [r, g, b, ALPHA],
				getWidth: SIZES.trail * scale,
				widthUnits: 'pixels'
			});
		})
	];
}
