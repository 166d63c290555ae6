/** TileJSON of one layer, with absolute addresses so that any map program can open it. */
import { answerTileJson } from '#lib/server/tiles/answer-tile.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params, request, url }) => answerTileJson(params.layer, request.headers, url.origin);
