/** Why an edit of a plan is refused, by the kind of the problem; said at the spot. */
import type { HistoryProblem } from '../plan/history.ts';
import type { PlanProblem } from '../plan/plan-edit.ts';
import type { Pair, WordList } from './word-list.ts';

export const plan = {
	'plan.no-such-place': ['这里没有可编辑的边界、角点或楼栋', 'There is no border, corner or building to edit here'],
	'plan.no-such-grid': ['没有这个网格', 'There is no such grid'],
	'plan.outer-edge': ['区界不能在这里移动', 'The edge of the district is not moved here'],
	'plan.crosses': ['会与另一条边界相交或相碰', 'It would cross or touch another border'],
	'plan.in-pieces': ['会使网格断成几块', 'It would leave a grid in pieces'],
	'plan.too-small': ['网格会小于规定的下限', 'A grid would be smaller than the rules allow'],
	'plan.cuts-building': [
		'会新切开 {count} 栋楼；如确有必要，请写明理由',
		'It would newly cut {count} {count|building|buildings}; say why if it has to be'
	],
	'plan.indivisible': [
		'不切开楼栋和小区只能分成 {pieces} 块，不够 {parts} 个网格',
		'Without cutting a building or a compound it falls into {pieces} pieces, too few for {parts} grids'
	],
	'plan.empty-line': ['所画的线没有分开任何地方', 'The line drawn parts nothing'],
	'plan.not-neighbours': ['两者不相邻', 'They do not lie side by side'],
	'plan.code-used': [
		'编码 {code} 不可用：用过的编码不再使用，且须属于本社区',
		'The code {code} will not do: no code is used twice, and it must be of this community'
	],
	'plan.other-community': ['属于不同社区，网格不能跨社区', 'They are of different communities; no grid crosses between them'],
	'plan.locked': ['网格已锁定，请先解锁', 'The grid is locked; unlock it first'],
	'plan.held': ['{name}正在改这个网格', '{name} is at this grid just now'],
	'plan.nothing-to-do': ['没有变化', 'That changes nothing'],
	'plan.unreadable': ['无法读出方案', 'The plan cannot be read'],
	'plan.ground-changed': ['底图数据已变，历史步骤无法重做', 'The ground has changed meanwhile; the steps cannot be drawn again']
} as const satisfies WordList & Readonly<Record<PlanProblem['kind'] | HistoryProblem['kind'], Pair>>;
