/** An option that is a number, within its bounds or refused in words. */
import { fileWords } from '../lib/words/import.ts';
import type { Pair } from '../lib/words/words.ts';
import { told } from './language.ts';
import type { Options } from './options.ts';
import { CallError } from './verb.ts';

export interface Bounds {
	readonly whole?: boolean;
	/** At least. */
	readonly from?: number;
	/** More than. */
	readonly above?: number;
	/** At most. */
	readonly to?: number;
	/** Where it was not given; without this it has to be. */
	readonly or?: number;
}

/** @throws CallError where it is missing or not such a number */
export function numberOption({ language, text, needed }: Options, name: string, bounds: Bounds, wanted: Pair): number {
	const given = bounds.or === undefined ? needed(name) : text(name);
	if (given === undefined) return bounds.or!;
	const number = Number(given);
	const right =
		/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(given) &&
		(bounds.whole !== true || Number.isSafeInteger(number)) &&
		number >= (bounds.from ?? -Infinity) &&
		number > (bounds.above ?? -Infinity) &&
		number <= (bounds.to ?? Number.MAX_VALUE);
	if (right) return number;
	throw new CallError(told(fileWords.optionValue, language, { option: `--${name}`, found: given, wanted: told(wanted, language) }));
}
