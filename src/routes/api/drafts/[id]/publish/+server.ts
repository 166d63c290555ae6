/** Publishes a reviewed draft for a moment. */
import { publishDraft } from '#lib/server/actions/publish-draft.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerDraft } from '#lib/server/live/answer-draft.ts';
import { live } from '#lib/server/live/start.ts';
import { runtime } from '#lib/server/runtime.ts';

export const POST = door('POST /api/drafts/[id]/publish', async ({ params, body, identity, event }) => {
	const published = await publishDraft(runtime().database, params.id, body, identity, Date.now());
	// It would be noticed within two seconds anyway, and a fault of that look is told by the live side itself.
	if (published?.ok && published.value.state === 'published') void (await live()).look().catch(() => undefined);
	return answerDraft(event.request, published, (draft) => draft);
});
