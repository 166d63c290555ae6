/** Which of the two languages a person at the terminal reads: `--lang`, else what their system is set to. */
import { CallError } from './verb.ts';
import type { Language, Pair } from '../lib/words/words.ts';

export function terminalLanguage(option: string | undefined, env: NodeJS.ProcessEnv = process.env): Language {
	if (option === 'zh' || option === 'en') return option;
	if (option !== undefined) throw new CallError(`--lang: zh | en`);
	return /^zh/i.test(env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '') ? 'zh' : 'en';
}

/** One sentence of a pair, its blanks filled. */
export function told([zh, en]: Pair, language: Language, values: Readonly<Record<string, string | number>> = {}): string {
	return (language === 'zh' ? zh : en).replace(/\{(\w+)\}/g, (blank, name: string) => String(values[name] ?? blank));
}
