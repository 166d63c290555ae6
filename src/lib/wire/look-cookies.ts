/** Language and theme, kept in two cookies so that the server paints the first frame right. Nothing else is kept in them. */

export interface Look {
	readonly language: 'zh' | 'en';
	readonly theme: 'dark' | 'light';
}

export const LANGUAGE_COOKIE = 'gk-lang';
export const THEME_COOKIE = 'gk-theme';
const YEAR_S = 365 * 24 * 3600;

/** Chinese and dark where the cookies say nothing. */
export const readLook = (language: string | undefined, theme: string | undefined): Look => ({
	language: language === 'en' ? 'en' : 'zh',
	theme: theme === 'light' ? 'light' : 'dark'
});

/** The `lang` attribute of a language. */
export const htmlLang = (language: Look['language']): string => (language === 'zh' ? 'zh-CN' : 'en');

/** For `document.cookie`. */
export const cookieLine = (name: typeof LANGUAGE_COOKIE | typeof THEME_COOKIE, value: string): string =>
	`${name}=${value}; path=/; max-age=${YEAR_S}; samesite=lax`;
