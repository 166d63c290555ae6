/**
 * The thread on which the past is run again. It keeps the last few reels with states along their way, so that going back an hour does not mean
 * beginning a day earlier, and the last footage, so that everybody who looks at one hour sees what was reckoned once.
 */
import { parentPort } from 'node:worker_threads';
import type { AreaId } from '#lib/area/area.ts';
import type { CoverageRules } from '#lib/patrol/credit.ts';
import type { Fix } from '#lib/patrol/fix.ts';
import { unpackFixes } from '#lib/patrol/packed-fixes.ts';
import { wayThinner, type WayThinner } from '#lib/patrol/thin-ways.ts';
import type { RuleSet } from '#lib/rules/rule-set.ts';
import { packWays } from '#lib/wire/packed-tracks.ts';
import type { ReplayDetail } from '#lib/wire/replay.ts';
import type { LiveGround } from '../store/live-ground.ts';
import type { ReadUpTo } from '../store/past-seen.ts';
import { packState, unpackState } from './pack-state.ts';
import { createReel, type Footage, type Recorded, type Reel, type ReelState } from './reel.ts';
import { stretchOf } from './stretch-of.ts';

/** `key` names a ground: district, plan, rules and what stands there. */
export type ReelTask =
	| { readonly task: 'ground'; readonly key: string; readonly ground: LiveGround; readonly rules: RuleSet }
	/** Which state the thread has that is nearest before a moment, and not before another. */
	| { readonly task: 'nearest'; readonly key: string; readonly fromMs: number; readonly atMs: number }
	/** Stands the reel at a state that `nearest` told of. */
	| { readonly task: 'stand'; readonly key: string; readonly atMs: number }
	/** Stands it at a state that was kept elsewhere. Answers `not-there` where it is of no use. */
	| { readonly task: 'restore'; readonly key: string; readonly atMs: number; readonly sinceMs: number; readonly body: Uint8Array }
	/** Stands it at nothing seen, to be fed from a moment on. */
	| { readonly task: 'begin'; readonly key: string; readonly sinceMs: number }
	| { readonly task: 'feed'; readonly key: string; readonly fixes: Uint8Array; readonly untilMs: number }
	/** The state the reel stands at, to be kept elsewhere. */
	| { readonly task: 'keep'; readonly key: string }
	/** States and stretches that a late fix has made untrue. */
	| { readonly task: 'forget'; readonly key: string }
	| {
			readonly task: 'run';
			readonly key: string;
			readonly fromMs: number;
			readonly untilMs: number;
			readonly fixes: readonly Uint8Array[];
			readonly recorded: Recorded;
			readonly detail: ReplayDetail;
			/** What was known of the fixes before the beginning and before the end. */
			readonly readBefore: ReadUpTo;
			readonly readAfter: ReadUpTo;
	  }
	| {
			readonly task: 'stretch';
			readonly key: string;
			readonly fromMs: number;
			readonly untilMs: number;
			readonly detail: ReplayDetail;
			readonly areaId: AreaId;
			/** Names the still picture that it is shown on. */
			readonly picture: string;
	  }
	/** Ways for drawing, of these devices; `ways` names what belongs together. */
	| {
			readonly task: 'ways-begin';
			readonly ways: number;
			readonly devices: ReadonlySet<number>;
			readonly toleranceM: number;
			readonly rules: CoverageRules;
	  }
	| { readonly task: 'ways-add'; readonly ways: number; readonly fixes: Uint8Array }
	| { readonly task: 'ways-end'; readonly ways: number };

export interface ReelOrder {
	readonly no: number;
	readonly task: ReelTask;
}
export type ReelAnswer =
	| { readonly say: 'done' }
	| { readonly say: 'unknown-ground' }
	| { readonly say: 'nearest'; readonly ground: string; readonly state: Omit<ReelState, 'coverage' | 'positions'> | null }
	| { readonly say: 'not-there' }
	| { readonly say: 'state'; readonly sinceMs: number; readonly bytes: Uint8Array<ArrayBuffer> }
	| { readonly say: 'not-run' }
	| { readonly say: 'ways'; readonly bytes: Uint8Array<ArrayBuffer> }
	| { readonly say: 'stretch'; readonly read: ReadUpTo; readonly bytes: Uint8Array<ArrayBuffer> };
export type ReelReport = { readonly no: number } & ({ readonly answer: ReelAnswer } | { readonly fault: string });

const GROUNDS = 4;
const STATES = 24;
const FOOTAGE = 48;

