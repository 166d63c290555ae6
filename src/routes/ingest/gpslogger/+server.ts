/** GPSLogger on Android: GET, or POST with a form. */
import { receiveReport } from '#lib/server/actions/receive-report.ts';
import { live } from '#lib/server/live/start.ts';
import { gpslogger } from '#lib/server/trackers/gpslogger.ts';
import type { RequestHandler } from './$types';

const receive: RequestHandler = async ({ request }) => receiveReport(gpslogger, request, (await live()).ingest);

export const GET = receive;
export const POST = receive;
