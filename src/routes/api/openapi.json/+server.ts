/** The OpenAPI document. */
import { version } from '$app/environment';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { openApi } from '#lib/server/answer/openapi.ts';
import type { RequestHandler } from './$types';

let document: object | undefined;

export const GET: RequestHandler = ({ request }) => answerJson(request, (document ??= openApi(version)), 'public, max-age=60');
