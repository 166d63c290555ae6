/** What the map says while a plan is drawn or compared. */
import type { WordList } from './word-list.ts';

export const draw = {
	'draw-load': ['负载 {load}', 'load {load}'],
	'draw-load-unknown': ['负载未知', 'load unknown'],
	'draw-snapped-crossing': ['吸附：{one} × {two} 路口', 'Snapped: {one} × {two}'],
	'draw-snapped-meeting': ['吸附：{one} × {two} 相交处', 'Snapped: {one} × {two}'],
	'draw-snapped-line': ['吸附：{one}', 'Snapped: {one}'],
	'draw-snap-follows': ['相距 {lengthM} m，两侧边界沿路　Alt 不吸附', '{lengthM} m away, borders follow · Alt to move freely'],
	'draw-snap-alone': ['相距 {lengthM} m　Alt 不吸附', '{lengthM} m away · Alt to move freely'],
	'draw-road': ['无名道路', 'unnamed road'],
	'draw-wall': ['围墙', 'wall'],
	'draw-water': ['水边', 'waterside'],
	'draw-old-corner': ['原拐点　{way}移 {lengthM} m', 'Old corner · moved {lengthM} m {way}'],
	'draw-way-n': ['北', 'north'],
	'draw-way-ne': ['东北', 'north-east'],
	'draw-way-e': ['东', 'east'],
	'draw-way-se': ['东南', 'south-east'],
	'draw-way-s': ['南', 'south'],
	'draw-way-sw': ['西南', 'south-west'],
	'draw-way-w': ['西', 'west'],
	'draw-way-nw': ['西北', 'north-west'],
	'draw-count': ['{from}→{to}　{buildings} 栋　{households} 户', '{from} → {to} · {buildings} buildings · {households} households'],
	'draw-editing': ['{name}　正在改{grid}', '{name} is changing {grid}'],
	'draw-held-for': ['软锁定，还剩 {seconds} 秒', 'Held for {seconds} s more'],
	'draw-confirm': ['Enter 写入　Esc 放弃', 'Enter writes it · Esc drops it'],
	'draw-finish': ['双击或 Enter 完成　Esc 放弃', 'Double-click or Enter ends · Esc drops it'],
	'draw-new-grid': ['新网格', 'new grid'],
	'draw-ends': ['撤销', 'ends'],
	'compare-divider': ['对比分隔线：左为 A，右为 B', 'Divider: A to the left, B to the right'],
	'compare-share': ['A 占 {percent}%', 'A {percent}%']
} as const satisfies WordList;
