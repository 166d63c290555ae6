/** Finding things by what a person types. */
import { ownAreas } from '#lib/server/account/own-areas.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { runtime } from '#lib/server/runtime.ts';
import { openSearchIndex, type SearchIndex } from '#lib/server/store/search.ts';
import type { AreaId } from '#lib/area/area.ts';

let index: SearchIndex | undefined;

export const GET = door('GET /api/search', async ({ query, identity, event }) => {
	index ??= openSearchIndex(runtime().database.db);
	const within = query.area === undefined ? ownAreas(identity) : [query.area as AreaId];
	return answerJson(event.request, { hits: await index.find(query.q, within) });
});
