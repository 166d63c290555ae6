/**
 * Where many people walked over many days: thin and nearly clear, so that what was walked often is brighter. Each step is a bare line of two triangles:
 * there may be half a million, and without a graphics card every corner counts.
 */
import type { Layer } from '@deck.gl/core';
import { LineLayer } from '@deck.gl/layers';
import type { WayColumns } from '#lib/wire/packed-tracks.ts';
import type { Memo } from './memo.ts';
import { place } from './place.ts';
import { scaleOf, type SceneInput } from './scene-input.ts';

const ALPHA = 56;
const WIDTH = 1.2;

export function wayLayers(input: SceneInput, ways: WayColumns, memo: Memo): Layer[] {
	const { palette, present } = input;
	const scale = scaleOf(input);
	return [
		memo('ways', [ways, palette, present, scale], () => {
			const [r, g, b] = palette.rgba.mark;
			const { count, from, to } = memo('way-steps', [ways], () => stepsOf(ways));
			return new LineLayer({
				...place('trail', present, 'ways'),
				data: {
					length: count,
					attributes: { getSourcePosition: { value: from, size: 2 }, getTargetPosition: { value: to, size: 2 } }
				},
				getColor: [r, g, b, ALPHA],
				getWidth: WIDTH * scale,
				widthUnits: 'pixels'
			});
		})
	];
}

/** From point to point within each way, `lng, lat` pairs. */
export function stepsOf({ count: ways, first, lngLat }: WayColumns): {
	readonly count: number;
	readonly from: Float64Array;
	readonly to: Float64Array;
} {
	const most = 2 * Math.max(0, lngLat.length / 2 - ways);
	const from = new Float64Array(most);
	const to = new Float64Array(most);
	let at = 0;
	for (let k = 0; k < ways; k++) {
		const begin = 2 * first[k]!;
		const end = 2 * first[k + 1]!;
		if (end - begin < 4) continue;
		from.set(lngLat.subarray(begin, end - 2), at);
		to.set(lngLat.subarray(begin + 2, end), at);
		at += end - 2 - begin;
	}
	return { count: at / 2, from: from.subarray(0, at), to: to.subarray(0, at) };
}
