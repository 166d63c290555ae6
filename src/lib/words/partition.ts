/** What the verbs that divide graphs and draft grids say: why a file or a wish cannot be used, and what came out. */
import type { WordList } from './word-list.ts';

/** Why a graph file is refused, by the kind of the problem. */
export const graphRefusal = {
	'metis-empty': ['没有首行（顶点数 边数 [fmt [ncon]]）', 'there is no header line (vertices edges [fmt [ncon]])'],
	'metis-header': [
		'第 {line} 行：首行应为“顶点数 边数 [fmt [ncon]]”，读到“{found}”',
		'line {line}: the header has to be "vertices edges [fmt [ncon]]", found "{found}"'
	],
	'metis-format': [
		'第 {line} 行：fmt 应为三位 0 或 1，读到 {found}',
		'line {line}: fmt has to be up to three digits 0 or 1, found {found}'
	],
	'metis-constraints': [
		'第 {line} 行：每个顶点有 {found} 个权重（ncon），这里只支持 1 个',
		'line {line}: {found} weights a vertex (ncon); only one is supported'
	],
	'metis-number': ['第 {line} 行：“{found}”不是不小于 0 的整数', 'line {line}: "{found}" is not a whole number from 0 up'],
	'metis-weight': ['第 {line} 行：{found} 超过 {most}', 'line {line}: {found} is more than {most}'],
	'metis-vertex-short': ['第 {line} 行：顶点 {vertex} 没有权重', 'line {line}: vertex {vertex} has no weight'],
	'metis-neighbour': [
		'第 {line} 行：相邻顶点 {found} 不在 1…{vertices} 之内',
		'line {line}: the neighbour {found} is not one of 1…{vertices}'
	],
	'metis-loop': ['第 {line} 行：顶点 {vertex} 与自身相邻', 'line {line}: vertex {vertex} is its own neighbour'],
	'metis-twice': ['第 {line} 行：顶点 {vertex} 两次列出 {neighbour}', 'line {line}: vertex {vertex} names its neighbour {neighbour} twice'],
	'metis-no-edge-weight': ['第 {line} 行：到 {neighbour} 的边没有权重', 'line {line}: the edge to {neighbour} has no weight'],
	'metis-one-way': [
		'第 {line} 行：顶点 {vertex} 列出 {neighbour}，但 {neighbour}（第 {other} 行）没有列出 {vertex}',
		'line {line}: vertex {vertex} names {neighbour}, but {neighbour} (line {other}) does not name {vertex}'
	],
	'metis-weights-differ': [
		'第 {line} 行：{vertex}–{neighbour} 的权重为 {weight}，另一端为 {other}',
		'line {line}: the edge {vertex}–{neighbour} weighs {weight} here and {other} at its other end'
	],
	'metis-lines-few': [
		'第 {line} 行：文件到此结束，只有 {found} 个顶点，首行说有 {vertices} 个',
		'line {line}: the file ends with {found} vertices; the header says {vertices}'
	],
	'metis-lines-many': [
		'第 {line} 行：{vertices} 个顶点之后还有内容',
		'line {line}: there is more after the {vertices} vertices that the header says'
	],
	'metis-edges': ['第 1 行：首行说有 {said} 条边，读到 {found} 条', 'line 1: the header says {said} edges; there are {found}']
} as const satisfies WordList;

/** Why no grids can be drafted, by the kind of the problem. */
export const draftRefusal = {
	'draft-no-boundary': ['边界文件里没有面', 'The boundary file holds no ground'],
	'draft-pieces': [
		'边界分成 {pieces} 块，{grids} 个网格不够每块一个',
		'The boundary is in {pieces} pieces: {grids} grids are not one for each'
	],
	'draft-few-atoms': [
		'不切开楼栋只能分出 {atoms} 块地，不够 {grids} 个网格',
		'Without cutting a building the ground falls into {atoms} pieces, too few for {grids} grids'
	],
	'draft-codes': ['一个社区最多 999 个网格，{grids} 个太多', 'A community has 999 grids at most; {grids} are too many']
} as const satisfies WordList;

