/**
 * One district, live: who is where, what was seen when, what is covered and what is not. Fixes move it at once; judgements follow within seconds
 * and become durable events; whoever joins gets everything at one moment and everything after it, without a hole and without a repetition.
 */
import type { AreaId, GridId } from '#lib/area/area.ts';
import { done, refused, type Outcome } from '#lib/geo/outcome.ts';
import type { Gap } from '#lib/ledger/gap.ts';
import type { PersonId, PostStaffing } from '#lib/duty/post.ts';
import type { DistrictCoverage } from '#lib/patrol/district-coverage.ts';
import type { GridCoverage } from '#lib/patrol/grid-coverage.ts';
import { DEFAULT_RULES, ruleSetAt, type RuleSet, type Rules } from '#lib/rules/rule-set.ts';
import type { DurableEvent, JoinAnswer } from '#lib/wire/live.ts';
import { packTick, type BuildingSeen, type PatrolPosition } from '#lib/wire/tick.ts';
import type { Db } from '#db/open.ts';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { staffingOf } from '../store/check-ins.ts';
import { writeCoverageHistory } from '../store/coverage-history.ts';
import { eventsAfter, lastSeq } from '../store/events.ts';
import { devicesEver, fixesAfter, newestFixes, seqBefore, type StoredFix } from '../store/fixes.ts';
import { gapTimesSince, openGaps } from '../store/gaps.ts';
import { type DistrictFingerprint, groundMark, type LiveGround, loadLiveGround } from '../store/live-ground.ts';
import { shiftEndsSince } from '../store/field-shifts.ts';
import { readCheckpoint, writeCheckpoint } from '../store/seen-checkpoint.ts';
import { membershipOf } from './area-membership.ts';
import { createEventRing, type EventRing } from './event-ring.ts';
import { createEventWriter, type EventDraft, type EventWriter } from './event-writer.ts';
import { type GapSearch, openGapSearch } from './gap-search.ts';
import { createJoinAnswers } from './join-answers.ts';
import { createJudge, type Judge } from './judge.ts';
import { createLiveState, type LiveCopy } from './live-state.ts';
import type { LiveMetrics } from './metrics.ts';
import { NotTheOwner, type Ownership, SOLE_OWNER } from './nodes/ownership.ts';
import { openCoverage } from './open-coverage.ts';
import { createPositions } from './positions.ts';
import { createPostWatch } from './post-watch.ts';
import { createTickBatch } from './tick-batch.ts';

