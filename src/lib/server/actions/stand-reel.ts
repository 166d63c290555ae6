/**
 * Stands the past at a moment: from the nearest state that still holds (in the thread's memory, or kept in the database every few hours), walking
 * over the fixes after it; without one, over all that can still matter. States passed on the way are kept for the next who asks.
 */
import type { AreaId } from '#lib/area/area.ts';
import type { RuleSet } from '#lib/rules/rule-set.ts';
import type { Db } from '#db/open.ts';
import { lookBackMs } from '../replay/reel.ts';
import { inReelThread } from '../replay/reel-thread.ts';
import type { ReelAnswer } from '../replay/reel-worker.ts';
import { planInView, rulesNow } from '../store/area-picture.ts';
import { districtFingerprints, loadLiveGround } from '../store/live-ground.ts';
import { packedFixes } from '../store/packed-fixes.ts';
import { lastDutyTurn } from '../store/past-records.ts';
import {
	deletePastSeen,
	fixesAfter,
	isStillAll,
	pastSeen,
	pastSeenBody,
	settledFixSeq,
	writePastSeen,
	type ReadUpTo
} from '../store/past-seen.ts';

/** A state is kept at each of these marks: going to any moment walks over no more than this. */
export const MARK_MS = 4 * 3_600_000;
/** Nothing is kept of what is this fresh: phones still report of it. */
export const FRESH_MS = 15 * 60_000;
const SETTLED_EVERY_MS = 60_000;

export interface PastGround {
	/** Names the ground that held: as long as it is the same, so are stretches. */
	readonly key: string;
	/** The same with whoever was named for it: as long as it is the same, so are still pictures. */
	readonly picture: string;
	/** The same for what coverage stands on alone: who walks and where posts are may change meanwhile. */
	readonly coverageKey: string;
	readonly rules: RuleSet;
}

/** @returns null where there is no such district. */
export async function groundAt(db: Db, districtId: AreaId, atMs: number): Promise<PastGround | null> {
	const print = (await districtFingerprints(db)).find((one) => one.districtId === districtId);
	if (!print) return null;
	const plan = await planInView(db, districtId, atMs);
	const rules = await rulesNow(db, districtId, atMs);
	const { posts, people, devices, buildings } = print.parts;
	const coverageKey = [districtId, plan?.id, rules.version, buildings].join(' ');
	const key = [coverageKey, posts, people, devices].join(' ');
	return { key, picture: `${key} ${(await lastDutyTurn(db, districtId, atMs)) ?? ''}`, coverageKey, rules };
}

/** One thing at a time on the reels of a thread. */
const last = { watched: Promise.resolve() as Promise<unknown>, kept: Promise.resolve() as Promise<unknown> };
export function inTurn<T>(lane: keyof typeof last, work: () => Promise<T>): Promise<T> {
	const turn = last[lane].then(work);
	last[lane] = turn.catch(() => undefined);
	return turn;
}

/** What the coverage ground of a moment is called; reads it where the thread does not know it yet. @returns null where there is no such district. */
export async function groundName(db: Db, districtId: AreaId, { key, rules }: PastGround, atMs: number): Promise<string | null> {
	for (;;) {
		const answer = await inReelThread({ task: 'nearest', key, fromMs: 0, atMs: 0 });
		if (answer.say === 'nearest') return answer.ground;
		const ground = await loadLiveGround(db, districtId, atMs);
		if (!ground) return null;
		await inReelThread({ task: 'ground', key, ground, rules });
	}
}

/** What is known of the fixes before each of some moments, counted before any of them is read: what comes in between is then found missing. */
export interface Known {
	at(ms: number): ReadUpTo;
}

const settled = new WeakMap<Db, { readonly atMs: number; readonly seq: number }>();
async function settledSeq(db: Db, nowMs: number): Promise<number> {
	const known = settled.get(db);
	// An older one is as true, and only has more counted.
	if (known && Math.abs(nowMs - known.atMs) < SETTLED_EVERY_MS) return known.seq;
	const seq = await settledFixSeq(db, nowMs);
	settled.set(db, { atMs: nowMs, seq });
	return seq;
}

export interface Standing {
	readonly districtId: AreaId;
	readonly ground: PastGround;
	readonly atMs: number;
	/** Further moments that must be known, none before `atMs`. */
	readonly alsoMs: readonly number[];
	readonly nowMs: number;
}

