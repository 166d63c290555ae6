/** Squads: GET lists them with what each lacks, POST makes one. */
import { ROUTES } from '#lib/server/account/access.ts';
import { ownAreas } from '#lib/server/account/own-areas.ts';
import { judgedSquad, keepSquad } from '#lib/server/actions/keep-squad.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { answerDuty } from '#lib/server/live/answer-duty.ts';
import { areasWithin } from '#lib/server/store/area-tree.ts';
import { dutyRulesOf } from '#lib/server/store/duty-rules.ts';
import { squadsIn } from '#lib/server/store/squads.ts';
import type { AreaId } from '#lib/area/area.ts';
import type { SquadList } from '#lib/wire/duty.ts';

export const GET = door('GET /api/squads', async ({ query, identity, db, event }) => {
	const roots = query.area === undefined ? ownAreas(identity, ROUTES['GET /api/squads'].who) : [query.area as AreaId];
	const areas = roots && (await areasWithin(db, roots)).flatMap((area) => (area.mine ? area.id : []));
	const kept = await squadsIn(db, areas);
	const nowMs = Date.now();
	const districts = [...new Set(kept.map(({ districtId }) => districtId))];
	const rules = new Map(await Promise.all(districts.map(async (id) => [id, (await dutyRulesOf(db, id, nowMs)).rules] as const)));
	const squads = kept.flatMap((squad) => {
		const own = rules.get(squad.districtId);
		return own ? judgedSquad(squad, own) : [];
	});
	return answerJson(event.request, { squads } satisfies SquadList, 'no-store');
});

export const POST = door('POST /api/squads', async ({ query, body, db, event }) =>
	answerDuty(event.request, await keepSquad(db, { areaId: query.area }, body, Date.now()))
);
