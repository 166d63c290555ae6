/** Why something about a draft of the plan is refused, and what makes a draft unfit to be published, by kind. */
import type { WordList } from './word-list.ts';

export const draft = {
	'draft.moved-on': [
		'方案已有更新：别人先保存或先发布了，请对照后再继续',
		'The plan has moved on: somebody saved or published before you. Compare, then go on'
	],
	'draft.behind': ['基准方案已被取代，请先变基到现行方案', 'Another plan has taken the place of its base; rebase it first'],
	'draft.wrong-state': ['草案当前状态（{state}）不允许此操作', 'A draft that is {state} does not allow this'],
	'draft.unchanged': ['草案与基准方案相同，没有可提交的改动', 'The draft is the same as its base: there is nothing to submit'],
	'draft.faults': [
		'草案有 {count} 处问题，不能提交或发布',
		'The draft has {count} {count|fault|faults} and cannot be submitted or published'
	],
	'draft.own-review': ['参与绘制或提交的人不能审核同一草案', 'Whoever drew or submitted a draft may not review it'],
	'draft.drawn-otherwise': [
		'两端绘出的方案不一致，没有保存；请重新载入后再试',
		'Both sides have drawn different plans; nothing was saved. Load it again, then try once more'
	],
	'draft.ground-changed': [
		'底图或规则已变，原有步骤无法重做；请变基',
		'The ground or the rules changed: its edits cannot be drawn again as they are. Rebase it'
	],
	'draft.other-scheduled': [
		'另有方案已定于别的时间生效，所选时间与它冲突',
		'Another plan is scheduled, and the moment chosen does not go with it'
	],
	'draft.reverts-too-early': ['恢复时间须晚于生效时间，并在现在之后', 'It can only go back after it has taken effect, and after now'],
	'draft.built-upon': ['已有草案或方案以它为基准，不能撤回', 'Another draft or plan rests on it; it cannot be withdrawn'],
	'draft.no-plan': ['该区还没有可作基准的方案', 'The district has no plan to draw upon yet'],
	'draft.plan-faults': [
		'方案有 {count} 处问题尚未修补，还不能编辑',
		'The plan has {count} {count|fault; it can be drawn upon once it is|faults; it can be drawn upon once they are} mended'
	],

	'fault.gap': ['有地块不属于任何网格', 'Ground in no grid'],
	'fault.overlap': ['有地块同属两个网格', 'Ground in two grids'],
	'fault.outside': ['网格越出上级范围', 'A grid reaches beyond its parent'],
	'fault.disconnected': ['网格不是完整一块', 'A grid in pieces'],
	'fault.invalid': ['网格边界画法有误', 'A grid that is not drawn rightly'],
	'fault.orphan-building': ['楼栋不属于任何网格', 'A building in no grid'],
	'fault.double-building': ['楼栋同属两个网格', 'A building in two grids'],
	'fault.astray-building': ['楼栋归属的网格不含它的任何部分', 'A building given to a grid that holds no part of it'],
	'fault.borders': ['边界与网格面不一致', 'The borders and the polygons of the grids say different things'],
	'fault.off-lattice': ['坐标不在 1e-7° 格点上', 'Coordinates that are not on the 1e-7° lattice'],
	'fault.code-used': ['新网格的编码已用过', 'A new grid has a code that was used before'],
	'fault.area': ['网格面积之和与上级面积不符', 'The grids together are not as large as their parent'],
	'fault.unproven': ['数据库未能完成核验', 'The database could not finish its proof']
} as const satisfies WordList;

export type DraftProblemKind = Extract<keyof typeof draft, `draft.${string}`>;
export type FaultKind = keyof typeof draft extends infer K ? (K extends `fault.${infer F}` ? F : never) : never;
