/**
 * Keeps what had been seen at every mark of the past, so that whoever looks back waits for no more than the hours between two marks: new marks as they
 * come, and the missing ones, oldest first, a few at a time. What is older than positions are kept goes.
 */
import type { AreaId } from '#lib/area/area.ts';
import { trackDaysKept } from '#lib/rules/keeping-rules.ts';
import type { Db } from '#db/open.ts';
import { KEPT_KEY } from '../replay/reel-thread.ts';
import { lookBackMs } from '../replay/reel.ts';
import { groundTurns, oldestFixMs } from '../store/past-records.ts';
import { deletePastSeenBefore, pastSeenMoments } from '../store/past-seen.ts';
import { FRESH_MS, groundAt, groundName, inTurn, MARK_MS, standReel, type PastGround } from './stand-reel.ts';

const DAY_MS = 86_400_000;
/** What was there when nothing was missing: as long as that is so, there is no need to look at every mark. */
const complete = new WeakMap<Db, Map<AreaId, string>>();

/**
 * One mark, the oldest that is missing.
 * @returns whether there may be more to do.
 */
export async function keepPast(db: Db, districtId: AreaId, nowMs: number, signal: AbortSignal): Promise<boolean> {
	const now = await coverageGroundAt(db, districtId, nowMs);
	const oldestMs = now && (await oldestFixMs(db));
	if (!now || oldestMs === null) return false;
	const rules = now.rules.rules;
	// Nothing that a row knows of anybody is older than positions may be.
	const keptFromMs = Math.floor(nowMs / DAY_MS) * DAY_MS - trackDaysKept(rules) * DAY_MS + lookBackMs(rules);
	await deletePastSeenBefore(db, districtId, keptFromMs);

	const there = new Map((await pastSeenMoments(db, districtId)).map(({ atMs, ground }) => [atMs, ground]));
	const lastMs = nowMs - FRESH_MS;
	const firstMs = Math.ceil(Math.max(oldestMs, keptFromMs) / MARK_MS) * MARK_MS;
	const whole = [now.key, there.size, firstMs, Math.floor(lastMs / MARK_MS)].join(' ');
	const known = complete.get(db) ?? new Map<AreaId, string>();
	complete.set(db, known);
	if (known.get(districtId) === whole) return false;
	const turns = await groundTurns(db, districtId, oldestMs, lastMs);
	let held: { readonly untilMs: number; readonly ground: PastGround; readonly name: string } | null = null;
	for (let ms = firstMs; ms <= lastMs; ms += MARK_MS) {
		if (signal.aborted) return false;
		if (!held || ms >= held.untilMs) {
			const ground = await coverageGroundAt(db, districtId, ms);
			const name = ground && (await inTurn('kept', () => groundName(db, districtId, ground, ms)));
			if (!ground || name === null) return false;
			held = { untilMs: turns.find((turn) => turn > ms) ?? Infinity, ground, name };
		}
		if (there.get(ms) === held.name) continue;
		const { ground } = held;
		await inTurn('kept', () => standReel(db, { districtId, ground, atMs: ms, alsoMs: [], nowMs }, signal));
		return true;
	}
	known.set(districtId, whole);
	return false;
}

/** On a reel of its own, so that nobody who looks back is disturbed, and none is made anew when only people have changed. */
async function coverageGroundAt(db: Db, districtId: AreaId, atMs: number): Promise<PastGround | null> {
	const ground = await groundAt(db, districtId, atMs);
	return ground && { ...ground, key: KEPT_KEY + ground.coverageKey };
}
