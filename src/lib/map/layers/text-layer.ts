/** Texts of the live layers: the page's own font, with a halo, drawn by distance fields so that they stay sharp on any screen. */
import { TextLayer } from '@deck.gl/layers';
import type { Palette, Rgba } from '../palette.ts';
import type { LiveRow } from './draw-order.ts';
import { place } from './place.ts';

export interface TextRow {
	readonly text: string;
	readonly at: readonly [number, number];
	readonly offsetPx: readonly [number, number];
	readonly anchor: 'start' | 'middle' | 'end';
}

export interface TextOptions {
	readonly row: LiveRow;
	readonly part?: string;
	readonly sizePx: number;
	readonly weight: number;
	readonly colour: Rgba;
	readonly halo: Rgba | null;
	readonly palette: Palette;
	readonly present: ReadonlySet<string>;
}

/** Width of the halo in the atlas's own pixels, four of which are one of a 12 px text. */
const HALO = 10;

/** Fields about twice as fine as the text: coarser ones round its corners, finer ones flicker when they are scaled down. */
function fontSettings(sizePx: number) {
	const fontSize = sizePx > 32 ? 96 : 48;
	return { sdf: true, fontSize, buffer: fontSize / 3, radius: fontSize / 3, cutoff: 0.25, smoothing: sizePx > 32 ? 0.04 : 0.12 };
}

/** Figures have no descenders: the middle of their line is lower than the middle of what is drawn. */
export const FIGURE_RISE_EM = 0.08;

export function textLayer(rows: readonly TextRow[], options: TextOptions): TextLayer<TextRow> {
	return new TextLayer<TextRow>({
		...place(options.row, options.present, options.part),
		data: rows as TextRow[],
		getText: (row) => row.text,
		getPosition: (row) => [row.at[0], row.at[1]],
		getPixelOffset: (row) => [row.offsetPx[0], row.offsetPx[1]],
		getTextAnchor: (row) => row.anchor,
		getAlignmentBaseline: 'center',
		getSize: options.sizePx,
		sizeUnits: 'pixels',
		getColor: options.colour as never,
		fontFamily: options.palette.fontFamily,
		fontWeight: options.weight,
		characterSet: 'auto',
		fontSettings: fontSettings(options.sizePx),
		...(options.halo ? { outlineWidth: HALO, outlineColor: options.halo as never } : {})
	});
}
