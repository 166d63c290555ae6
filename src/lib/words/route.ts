/** What routes say: why stops, roads or a TSPLIB file cannot be used, and what came out. */
import type { WordList } from './word-list.ts';

/** Why a TSPLIB file is refused, by the kind of the problem. */
export const tsplibRefusal = {
	'tsplib-no-dimension': ['没有 DIMENSION', 'there is no DIMENSION'],
	'tsplib-dimension': [
		'第 {line} 行：DIMENSION 为 {found}，应为 1…{most} 的整数',
		'line {line}: DIMENSION is {found}; it has to be a whole number, 1…{most}'
	],
	'tsplib-type': ['TYPE 为 {found}，这里只读 TSP（对称）', 'TYPE is {found}; only TSP (symmetric) is read'],
	'tsplib-weights': ['EDGE_WEIGHT_TYPE 为 {found}，应为 {wanted} 之一', 'EDGE_WEIGHT_TYPE is {found}; it has to be one of {wanted}'],
	'tsplib-format': ['EDGE_WEIGHT_FORMAT 为 {found}，应为 {wanted} 之一', 'EDGE_WEIGHT_FORMAT is {found}; it has to be one of {wanted}'],
	'tsplib-line': ['第 {line} 行：看不懂“{found}”', 'line {line}: "{found}" is nothing that TSPLIB knows'],
	'tsplib-number': ['第 {line} 行：“{found}”不是数', 'line {line}: "{found}" is not a number'],
	'tsplib-few': ['{section} 只有 {found} 个数，应有 {wanted} 个', '{section} holds {found} numbers; {wanted} are needed'],
	'tsplib-many': [
		'第 {line} 行：{section} 有 {found} 个数，只应有 {wanted} 个',
		'line {line}: {section} holds {found} numbers; there should be {wanted}'
	],
	'tsplib-node': ['第 {line} 行：点的编号 {found} 不是整数', 'line {line}: the node number {found} is not a whole number'],
	'tsplib-node-twice': ['第 {line} 行：点 {found} 出现两次', 'line {line}: node {found} comes twice'],
	'tsplib-uneven': [
		'第 {line} 行：{from}→{to} 与 {to}→{from} 的距离不同，不是对称问题',
		'line {line}: the ways {from}→{to} and {to}→{from} differ; the problem is not symmetric'
	]
} as const satisfies WordList;

/** Why no route can be planned, by the kind of the problem. */
export const routeRefusal = {
	'route-no-stops': ['没有要走到的点', 'There is no stop to walk to'],
	'route-many-stops': ['有 {stops} 个点，一次最多 {most} 个', 'There are {stops} stops; {most} at most can be planned at once'],
	'route-many-people': ['最多 {most} 人，给出 {people} 人', 'At most {most} people; {people} were given'],
	'route-far-apart': ['这些点相距 {km} 公里，步行路线最多 {most} 公里', 'The stops lie {km} km apart; a walk is planned within {most} km'],
	'route-number': ['{name} 为 {found}，应为 {wanted}', '{name} is {found}; it has to be {wanted}']
} as const satisfies WordList;

/** Why a stop is not on the route. */
export const skippedWords = {
	'too-far': ['时间内走不到再回来', 'cannot be reached and left again in the time'],
	'no-time': ['时间不够，别处更紧迫', 'no time left: others are more urgent']
} as const satisfies WordList;

export const routeWords = {
	tour: [
		'{file}：{count} 个点，长度 {length}，{seconds} 秒，{rounds} 轮',
		'{file}: {count} stops, length {length}, {seconds} s, {rounds} rounds'
	],
	both: ['--tsplib 与 --stops 只能给出一个', 'Give either --tsplib or --stops'],
	neither: ['要给出 --stops 或 --tsplib', '--stops or --tsplib is missing'],
	wantedPlace: ['“经度,纬度”，如 118.78,32.02', '"lng,lat", such as 118.78,32.02'],
	wantedMinutes: ['大于 0 的分钟数', 'a number of minutes above 0'],
	wantedPeople: ['1…{most} 的整数', 'a whole number, 1…{most}'],
	wantedSpeed: ['大于 0 的每分钟米数', 'metres a minute, above 0'],
	person: [
		'第 {person} 人：{stops} 个点，{length}，{minutes} 分钟，紧迫度 {urgency}',
		'person {person}: {stops} stops, {length}, {minutes} min, urgency {urgency}'
	],
	skipped: ['未排入 {count} 个点（见 {file}）', '{count} stops were left out (they are in {file})'],
	pieces: [
		'道路分成 {pieces} 片，互不相连；片与片之间按直线走（共 {length}）',
		'The roads are in {pieces} pieces that do not meet; between them the way is straight ({length} in all)'
	],
	farFromRoad: [
		'{count} 个点离最近的道路超过 {metres} 米，按直线走',
		'{count} stops are more than {metres} m from the nearest road; the way there is straight'
	],
	noRoads: ['没有道路，按直线 × {factor} 计', 'Without roads: straight lines × {factor}'],
	trackName: ['第 {person} 人的路线', 'Route of person {person}'],
	stopName: ['第 {order} 站', 'stop {order}']
} as const satisfies WordList;
