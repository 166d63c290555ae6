/** Figures for Prometheus. */
import { METRICS_TYPE, metricsText } from '#lib/server/answer/metrics.ts';
import { answerFault } from '#lib/server/answer/fault.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async () => {
	try {
		return new Response(await metricsText(), { headers: { 'content-type': METRICS_TYPE, 'cache-control': 'no-store' } });
	} catch (error) {
		return answerFault('GET /metrics', error);
	}
};
