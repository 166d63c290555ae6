/**
 * The live side of the server: takes in what trackers report, keeps every district's picture and carries it to whoever watches. One in a
 * process. It notices by itself what other processes do to the database, and goes on by itself when the database comes back.
 */
import type { Server as HttpServer } from 'node:http';
import type { AreaId } from '#lib/area/area.ts';
import type { DeviceId } from '#lib/patrol/fix.ts';
import { DEFAULT_RULES, ruleSetAt, type RuleSet } from '#lib/rules/rule-set.ts';
import type { Db } from '#db/open.ts';
import { openDeviceBook, type DeviceBook } from '../actions/know-device.ts';
import { keepPast } from '../actions/keep-past.ts';
import { openBelievedClock } from '../actions/believe-clock.ts';
import { openTrackKeeper } from '../actions/keep-tracks.ts';
import { openFixRecorder, type FixRecorder } from '../actions/record-fixes.ts';
import type { Ingest } from '../actions/receive-report.ts';
import { deleteEventsBefore, tidyEvents } from '../store/events.ts';
import { commitFixes, type StoredFix } from '../store/fixes.ts';
import { districtFingerprints } from '../store/live-ground.ts';
import { deleteOldFieldRecords } from '../store/old-field-records.ts';
import { ruleSets } from '../store/rule-sets.ts';
import { type DistrictLive, openDistrictLive } from './district-live.ts';
import type { DraftSummary } from '#lib/wire/drafts.ts';
import { advancePlans } from '../actions/advance-plans.ts';
import { draftRevisions, draftRow, summaryOf } from '../store/drafts.ts';
import { say } from '#lib/words/words.ts';
import { createFaultLog } from './fault-log.ts';
import { type LiveIo, openLiveIo } from './io.ts';
import { openTrackerDoor, type TrackerDoorParts } from './tracker-door.ts';
import { createLiveMetrics, type LiveMetrics } from './metrics.ts';
import type { DistrictNodes } from './district-live.ts';
import { followFixes } from './nodes/follow-fixes.ts';
import type { SharedOwnership } from './nodes/ownership.ts';
import type { RedisLink } from './nodes/redis-link.ts';
import { TICK_MS } from './tick-batch.ts';
import type { Watchers } from './watchers.ts';

const JUDGE_MS = 1_000;
const LOOK_MS = 2_000;
/** Plans hold from their moment on: so often it is looked whether one has come. */
const PLANS_MS = 500;
/** An owner that died is missed for no longer than this, and what the server needs to notice it. */
const SEEK_MS = 500;
const PRUNE_MS = 15 * 60_000;
/** So often it is looked whether a day of positions has to be made, and whether one is too old. */
const MAKE_DAYS_MS = 20_000;
const DROP_DAYS_MS = 3_600_000;
/** So often it is looked whether the clock makes leaps. */
const CLOCK_MS = 10 * 60_000;
/** So often the past is kept up to its newest mark, and a few marks at a time where more are missing: whoever asks for an hour of it has room in between. */
const KEEP_PAST_MS = 20_000;
const MARKS_AT_ONCE = 2;
/** How long durable events are kept, hours: longer away than this, and a client gets a snapshot. */
const KEEP_EVENTS_H = 2;
const MAX_EARLY_FIXES = 100_000;

export interface Live {
	readonly recorder: FixRecorder;
	readonly devices: DeviceBook;
	readonly metrics: LiveMetrics;
	/** The district, once it is live. */
	district(id: AreaId): DistrictLive | undefined;
	districts(): readonly DistrictLive[];
	readonly connections: number;
	/** How this node stands with others; null where it is alone. */
	readonly standing: NodeStanding | null;
	/** How far the server's clock has leapt ahead of what is believed, ms; 0 where it is believed. */
	readonly clockAheadMs: number;
	/** Somebody changed a draft here: whoever may open it hears of it. */
	draftChanged(draft: DraftSummary): void;
	/** Lets plans hold whose moment has come, and tells everybody. */
	advancePlans(): Promise<void>;
	/** Resolves when every district there was at the start is live (or gone). */
	ready(): Promise<void>;
	/** Looks at once for what other processes changed, instead of in two seconds. */
	look(): Promise<void>;
	close(): Promise<void>;
	/** Ends as a killed process would: nothing is kept for the next start. For tests. */
	crash(): Promise<void>;
}

