/** The walk that sees what is most overdue first; as JSON, or as GPX for any map or watch. */
import { routeGpx } from '#lib/duty/route/route-gpx.ts';
import { ROUTES, mayUse } from '#lib/server/account/access.ts';
import { fieldPerson } from '#lib/server/account/field-person.ts';
import { planWalk } from '#lib/server/actions/plan-walk.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerBody, answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { refuseField } from '#lib/server/answer/refuse-field.ts';
import { refuseRoute } from '#lib/server/answer/refuse-route.ts';
import { liveOf } from '#lib/server/live/start.ts';
import { areaPathOfGrid } from '#lib/server/store/area-tree.ts';
import { routeWords } from '#lib/words/route.ts';

export const POST = door('POST /api/routes', async ({ body, query, identity, db, event }) => {
	const paths = await Promise.all(body.gridIds.map((id) => areaPathOfGrid(db, id)));
	const [districtId] = paths[0] ?? [];
	if (districtId === undefined || paths.some((path) => path === null)) return refuse({ kind: 'missing' });
	if (paths.some((path) => !mayUse(identity, ROUTES['POST /api/routes'], path))) return refuse({ kind: 'forbidden' });
	if (paths.some((path) => path?.[0] !== districtId)) return refuseField({ kind: 'field.grids-apart' });
	const [live, person] = [await liveOf(districtId), await fieldPerson(db, identity)];
	const seenAtMs = (id: number): number | null => live?.seenAtMs(id) ?? null;
	const planned = await planWalk(db, { ...body, districtId, personId: person?.id ?? null, seenAtMs }, Date.now());
	if (planned === null) return refuseField({ kind: 'field.busy' });
	if (!planned.ok) return refuseRoute(planned.problem);
	const { answer, stops } = planned.value;
	if (query.format === 'json') return answerJson(event.request, answer, 'no-store');
	const said = (pair: readonly [string, string], values: Readonly<Record<string, number>>): string =>
		pair[event.locals.look.language === 'zh' ? 0 : 1].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
	const gpx = routeGpx(answer.route, stops, {
		track: (n) => said(routeWords.trackName, { person: n }),
		stop: (order) => said(routeWords.stopName, { order })
	});
	return answerBody(event.request, gpx, {
		type: 'application/gpx+xml; charset=utf-8',
		cache: 'no-store',
		headers: { 'content-disposition': 'attachment; filename="walk.gpx"' }
	});
});
