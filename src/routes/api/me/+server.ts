/** Who is signed in. */
import { meOf } from '#lib/server/account/me.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';

export const GET = door('GET /api/me', ({ identity, event }) => answerJson(event.request, meOf(identity)));
