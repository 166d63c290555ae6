/** A phone says that its person arrived at a post or left it. */
import { receiveCheckIn } from '#lib/server/actions/receive-check-in.ts';
import { live } from '#lib/server/live/start.ts';
import { runtime } from '#lib/server/runtime.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ request }) => {
	const { ingest, district } = await live();
	return receiveCheckIn(request, { db: runtime().database.db, ingest, district });
};
