/** From when on the past of an area can be looked at. */
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { oldestFixMs } from '#lib/server/store/past-records.ts';

export const GET = door('GET /api/areas/[id]/replay/span', async ({ db, event }) => {
	const nowMs = Date.now();
	return answerJson(event.request, { fromMs: (await oldestFixMs(db)) ?? nowMs, nowMs }, 'no-store');
});
