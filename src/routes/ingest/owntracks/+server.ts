/** OwnTracks in HTTP mode. */
import { receiveReport } from '#lib/server/actions/receive-report.ts';
import { live } from '#lib/server/live/start.ts';
import { owntracks } from '#lib/server/trackers/owntracks.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ request }) => receiveReport(owntracks, request, (await live()).ingest);
