/**
 * Stands before the built app for the browser bench: pages, pictures and tiles come from the app as they are; the live line is this file's own, with
 * the app's own answer to a join and ticks as the server packs them, so that ten thousand patrols cost this machine no ten thousand reports a second.
 */
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { TICK_MS } from '#lib/server/live/tick-batch.ts';
import type { AreaPicture } from '#lib/wire/area-picture.ts';
import { unpackFootprints, type Footprints } from '#lib/wire/footprints.ts';
import type { ClientToServer, DurableEvent, JoinAnswer, LiveSnapshot, ServerToClient } from '#lib/wire/live.ts';
import { packJson, unpackJson } from '#lib/wire/packed-json.ts';
import { packTick, type BuildingSeen, type PatrolPosition } from '#lib/wire/tick.ts';

/** What the ticks hold: everybody once a second and buildings seen on the way, one patrol in each tick, or nothing but the time once a second. */
export type Moving = 'everybody' | 'one' | 'nobody';

export interface Front {
	readonly url: string;
	readonly picture: AreaPicture;
	readonly footprints: Footprints;
	/** Who is on screen from the next page on, and what moves from now on. */
	show(people: number, moving: Moving): void;
	/** Ticks sent so far. */
	readonly ticks: number;
	close(): Promise<void>;
}

export interface FrontOptions {
	readonly appUrl: string;
	readonly cookie: string;
	readonly areaId: number;
	/** Pages of the bench itself, by path. */
	readonly pages: ReadonlyMap<string, readonly [type: string, body: string]>;
}

const WALK_MPS = 1.3;
const M_PER_DEG = 111_320;
/** Buildings that get a new time a second: a walker passes one in ten seconds. */
const SEEN_PER_S = 1000;
const JOIN_TRIES = 240;
const GAPS_LEFT_ONE_IN = 20;
/** Neighbours by number do not report one after another; prime to every number of people here. */
const STRIDE = 7919;

export async function openFront({ appUrl, cookie, areaId, pages }: FrontOptions): Promise<Front> {
	const joined = await joinApp(appUrl, cookie, areaId);
	const get = (path: string): Promise<Response> => fetch(appUrl + path, { headers: { cookie } });
	const picture = (await (await get(`/api/areas/${areaId}/picture`)).json()) as AreaPicture;
	const footprints = unpackFootprints(await (await get(`/api/areas/${areaId}/buildings`)).arrayBuffer());
	const walkers = walkersOf(picture, footprints);
	const seen = seenLately(footprints);
	const snapshot = whileAllWalk(joined.snapshot);
	let shown = walkers.length;
	let moving: Moving = 'everybody';
	let ticks = 0;

	const httpServer = createServer((asked, answer) => {
		const path = (asked.url ?? '').split('?')[0]!;
		const page = pages.get(path);
		if (page) return void answer.writeHead(200, { 'content-type': page[0] }).end(page[1]);
		if (path === `/api/areas/${areaId}/picture` && shown < walkers.length) return void pictureOfSome(answer);
		passOn(appUrl, asked, answer);
	});
	async function pictureOfSome(answer: ServerResponse): Promise<void> {
		const whole = await get(`/api/areas/${areaId}/picture`);
		const headers = [...whole.headers].filter(
			([name]) => !/^(content-encoding|content-length|transfer-encoding|connection|keep-alive)$/.test(name)
		);
		const some = { ...((await whole.json()) as AreaPicture), patrols: picture.patrols.slice(0, shown) };
		answer.writeHead(200, Object.fromEntries(headers)).end(JSON.stringify(some));
	}

	const live = new Server<ClientToServer, ServerToClient>(httpServer, { serveClient: false, perMessageDeflate: false });
	live.on('connection', (socket) => {
		socket.on('join', (_, reply) => {
			void socket.join('area');
			const serverTimeMs = Date.now();
			const people = walkers.slice(0, shown);
			reply({
				ok: true,
				seq: snapshot.seq,
				snapshot: Buffer.from(packJson<LiveSnapshot>({ ...snapshot, serverTimeMs })),
				events: Buffer.from(packJson<readonly DurableEvent[]>([])),
				ground: joined.ground,
				tick: Buffer.from(
					packTick({
						seq: joined.snapshot.seq,
						serverTimeMs,
						positions: people.map((one) => one.at(serverTimeMs)),
						seen: [...seen.values()]
					})
				)
			});
		});
	});

	let next = 0;
	let owed = 0;
	const beating = setInterval(() => {
		ticks++;
		const serverTimeMs = Date.now();
		const positions: PatrolPosition[] = [];
		const seenNow: BuildingSeen[] = [];
		if (moving === 'nobody' && ticks % (1000 / TICK_MS) !== 0) return;
		if (moving === 'one') positions.push(walkers[(next += 37) % shown]!.at(serverTimeMs));
		if (moving === 'everybody') {
			owed += (shown * TICK_MS) / 1000;
			for (; owed >= 1; owed--) positions.push(walkers[(next++ * STRIDE) % shown]!.at(serverTimeMs));
			for (let i = 0; i < (SEEN_PER_S * TICK_MS) / 1000; i++) {
				const buildingId = footprints.id[(ticks * 7919 + i * 104_729) % footprints.count]!;
				const one = { buildingId, seenAtS: Math.floor(serverTimeMs / 1000) };
				seen.set(buildingId, one);
				seenNow.push(one);
			}
		}
		live.to('area').emit('tick', Buffer.from(packTick({ seq: joined.snapshot.seq, serverTimeMs, positions, seen: seenNow })));
	}, TICK_MS);

	httpServer.listen(0, '127.0.0.1');
	await once(httpServer, 'listening');
	return {
		url: `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`,
		picture,
		footprints,
		show(people, what) {
			shown = Math.min(people, walkers.length);
			moving = what;
		},
		get ticks() {
			return ticks;
		},
		async close() {
			clearInterval(beating);
			await live.close();
			httpServer.closeAllConnections();
		}
	};
}

