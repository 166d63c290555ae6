/**
 * Answers for a stretch of the past: finds the ground that held then, stands the reel at its beginning (by the fixes of the hours before it that
 * can still matter), and runs it. One stretch at a time; whoever has gone meanwhile is passed over.
 */
import type { AreaId } from '#lib/area/area.ts';
import type { RuleSet } from '#lib/rules/rule-set.ts';
import { stretchStart, STRETCH_MS, type ReplayDetail } from '#lib/wire/replay.ts';
import type { Db } from '#db/open.ts';
import { inReelThread } from '../replay/reel-thread.ts';
import type { ReelAnswer } from '../replay/reel-worker.ts';
import { planInView, rulesNow } from '../store/area-picture.ts';
import { districtFingerprints, loadLiveGround } from '../store/live-ground.ts';
import { packedFixes } from '../store/packed-fixes.ts';
import { checkInsUntil, gapsOpenBetween, groundTurns } from '../store/past-records.ts';

export interface StretchQuestion {
	readonly districtId: AreaId;
	readonly areaId: AreaId;
	/** The stretch in which this moment lies is told. */
	readonly atMs: number;
	readonly detail: ReplayDetail;
	/** Nothing is known from there on. */
	readonly nowMs: number;
}

const HOUR_MS = 3_600_000;
/** A district that is much asked about is gone on with before others for this long only by the order of asking. */
let last: Promise<unknown> = Promise.resolve();

/** @returns null where there is no such district, or who asked has gone. */
export function replayStretch(db: Db, question: StretchQuestion, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> {
	const turn = last.then(() => (signal.aborted ? null : reckon(db, question, signal)));
	last = turn.catch(() => undefined);
	return turn;
}

/** From when to when one stretch goes: ten minutes, cut where the plan or the rules changed. */
export async function stretchAround(
	db: Db,
	{ districtId, atMs, nowMs }: StretchQuestion
): Promise<{ readonly fromMs: number; readonly untilMs: number }> {
	const markMs = stretchStart(atMs);
	const turns = await groundTurns(db, districtId, markMs, markMs + STRETCH_MS);
	return {
		fromMs: Math.max(markMs, ...turns.filter((ms) => ms <= atMs)),
		untilMs: Math.min(markMs + STRETCH_MS, nowMs, ...turns.filter((ms) => ms > atMs))
	};
}

/** Names the ground that held at a moment: as long as it is the same, so are pictures and stretches. */
export async function groundAt(
	db: Db,
	districtId: AreaId,
	atMs: number
): Promise<{ readonly key: string; readonly rules: RuleSet } | null> {
	const print = (await districtFingerprints(db)).find((one) => one.districtId === districtId);
	if (!print) return null;
	const plan = await planInView(db, districtId, atMs);
	const rules = await rulesNow(db, districtId, atMs);
	const { posts, people, devices, buildings } = print.parts;
	return { key: [districtId, plan?.id, rules.version, buildings, posts, people, devices].join(' '), rules };
}

async function reckon(db: Db, question: StretchQuestion, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> {
	const { districtId, areaId, detail } = question;
	const { fromMs, untilMs } = await stretchAround(db, question);
	const ground = await groundAt(db, districtId, fromMs);
	if (!ground) return null;
	const { key, rules } = ground;
	const asked = { task: 'stretch', key, fromMs, untilMs, detail, areaId } as const;
	const there = await inReelThread(asked);
	if (there.say === 'stretch') return there.bytes;
	if (there.say === 'unknown-ground') {
		const full = await loadLiveGround(db, districtId, fromMs);
		if (!full) return null;
		await inReelThread({ task: 'ground', key, ground: full, rules });
	}
	const windowMs = Math.max(...Object.values(rules.rules.coverage.limitH)) * HOUR_MS + rules.rules.coverage.legMaxS * 1000;
	const stands = await inReelThread({ task: 'stand', key, atMs: fromMs, sinceMs: fromMs - windowMs });
	const sinceMs = stands.say === 'stands' && stands.atMs !== null ? stands.atMs : fromMs - windowMs;
	// The next page is read while this one is walked over.
	let walking: Promise<ReelAnswer> | null = null;
	for await (const page of packedFixes(db, districtId, sinceMs, fromMs)) {
		await walking;
		if (signal.aborted) return null;
		walking = inReelThread({ task: 'feed', key, fixes: page.bytes, untilMs: page.untilMs });
	}
	await walking;
	await inReelThread({ task: 'feed', key, fixes: new Uint8Array(), untilMs: fromMs });
	const fixes: Uint8Array[] = [];
	for await (const page of packedFixes(db, districtId, fromMs, untilMs)) fixes.push(page.bytes);
	const recorded = {
		gaps: await gapsOpenBetween(db, districtId, fromMs - HOUR_MS, untilMs),
		checkIns: await checkInsUntil(db, districtId, fromMs, untilMs)
	};
	await inReelThread({ task: 'run', key, fromMs, untilMs, fixes, recorded, detail });
	const told = await inReelThread(asked);
	if (told.say !== 'stretch') throw new Error(`replay: ${told.say}`);
	return told.bytes;
}
