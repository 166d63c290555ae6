import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isStorable, isStorableJson } from '#lib/server/answer/storable.ts';

test('text that no database takes is told from text that merely looks like it', () => {
	const of = (written: string): boolean => isStorableJson(written, JSON.parse(written));
	for (const sound of ['"网格"', '{"a":["😀"]}', String.raw`"\ud83d\ude00"`, String.raw`"C:\\u0000"`, '[1,null,{}]'])
		expect(of(sound), sound).toBe(true);
	for (const bad of [String.raw`"a\u0000b"`, String.raw`[{"x":"\uD800"}]`, String.raw`{"\u0000":1}`, String.raw`"\ude00\ud83d"`])
		expect(of(bad), bad).toBe(false);
	expect([isStorable('a\u0000'), isStorable('\udc00'), isStorable('')]).toEqual([false, false, true]);
});

test('what was written by a program is kept exactly where each of its texts is', () => {
	const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u0000', '\ud800', '\udfff', '\\u0000'));
	fc.assert(
		fc.property(fc.array(text), (texts) => {
			const written = JSON.stringify({ in: texts });
			expect(isStorableJson(written, JSON.parse(written))).toBe(texts.every(isStorable));
		})
	);
});
