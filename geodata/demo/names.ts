/** Invented names that sound right: roads, communities, compounds, companies, people. No name is given twice where it must tell things apart. */
import type { Dice } from './dice.ts';

const FIRST = [
	...'望听观沐云海潮澜汀浦帆鸥鹭珊琼碧沧瀛星月晓晴霁棠槿榆枫桐松竹兰芷荷莲桂梅柳杏安宁和顺康泰永长昌德仁义礼文明启景瑞祥福嘉锦绣华丰盛宏远'
];
const SECOND = [
	...'澜涛潮汐湾汀洲屿浦沙滩堤桥渡帆舟鸥鹭霞岚云虹月星晖曦泉溪湖河江川山峰岭坡林苑园庭台阁轩亭坊里田丰安宁平和乐康顺昌兴盛华明德信义'
];
const STREET_NAMES = [
	'望澜',
	'海晏',
	'云汀',
	'沐潮',
	'鸥洲',
	'星浦',
	'听涛',
	'碧湾',
	'长屿',
	'枫桥渡',
	'兰汀',
	'晴川屿',
	'松岚',
	'瀛台',
	'月渡',
	'棠溪湾'
];
const COMPOUND_TAILS = [
	'花园',
	'小区',
	'新村',
	'家园',
	'雅苑',
	'名邸',
	'公馆',
	'嘉园',
	'佳苑',
	'华庭',
	'新苑',
	'里',
	'府',
	'锦城',
	'半岛',
	'水岸',
	'一村',
	'二村'
];
const COMPANY_TAILS = ['物业服务有限公司', '物业管理有限公司', '城市服务有限公司', '社区服务有限公司'];
const SURNAMES = [
	...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤'
];
const GIVEN = [
	...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰萍红建文志国海燕春梅晓东小玲云飞雪琴立新永健思远欣怡子涵雨泽浩然梓萱一诺俊辉嘉宁书瑶景行若溪知远安澜望舒清和向阳长河'
];

export interface Names {
	pair(): string;
	street(index: number): string;
	compound(): string;
	company(): string;
	person(): string;
}

export function namesFrom(chance: Dice): Names {
	const used = new Set<string>();
	const fresh = (make: () => string): string => {
		for (let i = 0; ; i++) {
			const name = i < 400 ? make() : make() + String(i - 399);
			if (used.has(name)) continue;
			used.add(name);
			return name;
		}
	};
	const pair = (): string =>
		fresh(() => {
			const [a, b] = [chance.pick(FIRST), chance.pick(SECOND)];
			return a === b ? a + chance.pick(SECOND) : a + b;
		});
	return {
		pair,
		street: (index) => STREET_NAMES[index] ?? pair(),
		compound: () => pair() + chance.pick(COMPOUND_TAILS),
		company: () => pair() + chance.pick(COMPANY_TAILS),
		person: () => fresh(() => chance.pick(SURNAMES) + chance.pick(GIVEN) + (chance.chance(0.62) ? chance.pick(GIVEN) : ''))
	};
}

/** What a road is called by its class and the way it runs. */
export function roadName(pair: string, roadClass: string, runs: 'east' | 'north' | 'round', chance: Dice): string {
	if (runs === 'round') return roadClass === 'trunk' ? '环岛大道' : `${pair}路`;
	if (roadClass === 'primary') return `${pair}大道`;
	if (roadClass === 'secondary') return pair + (runs === 'east' ? '路' : chance.pick(['街', '路', '大街']));
	if (roadClass === 'tertiary') return pair + (runs === 'east' ? '路' : '街');
	if (roadClass === 'residential') return pair + chance.pick(['路', '街', '里']);
	return pair + chance.pick(['巷', '里', '弄', '巷']);
}
