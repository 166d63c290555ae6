/**
 * The colours of the map, read from the product's one set of tokens (tokens.css), so that panels and map can never drift apart. MapLibre wants
 * CSS text, deck.gl wants bytes: both are here.
 */
import type { Theme } from '#lib/board/look.ts';

/** Red, green, blue, alpha, 0–255. */
export type Rgba = readonly [number, number, number, number];

const TOKENS = {
	out: '--out',
	land: '--land',
	lu: '--lu',
	water: '--water',
	waterline: '--waterline',
	park: '--park',
	pitch: '--pitch',
	casing: '--casing',
	r1: '--r1',
	r2: '--r2',
	r3: '--r3',
	r4: '--r4',
	r5: '--r5',
	label: '--map-label',
	labelWater: '--map-label-water',
	labelPark: '--map-label-park',
	halo: '--halo',
	f0: '--f0',
	f1: '--f1',
	f2: '--f2',
	f3: '--f3',
	f0Edge: '--f0-edge',
	f1Edge: '--f1-edge',
	f2Edge: '--f2-edge',
	f3Edge: '--f3-edge',
	unknownBg: '--unknown-bg',
	unknownFg: '--unknown-fg',
	alarm: '--alarm',
	alarmEdge: '--alarm-edge',
	alarmFill: '--alarm-fill',
	onAlarm: '--on-alarm',
	under: '--under',
	neutral: '--neutral',
	over: '--over',
	gridBorder: '--grid-border',
	gridCase: '--grid-case',
	live: '--live',
	edge: '--edge',
	sel: '--sel',
	selGap: '--sel-gap',
	mark: '--mark',
	markCase: '--mark-case',
	mask: '--mask',
	panel: '--panel',
	line: '--line',
	line2: '--line2',
	ink: '--ink',
	ink2: '--ink2',
	presence: '--presence',
	squad1: '--squad-1',
	squad2: '--squad-2',
	squad3: '--squad-3',
	squad4: '--squad-4',
	squad5: '--squad-5',
	squad6: '--squad-6',
	squad7: '--squad-7',
	squad8: '--squad-8'
} as const;
export type Token = keyof typeof TOKENS;

export interface Palette {
	readonly theme: Theme;
	readonly css: Readonly<Record<Token, string>>;
	readonly rgba: Readonly<Record<Token, Rgba>>;
	/** Largest alpha of the load tint, 0–1. */
	readonly tintUnder: number;
	readonly tintOver: number;
	readonly fontFamily: string;
	/** Outline of a gap and the wall's discs: the alarm hue, or ink where the picture is no longer live. */
	readonly gapLine: Rgba;
	readonly disc: Rgba;
}

/** Reads the tokens as they hold for a theme within an element. */
export function readPalette(theme: Theme, within: HTMLElement): Palette {
	const probe = document.createElement('div');
	probe.dataset['theme'] = theme;
	probe.hidden = true;
	within.append(probe);
	try {
		const style = getComputedStyle(probe);
		return paletteFrom(theme, (name) => style.getPropertyValue(name));
	} finally {
		probe.remove();
	}
}

/** @throws Error when a token is missing: the style sheet was not loaded, which is our fault and never the reader's. */
export function paletteFrom(theme: Theme, property: (name: string) => string): Palette {
	const value = (name: string): string => {
		const text = property(name).trim();
		if (text === '') throw new Error(`The colour token ${name} is missing.`);
		return text;
	};
	const css = {} as Record<Token, string>;
	const rgba = {} as Record<Token, Rgba>;
	for (const token of Object.keys(TOKENS) as Token[]) {
		css[token] = value(TOKENS[token]);
		rgba[token] = parseColour(css[token]);
	}
	return {
		theme,
		css,
		rgba,
		tintUnder: Number(value('--tint-u')),
		tintOver: Number(value('--tint-o')),
		fontFamily: value('--font'),
		gapLine: rgba.alarm,
		disc: rgba.alarm
	};
}

