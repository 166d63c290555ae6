import { expect, test } from 'vitest';
import { account } from '#lib/words/account.ts';
import { draft } from '#lib/words/draft.ts';
import { duty } from '#lib/words/duty.ts';
import { frame } from '#lib/words/frame.ts';
import { gap } from '#lib/words/gap.ts';
import { map } from '#lib/words/map.ts';
import { problem } from '#lib/words/problem.ts';
import { isWordKey, say, type Pair, type WordKey } from '#lib/words/words.ts';

const lists: Readonly<Record<string, Readonly<Record<string, Pair>>>> = { account, draft, duty, frame, gap, map, problem };
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
