/** The one table of verbs: what the browser previews with, the server judges by, and a rebase draws again with. */
import { addPoint } from './add-point.ts';
import { assignBuilding } from './assign-building.ts';
import { giveGround } from './give-ground.ts';
import { mergeGrids } from './merge-grids.ts';
import { moveBuildings } from './move-buildings.ts';
import { moveCorner } from './move-corner.ts';
import { movePoint } from './move-point.ts';
import type { ApplyEdit, ApplyVerb, PlanVerb } from './plan-edit.ts';
import { removePoint } from './remove-point.ts';
import { renameGrid } from './rename-grid.ts';
import { reshapeBorder } from './reshape-border.ts';
import { setGrid } from './set-grid.ts';
import { splitEqual } from './split-equal.ts';
import { splitGrid } from './split-grid.ts';

export const VERBS: { readonly [V in PlanVerb]: ApplyVerb<V> } = {
	'move-corner': moveCorner,
	'move-point': movePoint,
	'add-point': addPoint,
	'remove-point': removePoint,
	'reshape-border': reshapeBorder,
	'split-grid': splitGrid,
	'split-equal': splitEqual,
	'merge-grids': mergeGrids,
	'move-buildings': moveBuildings,
	'give-ground': giveGround,
	'assign-building': assignBuilding,
	'rename-grid': renameGrid,
	'set-grid': setGrid
};

export const applyEdit: ApplyEdit = (plan, edit, ground) => (VERBS[edit.verb] as ApplyVerb<PlanVerb>)(plan, edit as never, ground);
