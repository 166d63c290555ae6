/** What the page and the thread that balances say to each other. The plan and the ground travel as their bytes, so that the same wish gives the same rounds. */
import type { Balance } from '#lib/plan/balance.ts';
import type { BalanceWish } from '#lib/plan/balance/balance-grids.ts';
import type { GridCode } from '#lib/plan/border-plan.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import type { Rules } from '#lib/rules/rule-set.ts';

export interface BalanceJob {
	/** `planBytes` of the plan as it is. */
	readonly plan: Uint8Array<ArrayBuffer>;
	/** `packGround` of its ground. */
	readonly ground: Uint8Array<ArrayBuffer>;
	readonly rules: Rules['workload'];
	readonly grids: readonly GridCode[];
	readonly tolerance: number;
	readonly priorities: NonNullable<BalanceWish['priorities']>;
	readonly seed: number;
	/** Ends by itself after so many. */
	readonly rounds: number | null;
	readonly seconds: number;
}

/** The best so far. */
export interface BalanceFound {
	readonly round: number;
	readonly edits: readonly PlanEdit[];
	readonly before: Balance;
	readonly after: Balance;
	readonly residentsMoved: number;
	readonly residentsAtLeast: number;
	readonly buildingsMoved: number;
	readonly outside: readonly GridCode[];
	readonly leftOut: readonly GridCode[];
	/** `done`: nothing better will come; `rounds` and `time`: as far as was asked for; null: still at it. */
	readonly ended: 'done' | 'rounds' | 'time' | null;
}

/** `nothing`: no two of these grids can share work. */
export type FromBalance =
	/** `plan`: `planBytes` after the edits; null where it is the one that was said last. */
	{ readonly kind: 'found'; readonly found: BalanceFound; readonly plan: Uint8Array | null } | { readonly kind: 'nothing' };
