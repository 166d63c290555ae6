/** Asks the server for things by name, code or pinyin initials within an area. */
import { done, type Outcome } from '#lib/geo/outcome.ts';
import type { SearchHit } from '#lib/wire/search.ts';
import { getJson, type LoadProblem } from './load-area.ts';

export async function search(text: string, areaId: number): Promise<Outcome<readonly SearchHit[], LoadProblem>> {
	const answer = await getJson<{ readonly hits: readonly SearchHit[] }>(`/api/search?q=${encodeURIComponent(text)}&area=${areaId}`);
	return answer.ok ? done(answer.value.hits) : answer;
}