const HOUR_MS = 3_600_000;
/** Events held at hand for clients that come back. */
const RING_EVENTS = 4_000;
/** Fixes read from the database in one page while starting. */
const REPLAY_PAGE = 4_000;
/** Every so many ticks each watcher gets one, even if nothing moved. */
const TICKS_A_BEAT = 10;
/** A seen map in doubt is made again at most this often, ms. */
const REREAD_EVERY_MS = 60_000;
const HISTORY_EVERY_MS = 15 * 60_000;
const CHECKPOINT_EVERY_MS = 10 * 60_000;
/** Numbers of fixes that may still be under way when a newer one is in. */
const SEQ_MARGIN = 5_000;
/** An owner that is only just reading the district is asked for its picture this often, ms. */
const ASK_AGAIN_MS = 250;
/** Who hears of one of these asks for the picture of the ground anew. */
const GROUND_EVENTS: ReadonlySet<DurableEvent['kind']> = new Set(['plan-published', 'rules-changed', 'district-changed']);
const zip = promisify(gzip);
const unzip = promisify(gunzip);
/** A plain array: a Buffer's own `slice` is a view of memory that it shares with others. */
async function unpacked(body: Uint8Array): Promise<Uint8Array> {
	const bytes = await unzip(body);
	return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export interface DistrictLiveParts {
	readonly db: Db;
	readonly districtId: AreaId;
	readonly nowMs: () => number;
	readonly metrics: LiveMetrics;
	/** Areas somebody watches now. */
	readonly watched: () => ReadonlySet<AreaId>;
	readonly sendTick: (areaId: AreaId, bytes: Uint8Array) => void;
	readonly sendEvents: (areaId: AreaId, events: readonly DurableEvent[]) => void;
	/** The roster of these people changed. */
	readonly tellPeople: (people: readonly PersonId[]) => void;
	/** Every watcher of these areas must join again. */
	readonly restartWatchers: (areaIds: Iterable<AreaId>) => void;
	readonly onGround: () => void;
	readonly onFault: (where: string, error: unknown) => void;
	/** Where several nodes serve the database. Left out, this process owns everything. */
	readonly nodes?: DistrictNodes;
}

export interface DistrictNodes {
	readonly ownership: Ownership;
	/** The owner's picture; null where nobody answers for it now. */
	readonly ownersCopy: (districtId: AreaId) => Promise<LiveCopy | null>;
	/** Takes in whatever fixes other nodes stored. */
	readonly catchUpFixes: () => Promise<void>;
	/** Events were published here. @param ground whether one of them changed what the district stands on */
	readonly onPublished: (districtId: AreaId, seq: number, ground: boolean) => void;
	/** This node lost the thread of events and is not the owner: the district is to be opened anew. */
	readonly onLost: (districtId: AreaId) => void;
	readonly isClosing: () => boolean;
}

export interface DistrictLive {
	readonly districtId: AreaId;
	readonly districtCode: string;
	/** From the district down; empty for an area that is not of this district. */
	pathOf(areaId: AreaId): readonly AreaId[];
	/** Every area of the district, itself included. */
	areaIds(): Iterable<AreaId>;
	rules(): RuleSet;
	/** Fixes that are committed. Synchronous, so that the order of commits is the order here. The time is null where they had to wait for the district to open. */
	publishFixes(fixes: readonly StoredFix[], receivedAtMs: number | null): void;
	/** Synchronous: what it answers and what is sent afterwards join without a seam. */
	join(areaId: AreaId, lastSeq: number | null): Extract<JoinAnswer, { readonly ok: true }>;
	/** A change whose facts another action saves: its events are published in turn. */
	change: EventWriter['write'];
	/** What to tell of these posts, so that nobody hears of a post they may not watch. */
	staffingEvents(posts: readonly PostStaffing[]): EventDraft[];
	/** Sends what moved. Called a few times a second. */
	tick(): void;
	/** Judges what is due, saves and publishes it. Never runs twice at once. Does nothing where another node owns the district. */
	judge(): Promise<void>;
	/** Another node published events up to this number. */
	hear(seq: number): Promise<void>;
	/** For another node; null where this one is not the owner. */
	copy(): LiveCopy | null;
	/** Checkpoint and history, when it is time for them. */
	keep(): Promise<void>;
	/** Another process may have changed the district: looks, and takes the change in. */
	follow(seen: DistrictFingerprint): Promise<void>;
	openGaps(): readonly Gap[];
	coverage(): ReadonlyMap<GridId, GridCoverage>;
	staffing(): readonly PostStaffing[];
	positions(): Iterable<PatrolPosition>;
	/** When a building was last seen, Unix ms; null if never. */
	seenAtMs(buildingId: number): number | null;
	readonly newestFixAtMs: number | null;
	readonly dueGrids: number;
	/** Ends, and keeps what a restart would otherwise have to compute again. */
	close(): Promise<void>;
	/** Ends without keeping anything: the district is gone. */
	abandon(): Promise<void>;
}

type Kept = ReturnType<typeof hold>;

/** What stands on one reading of the ground, replaced together. */
function hold(ground: LiveGround, coverage: DistrictCoverage, search: GapSearch, rules: RuleSet) {
	const members = membershipOf(ground);
	return {
		ground,
		mark: groundMark(ground.fingerprint.parts),
		members,
		coverage,
		search,
		rules,
		devices: new Set(ground.devices.map((device) => device.id))
	};
}

/** @returns `missing` where there is no such district. */
export async function openDistrictLive(parts: DistrictLiveParts): Promise<Outcome<DistrictLive, { readonly kind: 'missing' }>> {
	const { db, districtId, nowMs, metrics } = parts;
	const state = createLiveState();
	const positions = createPositions();
	const batch = createTickBatch();
	const posts = createPostWatch(db);
	const { nodes } = parts;
	const ownership = nodes?.ownership ?? SOLE_OWNER;
	/** Whether this process judges: the owner, once it has taken over. */
	let ruling = false;
	let ring: EventRing = createEventRing(0, RING_EVENTS);
	let kept: Kept;
	let judge: Judge;
	/** Fixes committed while the ground is read; taken in again afterwards, which changes nothing where they are in already. */
	let meanwhile: StoredFix[] | null = [];
	/** Newest fixes of devices that the ground does not know yet: made a moment ago by another process. */
	const strays = new Map<number, StoredFix>();
	/** The seen map is in doubt. */
	let mustReread = false;
	let rereadAtMs = 0;
	let newestSeq = 0;
	/** The plan that the last `plan-published` told of. */
	let toldPlanId: number | null = null;
	let waitingSinceMs: number[] = [];
	let fullTicks = new Map<AreaId, Uint8Array<ArrayBuffer>>();
	const answers = createJoinAnswers({
		ring: () => ring,
		snapshot: (areaId) => state.snapshot(areaId, kept.members, ring.lastSeq, nowMs()),
		nowMs
	});
	let tickNo = 0;
	let following: Promise<void> | null = null;
	let checkpointAtMs = nowMs();
	let historyAtMs = nowMs();
	let closed = false;
	/** By person. */
	let shiftEnds: ReadonlyMap<PersonId, number> = new Map();

	const rulesNow = (ground: LiveGround): RuleSet =>
		ruleSetAt(ground.ruleSets, districtId, nowMs()) ?? {
			version: 0,
			districtId: null,
			effectiveFromMs: 0,
			note: '',
			rules: DEFAULT_RULES
		};

	/** One road for all durable facts: the state, the ring, the watchers. */
	function publish(events: readonly DurableEvent[]): void {
		for (const event of events) {
			state.apply(event);
			posts.hear(event);
			if (event.kind === 'plan-published') toldPlanId = event.body.plan.id;
			if (event.kind === 'roster-changed') parts.tellPeople(event.body.people);
		}
		ring.add(events);
		// A tick packed before these events says so in its head.
		fullTicks.clear();
		metrics.events += events.length;
		for (const area of parts.watched()) {
			const heard = events.filter((event) => event.areaIds.includes(area));
			if (heard.length > 0) parts.sendEvents(area, heard);
		}
		const last = events.at(-1);
		if (last)
			nodes?.onPublished(
				districtId,
				last.seq,
				events.some(({ kind }) => GROUND_EVENTS.has(kind))
			);
	}

	const writer = createEventWriter({
		db,
		districtId,
		ring: () => ring,
		publish,
		nowMs,
		async onHole(last) {
			if (!ruling && nodes) {
				nodes.onLost(districtId);
				throw new Error('the thread of events is lost: the district is opened anew');
			}
			ring = createEventRing(last, RING_EVENTS);
			await readDurable();
			judge.touch(kept.ground.grids.map((grid) => grid.id));
			parts.restartWatchers(kept.ground.parents.keys());
		}
	});

	/** Only the owner's judgement is written, and only as long as it is the owner. */
	const judgement: Pick<EventWriter, 'write'> = {
		write: (save) =>
			writer.write(async (trx) => {
				await ownership.assure(trx, districtId);
				return save(trx);
			})
	};

	/** The owner's picture instead of one of our own, so that whoever watches here sees what they would see there. */
	async function takeCopy(): Promise<boolean> {
		const copy = await nodes?.ownersCopy(districtId);
		if (!copy || copy.seq < ring.lastSeq) return false;
		const between = (await eventsAfter(db, districtId, ring.lastSeq, RING_EVENTS)).filter(({ seq }) => seq <= copy.seq);
		if (between.length === copy.seq - ring.lastSeq) ring.add(between);
		else ring = createEventRing(copy.seq, RING_EVENTS);
		state.take(copy);
		fullTicks.clear();
		answers.forget();
		return true;
	}

	/** Everything is judged once before anybody joins, or taken from who has judged it, so that no snapshot is half a picture. */
	async function firstPicture(): Promise<boolean> {
		for (;;) {
			if (ownership.owns(districtId)) {
				await judge.run(true);
				ruling = true;
				return true;
			}
			if (await takeCopy()) return true;
			if (nodes?.isClosing()) return false;
			await new Promise((next) => setTimeout(next, ASK_AGAIN_MS));
		}
	}

	/** From following to judging: everything that was committed is taken in first. */
	async function takeOver(): Promise<void> {
		await nodes?.catchUpFixes();
		await writer.catchUp();
		await readShiftEnds();
		posts.forget();
		ruling = true;
	}

	async function readShiftEnds(): Promise<void> {
		shiftEnds = await shiftEndsSince(db, districtId, nowMs() - rulesNow(kept.ground).rules.patrol.offShiftAfterS * 1000);
	}

	async function readDurable(): Promise<void> {
		const [gaps, staffing, lastHour] = [
			await openGaps(db, districtId),
			await staffingOf(db, districtId),
			await gapTimesSince(db, districtId, nowMs() - HOUR_MS)
		];
		state.reset(gaps, staffing, lastHour);
	}

	function takeIn(fixes: readonly StoredFix[], painted: boolean): void {
		for (const fix of fixes) {
			newestSeq = Math.max(newestSeq, fix.seq);
			if (!kept.devices.has(fix.deviceId)) {
				const stray = strays.get(fix.deviceId);
				if (!stray || stray.recordedAtMs < fix.recordedAtMs) strays.set(fix.deviceId, fix);
				continue;
			}
			const moved = positions.offer(fix.deviceId, fix);
			if (moved && painted) batch.moved(moved);
		}
		try {
			const { seen, touched } = kept.coverage.addFixes(fixes);
			judge.touch(touched);
			if (painted) for (const building of seen) batch.seen(building);
		} catch (error) {
			// The fixes are safe in the database: the seen map is made again from there, and nobody is told that theirs was not stored.
			mustReread = true;
			parts.onFault('coverage', error);
		}
	}

	/** The seen map from its checkpoint and the fixes since, or from all fixes that can still matter. */
	async function replay(ground: LiveGround, coverage: DistrictCoverage, rules: Rules): Promise<number> {
		const checkpoint = await readCheckpoint(db, districtId);
		const restored =
			checkpoint !== null && checkpoint.fingerprint === groundPrint(ground) && restore(coverage, await unpacked(checkpoint.body));
		const recordedSinceMs = nowMs() - Math.max(...Object.values(rules.coverage.limitH)) * HOUR_MS - rules.coverage.legMaxS * 1000;
		const devices = await devicesEver(db, districtId);
		// Late fixes may carry any time; with a checkpoint nothing but their number says whether they are in it.
		let seq = restored ? checkpoint.fixSeq : await seqBefore(db, recordedSinceMs);
		let next = fixesAfter(db, devices, seq, REPLAY_PAGE);
		for (;;) {
			const page = await next;
			seq = page.seq;
			// The next page is read while this one is walked over.
			if (!page.isLast) next = fixesAfter(db, devices, seq, REPLAY_PAGE);
			if (page.fixes.length > 0) coverage.addFixes(page.fixes);
			if (page.isLast) return seq;
			await breathe();
		}
	}

	/** Reads the ground anew and everything that stands on it. */
	async function readGround(): Promise<boolean> {
		meanwhile ??= [];
		const ground = await loadLiveGround(db, districtId);
		if (!ground) return false;
		const rules = rulesNow(ground);
		const same = kept !== undefined && !mustReread && groundPrint(kept.ground) === groundPrint(ground);
		mustReread = false;
		const coverage = same ? kept.coverage : openCoverage(ground, rules.rules);
		if (!same) newestSeq = Math.max(newestSeq, await replay(ground, coverage, rules.rules));
		const search = same ? kept.search : openGapSearch();
		if (!same) kept?.search.close();
		kept = hold(ground, coverage, search, rules);
		posts.forget();
		judge = createJudge({
			...kept,
			state,
			writer,
			positions,
			posts,
			shiftEndedAtMs: (id) => shiftEnds.get(id) ?? -Infinity,
			metrics,
			nowMs
		});
		positions.keepOnly(new Set(ground.devices.map((device) => device.id as number)));
		state.keepGrids(new Set(ground.grids.map((grid) => grid.id)));
		for (const fix of await newestFixes(db, districtId)) if (kept.devices.has(fix.deviceId)) offerQuietly(fix);
		const [late, lost] = [meanwhile, [...strays.values()]];
		meanwhile = null;
		strays.clear();
		takeIn([...late, ...lost], true);
		judge.touch(ground.grids.map((grid) => grid.id));
		fullTicks.clear();
		answers.forget();
		return true;
	}

	function offerQuietly(fix: StoredFix): void {
		const moved = positions.offer(fix.deviceId, fix);
		if (moved) batch.moved(moved);
	}

	function fullTick(areaId: AreaId): Uint8Array<ArrayBuffer> {
		// Whatever moves after this is packed here is in the batch too and comes with the next tick, so one packing serves all who join until then.
		let bytes = fullTicks.get(areaId);
		if (!bytes) {
			const here: PatrolPosition[] = [];
			for (const position of positions.all()) if (kept.members.ofPatrol(position.no).includes(areaId)) here.push(position);
			const seen: BuildingSeen[] = [];
			for (const { id } of kept.ground.buildings) {
				const seenAtS = kept.coverage.seenAtS(id);
				if (seenAtS > 0 && kept.members.ofBuilding(id).includes(areaId)) seen.push({ buildingId: id, seenAtS });
			}
			bytes = packTick({ seq: ring.lastSeq, serverTimeMs: nowMs(), positions: here, seen });
			fullTicks.set(areaId, bytes);
		}
		return bytes;
	}

	async function checkpoint(): Promise<void> {
		// A little is read twice: a commit that was slow may carry a lower number than one that is in already.
		const fixSeq = Math.max(0, newestSeq - SEQ_MARGIN);
		const body = await zip(kept.coverage.snapshot(), { level: 1 });
		await writeCheckpoint(db, districtId, {
			atMs: nowMs(),
			fixSeq,
			fingerprint: groundPrint(kept.ground),
			body
		});
	}

	// The last events of before the start: a client that was there then gets the rest and not everything again.
	ring = createEventRing(0, RING_EVENTS);
	const last = await lastSeq(db, districtId);
	const past = (await eventsAfter(db, districtId, 0, RING_EVENTS)).filter((event) => event.seq <= last);
	const unbroken = past.findLastIndex((event, i) => i === 0 || event.seq !== (past[i - 1]?.seq ?? 0) + 1);
	const recent = past.at(-1)?.seq === last ? past.slice(Math.max(0, unbroken)) : [];
	ring = createEventRing(recent.length > 0 ? (recent[0]?.seq ?? 1) - 1 : last, RING_EVENTS);
	ring.add(recent);
	await readDurable();
	if (!(await readGround())) return refused({ kind: 'missing' });
	await readShiftEnds();
	if (!(await firstPicture())) return refused({ kind: 'missing' });
	metrics.longestPassMs = 0;

	const live: DistrictLive = {
		districtId,
		get districtCode() {
			return kept.ground.districtCode;
		},
		pathOf: (areaId) => kept.members.pathOf(areaId),
		areaIds: () => kept.ground.parents.keys(),
		rules: () => kept.rules,
		publishFixes(fixes, receivedAtMs) {
			if (meanwhile) meanwhile.push(...fixes);
			takeIn(fixes, true);
			if (receivedAtMs !== null) waitingSinceMs.push(receivedAtMs);
		},
		join: (areaId, since) => ({ ok: true, ...answers.answer(areaId, since), ground: kept.mark, tick: fullTick(areaId) }),
		change: writer.write,
		staffingEvents(posts) {
			const byPlace = new Map<string, { readonly path: readonly AreaId[]; readonly posts: PostStaffing[] }>();
			for (const post of posts) {
				const path = kept.members.ofPost(post.postId);
				const place = byPlace.get(path.join()) ?? { path, posts: [] };
				place.posts.push(post);
				byPlace.set(path.join(), place);
			}
			return [...byPlace.values()].map(({ path, posts }) => ({ kind: 'post-staffing-changed', areaIds: path, body: { posts } }));
		},
		tick() {
			const everyone = ++tickNo % TICKS_A_BEAT === 0;
			if (batch.isEmpty && !everyone) return;
			const { members } = kept;
			const packed = batch.pack(
				parts.watched(),
				{ patrol: members.ofPatrol, building: members.ofBuilding },
				{ seq: ring.lastSeq, serverTimeMs: nowMs() },
				everyone
			);
			fullTicks = new Map();
			for (const [area, bytes] of packed) {
				if (members.pathOf(area).length === 0) continue;
				parts.sendTick(area, bytes);
				metrics.ticks++;
				metrics.tickBytes += bytes.byteLength;
			}
			const now = nowMs();
			for (const since of waitingSinceMs) metrics.fixToTick.observe(now - since);
			waitingSinceMs = [];
		},
		async judge() {
			// While the ground is read anew there are two grounds; what the old one finds must not be written after the new one's.
			if (closed || following) return;
			if (!ownership.owns(districtId)) {
				ruling = false;
				judge.standBy();
				return;
			}
			if (!ruling) await takeOver();
			try {
				await judge.run(false);
			} catch (error) {
				// Another has taken over, and judges the same.
				if (!(error instanceof NotTheOwner)) throw error;
				ruling = false;
			}
		},
		async hear(seq) {
			if (seq > ring.lastSeq) await writer.catchUp();
		},
		copy: () => (ruling && ownership.owns(districtId) ? state.copy(ring.lastSeq) : null),
		async keep() {
			const now = nowMs();
			await readShiftEnds();
			if (!ruling) return;
			// By how much, not in which direction: a clock that was set back must not put it off.
			if (Math.abs(now - checkpointAtMs) >= CHECKPOINT_EVERY_MS) {
				checkpointAtMs = now;
				await checkpoint();
			}
			if (Math.floor(now / HISTORY_EVERY_MS) !== Math.floor(historyAtMs / HISTORY_EVERY_MS)) {
				historyAtMs = now;
				await writeCoverageHistory(db, [...state.coverage.values()], Math.floor(now / HISTORY_EVERY_MS) * HISTORY_EVERY_MS);
			}
		},
		follow(seen) {
			following ??= takeChange(seen).finally(() => (following = null));
			return following;
		},
		openGaps: () => [...state.gaps.values()],
		seenAtMs: (buildingId) => kept.coverage.seenAtMs(buildingId) || null,
		coverage: () => state.coverage,
		staffing: () => [...state.staffing.values()],
		positions: () => positions.all(),
		get newestFixAtMs() {
			return positions.newestAtMs;
		},
		get dueGrids() {
			return ruling ? judge.pending : 0;
		},
		async close() {
			await live.abandon();
			if (ruling) await checkpoint();
		},
		async abandon() {
			closed = true;
			await following?.catch(() => undefined);
			await judge.settled();
			kept.search.close();
			await writer.settled();
		}
	};

	async function takeChange(seen: DistrictFingerprint): Promise<void> {
		const before = kept.ground.fingerprint.parts;
		const changed = (Object.keys(before) as (keyof typeof before)[]).filter((part) => before[part] !== seen.parts[part]);
		// Who hears of a new plan asks for its picture at once: the ground under it is read first.
		if (!changed.includes('plan')) await writer.catchUp();
		const reread = mustReread && Math.abs(nowMs() - rereadAtMs) > REREAD_EVERY_MS;
		if (changed.length === 0 && strays.size === 0 && !reread) return;
		if (reread) rereadAtMs = nowMs();
		await judge.settled();
		if (!(await readGround())) return;
		if (changed.includes('plan')) {
			parts.onGround();
			await writer.catchUp();
		}
		const areaIds = [...kept.ground.parents.keys()];
		const drafts: EventDraft[] = [];
		const { plan } = kept.ground;
		const published = changed.includes('plan') && plan?.state === 'effective';
		// Whoever let it hold has said so in the same transaction.
		if (published && toldPlanId !== plan.id) {
			const { faultList: _, madeAtMs: __, ...summary } = plan;
			drafts.push({ kind: 'plan-published', areaIds, body: { plan: summary } });
		}
		if (changed.includes('rules')) drafts.push({ kind: 'rules-changed', areaIds, body: { version: kept.rules.version } });
		const what = (['buildings', 'posts', 'people', 'devices'] as const).filter(
			(part) => changed.includes(part) || (part === 'buildings' && changed.includes('plan') && !published)
		);
		if (what.length > 0) drafts.push({ kind: 'district-changed', areaIds, body: { what } });
		if (drafts.length === 0) return;
		parts.onGround();
		// Another node's owner notices the same and says so.
		if (ruling) await judgement.write(async () => drafts);
	}

	return done(live);
}

/** What the seen map stands on: another plan, other buildings or other rules make another map. */
const groundPrint = (ground: LiveGround): string => {
	const { plan, buildings, rules } = ground.fingerprint.parts;
	return JSON.stringify([plan, buildings, rules]);
};

/** @returns false where the bytes were made on other ground or by other rules; nothing is changed then. */
function restore(coverage: DistrictCoverage, bytes: Uint8Array): boolean {
	try {
		coverage.restore(bytes);
		return true;
	} catch (error) {
		if (error instanceof RangeError) return false;
		throw error;
	}
}

const breathe = (): Promise<void> => new Promise((next) => setImmediate(next));
