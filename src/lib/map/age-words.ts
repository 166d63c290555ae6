/** How long ago, in the shortest words: 42 秒, 16 分, 3 时, 2 天. */
import { say, type Language } from '#lib/words/words.ts';

export function ageWords(language: Language, as: 'age' | 'lost', ageMs: number): string {
	const s = Math.max(0, Math.floor(ageMs / 1000));
	const age =
		s < 60
			? say(language, 'map-age-s', { n: s })
			: s < 3600
				? say(language, 'map-age-min', { n: Math.floor(s / 60) })
				: s < 86_400
					? say(language, 'map-age-h', { n: Math.floor(s / 3600) })
					: say(language, 'map-age-d', { n: Math.floor(s / 86_400) });
	return as === 'lost' ? say(language, 'map-lost-for', { age }) : age;
}
