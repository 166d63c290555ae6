/**
 * Starts the live side once in a process, whoever asks first, and hands it to routes. In development modules are loaded anew while the server
 * stays, so it lives on a well-known global.
 */
import type { AreaId } from '#lib/area/area.ts';
import { countRequest } from '../answer/metrics.ts';
import type { Runtime } from '../runtime.ts';
import type { DistrictLive } from './district-live.ts';
import { type Live, type LiveParts, openLive } from './live.ts';
import type { Db, OpenDatabase } from '#db/open.ts';
import { LOCK_KINDS, openSessionLocks } from '#db/session-locks.ts';
import { beatWatchStreet, rollWatchStreet } from '../actions/watch-street.ts';
import { installationName } from '../store/installation-name.ts';
import { removeStagedPlans } from '../store/staged-plans.ts';
import { openTileDoor } from '../tiles/tile-door.ts';
import { tiles } from '../tiles/tiles.ts';
import { shareOwnership } from './nodes/ownership.ts';
import { openRedisLink } from './nodes/redis-link.ts';
import { registerLiveMetrics } from './register-metrics.ts';
import { watchersOf } from './watchers.ts';

const KEY = Symbol.for('gridkeeper.live');
const kept = globalThis as { [KEY]?: Promise<Live> | undefined };

/** Resolves when ingest and sockets are up; districts come alive behind it. */
export function startLive(runtime: Runtime): Promise<Live> {
	return (kept[KEY] ??= open(runtime));
}

async function open(runtime: Runtime): Promise<Live> {
	const nodes = await openNodes(runtime.database);
	// A server that was killed while it published left what nobody has seen. Among several, another may be publishing now.
	if (!nodes) await removeStagedPlans(runtime.database.db);
	const hours = Number(process.env['GRIDKEEPER_KEEP_EVENTS_H']);
	const live = await openLive({
		httpServer: runtime.httpServer,
		db: runtime.database.db,
		watchers: watchersOf(runtime.database.db),
		onGround: () => tiles().changed(),
		onTrackerAnswer: countRequest,
		...(hours > 0 ? { keepEventsH: hours } : {}),
		...(nodes ? { nodes } : {})
	});
	const closeTileDoor = openTileDoor({
		httpServer: runtime.httpServer,
		db: runtime.database.db,
		tiles: tiles(),
		onAnswer: countRequest
	});
	registerLiveMetrics(live);
	const stopWatch = runtime.demo ? keepWatchStreet(runtime.database.db, live) : () => undefined;
	runtime.onClose(async () => {
		kept[KEY] = undefined;
		stopWatch();
		closeTileDoor();
		await live.close();
	});
	return live;
}

/** Several nodes on one PostgreSQL, where REDIS_URL says how they hear each other. */
async function openNodes(database: OpenDatabase): Promise<LiveParts['nodes'] | null> {
	const url = process.env['REDIS_URL'] ?? '';
	if (url === '' || database.engine !== 'native') return null;
	const { db, pool } = database;
	return {
		link: openRedisLink({ url, name: await installationName(db) }),
		ownership: shareOwnership(db, openSessionLocks(pool, LOCK_KINDS.district))
	};
}

/** @throws Error before `startLive`. */
export async function live(): Promise<Live> {
	const found = kept[KEY];
	if (!found) throw new Error('The live side has not been started.');
	return found;
}

/** A district's live picture; undefined while it is being read, and where there is none. */
export const liveOf = async (districtId: AreaId): Promise<DistrictLive | undefined> => (await live()).district(districtId);

/** So often the people of the demo's street come and go. */
const BEAT_MS = 20_000;

/** Keeps the demo's roster going while the server runs. @returns what ends it */
function keepWatchStreet(db: Db, live: Live): () => void {
	let busy = false;
	const beat = async (): Promise<void> => {
		for (const { districtId } of live.districts()) {
			const nowMs = Date.now();
			const rolled = (await rollWatchStreet(db, districtId, nowMs)) > 0;
			if ((await beatWatchStreet(db, districtId, nowMs)) || rolled) await live.look();
		}
	};
	const timer = setInterval(() => {
		if (busy) return;
		busy = true;
		void beat()
			// The next beat does what this one could not.
			.catch(() => undefined)
			.finally(() => (busy = false));
	}, BEAT_MS);
	return () => clearInterval(timer);
}