export interface NodeStanding {
	readonly redis: 'up' | 'away';
	/** Codes of the districts it judges, and of those it only follows. */
	readonly owns: readonly string[];
	readonly follows: readonly string[];
}

export interface LiveParts {
	readonly httpServer: HttpServer;
	readonly db: Db;
	readonly watchers: Watchers;
	readonly nowMs?: () => number;
	/** Hours; 2 if left out. */
	readonly keepEventsH?: number;
	/** What stands in a district changed: whoever keeps pictures of it makes them anew. */
	readonly onGround?: () => void;
	/** Told each answer to a tracker. */
	readonly onTrackerAnswer?: TrackerDoorParts['onAnswer'];
	/** Where several nodes serve the database. */
	readonly nodes?: { readonly link: RedisLink; readonly ownership: SharedOwnership };
}

export async function openLive(parts: LiveParts): Promise<Live> {
	const { db } = parts;
	const nowMs = parts.nowMs ?? Date.now;
	const metrics = createLiveMetrics();
	const faults = createFaultLog(() => metrics.faults++);
	const districts = new Map<AreaId, DistrictLive>();
	/** Being read: their fixes wait here. */
	const opening = new Map<AreaId, { readonly early: StoredFix[]; done: Promise<void> }>();
	const districtOf = new Map<DeviceId, AreaId>();
	let sets: readonly RuleSet[] = [];
	let closing = false;
	const shared = parts.nodes ? { ...parts.nodes, fixes: followFixes(db) } : null;
	shared?.link.report(
		() => faults.well('redis'),
		(error) => faults.failed('redis', error)
	);
	/** The last event of each district that the other nodes know of. */
	const toldSeq = new Map<AreaId, number>();

	const io: LiveIo = openLiveIo({
		httpServer: parts.httpServer,
		watchers: parts.watchers,
		metrics,
		nowMs,
		areaPath(areaId) {
			for (const district of districts.values()) {
				const path = district.pathOf(areaId);
				if (path.length > 0) return path;
			}
			return opening.size > 0 || looked === 0 ? 'starting' : null;
		},
		join(areaId, lastSeq) {
			for (const district of districts.values()) if (district.pathOf(areaId).length > 0) return district.join(areaId, lastSeq);
			return { ok: false, problem: 'missing' };
		},
		drafts: {
			districtOf: async (draftId) => ((await draftRow(db, draftId))?.district_id as AreaId | undefined) ?? null,
			lockMs: (districtId) => (ruleSetAt(sets, districtId, nowMs())?.rules ?? DEFAULT_RULES).plan.lockS * 1000
		},
		onFault: faults.failed,
		...(shared
			? {
					nodes: {
						link: shared.link,
						hearing: {
							onFixes(parcels) {
								for (const { districtId, fixes } of parcels) handOut(districtId, shared.fixes.take(fixes), null);
							},
							onEvents(districtId, seq, ground) {
								toldSeq.set(districtId, Math.max(seq, toldSeq.get(districtId) ?? 0));
								// Where the ground changed it is read before the events are told, as always.
								const hearing = ground ? look() : districts.get(districtId)?.hear(seq);
								hearing?.catch((error: unknown) => faults.failed('hear of events', error));
							},
							onDraft: (draft) => draftChangedHere(draft),
							copyOf: (districtId) => districts.get(districtId)?.copy() ?? null
						}
					}
				}
			: {})
	});

	/** The revision of each open draft that was told last. */
	const toldRevision = new Map<number, number>();
	function draftChangedHere(draft: DraftSummary): void {
		toldRevision.set(draft.id, draft.revision);
		io.draftChanged(draft);
	}
	function draftChanged(draft: DraftSummary): void {
		draftChangedHere(draft);
		io.nodes?.tellDraft(draft);
	}
	/** Another process, or the coming of a moment, may have changed a draft that is open here. */
	async function lookAtDrafts(): Promise<void> {
		const open = io.openDrafts();
		for (const id of toldRevision.keys()) if (!open.includes(id)) toldRevision.delete(id);
		if (open.length === 0) return;
		for (const { id, revision } of await draftRevisions(db, open)) {
			if (toldRevision.get(id) === revision) continue;
			const row = await draftRow(db, id);
			if (row) draftChangedHere(await summaryOf(db, row));
		}
	}
	async function advance(): Promise<void> {
		if ((await advancePlans(db, nowMs())).length === 0) return;
		await look();
		await lookAtDrafts();
	}

	function onStored(stored: readonly StoredFix[], receivedAtMs: number): void {
		metrics.fixesStored += stored.length;
		tracks.noteStored(stored);
		const byDistrict = new Map<AreaId, StoredFix[]>();
		for (const fix of stored) {
			const id = districtOf.get(fix.deviceId);
			if (id === undefined) continue;
			const list = byDistrict.get(id);
			if (list) list.push(fix);
			else byDistrict.set(id, [fix]);
		}
		for (const [id, fixes] of byDistrict) handOut(id, fixes, receivedAtMs);
		if (!shared || !io.nodes) return;
		shared.fixes.take(stored);
		io.nodes.tellFixes([...byDistrict].map(([districtId, fixes]) => ({ districtId, fixes })));
	}

	function handOut(id: AreaId, fixes: readonly StoredFix[], receivedAtMs: number | null): void {
		if (fixes.length === 0) return;
		const live = districts.get(id);
		if (live) live.publishFixes(fixes, receivedAtMs);
		else {
			const early = opening.get(id)?.early;
			// Beyond this they are read from the database at the next change of the ground.
			if (early && early.length < MAX_EARLY_FIXES) early.push(...fixes);
		}
	}

	/** What other nodes stored and could not tell. */
	let catching: Promise<void> | null = null;
	async function catchUpFixes(): Promise<void> {
		// A reading that is under way may have begun too early.
		await catching?.catch(() => undefined);
		await (catching ??= readFixes().finally(() => (catching = null)));
	}
	async function readFixes(): Promise<void> {
		const missed = (await shared?.fixes.look()) ?? [];
		for (const [id, fixes] of Map.groupBy(missed, ({ districtId }) => districtId)) handOut(id, fixes, null);
	}

	/** Takes over what has no owner, and begins to judge it at once. */
	async function seek(ids: readonly AreaId[]): Promise<void> {
		if (!shared) return;
		const taken = await shared.ownership.seek(ids);
		for (const id of taken) await districts.get(id)?.judge();
	}

	const between: DistrictNodes | null = shared && {
		ownership: shared.ownership,
		ownersCopy: async (id) => (await io.nodes?.ownersCopy(id)) ?? null,
		catchUpFixes,
		onPublished(id, seq, ground) {
			if (seq <= (toldSeq.get(id) ?? 0)) return;
			toldSeq.set(id, seq);
			io.nodes?.tellEvents(id, seq, ground);
		},
		onLost: drop,
		isClosing: () => closing
	};

	/** The next look opens it anew, if it is still there. */
	function drop(id: AreaId): void {
		const live = districts.get(id);
		if (!live || !districts.delete(id)) return;
		io.restartWatchers(live.areaIds());
		live.abandon().catch((error: unknown) => faults.failed('close district', error));
	}

	const tracks = openTrackKeeper(db, nowMs);
	/** Where there are several nodes, one of them lets go of what is old. */
	const isSteward = (): boolean => shared?.ownership.isSteward ?? true;
	const believed = openBelievedClock(db, nowMs);
	let clockAheadMs = 0;
	/** Phones have had time to report since the start: a leap that nobody confirms is told, every time. */
	async function watchClock(): Promise<void> {
		({ aheadMs: clockAheadMs } = await believed.now());
		if (clockAheadMs === 0) return;
		const values = { days: (clockAheadMs / 86_400_000).toFixed(1) };
		const said = { zh: say('zh', 'clock.ahead', values), en: say('en', 'clock.ahead', values) };
		console.error(JSON.stringify({ at: new Date(nowMs()).toISOString(), level: 'warn', where: 'clock', ...said }));
	}
	async function dropOld(): Promise<void> {
		if (!isSteward()) return;
		const dropped = await tracks.dropOld(sets, (await believed.now()).atMs);
		if (dropped.days.length + dropped.fixes + dropped.apart + dropped.accessLog + dropped.coverage + dropped.gaps === 0) return;
		console.error(JSON.stringify({ at: new Date(nowMs()).toISOString(), level: 'info', where: 'old tracks', ...dropped }));
	}

	const ending = new AbortController();
	async function keepThePast(): Promise<void> {
		if (!isSteward()) return;
		const { atMs } = await believed.now();
		for (const { districtId } of districts.values())
			for (let marks = 0; marks < MARKS_AT_ONCE && !closing; marks++) if (!(await keepPast(db, districtId, atMs, ending.signal))) break;
	}

	async function dropOldFieldRecords(): Promise<void> {
		if (!isSteward()) return;
		const gone = await deleteOldFieldRecords(db, (await believed.now()).atMs);
		if (gone.records + gone.photos === 0) return;
		console.error(JSON.stringify({ at: new Date(nowMs()).toISOString(), level: 'info', where: 'old field records', ...gone }));
	}

	const devices: DeviceBook = openDeviceBook(db, nowMs);
	const writer = openFixRecorder({
		nowMs,
		async commit(ids, rows, receivedAtMs) {
			const committed = await commitFixes(db, ids, rows, receivedAtMs);
			faults.well('record fixes');
			metrics.fixesApart += committed.apart;
			metrics.fixesRepeated += rows.length - committed.stored.length - committed.apart;
			return committed;
		},
		patrolRules: (districtId) => (ruleSetAt(sets, districtId, nowMs())?.rules ?? DEFAULT_RULES).patrol,
		onStored,
		onRefused: devices.forget,
		onFault: (error) => faults.failed('record fixes', error)
	});
	const recorder: FixRecorder = {
		record(device, fixes) {
			districtOf.set(device.id, device.districtId);
			return writer.record(device, fixes);
		},
		get queued() {
			return writer.queued;
		},
		close: writer.close
	};

	function open(id: AreaId): void {
		const early: StoredFix[] = [];
		const done = openDistrictLive({
			db,
			districtId: id,
			nowMs,
			metrics,
			watched: io.watched,
			sendTick: io.sendTick,
			sendEvents: io.sendEvents,
			tellPeople: io.tellPeople,
			restartWatchers: io.restartWatchers,
			onGround: parts.onGround ?? (() => undefined),
			onFault: faults.failed,
			...(between ? { nodes: between } : {})
		}).then(
			(opened) => {
				opening.delete(id);
				if (!opened.ok) return;
				districts.set(id, opened.value);
				if (early.length > 0) opened.value.publishFixes(early, null);
				faults.well(`open district ${id}`);
			},
			(error: unknown) => {
				// The next look tries again.
				opening.delete(id);
				faults.failed(`open district ${id}`, error);
			}
		);
		opening.set(id, { early, done });
	}

	let looked = 0;
	let looking: Promise<void> | null = null;
	const look = (): Promise<void> => (looking ??= lookNow().finally(() => (looking = null)));
	async function lookNow(): Promise<void> {
		sets = await ruleSets(db);
		const seen = await districtFingerprints(db);
		if (closing) return;
		await seek(seen.map(({ districtId }) => districtId));
		if (shared) await catchUpFixes();
		looked++;
		for (const fingerprint of seen) {
			const live = districts.get(fingerprint.districtId);
			if (live) await live.follow(fingerprint);
			else if (!opening.has(fingerprint.districtId)) open(fingerprint.districtId);
		}
		const there = new Set(seen.map((one) => one.districtId));
		for (const [id, live] of districts) {
			if (there.has(id)) continue;
			districts.delete(id);
			io.restartWatchers(live.areaIds());
			await live.abandon();
		}
	}

	/** Work that repeats, never overlapping itself, its faults told once. */
	const timers: NodeJS.Timeout[] = [];
	const underWay = new Set<Promise<void>>();
	function every(ms: number, where: string, work: () => Promise<void>): void {
		let busy = false;
		timers.push(
			setInterval(() => {
				if (busy || closing) return;
				busy = true;
				void once(where, work).finally(() => (busy = false));
			}, ms)
		);
	}
	function once(where: string, work: () => Promise<void>): Promise<void> {
		const run = work().then(
			() => faults.well(where),
			(error: unknown) => faults.failed(where, error)
		);
		underWay.add(run);
		return run.finally(() => underWay.delete(run));
	}
	timers.push(
		setInterval(() => {
			for (const district of districts.values()) district.tick();
		}, TICK_MS)
	);
	every(JUDGE_MS, 'judge', async () => {
		for (const district of districts.values()) await district.judge();
	});
	every(LOOK_MS, 'look for changes', look);
	if (shared) every(SEEK_MS, 'own districts', () => seek([...districts.keys(), ...opening.keys()]));
	every(PLANS_MS, 'plans', advance);
	every(LOOK_MS, 'drafts', lookAtDrafts);
	every(LOOK_MS, 'sessions', io.dismissEnded);
	every(LOOK_MS, 'slow readers', async () => io.dropSlow());
	every(10_000, 'checkpoint', async () => {
		for (const district of districts.values()) await district.keep();
	});
	every(PRUNE_MS, 'old events', async () => {
		if (!isSteward()) return;
		const before = nowMs() - (parts.keepEventsH ?? KEEP_EVENTS_H) * 3_600_000;
		if ((await deleteEventsBefore(db, before)) > 0) await tidyEvents(db);
	});

	every(MAKE_DAYS_MS, 'days of tracks', tracks.makeDays);
	every(CLOCK_MS, 'clock', watchClock);
	every(DROP_DAYS_MS, 'old tracks', dropOld);
	every(DROP_DAYS_MS, 'old field records', dropOldFieldRecords);
	every(KEEP_PAST_MS, 'the past', keepThePast);

	// A database that is away now is looked for again every two seconds.
	await look().catch((error: unknown) => faults.failed('look for changes', error));
	await tracks.makeDays().catch((error: unknown) => faults.failed('days of tracks', error));
	void once('old tracks', dropOld);
	void once('old field records', dropOldFieldRecords);
	const first = [...opening.values()].map((one) => one.done);

	async function end(part: (district: DistrictLive) => Promise<void>): Promise<void> {
		closing = true;
		ending.abort();
		for (const timer of timers) clearInterval(timer);
		closeDoor();
		await io.close();
		await recorder.close();
		await Promise.all([...underWay, ...[...opening.values()].map((one) => one.done)]);
		for (const district of districts.values()) await part(district).catch((error: unknown) => faults.failed('close district', error));
		await shared?.ownership.close();
		shared?.link.close();
	}

	const ingest: Ingest = {
		recorder,
		devices,
		count(format, status) {
			const key = `${format} ${status}`;
			metrics.ingest.set(key, (metrics.ingest.get(key) ?? 0) + 1);
		},
		onFault: (error) => faults.failed('find device', error),
		nowMs
	};
	const closeDoor = openTrackerDoor({
		httpServer: parts.httpServer,
		db,
		ingest,
		district: (id) => districts.get(id),
		...(parts.onTrackerAnswer ? { onAnswer: parts.onTrackerAnswer } : {})
	});

	const live: Live = {
		recorder,
		devices,
		metrics,
		district: (id) => districts.get(id),
		districts: () => [...districts.values()],
		get connections() {
			return io.connections;
		},
		get clockAheadMs() {
			return clockAheadMs;
		},
		get standing(): NodeStanding | null {
			if (!shared) return null;
			const codes = (owned: boolean): string[] =>
				[...districts.values()]
					.filter(({ districtId }) => shared.ownership.owns(districtId) === owned)
					.map(({ districtCode }) => districtCode);
			return { redis: shared.link.isUp ? 'up' : 'away', owns: codes(true), follows: codes(false) };
		},
		draftChanged,
		advancePlans: advance,
		ready: () => Promise.all(first).then(() => undefined),
		look,
		close: () => end((district) => district.close()),
		crash: () => end((district) => district.abandon())
	};
	return live;
}
