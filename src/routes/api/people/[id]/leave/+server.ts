/** Writes down that a person is away. */
import { done, refused } from '#lib/geo/outcome.ts';
import { makeLeave } from '#lib/server/actions/keep-leave.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerDuty } from '#lib/server/live/answer-duty.ts';

export const POST = door('POST /api/people/[id]/leave', async ({ params, body, identity, db, event }) => {
	const { fromMs, untilMs, kind } = body;
	if (untilMs <= fromMs) return answerDuty(event.request, refused({ kind: 'duty.deadline-early' }));
	const id = await makeLeave(db, params.id, { startMs: fromMs, endMs: untilMs, kind }, identity, Date.now());
	return answerDuty(event.request, id === null ? refused({ kind: 'duty.leave-overlaps' }) : done({ id }));
});