export const partitionWords = {
	tooManyParts: ['{file}：只有 {vertices} 个顶点，分不出 {parts} 份', '{file}: {vertices} vertices cannot make {parts} parts'],
	graph: ['{file}：{why}', '{file}: {why}'],
	wantedParts: ['1 以上的整数', 'a whole number from 1 up'],
	wantedShare: ['不小于 0 的数，如 0.03', 'a number from 0 up, such as 0.03'],
	wantedSeconds: ['大于 0 的秒数', 'a number of seconds above 0'],
	wantedSeed: ['0…4294967295 的整数', 'a whole number, 0…4294967295'],
	wantedName: ['属性名', 'the name of a property'],
	divided: [
		'{vertices} 个顶点分为 {parts} 份：切边权重 {cut}，最重的一份超出平均 {imbalance}%，{threads} 个线程，{seconds} 秒',
		'{vertices} vertices in {parts} parts: cut {cut}, the heaviest part {imbalance} % above the mean, {threads} threads, {seconds} s'
	],
	drafted: [
		'{grids} 个网格，{buildings} 栋楼：最大负荷超出平均 {imbalance}%，{follows}% 的新边界沿道路、水面或围墙，{seconds} 秒',
		'{grids} grids, {buildings} buildings: the greatest load is {imbalance} % above the mean, {follows} % of the new borders run along roads, water or walls, {seconds} s'
	],
	forced: [
		'不能切开的楼栋和小区至少使最大负荷超出平均 {forced}%（最大的一块有 {load}，平均每个网格 {mean}）',
		'Buildings and compounds that stay whole force at least {forced} % above the mean (the largest has {load}, the mean grid {mean})'
	],
	parted: [
		'{count} 个小区超过一个网格可容纳的负荷（或各部分不相连），内部有边界穿过：{names}',
		'{count} compounds are more than one grid may hold (or lie in parts that nothing joins), so borders run between their buildings: {names}'
	],
	wantedTolerance: ['0…1 之间的数，如 0.05', 'a number from 0 to 1, such as 0.05'],
	wantedCodes: ['用逗号分开的网格编码', 'codes of grids, with commas between'],
	balanced: [
		'{grids} 个网格：变异系数 {cvBefore} → {cvAfter}，最大÷平均 {maxBefore} → {maxAfter}；{residents} 名居民换网格员（至少约需 {least}），{buildings} 栋楼，{edits} 步编辑，{rounds} 轮，{seconds} 秒',
		'{grids} grids: CV {cvBefore} → {cvAfter}, max ÷ mean {maxBefore} → {maxAfter}; {residents} residents change worker (at least about {least}), {buildings} buildings, {edits} edits, {rounds} rounds, {seconds} s'
	],
	stillOutside: ['{count} 个网格仍超出允许偏差：{codes}', '{count} grids are still outside the tolerance: {codes}'],
	leftOut: [
		'{count} 个网格不参与（已锁定、无网格员，或没有可交换的邻格）',
		'{count} grids take no part (locked, without workers, or with no grid beside them to share with)'
	],
	noPlan: ['{file}：这些网格不能铺满边界，请先用 check-grids 检查', '{file}: these grids do not tile the boundary; see check-grids'],
	nothing: ['没有可以均衡的网格', 'There are no grids to balance'],
	outside: ['边界之外的楼栋 {count} 栋，未计入', '{count} buildings outside the boundary were left out'],
	noWeight: ['{count} 栋楼没有 {name}，按 0 计', '{count} buildings have no {name}: counted as 0'],
	joined: ['{count} 栋楼彼此相接或重叠，各组不拆开', '{count} buildings touch or overlap one another and stay together']
} as const satisfies WordList;
