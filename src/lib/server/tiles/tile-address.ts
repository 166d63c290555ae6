/** Which tile is asked for: the three numbers of a path, or the reason why it cannot be a tile. */
import { done, refused, type Outcome } from '../../geo/outcome.ts';
import { MAX_ZOOM } from './tile-layers.ts';

export interface TileAddress {
	readonly z: number;
	readonly x: number;
	readonly y: number;
}

export type TileAddressProblem =
	| { readonly kind: 'tile-not-a-number'; readonly detail: { readonly field: string; readonly value: string } }
	| { readonly kind: 'tile-zoom-out-of-range'; readonly detail: { readonly max: number; readonly value: number } }
	| {
			readonly kind: 'tile-out-of-range';
			readonly detail: { readonly field: string; readonly max: number; readonly value: number; readonly z: number };
	  };

const WHOLE = /^\d{1,10}$/;

/** A zoom past the deepest, or a column or row that the zoom does not have, is not there; anything but digits is malformed. */
export function readTileAddress(text: { z: string; x: string; y: string }, maxZoom = MAX_ZOOM): Outcome<TileAddress, TileAddressProblem> {
	for (const field of ['z', 'x', 'y'] as const) {
		if (!WHOLE.test(text[field])) return refused({ kind: 'tile-not-a-number', detail: { field, value: text[field].slice(0, 40) } });
	}
	const [z, x, y] = [Number(text.z), Number(text.x), Number(text.y)];
	if (z > maxZoom) return refused({ kind: 'tile-zoom-out-of-range', detail: { max: maxZoom, value: z } });
	const max = 2 ** z - 1;
	if (x > max) return refused({ kind: 'tile-out-of-range', detail: { field: 'x', max, value: x, z } });
	if (y > max) return refused({ kind: 'tile-out-of-range', detail: { field: 'y', max, value: y, z } });
	return done({ z, x, y });
}
