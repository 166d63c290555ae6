import { expect, test } from 'vitest';
import { account } from '#lib/words/account.ts';
import { draft } from '#lib/words/draft.ts';
import { draw } from '#lib/words/draw.ts';
import { duty } from '#lib/words/duty.ts';
import { frame } from '#lib/words/frame.ts';
import { gap } from '#lib/words/gap.ts';
import { map } from '#lib/words/map.ts';
import { plan } from '#lib/words/plan.ts';
import { planner } from '#lib/words/planner.ts';
import { problem } from '#lib/words/problem.ts';
import { isWordKey, say, type Pair, type WordKey } from '#lib/words/words.ts';

const lists: Readonly<Record<string, Readonly<Record<string, Pair>>>> = {
	account,
	draft,
	draw,
	duty,
	frame,
	gap,
	map,
	plan,
	planner,
	problem
};
const all = Object.entries(lists).flatMap(([topic, list]) => Object.entries(list).map(([key, pair]) => ({ topic, key, pair })));

test.each(all)('$topic: $key is said in both languages with the same blanks', ({ pair: [zh, en] }) => {
	expect(zh.trim()).not.toBe('');
	expect(en.trim()).not.toBe('');
	const blanks = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].sort();
	expect(blanks(zh)).toEqual(blanks(en));
});

test('no key is used by two topics: the later would silently win', () => {
	const keys = all.map(({ key }) => key);
	expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
});

test('Chinese sentences carry Chinese punctuation', () => {
	const half = all.filter(({ pair: [zh] }) => /[一-鿿][,;:?!]|[一-鿿]\.(\s|$)/.test(zh));
	expect(half.map(({ key }) => key)).toEqual([]);
});

test('blanks are filled; what is not given stays to be seen', () => {
	expect(say('zh', 'ledger.open', { n: '26' })).toBe('26 处开放');
	expect(say('en', 'ledger.range', { from: 1, to: 11 })).toBe('1–11 / {n}');
	expect(isWordKey('ledger.open' satisfies WordKey)).toBe(true);
	expect(isWordKey('toString')).toBe(false);
});

test('one is one and not several', () => {
	expect([0, 1, 2].map((n) => say('en', 'draft.steps', { n }))).toEqual(['0 steps', '1 step', '2 steps']);
	expect(say('en', 'conflict.take.ask', { n: '1' })).toBe('Give up your 1 step?');
	expect(say('zh', 'draft.steps', { n: 1 })).toBe('1 步');
});
