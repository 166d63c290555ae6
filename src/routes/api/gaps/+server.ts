/** The gap ledger with its past, as JSON for screens, CSV for spreadsheets, GeoJSON for map programs. */
import { ownAreas } from '#lib/server/account/own-areas.ts';
import { door } from '#lib/server/answer/door.ts';
import { gapsAsCsv, gapsAsGeoJson } from '#lib/server/answer/gap-export.ts';
import { answerBody, answerJson } from '#lib/server/answer/json-answer.ts';
import { gapHistory } from '#lib/server/store/gap-history.ts';
import type { AreaId } from '#lib/area/area.ts';

/** Rows where the caller names no limit: a screenful, or a whole export. */
const LIMIT = { json: 1000, csv: 100_000, geojson: 100_000 } as const;

export const GET = door('GET /api/gaps', async ({ query, identity, db, event }) => {
	// A gap's path names every area it lies in, so the roots are enough: no need to list what is below them.
	const areaIds = query.area === undefined ? ownAreas(identity) : [query.area as AreaId];
	const gaps = await gapHistory(db, {
		areaIds,
		state: query.state,
		...(query.dimension !== undefined && { dimension: query.dimension }),
		...(query.owner !== undefined && { ownerId: query.owner }),
		...(query.grid !== undefined && { gridId: query.grid }),
		...(query.from !== undefined && { from: new Date(query.from) }),
		...(query.to !== undefined && { to: new Date(query.to) }),
		limit: query.limit ?? LIMIT[query.format]
	});
	if (query.format === 'json') return answerJson(event.request, { gaps });
	const [body, type] =
		query.format === 'csv'
			? [gapsAsCsv(gaps, event.locals.look.language), 'text/csv; charset=utf-8']
			: [gapsAsGeoJson(gaps), 'application/geo+json; charset=utf-8'];
	const headers = { 'content-disposition': `attachment; filename="gaps.${query.format}"` };
	return answerBody(event.request, body, { type, cache: 'private, no-cache', headers });
});
