/** The thread on which plans are reckoned: one task after another, each answered under its number. */
import { parentPort } from 'node:worker_threads';
import { planTasks, UnknownGround, type PlanTask, type PlanTasks, type TaskAnswer, type TaskInput } from './plan-tasks.ts';

export interface PlanOrder<T extends PlanTask = PlanTask> {
	readonly no: number;
	readonly task: T;
	readonly input: TaskInput<T>;
}
export type PlanReport = { readonly no: number } & (
	| { readonly say: 'answer'; readonly answer: TaskAnswer<PlanTask> }
	| { readonly say: 'unknown-ground' }
	| { readonly say: 'fault'; readonly reason: string }
);

const tasks: PlanTasks = planTasks();
const tell = (report: PlanReport): void => parentPort?.postMessage(report);

parentPort?.on('message', ({ no, task, input }: PlanOrder) => {
	try {
		const work = tasks[task] as (input: TaskInput<PlanTask>) => TaskAnswer<PlanTask>;
		tell({ no, say: 'answer', answer: work(input) });
	} catch (error) {
		if (error instanceof UnknownGround) tell({ no, say: 'unknown-ground' });
		else tell({ no, say: 'fault', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
	}
});
