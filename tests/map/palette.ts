/** The palette of a theme as the browser would read it, from the tokens' own file. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Theme } from '#lib/board/look.ts';
import { paletteFrom, type Palette } from '#lib/map/palette.ts';

const css = readFileSync(fileURLToPath(new URL('../../src/lib/panels/tokens.css', import.meta.url)), 'utf8').replace(
	/\/\*[\s\S]*?\*\//g,
	''
);

/** Custom properties of the common block and the theme's own, later ones winning, as the cascade has it. */
export function palette(theme: Theme): Palette {
	const values = new Map<string, string>();
	for (const [, selector, body] of css.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
		const selectors = selector!.split(',').map((part) => part.trim());
		if (!selectors.includes(':root') && !selectors.includes(`[data-theme='${theme}']`)) continue;
		for (const [, name, value] of body!.matchAll(/(--[\w-]+):\s*([^;]+);/g)) values.set(name!, value!.trim());
	}
	return paletteFrom(theme, (name) => values.get(name) ?? '');
}
