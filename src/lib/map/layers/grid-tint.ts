/** What ground colour a grid gets: its load, its coverage or its risk. Nothing within five hundredths of a full day's load. */
import type { GridFill } from '#lib/board/look.ts';
import type { Risk } from '#lib/area/area.ts';
import { faded, type Palette, type Rgba } from '../palette.ts';

/** With a hair more, so that 1.05 itself is neutral in floating point too. */
const NEUTRAL = 0.05 + 1e-9;
/** How far from 1 the tint is at its strongest. */
const FULL_AT = 0.34;
const NONE: Rgba = [0, 0, 0, 0];

/** Alpha of the load tint, 0–1. */
export function loadAlpha(load: number, palette: Pick<Palette, 'tintUnder' | 'tintOver'>): number {
	const off = Math.abs(load - 1);
	if (off <= NEUTRAL) return 0;
	return (load < 1 ? palette.tintUnder : palette.tintOver) * (0.25 + 0.75 * Math.min(1, off / FULL_AT));
}

export interface TintFigures {
	/** Null: nobody works there. */
	readonly load: number | null;
	/** Fresh buildings ÷ buildings; null where there are none, undefined where it is not known. */
	readonly coverage: number | null | undefined;
	readonly risk: Risk;
}

/** `hatched`: the figure is not known, which is never a colour of the scales. */
export function gridTint(fill: GridFill, figures: TintFigures, palette: Palette): { readonly colour: Rgba; readonly hatched: boolean } {
	const { rgba } = palette;
	switch (fill) {
		case 'none':
			return { colour: NONE, hatched: false };
		case 'load': {
			if (figures.load === null) return { colour: faded(rgba.unknownBg, 0.5), hatched: true };
			return { colour: faded(figures.load < 1 ? rgba.under : rgba.over, loadAlpha(figures.load, palette)), hatched: false };
		}
		case 'coverage': {
			if (figures.coverage === undefined) return { colour: faded(rgba.unknownBg, 0.5), hatched: true };
			if (figures.coverage === null) return { colour: NONE, hatched: false };
			const steps = [rgba.f0, rgba.f1, rgba.f2, rgba.f3] as const;
			const missing = 1 - figures.coverage;
			const colour = missing < 0.05 ? steps[0] : missing < 0.2 ? steps[1] : missing < 0.5 ? steps[2] : steps[3];
			return { colour: faded(colour, palette.theme === 'dark' ? 0.22 : 0.45), hatched: false };
		}
		case 'risk': {
			// Risk is an order, not a fault: ink of growing weight, so that the alarm hue keeps its one meaning.
			const alpha = { low: 0, medium: 0.1, high: 0.22 }[figures.risk];
			return { colour: faded(rgba.ink, alpha), hatched: false };
		}
	}
}
