/** The options of a verb: what is unknown, missing or without its value is said before anything is done. */
import { parseArgs } from 'node:util';
import { fileWords } from '../lib/words/import.ts';
import type { Language } from '../lib/words/words.ts';
import { terminalLanguage, told } from './language.ts';
import { CallError } from './verb.ts';

export interface Options {
	readonly language: Language;
	/** Undefined where it was not given. */
	text(name: string): string | undefined;
	/** @throws CallError where it was not given. */
	needed(name: string): string;
	flag(name: string): boolean;
}

/** `--name value`, `--name=value` and flags; `--lang` is known to every verb. @throws CallError in words. */
export function readOptions(
	args: readonly string[],
	names: { readonly texts: readonly string[]; readonly flags: readonly string[] }
): Options {
	const options = Object.fromEntries([
		...[...names.texts, 'lang'].map((name) => [name, { type: 'string' as const, multiple: true as const }]),
		...names.flags.map((name) => [name, { type: 'boolean' as const, multiple: true as const }])
	]) as Record<string, { type: 'string' | 'boolean'; multiple: true }>;
	const { values, tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
	const lang = values['lang']?.at(-1);
	const language = terminalLanguage(typeof lang === 'string' ? lang : undefined);
	for (const token of tokens) {
		if (token.kind === 'positional') throw new CallError(told(fileWords.optionUnknown, language, { option: token.value }));
		if (token.kind !== 'option') continue;
		const option = options[token.name];
		if (!option || !token.rawName.startsWith('--')) throw new CallError(told(fileWords.optionUnknown, language, { option: token.rawName }));
		const empty = token.value === undefined || token.value === '';
		if (option.type === 'string' ? empty : token.value !== undefined) {
			throw new CallError(
				told(fileWords.optionValue, language, {
					option: token.rawName,
					found: token.value ?? (language === 'zh' ? '空' : 'empty'),
					wanted: option.type === 'string' ? (language === 'zh' ? '一个值' : 'a value') : language === 'zh' ? '不带值' : 'without a value'
				})
			);
		}
	}
	const text = (name: string): string | undefined => values[name]?.at(-1) as string | undefined;
	return {
		language,
		text,
		needed(name) {
			const value = text(name);
			if (value === undefined) throw new CallError(told(fileWords.optionMissing, language, { option: `--${name}` }));
			return value;
		},
		flag: (name) => values[name] !== undefined
	};
}
