/** Which version of the rules holds, and since when. */
import type { RuleSet } from '#lib/rules/rule-set.ts';
import { dateTime } from '#lib/words/time.ts';
import { say, type Language } from '#lib/words/words.ts';

export const ruleVersion = (rules: Pick<RuleSet, 'version' | 'effectiveFromMs'>, language: Language, nowMs: number): string =>
	rules.effectiveFromMs <= 0
		? say(language, 'why.rule-always', { version: rules.version })
		: say(language, 'why.rule-version', { version: rules.version, date: dateTime(rules.effectiveFromMs, language, nowMs) });
