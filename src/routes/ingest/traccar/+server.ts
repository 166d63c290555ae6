/** Traccar Client since 2025, JSON. */
import { receiveReport } from '#lib/server/actions/receive-report.ts';
import { live } from '#lib/server/live/start.ts';
import { traccar } from '#lib/server/trackers/traccar.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ request }) => receiveReport(traccar, request, (await live()).ingest);
