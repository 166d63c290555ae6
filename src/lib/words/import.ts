/** What reading files into a district says: why a feature is refused, what is at fault with grids. `{name}` is filled from the parameters. */
import type { WordList } from './word-list.ts';

/** Why a feature is refused, by the kind of the refusal. */
export const refusal = {
	'not-a-feature': ['不是 Feature 对象', 'not an object of type Feature'],
	'no-coordinates': ['没有坐标', 'no coordinates'],
	'geometry-type': ['几何类型不对：是 {found}，应为 {wanted}', 'wrong geometry type: {found}, wanted {wanted}'],
	'coordinate-malformed': ['坐标不是数：{path} 为 {found}', 'a coordinate is not a number: {path} is {found}'],
	'coordinate-range': [
		'坐标超出范围：{path} 为 {found}（经度 ±180 在前，纬度 ±90 在后）',
		'a coordinate is out of range: {path} is {found} (longitude ±180 first, then latitude ±90)'
	],
	'line-short': ['线只有一个点', 'a line of a single place'],
	empty: ['没有环', 'no ring'],
	'ring-open': ['环没有闭合', 'a ring is not closed'],
	'ring-flat': ['环不围成面', 'a ring encloses no ground'],
	'ring-crosses': ['环自相交', 'a self-crossing ring'],
	'ring-touches-itself': ['环自相接', 'a ring that touches itself'],
	'hole-outside': ['洞不在外环之内', 'a hole outside its outer ring'],
	'part-in-part': ['一部分落在另一部分之内', 'a part that lies inside another part'],
	'inside-parted': ['洞把面切成几块', 'holes that cut the ground apart'],
	'code-missing': ['没有编码', 'missing code'],
	'code-malformed': ['编码 {code} 不是 15 位数字', 'the code {code} is not 15 digits'],
	'code-zero': ['编码 {code} 的网格号为 0', 'the code {code} has grid number 0'],
	'codes-used-up': ['{parent} 的编号已用到 {last}', 'all numbers of {parent} up to {last} are used'],
	'duplicate-code': ['编码 {code} 重复', 'duplicate code {code}'],
	'code-elsewhere': ['编码 {code} 不属于 {district}', 'the code {code} is not of district {district}'],
	'outside-boundary': ['在边界之外', 'outside the boundary'],
	'property-malformed': ['属性 {name} 为 {found}，应为 {wanted}', 'the property {name} is {found}, wanted {wanted}']
} as const satisfies WordList;

/** Faults and warnings of a set of grids. */
export const gridFault = {
	gap: ['空隙：不属于任何网格', 'gap: ground in no grid'],
	overlap: ['重叠：同属两个网格', 'overlap: ground in two grids'],
	outside: ['越界：网格伸出边界', 'outside: a grid reaches beyond the boundary'],
	disconnected: ['分离：网格分成几块', 'disconnected: a grid in pieces'],
	invalid: ['无效：图形画错', 'invalid: drawn wrongly'],
	'orphan-building': ['楼栋不在任何网格内', 'a building in no grid'],
	'double-building': ['楼栋同属两个网格', 'a building in two grids'],
	'border-through-building': ['边界穿过楼栋', 'a border runs through a building']
} as const satisfies WordList;

