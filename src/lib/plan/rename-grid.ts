/** Gives a grid another name. Its code stays what it is called for ever. */
import { done, refused } from '../geo/outcome.ts';
import type { ApplyVerb } from './plan-edit.ts';

export const renameGrid: ApplyVerb<'rename-grid'> = (plan, { grid: code, name }) => {
	const grid = plan.grids.get(code);
	if (!grid) return refused({ kind: 'plan.no-such-grid', grids: [code] });
	if (grid.locked) return refused({ kind: 'plan.locked', grids: [code] });
	const wanted = name.trim();
	if (wanted === '' || wanted === grid.name) return refused({ kind: 'plan.nothing-to-do', grids: [code] });
	return done({ plan: { ...plan, grids: new Map(plan.grids).set(code, { ...grid, name: wanted }) }, grids: [code], moved: [] });
};
