/** What the code printed for a post says: GET shows it, POST makes a new one. Either is written down. */
import type { Visit } from '#lib/server/answer/door.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { logAccess } from '#lib/server/store/history.ts';
import { codeOfPost, renewCode } from '#lib/server/store/post-codes.ts';

export const GET = door('GET /api/posts/[id]/code', (visit) => answer(visit, 'post-code', codeOfPost));
export const POST = door('POST /api/posts/[id]/code', (visit) => answer(visit, 'post-code-new', renewCode));

async function answer(
	{ params, db, identity, event }: Visit<'GET /api/posts/[id]/code' | 'POST /api/posts/[id]/code'>,
	action: string,
	read: typeof codeOfPost
): Promise<Response> {
	const found = await read(db, params.id);
	if (!found) return refuse({ kind: 'missing' });
	await logAccess(db, { accountId: identity.accountId, action, subject: `post ${params.id}` });
	return answerJson(event.request, found, 'no-store');
}
