/** Traccar Client and anything OsmAnd-style: GET, or POST with a form. */
import { receiveReport } from '#lib/server/actions/receive-report.ts';
import { live } from '#lib/server/live/start.ts';
import { osmand } from '#lib/server/trackers/osmand.ts';
import type { RequestHandler } from './$types';

const receive: RequestHandler = async ({ request }) => receiveReport(osmand, request, (await live()).ingest);

export const GET = receive;
export const POST = receive;