const SQUAD_HUES = 8;
const SQUAD_FALLBACK: Rgba = [120, 128, 134, 255];

/** The hues of squads as they hold within an element, the first to the eighth. */
export function readSquadHues(within: HTMLElement): Rgba[] {
	const style = getComputedStyle(within);
	return Array.from({ length: SQUAD_HUES }, (_, i) => {
		const text = style.getPropertyValue(`--squad-${i + 1}`).trim();
		return text === '' ? SQUAD_FALLBACK : parseColour(text);
	});
}

/** `#rgb`, `#rrggbb`, `#rrggbbaa` (what a minifier makes of rgba) or `rgb[a](…)`. @throws RangeError for anything else. */
export function parseColour(text: string): Rgba {
	const hex = /^#([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i.exec(text)?.[1];
	if (hex !== undefined) {
		const wide = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
		return [0, 2, 4, 6].map((at) => parseInt(wide.slice(at, at + 2) || 'ff', 16)) as unknown as Rgba;
	}
	const parts = /^rgba?\(([^)]*)\)$/i
		.exec(text)?.[1]
		?.split(/[\s,/]+/)
		.filter((part) => part !== '');
	if (!parts || parts.length < 3) throw new RangeError(`Not a colour: ${text}`);
	const channel = (part: string | undefined, full: number): number => {
		const n = parseFloat(part ?? '1');
		return part?.endsWith('%') ? (n / 100) * full : n;
	};
	return [
		Math.round(channel(parts[0], 255)),
		Math.round(channel(parts[1], 255)),
		Math.round(channel(parts[2], 255)),
		Math.round(channel(parts[3], 1) * 255)
	];
}

/** The same colour with another alpha, 0–1. */
export const faded = (colour: Rgba, alpha: number): Rgba => [colour[0], colour[1], colour[2], Math.round(colour[3] * alpha)];

/** The colours of a picture that is no longer live: greys only, so that nothing on it can be taken for news. */
export function lostPalette(palette: Palette): Palette {
	const grey = ([r, g, b, a]: Rgba): Rgba => {
		const y = Math.round(0.2126 * r + 0.7152 * g + 0.0722 * b);
		return [y, y, y, a];
	};
	const rgba = {} as Record<Token, Rgba>;
	const css = {} as Record<Token, string>;
	for (const token of Object.keys(TOKENS) as Token[]) rgba[token] = grey(palette.rgba[token]);
	// Buildings step back, so that the one thing still worth knowing, where the gaps were, stands out.
	const back = palette.theme === 'dark' ? 0.62 : 0.85;
	for (const token of ['f0', 'f1', 'f2', 'f3', 'f0Edge', 'f1Edge', 'f2Edge', 'f3Edge', 'alarm', 'alarmEdge', 'unknownFg'] as const) {
		const [y, , , a] = rgba[token];
		rgba[token] = [Math.round(y * back), Math.round(y * back), Math.round(y * back), a];
	}
	rgba.alarmFill = faded(grey(palette.rgba.ink), 0.1);
	rgba.mark = grey(palette.rgba.ink2);
	rgba.edge = grey(palette.rgba.ink2);
	for (const token of Object.keys(TOKENS) as Token[]) css[token] = cssColour(rgba[token]);
	return { ...palette, rgba, css, tintUnder: 0, tintOver: 0, gapLine: palette.rgba.ink, disc: palette.rgba.ink2 };
}

export const cssColour = ([r, g, b, a]: Rgba): string => `rgba(${r},${g},${b},${Number((a / 255).toFixed(3))})`;

/** A colour between two, opaque. @param share of the second, 0–1 */
export const mix = (a: Rgba, b: Rgba, share: number): Rgba => [
	Math.round(a[0] + (b[0] - a[0]) * share),
	Math.round(a[1] + (b[1] - a[1]) * share),
	Math.round(a[2] + (b[2] - a[2]) * share),
	255
];
