/** The pictures inside a grid's box: its stretchable ground, and the load bar round a centre tick. */
import type { StyleImageMetadata } from 'maplibre-gl';
import type { Palette } from '../palette.ts';

const BAR_PX = 28;
const BAR_HEIGHT = 10;
/** Load ± this much fills half the bar. */
const BAR_RANGE = 0.5;
/** Bars are drawn in steps, so that a district needs a few dozen images and not one a grid. */
const STEPS = 14;
const NEUTRAL = 0.05;

export interface NamedImage {
	readonly name: string;
	readonly data: ImageData;
	readonly options: Partial<StyleImageMetadata>;
}

/** Name of the bar for a load; the nearest step. */
export const barName = (load: number): string => {
	const off = Math.max(-BAR_RANGE, Math.min(BAR_RANGE, load - 1));
	const step = Math.round((off / BAR_RANGE) * STEPS);
	// Outside the neutral band the bar never looks neutral.
	return `bar:${step === 0 && Math.abs(off) > NEUTRAL ? Math.sign(off) : step}`;
};

export function chipImages(palette: Palette, ratio: number): NamedImage[] {
	const images: NamedImage[] = [
		{ name: 'chip', ...chipGround(palette, ratio) },
		{ name: 'post-ground', ...blank(ratio) }
	];
	for (let step = -STEPS; step <= STEPS; step++) images.push({ name: `bar:${step}`, ...bar(step, palette, ratio) });
	return images;
}

function canvas(width: number, height: number, ratio: number): CanvasRenderingContext2D | null {
	const made = document.createElement('canvas');
	made.width = Math.round(width * ratio);
	made.height = Math.round(height * ratio);
	const context = made.getContext('2d', { willReadFrequently: true });
	context?.scale(ratio, ratio);
	return context;
}

const read = (context: CanvasRenderingContext2D | null): ImageData =>
	context ? context.getImageData(0, 0, context.canvas.width, context.canvas.height) : new ImageData(1, 1);

function chipGround({ css, theme }: Palette, ratio: number): Omit<NamedImage, 'name'> {
	const [side, inset, radius] = [24, 2, 3];
	const context = canvas(side, side, ratio);
	if (context) {
		context.globalAlpha = theme === 'dark' ? 0.88 : 0.94;
		context.beginPath();
		context.roundRect(inset, inset, side - inset * 2, side - inset * 2, radius);
		context.shadowColor = 'rgba(0,0,0,0.28)';
		context.shadowBlur = 2 * ratio;
		context.fillStyle = css.panel;
		context.fill();
	}
	const [from, to] = [(inset + radius + 1) * ratio, (side - inset - radius - 1) * ratio];
	return {
		data: read(context),
		options: {
			pixelRatio: ratio,
			stretchX: [[from, to]],
			stretchY: [[from, to]],
			content: [inset * ratio, inset * ratio, (side - inset) * ratio, (side - inset) * ratio]
		}
	};
}

function bar(step: number, { css }: Palette, ratio: number): Omit<NamedImage, 'name'> {
	const context = canvas(BAR_PX, BAR_HEIGHT, ratio);
	if (context) {
		const middle = BAR_HEIGHT / 2;
		context.fillStyle = css.neutral;
		context.globalAlpha = 0.65;
		context.fillRect(0, middle - 0.5, BAR_PX, 1);
		context.globalAlpha = 1;
		const reach = (step / STEPS) * (BAR_PX / 2);
		const neutral = Math.abs(step / STEPS) * BAR_RANGE <= NEUTRAL;
		context.fillStyle = neutral ? css.neutral : step < 0 ? css.under : css.over;
		context.fillRect(Math.min(BAR_PX / 2, BAR_PX / 2 + reach), middle - 3, Math.abs(reach), 6);
		context.fillStyle = css.ink;
		context.fillRect(BAR_PX / 2 - 0.75, 0, 1.5, BAR_HEIGHT);
	}
	return { data: read(context), options: { pixelRatio: ratio } };
}

/** As large as a post's mark, and nothing in it. */
function blank(ratio: number): Omit<NamedImage, 'name'> {
	return { data: read(canvas(24, 24, ratio)), options: { pixelRatio: ratio } };
}
