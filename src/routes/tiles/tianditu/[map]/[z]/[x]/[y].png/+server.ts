/** A Tianditu tile, fetched with the key of GRIDKEEPER_TIANDITU_KEY. */
import { answerTianditu } from '#lib/server/tiles/external-basemap.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params }) => answerTianditu(params);