/** Sentences of the verbs that read files. */
export const fileWords = {
	fileMissing: ['找不到文件 {file}', '{file}: no such file'],
	fileUnreadable: ['读不了文件 {file}（{reason}）', '{file}: cannot be read ({reason})'],
	fileEmpty: ['文件 {file} 是空的', '{file}: the file is empty'],
	notUtf8: [
		'{file}：第 {byte} 字节（第 {line} 行第 {column} 列）不是 UTF-8，请另存为 UTF-8',
		'{file}: not UTF-8 at byte {byte} (line {line}, column {column}); save it as UTF-8'
	],
	notJson: [
		'{file}：第 {byte} 字节（第 {line} 行第 {column} 列）不是 JSON，那里应为 {wanted}',
		'{file}: not JSON at byte {byte} (line {line}, column {column}), where {wanted} was expected'
	],
	notCollection: ['{file}：不是 FeatureCollection（type 为 {found}）', '{file}: not a FeatureCollection (its type is {found})'],
	noFeatures: ['{file}：features 不是数组', '{file}: its features are not an array'],
	foreignCrs: [
		'{file}：坐标系是 {found}；GeoJSON 须为 WGS-84 经纬度（或用 --datum 说明 gcj02、bd09）',
		'{file}: its coordinate system is {found}; GeoJSON has to be WGS-84 longitude and latitude (or name gcj02 or bd09 with --datum)'
	],
	optionMissing: ['缺少 {option}', '{option} is missing'],
	optionUnknown: ['不认识的参数：{option}', 'Unknown option: {option}'],
	optionValue: ['{option} 为 {found}，应为 {wanted}', '{option} is {found}; it has to be {wanted}'],
	feature: [
		'{file}：第 {number} 个要素{id}，第 {byte} 字节（第 {line} 行第 {column} 列）：{why}{at}',
		'{file}: feature {number}{id}, byte {byte} (line {line}, column {column}): {why}{at}'
	],
	at: ['，在 {lng}, {lat}', ', at {lng}, {lat}'],
	'import-no-boundary': [
		'边界文件里没有可用的边界，未导入任何内容',
		'The boundary file holds no boundary that can be used; nothing was imported'
	],
	'import-no-grids': ['没有一个可用的网格，未导入任何内容', 'Not one grid can be used; nothing was imported'],
	'import-no-code': [
		'不知道是哪个区：边界没有 6 位 code，网格编码的前 6 位也不一致；未导入任何内容',
		'Which district is this? The boundary has no code of 6 digits and the grids do not agree on one; nothing was imported'
	],
	'import-strict': [
		'--strict：有 {count} 个要素被拒绝，未导入任何内容',
		'--strict: nothing was imported, for features were refused: {count}'
	],
	'import-district-exists': [
		'{name}（{code}）已在数据库中，未改动。要整体替换（连同它的设备、轨迹和历史），请加 --replace',
		'{name} ({code}) is already in the database and was left as it is. Add --replace to replace it whole, its devices, tracks and history included'
	],
	reading: ['读取 {file}', 'reading {file}'],
	checking: ['检查网格与楼栋', 'checking grids and buildings'],
	saving: ['写入 {step} {done}/{of}', 'writing {step} {done}/{of}'],
	loaded: ['已导入 {name}（{code}）：', 'Imported {name} ({code}):'],
	replaced: ['已替换 {name}（{code}）：', 'Replaced {name} ({code}):'],
	layerLine: ['  {layer}：导入 {loaded}，拒绝 {refused}', '  {layer}: {loaded} loaded, {refused} refused'],
	areasLine: [
		'  街道 {streets}，社区 {communities}（由网格编码得出）',
		'  streets {streets}, communities {communities} (from the grid codes)'
	],
	planEffective: ['  边界方案：第 1 版，即时生效', '  plan: revision 1, in effect from now'],
	planDraft: [
		'  边界方案：第 1 版，草稿，未生效：网格有 {count} 处问题',
		'  plan: revision 1, a draft and not in effect; faults of the grids: {count}'
	],
	faultLine: ['    {what}{codes}，{area} 平方米，最宽 {width} 米{at}', '    {what}{codes}, {area} m², {width} m at its widest{at}'],
	warningLine: [
		'  被边界穿过的楼：{count} 栋，各归占地最大的网格',
		'  buildings that a border runs through: {count}, each given to the grid that holds most of it'
	],
	defaultsLine: [
		'  缺省：每户 {residentsPerHousehold} 人，未写层数的楼 {floors} 层，未写人数的岗位 {required} 人，未写风险的网格为低风险',
		'  taken for granted: {residentsPerHousehold} residents a household, {floors} floor, {required} person at a post, low risk, where the files do not say'
	],
	osmLine: [
		'  数据出自 OpenStreetMap，已注明 © OpenStreetMap contributors（用 --attribution 更改）',
		'  the ids are OpenStreetMap’s: attributed to © OpenStreetMap contributors (change it with --attribution)'
	],
	refusedTitle: ['被拒绝的要素：{count} 个', 'Features refused: {count}']
} as const satisfies WordList;

/** The layers of an import. */
export const layerWords = {
	boundary: ['边界', 'boundary'],
	grids: ['网格', 'grids'],
	buildings: ['楼栋', 'buildings'],
	roads: ['道路', 'roads'],
	posts: ['岗位', 'posts'],
	pois: ['地名', 'places'],
	landuse: ['用地与水面', 'land use'],
	areas: ['区划', 'areas'],
	compounds: ['小区', 'compounds'],
	people: ['人员', 'people'],
	measures: ['面积', 'areas of ground']
} as const satisfies WordList;