/** @returns null where who asked has gone, or the district. */
export async function standReel(db: Db, { districtId, ground, atMs, alsoMs, nowMs }: Standing, signal: AbortSignal): Promise<Known | null> {
	const { key } = ground;
	const name = await groundName(db, districtId, ground, atMs);
	if (name === null) return null;
	const backMs = lookBackMs(ground.rules.rules);
	const marks: number[] = [];
	for (let ms = Math.ceil((atMs - backMs) / MARK_MS) * MARK_MS; ms <= atMs; ms += MARK_MS) marks.push(ms);
	const moments = [...new Set([...marks, atMs, ...alsoMs])].sort((a, b) => a - b);
	const fixSeq = await settledSeq(db, nowMs);
	const counts = await fixesAfter(db, districtId, fixSeq, moments);
	const known: Known = { at: (ms) => ({ fixSeq, fixesAfter: counts[moments.indexOf(ms)] ?? NaN }) };

	const base = await fromMemory(db, districtId, key, atMs, backMs);
	const kept = await fromKept(db, districtId, key, name, { fromMs: Math.max(atMs - backMs, (base?.atMs ?? -Infinity) + 1), atMs, backMs });
	if (!kept && base) await inReelThread({ task: 'stand', key, atMs: base.atMs });
	const begun = kept ?? base ?? { atMs: atMs - backMs, sinceMs: atMs - backMs };
	if (!kept && !base) await inReelThread({ task: 'begin', key, sinceMs: begun.sinceMs });

	let fromMs = begun.atMs;
	for (const mark of [...marks.filter((ms) => ms > begun.atMs), atMs]) {
		if (!(await walk(db, districtId, key, fromMs, mark, signal))) return null;
		fromMs = mark;
		if (mark % MARK_MS !== 0 || mark === begun.atMs || mark - begun.sinceMs < backMs || mark > nowMs - FRESH_MS) continue;
		const state = await inReelThread({ task: 'keep', key });
		if (state.say !== 'state') continue;
		await writePastSeen(db, districtId, { atMs: mark, ground: name, sinceMs: begun.sinceMs, read: known.at(mark) }, state.bytes);
	}
	return known;
}

interface Begun {
	readonly atMs: number;
	readonly sinceMs: number;
}

/** The nearest state in the thread's memory, if nothing has come late since. */
async function fromMemory(db: Db, districtId: AreaId, key: string, atMs: number, backMs: number): Promise<Begun | null> {
	const near = await inReelThread({ task: 'nearest', key, fromMs: atMs - backMs, atMs });
	if (near.say !== 'nearest' || !near.state || near.state.sinceMs > atMs - backMs) return null;
	if (await isStillAll(db, districtId, near.state.atMs, near.state.read)) return near.state;
	await inReelThread({ task: 'forget', key });
	return null;
}

/** Stands the reel at the nearest state kept in the database that still holds; those that do not are let go of. */
async function fromKept(
	db: Db,
	districtId: AreaId,
	key: string,
	name: string,
	{ fromMs, atMs, backMs }: { readonly fromMs: number; readonly atMs: number; readonly backMs: number }
): Promise<Begun | null> {
	for (const one of await pastSeen(db, districtId, name, fromMs, atMs)) {
		// Rules may have come to look farther back than they did.
		if (one.sinceMs > atMs - backMs) continue;
		const body = (await isStillAll(db, districtId, one.atMs, one.read)) ? await pastSeenBody(db, districtId, one.atMs) : null;
		const stood = body && (await inReelThread({ task: 'restore', key, atMs: one.atMs, sinceMs: one.sinceMs, body }));
		if (stood?.say === 'done') return one;
		await deletePastSeen(db, districtId, one.atMs);
	}
	return null;
}

/** @returns false where who asked has gone. */
async function walk(db: Db, districtId: AreaId, key: string, fromMs: number, untilMs: number, signal: AbortSignal): Promise<boolean> {
	// The next page is read while this one is walked over.
	let walking: Promise<ReelAnswer> | null = null;
	for await (const page of packedFixes(db, districtId, fromMs, untilMs)) {
		await walking;
		if (signal.aborted) return false;
		walking = inReelThread({ task: 'feed', key, fixes: page.bytes, untilMs: page.untilMs });
	}
	await walking;
	await inReelThread({ task: 'feed', key, fixes: new Uint8Array(), untilMs });
	return true;
}
