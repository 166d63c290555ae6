/** Whether the server and its database answer: 200, or 503 within a few seconds. */
import { databaseIsAway, logFault, newFaultId } from '#lib/server/answer/fault.ts';
import { live } from '#lib/server/live/start.ts';
import { productVersion as version } from '#lib/server/product-version.ts';
import { runtime } from '#lib/server/runtime.ts';
import { readHealth } from '#lib/server/store/health.ts';
import type { RequestHandler } from './$types';

const PATIENCE_MS = 3000;
const HEADERS = { 'cache-control': 'no-store' };

export const GET: RequestHandler = async () => {
	const { database, demo } = runtime();
	const startedAtMs = performance.now();
	let timer: NodeJS.Timeout | undefined;
	const patience = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), PATIENCE_MS)));
	try {
		const health = await Promise.race([readHealth(database.db), patience]);
		if (health === 'late')
			return Response.json({ status: 'unavailable', reason: 'database late', version }, { status: 503, headers: HEADERS });
		const { standing, clockAheadMs, districts } = await live();
		return Response.json(
			{
				// What is asked of this node it answers even so; what other nodes take in comes later, what is too old stays longer.
				status: standing?.redis === 'away' || clockAheadMs > 0 ? 'degraded' : 'ok',
				version,
				engine: database.engine,
				database: database.version,
				schema: health.schema,
				districts: health.districts,
				// Until a district is read, phones and watchers are told to come again.
				districtsLive: districts().length,
				demo,
				newestFixAgeS: health.newestFixAtMs === null ? null : Math.round((Date.now() - health.newestFixAtMs) / 1000),
				databaseMs: Math.round(performance.now() - startedAtMs),
				...(clockAheadMs > 0 ? { clockAheadDays: Math.round(clockAheadMs / 86_400_000) } : {}),
				...(standing ? { nodes: standing } : {})
			},
			{ headers: HEADERS }
		);
	} catch (error) {
		if (!databaseIsAway(error)) logFault(newFaultId(), 'GET /healthz', error);
		return Response.json({ status: 'unavailable', reason: 'database away', version }, { status: 503, headers: HEADERS });
	} finally {
		clearTimeout(timer);
	}
};
