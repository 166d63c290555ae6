/** What the map and its tiles say. */
import type { WordList } from './word-list.ts';

export const map = {
	'map-label': ['{name}网格图', 'Grid map of {name}'],
	'map-fictional': ['示范数据，纯属虚构', 'Demo data, purely fictional'],
	'map-no-webgl': [
		'这个浏览器不能画地图：需要 WebGL 2。请打开硬件加速，或换一个新一点的浏览器；右侧列表照常可用。',
		'This browser cannot draw the map: it needs WebGL 2. Turn on hardware acceleration or use a newer browser; the lists still work.'
	],
	'map-recovering': ['显卡中断，正在重画地图……', 'The graphics device was lost; drawing the map again …'],
	'map-base-missing': ['底图没有取到，网格和人员照常显示。', 'The basemap could not be fetched; grids and people are still shown.'],
	'map-metres': ['{n} 米', '{n} m'],
	'map-kilometres': ['{n} 公里', '{n} km'],
	'map-lost-for': ['失联 {age}', 'lost {age}'],
	'map-age-s': ['{n} 秒', '{n} s'],
	'map-age-min': ['{n} 分', '{n} min'],
	'map-age-h': ['{n} 时', '{n} h'],
	'map-age-d': ['{n} 天', '{n} d'],
	'map-load-unknown': ['无人负责', 'nobody'],
	'map-coverage-unknown': ['未知', 'unknown'],
	'map-risk-low': ['低风险', 'low risk'],
	'map-risk-medium': ['中风险', 'medium risk'],
	'map-risk-high': ['高风险', 'high risk'],
	'tile-not-a-number': ['瓦片地址的 {field} 不是整数：“{value}”。', 'Tile address: {field} is not a whole number: "{value}".'],
	'tile-zoom-out-of-range': ['没有第 {value} 级瓦片，最深到第 {max} 级。', 'There is no zoom {value}; the deepest is {max}.'],
	'tile-out-of-range': [
		'第 {z} 级没有 {field}={value} 的瓦片，最大是 {max}。',
		'Zoom {z} has no tile with {field}={value}; the largest is {max}.'
	],
	'tile-no-external': ['没有配置外部底图。', 'No external basemap is configured.'],
	'tile-external-failed': ['外部底图没有给出瓦片（状态 {status}）。', 'The external basemap gave no tile (status {status}).'],
	'tile-no-such-layer': ['没有“{layer}”这个图层，可用的有 {layers}。', 'There is no layer "{layer}"; there are {layers}.']
} as const satisfies WordList;
