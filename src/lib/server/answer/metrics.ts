/** What the server counts about itself, in Prometheus' format. Other rooms register their own figures in prom-client's common registry. */
import { Histogram, collectDefaultMetrics, register } from 'prom-client';

const REQUESTS = 'gridkeeper_http_request_duration_seconds';

/** In development modules are loaded again while the registry stays: each figure is made once. */
function once(): Histogram<'method' | 'route' | 'status'> {
	const before = register.getSingleMetric(REQUESTS);
	if (before) return before as Histogram<'method' | 'route' | 'status'>;
	collectDefaultMetrics({ prefix: 'gridkeeper_' });
	return new Histogram({
		name: REQUESTS,
		help: 'How long an answer took, by route',
		labelNames: ['method', 'route', 'status'],
		buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
	});
}

const requests = once();

/** @param route the route's id, never the address: tokens and ids stay out of the figures. */
export function countRequest(method: string, route: string | null, status: number, seconds: number): void {
	requests.observe({ method, route: route ?? 'none', status: `${Math.floor(status / 100)}xx` }, seconds);
}

/** Everything in the common registry, as text. */
export const metricsText = (): Promise<string> => register.metrics();
export const METRICS_TYPE: string = register.contentType;
