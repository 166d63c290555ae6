/** Every plan of a district, newest first. */
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { districtOf } from '#lib/server/store/area-tree.ts';
import { planEntries } from '#lib/server/store/plan-chain.ts';
import type { PlanList } from '#lib/wire/drafts.ts';

export const GET = door('GET /api/areas/[id]/plans', async ({ params, db, event }) => {
	const district = await districtOf(db, params.id);
	if (district === null) return refuse({ kind: 'missing' });
	return answerJson(event.request, { plans: await planEntries(db, district) } satisfies PlanList);
});
