/**
 * How this screen is set: language and theme. Kept in two cookies, so that the server paints the first frame right; `?lang=` and `?theme=` in the
 * address hold for that page and are not kept.
 */
import type { Theme } from '#lib/board/look.ts';
import { cookieLine, htmlLang, LANGUAGE_COOKIE, THEME_COOKIE, type Look } from '#lib/wire/look-cookies.ts';
import { say, type Language, type WordKey } from '#lib/words/words.ts';

class Preferences {
	language = $state<Language>('zh');
	theme = $state<Theme>('dark');

	/**
	 * What the cookies and the address say; called by the layout before anything is drawn. On the server one page is drawn at a time without a pause,
	 * so no request sees the language of another.
	 */
	begin(look: Look, params: URLSearchParams): void {
		const language = params.get('lang');
		const theme = params.get('theme');
		this.language = language === 'en' || language === 'zh' ? language : look.language;
		this.theme = theme === 'light' || theme === 'dark' ? theme : look.theme;
	}
	/** The document itself speaks the language and wears the theme. */
	show(): void {
		document.documentElement.dataset['theme'] = this.theme;
		document.documentElement.lang = htmlLang(this.language);
	}
	setLanguage(language: Language): void {
		this.language = language;
		document.cookie = cookieLine(LANGUAGE_COOKIE, language);
		this.show();
	}
	setTheme(theme: Theme): void {
		this.theme = theme;
		document.cookie = cookieLine(THEME_COOKIE, theme);
		this.show();
	}
}

export const preferences = new Preferences();

/** The words for a key in the language of this screen; follows a change of language. */
export const t = (key: WordKey, values?: Readonly<Record<string, string | number>>): string => say(preferences.language, key, values);
