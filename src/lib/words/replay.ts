/** What is said while the past is shown, and when it is asked who was where. */
import type { WordList } from './word-list.ts';

export const replay = {
	'past.open': ['回放', 'Replay'],
	'past.open-hint': ['回放过去的巡查与覆盖', 'Replay past patrols and coverage'],
	'past.not-live': ['回放，不是实时', 'Replay, not live'],
	'past.back': ['回到实时', 'Back to live'],
	'past.play': ['播放', 'Play'],
	'past.pause': ['暂停', 'Pause'],
	'past.speed': ['速度', 'Speed'],
	'past.times': ['{n} 倍', '{n}×'],
	'past.day': ['日期', 'Day'],
	'past.from-hour': ['从', 'From'],
	'past.until-hour': ['到', 'to'],
	'past.moment': ['时刻', 'Moment'],
	'past.waiting': ['正在推算当时的情况……', 'Working out how it was …'],
	'past.trouble-unreachable': ['连不上服务器', 'The server cannot be reached'],
	'past.trouble-forbidden': ['您的角色或管辖区域不能看回放', 'Your role or your area may not see the past'],
	'past.trouble-other': ['这段时间没有取到', 'These hours could not be had'],
	'past.again': ['再试', 'Try again'],
	'past.key-open': ['回放／回到实时', 'Replay / back to live'],
	'past.key-play': ['回放时：播放、暂停', 'In replay: play, pause'],
	'past.key-step': ['回放时：前后 1 分钟（加 Shift 为 10 分钟）', 'In replay: a minute back or on (with Shift ten)'],
	'past.key-speed': ['回放时：慢些、快些', 'In replay: slower, faster'],
	'past.who': ['谁在这里', 'Who was here'],
	'past.who-hint': ['在地图上画一个范围，查这段时间谁在里面', 'Draw an area on the map and see who was in it'],
	'past.who-draw': [
		'在地图上点出范围，双击或按 Enter 结束，Esc 放弃',
		'Click the corners on the map; double-click or Enter ends, Esc drops'
	],
	'past.who-draw-again': ['重画范围', 'Draw again'],
	'past.who-grid': ['用所选网格的范围', 'Use the chosen grid'],
	'past.who-corners': ['已点 {n} 个角', 'Corners: {n}'],
	'past.who-span': ['时间 {from} 至 {until}', 'From {from} to {until}'],
	'past.who-reason': ['查询理由（将记入日志）', 'Reason (it is logged)'],
	'past.who-reason-short': ['请写明理由，至少 4 个字', 'Please give a reason, at least 4 characters'],
	'past.who-ask': ['查询', 'Ask'],
	'past.who-asking': ['正在查询……', 'Asking …'],
	'past.who-none': ['这段时间没有人在这里定位过', 'Nobody had a fix here in this time'],
	'past.who-found': ['{n} 人', 'People: {n}'],
	'past.who-row': ['{from}–{until}，{n} 个定位', '{from}–{until}, fixes: {n}'],
	'past.who-note': [
		'只算落在范围内的定位；两次定位之间穿过的人不在其中。',
		'Only fixes within count; who crossed between two fixes is not listed.'
	]
} as const satisfies WordList;
