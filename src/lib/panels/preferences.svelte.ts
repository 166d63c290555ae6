/** How this screen is set: language and theme. Kept on this machine; `?lang=` and `?theme=` in the address hold for one page and are not kept. */
import type { Theme } from '#lib/board/look.ts';
import { say, type Language, type WordKey } from '#lib/words/words.ts';

class Preferences {
	language = $state<Language>('zh');
	theme = $state<Theme>('dark');

	/** Reads what this machine holds; call once in the browser. */
	start(params: URLSearchParams): void {
		const language = params.get('lang') ?? kept('gridkeeper-language');
		const theme = params.get('theme') ?? kept('gridkeeper-theme');
		this.language = language === 'en' ? 'en' : 'zh';
		this.theme = theme === 'light' ? 'light' : 'dark';
		this.#show();
	}
	setLanguage(language: Language): void {
		this.language = language;
		keep('gridkeeper-language', language);
		this.#show();
	}
	setTheme(theme: Theme): void {
		this.theme = theme;
		keep('gridkeeper-theme', theme);
		this.#show();
	}
	#show(): void {
		document.documentElement.dataset['theme'] = this.theme;
		document.documentElement.lang = this.language === 'en' ? 'en' : 'zh-CN';
	}
}

export const preferences = new Preferences();

/** The words for a key in the language of this screen; follows a change of language. */
export const t = (key: WordKey, values?: Readonly<Record<string, string | number>>): string => say(preferences.language, key, values);

function kept(key: string): string | null {
	try {
		return localStorage.getItem(key);
	} catch {
		return null;
	}
}
function keep(key: string, value: string): void {
	try {
		localStorage.setItem(key, value);
	} catch {
		// Storage may be forbidden: the choice then holds until the page is left.
	}
}