/** The app's own snapshot, once its live side is up. */
async function joinApp(
	appUrl: string,
	cookie: string,
	areaId: number
): Promise<{ readonly snapshot: LiveSnapshot; readonly ground: string }> {
	const socket = io(appUrl, { transports: ['websocket'], extraHeaders: { cookie }, forceNew: true });
	try {
		for (let tries = 0; tries < JOIN_TRIES; tries++) {
			const answer = (await socket
				.timeout(20_000)
				.emitWithAck('join', { areaId, lastSeq: null })
				.catch(() => null)) as JoinAnswer | null;
			if (answer?.ok && answer.snapshot) return { snapshot: unpackJson(answer.snapshot), ground: answer.ground };
			await new Promise((again) => setTimeout(again, 1_000));
		}
		throw new Error('the area never came alive');
	} finally {
		socket.disconnect();
	}
}

function passOn(appUrl: string, asked: IncomingMessage, answer: ServerResponse): void {
	const { hostname, port } = new URL(appUrl);
	const onward = request({ hostname, port, path: asked.url, method: asked.method, headers: asked.headers }, (came) => {
		answer.writeHead(came.statusCode ?? 502, came.headers);
		came.pipe(answer);
	});
	onward.on('error', () => answer.destroy());
	asked.pipe(onward);
}

/** With so many about, each building was passed a minute or two ago. */
function seenLately({ id }: Footprints): Map<number, BuildingSeen> {
	const nowS = Math.floor(Date.now() / 1000);
	return new Map(Array.from(id, (buildingId, row) => [buildingId, { buildingId, seenAtS: nowS - (row % 100) }]));
}

/** A new city's every grid is a gap of patrol; where everybody walks few of them are left. */
function whileAllWalk(snapshot: LiveSnapshot): LiveSnapshot {
	return {
		...snapshot,
		gaps: snapshot.gaps.filter(({ dimension }, i) => dimension !== 'D4' || i % GAPS_LEFT_ONE_IN === 0),
		coverage: snapshot.coverage.map((grid) => ({
			...grid,
			freshBuildings: grid.buildings,
			neverSeenBuildings: 0,
			freshHouseholds: grid.households,
			freshAreaM2: grid.groundAreaM2,
			lastSeenAtMs: snapshot.serverTimeMs
		}))
	};
}

interface Walker {
	at(nowMs: number): PatrolPosition;
}

/** Each patrol goes round a block of its own from one of the buildings, all of them spread over the whole city. */
function walkersOf({ patrols }: AreaPicture, footprints: Footprints): readonly Walker[] {
	const beganMs = Date.now();
	return patrols.map(({ no }, i): Walker => {
		const row = Math.floor(((i + 0.5) / patrols.length) * footprints.count);
		const point = footprints.pointStart[footprints.ringStart[row]!]!;
		const [lng, lat] = [footprints.lngLatE7[point * 2]! / 1e7, footprints.lngLatE7[point * 2 + 1]! / 1e7];
		const radiusM = 60 + (i % 7) * 20;
		const perDegLng = M_PER_DEG * Math.cos((lat * Math.PI) / 180);
		return {
			at(nowMs) {
				const turn = i * 2.399963 + (((nowMs - beganMs) / 1000) * WALK_MPS) / radiusM;
				const bearingDeg = (450 - ((turn * 180) / Math.PI + 90)) % 360;
				return {
					no,
					lng: lng + (Math.cos(turn) * radiusM) / perDegLng,
					lat: lat + (Math.sin(turn) * radiusM) / M_PER_DEG,
					recordedAtMs: nowMs,
					bearingDeg: bearingDeg < 0 ? bearingDeg + 360 : bearingDeg,
					speedMps: WALK_MPS,
					accuracyM: 5
				};
			}
		};
	});
}
