/** Sets a grid's risk class, its number of workers, or whether it is locked. A locked grid must be unlocked, at the latest by the same edit. */
import { done, refused } from '../geo/outcome.ts';
import type { ApplyVerb } from './plan-edit.ts';

export const setGrid: ApplyVerb<'set-grid'> = (plan, { grid: code, risk, locked, workers }) => {
	const grid = plan.grids.get(code);
	if (!grid) return refused({ kind: 'plan.no-such-grid', grids: [code] });
	const set = { ...grid, risk: risk ?? grid.risk, workers: workers ?? grid.workers, locked: locked ?? grid.locked };
	const changes = set.risk !== grid.risk || set.workers !== grid.workers;
	if (changes && grid.locked && set.locked) return refused({ kind: 'plan.locked', grids: [code] });
	if ((!changes && set.locked === grid.locked) || !Number.isInteger(set.workers) || set.workers < 0)
		return refused({ kind: 'plan.nothing-to-do', grids: [code] });
	return done({ plan: { ...plan, grids: new Map(plan.grids).set(code, set) }, grids: [code], moved: [] });
};
