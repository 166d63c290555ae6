/** Ways of everybody in some areas over days, thinned on the thread of the past and packed for drawing. */
import type { CoverageRules } from '#lib/patrol/credit.ts';
import type { Db } from '#db/open.ts';
import { inReelThread } from '../replay/reel-thread.ts';
import type { ReelAnswer } from '../replay/reel-worker.ts';
import { devicesWithin } from '../store/tracks-within.ts';
import { packedFixes } from '../store/packed-fixes.ts';

export interface TracksQuestion {
	readonly districtIds: readonly number[];
	/** Only people who belong to one of these. */
	readonly areaIds: readonly number[];
	readonly fromMs: number;
	readonly untilMs: number;
	readonly toleranceM: number;
	readonly rules: CoverageRules;
}

let asked = 0;
/** One after another: each reads beside itself already, and those who store must find the database free. */
let last: Promise<unknown> = Promise.resolve();

/** @returns null where who asked has gone. */
export function packTracks(db: Db, question: TracksQuestion, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> {
	const turn = last.then(() => (signal.aborted ? null : pack(db, question, signal)));
	last = turn.catch(() => undefined);
	return turn;
}

async function pack(db: Db, question: TracksQuestion, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> {
	const { districtIds, areaIds, fromMs, untilMs, toleranceM, rules } = question;
	const no = ++asked;
	await inReelThread({ task: 'ways-begin', ways: no, devices: await devicesWithin(db, areaIds), toleranceM, rules });
	let walking: Promise<ReelAnswer> | null = null;
	for (const districtId of districtIds)
		for await (const page of packedFixes(db, districtId, fromMs, untilMs)) {
			await walking;
			if (signal.aborted) break;
			walking = inReelThread({ task: 'ways-add', ways: no, fixes: page.bytes });
		}
	await walking;
	const answer = await inReelThread({ task: 'ways-end', ways: no });
	return signal.aborted || answer.say !== 'ways' ? null : answer.bytes;
}