interface Kept {
	readonly ground: LiveGround;
	readonly rules: RuleSet;
	reel: Reel;
	readonly states: Map<number, ReelState>;
	readonly footage: Map<string, Footage & { readonly read: ReadUpTo }>;
	/** Where the reel stands after a run, as long as nobody has moved it. */
	end: Omit<ReelState, 'coverage' | 'positions'> | null;
}
const kept = new Map<string, Kept>();
const thinners = new Map<number, WayThinner>();

function answer(task: ReelTask): ReelAnswer {
	switch (task.task) {
		case 'ways-begin':
			thinners.set(
				task.ways,
				wayThinner(task.rules, task.toleranceM, (id) => task.devices.has(id))
			);
			return { say: 'done' };
		case 'ways-add':
			thinners.get(task.ways)?.add(unpackFixes(task.fixes));
			return { say: 'done' };
		case 'ways-end': {
			const ways = thinners.get(task.ways)?.ways() ?? [];
			thinners.delete(task.ways);
			return { say: 'ways', bytes: packWays(ways) };
		}
		default:
			return past(task);
	}
}

type PastTask = Exclude<ReelTask, { readonly task: `ways-${string}` }>;

function past(task: PastTask): ReelAnswer {
	if (task.task === 'ground') {
		trim(kept, GROUNDS - 1);
		kept.set(task.key, {
			ground: task.ground,
			rules: task.rules,
			reel: createReel(task.ground, task.rules, NaN),
			states: new Map(),
			footage: new Map(),
			end: null
		});
		return { say: 'done' };
	}
	const here = kept.get(task.key);
	if (!here) return { say: 'unknown-ground' };
	kept.delete(task.key);
	kept.set(task.key, here);
	switch (task.task) {
		case 'nearest': {
			const all = [...here.states.values(), ...(here.end ? [here.end] : [])].filter(({ atMs }) => atMs <= task.atMs && atMs >= task.fromMs);
			const best = all.reduce<(typeof all)[number] | null>((a, b) => (a && a.atMs >= b.atMs ? a : b), null);
			return { say: 'nearest', ground: here.reel.ground, state: best && { atMs: best.atMs, sinceMs: best.sinceMs, read: best.read } };
		}
		case 'stand': {
			const at = here.end?.atMs;
			here.end = null;
			if (at === task.atMs) return { say: 'done' };
			const state = here.states.get(task.atMs);
			if (!state) return { say: 'not-there' };
			here.reel.set(state);
			return { say: 'done' };
		}
		case 'restore':
			here.end = null;
			try {
				here.reel.set({ atMs: task.atMs, sinceMs: task.sinceMs, ...unpackState(task.body) });
				return { say: 'done' };
			} catch {
				return { say: 'not-there' };
			}
		case 'begin':
			here.end = null;
			here.reel = createReel(here.ground, here.rules, task.sinceMs);
			return { say: 'done' };
		case 'feed':
			here.reel.feed(unpackFixes(task.fixes), task.untilMs);
			return { say: 'done' };
		case 'keep': {
			const state = here.reel.keep();
			return { say: 'state', sinceMs: state.sinceMs, bytes: packState(state) };
		}
		case 'forget':
			here.end = null;
			here.states.clear();
			here.footage.clear();
			return { say: 'done' };
		case 'run': {
			const { fromMs, untilMs, readBefore, readAfter } = task;
			const state = here.reel.keep();
			trim(here.states, STATES - 1);
			here.states.set(fromMs, { ...state, read: readBefore });
			const fixes: Fix[] = task.fixes.flatMap(unpackFixes);
			trim(here.footage, FOOTAGE - 1);
			here.footage.set(nameOf(task), { ...here.reel.run(fromMs, untilMs, fixes, task.recorded, task.detail), read: readAfter });
			here.end = { atMs: untilMs, sinceMs: state.sinceMs, read: readAfter };
			return { say: 'done' };
		}
		case 'stretch': {
			const footage = here.footage.get(nameOf(task));
			return footage
				? { say: 'stretch', read: footage.read, bytes: stretchOf(footage, task.areaId, here.reel.members, task.picture) }
				: { say: 'not-run' };
		}
	}
}

const nameOf = (task: { readonly fromMs: number; readonly untilMs: number; readonly detail: ReplayDetail }): string =>
	`${task.fromMs} ${task.untilMs} ${task.detail}`;

/** The oldest make room. */
function trim(map: Map<unknown, unknown>, size: number): void {
	for (const key of map.keys()) {
		if (map.size <= size) return;
		map.delete(key);
	}
}

parentPort?.on('message', ({ no, task }: ReelOrder) => {
	try {
		const given = answer(task);
		parentPort?.postMessage({ no, answer: given } satisfies ReelReport, 'bytes' in given ? [given.bytes.buffer] : []);
	} catch (error) {
		parentPort?.postMessage({ no, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) } satisfies ReelReport);
	}
});
