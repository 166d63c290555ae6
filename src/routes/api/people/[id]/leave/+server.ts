/** Writes down that a person is away. */
import { done, refused } from '#lib/geo/outcome.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerDuty } from '#lib/server/live/answer-duty.ts';
import { insertLeave } from '#lib/server/store/people.ts';

export const POST = door('POST /api/people/[id]/leave', async ({ params, body, db, event }) => {
	const { fromMs, untilMs, kind } = body;
	if (untilMs <= fromMs) return answerDuty(event.request, refused({ kind: 'duty.deadline-early' }));
	const id = await insertLeave(db, params.id, { startMs: fromMs, endMs: untilMs, kind });
	return answerDuty(event.request, id === null ? refused({ kind: 'duty.leave-overlaps' }) : done({ id }));
});
