/** Two plans chosen to be compared, fetched and reckoned: where they differ, and what each would have covered at one moment. */
import { comparePlans, type PlanComparison, type PlanSide } from '#lib/plan/compare.ts';
import { coverageOf, type SeenNow } from '#lib/plan/coverage-after.ts';
import type { GridCode } from '#lib/plan/border-plan.ts';
import type { DraftSummary, PlanEntry } from '#lib/wire/drafts.ts';
import type { ApiProblem } from './draft-api.ts';
import type { Drafting } from './drafting.svelte.ts';
import { printSide, type CompareLook, type CompareMode, type SideRef } from './plan-url.ts';

export interface NamedSide extends PlanSide {
	readonly entry: PlanEntry | null;
	readonly draft: DraftSummary | null;
}

export class Comparing {
	look = $state.raw<CompareLook>() as CompareLook;
	a = $state.raw<NamedSide | null>(null);
	b = $state.raw<NamedSide | null>(null);
	trouble = $state.raw<ApiProblem | null>(null);
	/** The row or grid pointed at. */
	grid = $state.raw<GridCode | null>(null);
	readonly #drafting: Drafting;

	constructor(drafting: Drafting, look: CompareLook) {
		this.#drafting = drafting;
		this.look = look;
		void this.#fetch('a');
		void this.#fetch('b');
	}

	/** Both sides anew: they are reckoned otherwise now. */
	again(): void {
		void this.#fetch('a');
		void this.#fetch('b');
	}
	choose(which: 'a' | 'b', side: SideRef): void {
		this.look = { ...this.look, [which]: side };
		this[which] = null;
		void this.#fetch(which);
	}
	swap(): void {
		const { a, b } = this;
		this.look = { ...this.look, a: this.look.b, b: this.look.a };
		this.a = b;
		this.b = a;
	}
	setSplit(split: number): void {
		this.look = { ...this.look, split: Math.min(1, Math.max(0, split)) };
	}
	setMode(mode: CompareMode): void {
		this.look = { ...this.look, mode };
	}

	compare(seen: SeenNow | null, workerOf: (code: GridCode) => string | number | null, targetMaxToMean: number): PlanComparison | null {
		const { a, b } = this;
		const { ground } = this.#drafting;
		if (!a || !b || !ground) return null;
		return comparePlans(a, b, {
			ground,
			workerOf,
			targetMaxToMean,
			...(seen ? { coverage: { a: coverageOf(a.plan, seen), b: coverageOf(b.plan, seen) } } : {})
		});
	}

	async #fetch(which: 'a' | 'b'): Promise<void> {
		const ref = this.look[which];
		const found = await this.#find(ref);
		// Another may have been chosen meanwhile.
		if (printSide(this.look[which]) !== printSide(ref)) return;
		if (found && 'plan' in found) this[which] = found;
		else this.trouble = found ?? { kind: 'missing', message: null, status: 404 };
	}

	async #find(ref: SideRef): Promise<NamedSide | ApiProblem | null> {
		if (ref.kind === 'draft') {
			const answer = await this.#drafting.draftSide(ref.id);
			return answer.ok ? { ...answer.value.side, draft: answer.value.draft, entry: null } : answer.problem;
		}
		const { standing, plans } = this.#drafting;
		const id = ref.kind === 'plan' ? ref.id : standing?.entry.id;
		if (id === undefined) return null;
		const answer = await this.#drafting.planSide(id);
		return answer.ok ? { ...answer.value, draft: null, entry: plans?.find((plan) => plan.id === id) ?? null } : answer.problem;
	}
}
