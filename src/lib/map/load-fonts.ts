/** Makes sure the page's font has the characters that the map is about to draw: both map libraries keep a glyph for good once they drew it. */

const WEIGHTS = [500, 600] as const;
/** A slow line must not keep the map away: after this the system's fonts stand in. */
const MOST_MS = 4000;

export async function loadFonts(fontFamily: string, characters: string): Promise<void> {
	if (characters === '' || !('fonts' in document)) return;
	const family = fontFamily.split(',')[0]?.trim() ?? 'sans-serif';
	const loaded = Promise.all(WEIGHTS.map((weight) => document.fonts.load(`${weight} 24px ${family}`, characters)));
	await Promise.race([loaded.catch(() => undefined), new Promise((done) => setTimeout(done, MOST_MS))]);
}

/** Every different character of some texts, with digits and Latin letters. */
export function charactersOf(texts: Iterable<string>): string {
	const characters = new Set('0123456789.,·%—ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');
	for (const text of texts) for (const character of text) characters.add(character);
	return [...characters].join('');
}
