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
import { createReel, type Footage, type Recorded, type Reel, type ReelState } from './reel.ts';
import { stretchOf } from './stretch-of.ts';

/** `key` names a ground: district, plan, rules and what stands there. */
export type ReelTask =
	| { readonly task: 'ground'; readonly key: string; readonly ground: LiveGround; readonly rules: RuleSet }
	/** Stands the reel as near before a moment as it can be, and not before `sinceMs`. Answers where. */
	| { readonly task: 'stand'; readonly key: string; readonly atMs: number; readonly sinceMs: number }
	| { readonly task: 'feed'; readonly key: string; readonly fixes: Uint8Array; readonly untilMs: number }
	| {
			readonly task: 'run';
			readonly key: string;
			readonly fromMs: number;
			readonly untilMs: number;
			readonly fixes: readonly Uint8Array[];
			readonly recorded: Recorded;
			readonly detail: ReplayDetail;
	  }
	| {
			readonly task: 'stretch';
			readonly key: string;
			readonly fromMs: number;
			readonly untilMs: number;
			readonly detail: ReplayDetail;
			readonly areaId: AreaId;
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
	/** Null: at the very beginning. */
	| { readonly say: 'stands'; readonly atMs: number | null }
	| { readonly say: 'not-run' }
	| { readonly say: 'ways'; readonly bytes: Uint8Array<ArrayBuffer> }
	| { readonly say: 'stretch'; readonly bytes: Uint8Array<ArrayBuffer> };
export type ReelReport = { readonly no: number } & ({ readonly answer: ReelAnswer } | { readonly fault: string });

const GROUNDS = 4;
const STATES = 160;
const FOOTAGE = 48;

interface Kept {
	readonly ground: LiveGround;
	readonly rules: RuleSet;
	reel: Reel;
	readonly states: Map<number, ReelState>;
	readonly footage: Map<string, Footage>;
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
			reel: createReel(task.ground, task.rules, null),
			states: new Map(),
			footage: new Map()
		});
		return { say: 'done' };
	}
	const here = kept.get(task.key);
	if (!here) return { say: 'unknown-ground' };
	kept.delete(task.key);
	kept.set(task.key, here);
	switch (task.task) {
		case 'stand': {
			const usable = (ms: number | null): ms is number => ms !== null && ms <= task.atMs && ms >= task.sinceMs;
			const best = [...here.states.keys()].filter(usable).reduce((a, b) => Math.max(a, b), -Infinity);
			const now = here.reel.atMs;
			if (usable(now) && now >= best) return { say: 'stands', atMs: now };
			if (now === null && best === -Infinity) return { say: 'stands', atMs: null };
			here.reel = createReel(here.ground, here.rules, here.states.get(best) ?? null);
			return { say: 'stands', atMs: here.reel.atMs };
		}
		case 'feed':
			here.reel.feed(unpackFixes(task.fixes), task.untilMs);
			return { say: 'done' };
		case 'run': {
			if (!here.states.has(task.fromMs)) {
				trim(here.states, STATES - 1);
				here.states.set(task.fromMs, here.reel.keep());
			}
			const fixes: Fix[] = task.fixes.flatMap(unpackFixes);
			trim(here.footage, FOOTAGE - 1);
			here.footage.set(nameOf(task), here.reel.run(task.fromMs, task.untilMs, fixes, task.recorded, task.detail));
			return { say: 'done' };
		}
		case 'stretch': {
			const footage = here.footage.get(nameOf(task));
			return footage ? { say: 'stretch', bytes: stretchOf(footage, task.areaId, here.reel.members, task.key) } : { say: 'not-run' };
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
