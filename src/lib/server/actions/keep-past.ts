/**
 * Keeps what had been seen at every mark of the past, so that whoever looks back waits for no more than the hours between two marks: new marks as they
 * come, and the missing ones, oldest first, a few at a time. What is older than positions are kept goes.
 */
import type { AreaId } from '#lib/area/area.ts';
import { trackDaysKept } from '#lib/rules/keeping-rules.ts';
import type { Db } from '#db/open.ts';
import { lookBackMs } from '../replay/reel.ts';
import { groundTurns, oldestFixMs } from '../store/past-records.ts';
import { deletePastSeenBefore, pastSeenMoments } from '../store/past-seen.ts';
import { FRESH_MS, groundAt, groundName, inTurn, MARK_MS, standReel, type PastGround } from './stand-reel.ts';

const DAY_MS = 86_400_000;

/**
 * One mark, the oldest that is missing.
 * @returns whether there may be more to do.
 */
export async function keepPast(db: Db, districtId: AreaId, nowMs: number, signal: AbortSignal): Promise<boolean> {
	const now = await groundAt(db, districtId, nowMs);
	const oldestMs = now && (await oldestFixMs(db));
	if (!now || oldestMs === null) return false;
	const rules = now.rules.rules;
	// Nothing that a row knows of anybody is older than positions may be.
	const keptFromMs = Math.floor(nowMs / DAY_MS) * DAY_MS - trackDaysKept(rules) * DAY_MS + lookBackMs(rules);
	await deletePastSeenBefore(db, districtId, keptFromMs);

	const there = new Map((await pastSeenMoments(db, districtId)).map(({ atMs, ground }) => [atMs, ground]));
	const lastMs = nowMs - FRESH_MS;
	const turns = await groundTurns(db, districtId, oldestMs, lastMs);
	let held: { readonly untilMs: number; readonly ground: PastGround; readonly name: string } | null = null;
	for (let ms = Math.ceil(Math.max(oldestMs, keptFromMs) / MARK_MS) * MARK_MS; ms <= lastMs; ms += MARK_MS) {
		if (signal.aborted) return false;
		if (!held || ms >= held.untilMs) {
			const ground = await groundAt(db, districtId, ms);
			const name = ground && (await inTurn(() => groundName(db, districtId, ground, ms)));
			if (!ground || name === null) return false;
			held = { untilMs: turns.find((turn) => turn > ms) ?? Infinity, ground, name };
		}
		if (there.get(ms) === held.name) continue;
		const { ground } = held;
		await inTurn(() => standReel(db, { districtId, ground, atMs: ms, alsoMs: [], nowMs }, signal));
		return true;
	}
	return false;
}
