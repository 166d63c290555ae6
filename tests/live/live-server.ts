/**
 * A server with the live side alone: the drawn district in a real database, real sockets, real HTTP for the trackers. Only who is signed in is made
 * up: the handshake's `x-test-account` header names an account of `accounts`.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hashDeviceToken, newDeviceToken } from '#lib/server/store/device-token.ts';
import { saveDistrict } from '#lib/server/store/save-district.ts';
import type { AreaId } from '#lib/area/area.ts';
import { mayWatch } from '#lib/server/account/access.ts';
import type { Identity } from '#lib/server/account/identity.ts';
import { type Live, openLive } from '#lib/server/live/live.ts';
import { grantsOf } from '#lib/server/live/watchers.ts';
import type { DistrictSource } from '#lib/wire/district-source.ts';
import { openTestDatabase, type TestDatabase } from '../database.ts';
import { ground } from '../ground.ts';
import { until } from './watcher.ts';

export interface LiveServer {
	readonly url: string;
	readonly database: TestDatabase;
	readonly districtId: AreaId;
	readonly live: () => Live;
	/** Ids by code. */
	readonly areas: ReadonlyMap<string, AreaId>;
	readonly accounts: Map<string, Identity>;
	/** Tokens of the tracked people, by `sourceId`. */
	readonly tokens: ReadonlyMap<string, string>;
	/** The server's clock is this much ahead of the real one, ms. */
	clockAheadMs: number;
	nowMs(): number;
	/** Ends the live side and starts it again on the same database, as a restart would. `crash`: without its goodbye. */
	restart(crash?: boolean): Promise<void>;
	close(): Promise<void>;
}

export async function addDevice(database: TestDatabase, districtId: AreaId, personSource: string): Promise<string> {
	const token = newDeviceToken();
	const person = await database.db
		.selectFrom('person')
		.where('source_id', '=', personSource)
		.where('district_id', '=', districtId)
		.select('id')
		.executeTakeFirstOrThrow();
	await database.db
		.insertInto('device')
		.values({ district_id: districtId, person_id: person.id, label: personSource, token_hash: hashDeviceToken(token) })
		.execute();
	return token;
}

export async function openLiveServer(source: DistrictSource = ground): Promise<LiveServer> {
	const database = await openTestDatabase();
	const { districtId } = await saveDistrict(database.db, source, {
		nowMs: Date.now() - 3_600_000,
		plan: { state: 'effective', faults: [] }
	});
	const tokens = new Map<string, string>();
	for (const person of source.people)
		if (person.tracked) tokens.set(person.sourceId, await addDevice(database, districtId, person.sourceId));
	const areas = new Map((await database.db.selectFrom('area').select(['id', 'code']).execute()).map((row) => [row.code, row.id as AreaId]));

	const accounts = new Map<string, Identity>();
	const server = { clockAheadMs: 0 } as { clockAheadMs: number };
	const nowMs = (): number => Date.now() + server.clockAheadMs;
	let httpServer: Server;
	let live: Live;

	async function start(port: number): Promise<void> {
		httpServer = createServer((_, response) => void response.writeHead(404).end());
		live = await openLive({
			httpServer,
			db: database.db,
			nowMs,
			watchers: {
				identify: async (headers) => accounts.get(String(headers['x-test-account'])) ?? null,
				mayWatch,
				standing: async (keys) =>
					new Map(
						[...accounts.values()].flatMap((one) =>
							keys.includes(one.sessionKey) ? [[one.sessionKey, grantsOf(one.grants)] as const] : []
						)
					),
				prolong: async () => undefined
			}
		});
		await live.ready();
		await new Promise<void>((listening) => httpServer.listen(port, '127.0.0.1', listening));
	}

	async function stop(crash: boolean): Promise<void> {
		const closed = new Promise((resolve) => httpServer.close(resolve));
		if (crash) await live.crash();
		else await live.close();
		httpServer.closeAllConnections();
		await closed;
	}

	await start(0);
	const { port } = httpServer!.address() as AddressInfo;
	return Object.assign(server, {
		url: `http://127.0.0.1:${port}`,
		database,
		districtId,
		live: () => live,
		areas,
		accounts,
		tokens,
		nowMs,
		async restart(crash = false) {
			await stop(crash);
			await start(port);
		},
		async close() {
			await stop(false);
			await database.close();
		}
	});
}

export const identity = (name: string, areaId: AreaId | null, role: Identity['grants'][number]['role'] = 'viewer'): Identity => ({
	accountId: name,
	username: name,
	name,
	demo: false,
	grants: [{ role, areaId, personId: null }],
	sessionKey: `session of ${name}`
});

/** Lets the server judge until it has no more to say. Outlines are told again after a while, so its clock is moved past that. */
export async function stand(server: LiveServer): Promise<void> {
	const district = server.live().district(server.districtId);
	await until('nothing is due', async () => {
		server.clockAheadMs += 16_000;
		await district?.judge();
		return district?.dueGrids === 0;
	});
}
