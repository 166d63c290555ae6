/** Closes a report. */
import { closeReport } from '#lib/server/actions/close-report.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { refuseField } from '#lib/server/answer/refuse-field.ts';
import { liveOf } from '#lib/server/live/start.ts';
import { areaPathOfReport } from '#lib/server/store/field-areas.ts';

export const POST = door('POST /api/reports/[id]/close', async ({ params, body, identity, db, event }) => {
	const districtId = (await areaPathOfReport(db, params.id))?.[0];
	if (districtId === undefined) return refuse({ kind: 'missing' });
	const district = await liveOf(districtId);
	if (!district) return refuse({ kind: 'unavailable' }, { 'retry-after': '2' });
	const closed = await closeReport(db, district, params.id, { note: body.note, actor: identity }, Date.now());
	if (!closed) return refuse({ kind: 'missing' });
	return closed.ok ? answerJson(event.request, { report: closed.value }, 'no-store') : refuseField(closed.problem);
});
