/**
 * Balancing a draft's grids: what is wished for, the best found so far, shown over the plan while it gets better. Nothing is written until it is adopted; then
 * its edits are ordinary steps of the draft.
 */
import type { GridCode, PlanGround } from '#lib/plan/border-plan.ts';
import { planBytes } from '#lib/plan/plan-bytes.ts';
import type { PlanProblem } from '#lib/plan/plan-edit.ts';
import { packGround } from '#lib/wire/plan-ground.ts';
import type { BalanceFound, BalanceJob } from './balance-job.ts';
import { BALANCE_SCOPES, balanceScopes, type BalanceScope } from './balance-scopes.ts';
import { balanceThread, type BalanceThread } from './balance-thread.ts';
import type { Drawing } from './drawing.svelte.ts';

export interface BalanceWishes {
	/** In per cent of the mean. */
	readonly tolerancePct: number;
	readonly seconds: number;
	readonly seed: number;
	/** Null: as many as the time allows. */
	readonly rounds: number | null;
	readonly moved: number;
	readonly spread: number;
	readonly compact: number;
}

const packed = new WeakMap<PlanGround, Uint8Array<ArrayBuffer>>();

export class Balancing {
	readonly drawing: Drawing;
	wishes = $state.raw<BalanceWishes>({ tolerancePct: 10, seconds: 20, seed: 1, rounds: null, moved: 1, spread: 1, compact: 1 });
	/** What was asked for; where it cannot be had, the next that can. */
	asked = $state<BalanceScope>('near');
	running = $state(false);
	found = $state.raw<BalanceFound | null>(null);
	/** No two of the grids can share work. */
	nothing = $state(false);
	/** The thread broke off, or the draft would not take what it found. */
	failed = $state(false);
	refused = $state.raw<PlanProblem | null>(null);
	startedAtMs = $state(0);
	/** The scope and the grids that were asked for, for as long as the result stands. */
	grids = $state.raw<readonly GridCode[]>([]);

	readonly scopes = $derived.by(() => balanceScopes(this.drawing.written.plan, this.drawing.written.changed, this.drawing.grid));
	readonly scope = $derived.by<BalanceScope>(() => {
		const { scopes, asked } = this;
		const can = (scope: BalanceScope): boolean => (scopes.get(scope)?.length ?? 0) > 1;
		return can(asked) ? asked : (BALANCE_SCOPES.find(can) ?? 'all');
	});
	#thread: BalanceThread | null = null;

	constructor(drawing: Drawing) {
		this.drawing = drawing;
	}

	start(nowMs: number): void {
		this.drop();
		const { drawing, wishes } = this;
		const { ground, rules } = drawing.on;
		let bytes = packed.get(ground);
		if (!bytes) packed.set(ground, (bytes = packGround(ground)));
		this.grids = (this.scopes.get(this.scope) ?? []).filter((code) => !drawing.isHeld(code));
		const job: BalanceJob = {
			plan: new Uint8Array(planBytes(drawing.written.plan)),
			ground: bytes,
			rules,
			grids: [...this.grids],
			tolerance: wishes.tolerancePct / 100,
			priorities: { moved: wishes.moved, spread: wishes.spread, compact: wishes.compact },
			seed: wishes.seed,
			rounds: wishes.rounds,
			seconds: wishes.seconds
		};
		this.running = true;
		this.startedAtMs = nowMs;
		this.#thread = balanceThread(job, {
			found: (said) => {
				if (said.kind === 'nothing') this.nothing = true;
				else this.#take(said.found, said.plan);
				if (said.kind === 'nothing' || said.found.ended !== null) this.stop();
			},
			broke: () => {
				this.failed = true;
				this.stop();
			}
		});
	}

	/** Ends the search; what was found stays to be looked at and adopted. */
	stop(): void {
		this.#thread?.end();
		this.#thread = null;
		this.running = false;
	}

	/** Forgets what was found. */
	drop(): void {
		this.stop();
		this.found = null;
		this.nothing = false;
		this.failed = false;
		this.refused = null;
		this.drawing.preview(null);
	}

	/** @returns whether it is written */
	adopt(): boolean {
		const { found, drawing } = this;
		if (!found || found.edits.length === 0) return false;
		this.stop();
		const problem = drawing.adopt(found.edits);
		if (problem) {
			this.refused = problem;
			return false;
		}
		this.found = null;
		return true;
	}

	#take(found: BalanceFound, plan: Uint8Array | null): void {
		this.found = found;
		if (plan) this.drawing.preview(plan);
	}
}
