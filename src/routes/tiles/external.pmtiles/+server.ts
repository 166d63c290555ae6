/** The PMTiles file of GRIDKEEPER_PMTILES, by ranges of bytes. */
import { answerPmtiles } from '#lib/server/tiles/external-basemap.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ request }) => answerPmtiles(request.headers);
