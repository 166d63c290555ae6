/** Answers for a stretch of the past: finds the ground that held then, stands the reel at its beginning, and runs it. One at a time. */
import type { AreaId } from '#lib/area/area.ts';
import { stretchStart, STRETCH_MS, type ReplayDetail } from '#lib/wire/replay.ts';
import type { Db } from '#db/open.ts';
import { inReelThread } from '../replay/reel-thread.ts';
import { packedFixes } from '../store/packed-fixes.ts';
import { checkInsUntil, dutiesBetween, gapsOpenBetween, groundTurns } from '../store/past-records.ts';
import { isStillAll } from '../store/past-seen.ts';
import { groundAt, inTurn, standReel } from './stand-reel.ts';

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

/** @returns null where there is no such district, or who asked has gone. */
export const replayStretch = (db: Db, question: StretchQuestion, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> =>
	inTurn('watched', async () => (signal.aborted ? null : await reckon(db, question, signal)));

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

async function reckon(db: Db, question: StretchQuestion, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> {
	const { districtId, areaId, detail, nowMs } = question;
	const { fromMs, untilMs } = await stretchAround(db, question);
	const ground = await groundAt(db, districtId, fromMs);
	if (!ground) return null;
	const { key } = ground;
	const asked = { task: 'stretch', key, fromMs, untilMs, detail, areaId, picture: ground.picture } as const;
	const there = await inReelThread(asked);
	if (there.say === 'stretch') {
		if (await isStillAll(db, districtId, untilMs, there.read)) return there.bytes;
		await inReelThread({ task: 'forget', key });
	}
	const known = await standReel(db, { districtId, ground, atMs: fromMs, alsoMs: [untilMs], nowMs }, signal);
	if (!known) return null;
	const fixes: Uint8Array[] = [];
	for await (const page of packedFixes(db, districtId, fromMs, untilMs)) fixes.push(page.bytes);
	const recorded = {
		gaps: await gapsOpenBetween(db, districtId, fromMs - HOUR_MS, untilMs),
		duties: await dutiesBetween(db, districtId, fromMs, untilMs),
		checkIns: await checkInsUntil(db, districtId, fromMs, untilMs)
	};
	const read = { readBefore: known.at(fromMs), readAfter: known.at(untilMs) };
	await inReelThread({ task: 'run', key, fromMs, untilMs, fixes, recorded, detail, ...read });
	const told = await inReelThread(asked);
	if (told.say !== 'stretch') throw new Error(`replay: ${told.say}`);
	return told.bytes;
}
