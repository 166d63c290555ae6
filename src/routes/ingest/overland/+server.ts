/** Overland on iOS. */
import { receiveReport } from '#lib/server/actions/receive-report.ts';
import { live } from '#lib/server/live/start.ts';
import { overland } from '#lib/server/trackers/overland.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ request }) => receiveReport(overland, request, (await live()).ingest);
