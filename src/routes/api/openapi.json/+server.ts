/** The OpenAPI document. */
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { openApi } from '#lib/server/answer/openapi.ts';
import { productVersion } from '#lib/server/product-version.ts';
import type { RequestHandler } from './$types';

let document: object | undefined;

export const GET: RequestHandler = ({ request }) => answerJson(request, (document ??= openApi(productVersion)), 'public, max-age=60');
