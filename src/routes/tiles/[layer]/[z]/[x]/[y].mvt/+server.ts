/** One vector tile. An empty one answers 204; a wrong address says which number is wrong. */
import { answerTile } from '#lib/server/tiles/answer-tile.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params, request, url }) => answerTile(params, request.headers, url.searchParams.get('r'));
