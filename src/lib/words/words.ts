/**
 * Everything the product says, in Chinese and in English side by side, so that neither can be forgotten: a key without both does not
 * compile. `{name}` is filled from the parameters, `{n|step|steps}` with the one word where `n` is 1 and the other where it is not.
 */
import { account } from './account.ts';
import { admin } from './admin.ts';
import { clock } from './clock.ts';
import { draft } from './draft.ts';
import { draw } from './draw.ts';
import { duty } from './duty.ts';
import { field } from './field.ts';
import { frame } from './frame.ts';
import { gap } from './gap.ts';
import { map } from './map.ts';
import { people } from './people.ts';
import { plan } from './plan.ts';
import { planner } from './planner.ts';
import { posting } from './posting.ts';
import { problem } from './problem.ts';
import { rosterBoard } from './roster-board.ts';
import { replay } from './replay.ts';
import { reports } from './reports.ts';
import { walks } from './walks.ts';
import type { Language, Pair, WordList } from './word-list.ts';

export type { Language, Pair, WordList };

const ALL = {
	...frame,
	...field,
	...map,
	...gap,
	...problem,
	...plan,
	...draft,
	...planner,
	...account,
	...clock,
	...admin,
	...draw,
	...duty,
	...people,
	...posting,
	...replay,
	...reports,
	...rosterBoard,
	...walks
} satisfies WordList;
export type WordKey = keyof typeof ALL;

export function say(language: Language, key: WordKey, values: Readonly<Record<string, string | number>> = {}): string {
	const text = ALL[key][language === 'zh' ? 0 : 1];
	return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (blank, name: string, one?: string, many?: string) => {
		const value = values[name];
		if (value === undefined) return blank;
		return one === undefined ? String(value) : String(value) === '1' ? one : many!;
	});
}

export const isWordKey = (key: string): key is WordKey => Object.hasOwn(ALL, key);
