/** The thread that balances grids while the page stays quick: one job, then round after round; whoever has enough ends the thread. */
import { balanceGrids } from '#lib/plan/balance/balance-grids.ts';
import { planBytes, planOfBytes } from '#lib/plan/plan-bytes.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import { unpackGround } from '#lib/wire/plan-ground.ts';
import type { BalanceFound, BalanceJob, FromBalance } from './balance-job.ts';

/** A screen shows no more than this; many grids take longer to draw. */
const SAY_EVERY_MS = 150;
const MORE_A_GRID_MS = 2;

const say = (said: FromBalance): void => postMessage(said);

addEventListener('message', ({ data }: MessageEvent<BalanceJob>) => {
	const plan = planOfBytes(data.plan);
	if (!plan.ok) throw new Error(plan.problem.kind);
	const ground = unpackGround(data.ground.buffer);
	const { rules, grids, tolerance, priorities, seed, rounds, seconds } = data;
	const endMs = performance.now() + seconds * 1000;
	let saidAtMs = -Infinity;
	let any = false;
	let saidEdits: readonly PlanEdit[] = [];
	for (const step of balanceGrids({ plan: plan.value, ground, rules, grids, tolerance, priorities, seed })) {
		any = true;
		const nowMs = performance.now();
		const ended: BalanceFound['ended'] = step.finished
			? 'done'
			: rounds !== null && step.round >= rounds
				? 'rounds'
				: nowMs >= endMs
					? 'time'
					: null;
		if (ended === null && nowMs - saidAtMs < SAY_EVERY_MS + grids.length * MORE_A_GRID_MS) continue;
		saidAtMs = nowMs;
		const { round, edits, residentsMoved, residentsAtLeast, buildingsMoved, outside, leftOut } = step;
		const same = edits === saidEdits || (edits.length === 0 && saidEdits.length === 0);
		saidEdits = edits;
		say({
			kind: 'found',
			plan: same ? null : planBytes(step.plan),
			found: {
				round,
				edits,
				before: step.balanceBefore,
				after: step.balanceAfter,
				residentsMoved,
				residentsAtLeast,
				buildingsMoved,
				outside,
				leftOut,
				ended
			}
		});
		if (ended !== null) return;
	}
	if (!any) say({ kind: 'nothing' });
});
