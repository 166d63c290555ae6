/** An imported plan whose polygons do not fit: its faults, each with a proposed mend that a person accepts, one by one, until drafts can be drawn upon it. */
import type { PolygonFault } from '#lib/plan/from-polygons.ts';
import type { PlanEntry, PlanMends } from '#lib/wire/drafts.ts';
import { acceptMend, planMends, type ApiProblem } from './draft-api.ts';

export class Mending {
	readonly plan: PlanEntry;
	mends = $state.raw<PlanMends | null>(null);
	trouble = $state.raw<ApiProblem | null>(null);
	busy = $state(true);

	constructor(plan: PlanEntry) {
		this.plan = plan;
		void this.#ask(() => planMends(plan.id));
	}

	/** What is left is told anew: a mend may put right, or bring to light, more than its own place. */
	async accept(fault: PolygonFault): Promise<boolean> {
		const { mend } = fault;
		return mend !== null && !this.busy && this.#ask(() => acceptMend(this.plan.id, mend));
	}

	async #ask(say: () => ReturnType<typeof planMends>): Promise<boolean> {
		this.busy = true;
		this.trouble = null;
		const answer = await say();
		this.busy = false;
		if (answer.ok) this.mends = answer.value;
		else this.trouble = answer.problem;
		return answer.ok;
	}
}
