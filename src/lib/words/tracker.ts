/** The page that sets up a tracker app, and the page that is hung up at a post. */
import type { WordList } from './word-list.ts';

export const trackerWords = {
	title: ['定位应用设置', 'Tracker app'],
	why: [
		'用自己习惯的定位应用上报位置。只在上班时打开，下班关闭。',
		'Report your position with an app you know. Turn it on for your shift and off after it.'
	],
	make: ['生成新的令牌', 'Make a new token'],
	made: ['以下令牌只显示这一次。再次生成后，这一个立即失效。', 'The token is shown this once. Make another and this one counts no more.'],
	known: ['已有一个应用在用；生成新令牌后它须重新设置。', 'An app is set up already. With a new token it has to be set up again.'],
	unknown: ['还没有设置过应用。', 'No app has been set up yet.'],
	print: ['打印', 'Print'],
	scan: ['用该应用扫描', 'Scan with the app'],
	'scan-camera': ['用手机相机扫描', 'Scan with the phone’s camera'],
	type: ['或逐项填写', 'or type these in'],
	'type-only': ['逐项填写', 'Type these in'],
	leave: ['其余设置不用改。', 'Leave everything else as it is.'],
	http: [
		'此地址不是 https：有的手机系统会拒绝向它发送。请由管理员设置 https 后再生成。',
		'This address is not https: some phones refuse to send to it. Let an administrator set https up first.'
	],
	secret: ['令牌等于这个人的位置身份，请勿外传。', 'Whoever has the token can report as this person. Keep it to yourself.'],
	failed: ['没有生成：{why}', 'It was not made: {why}'],
	away: ['服务器没有应答', 'the server does not answer'],
	'server-url': ['服务器地址', 'Server URL'],
	'device-id': ['设备标识', 'Device identifier'],
	accuracy: ['定位精度', 'Location accuracy'],
	high: ['高', 'High'],
	interval: ['间隔', 'Interval'],
	seconds: ['{n} 秒', '{n} s'],
	distance: ['距离', 'Distance'],
	metres: ['{n} 米', '{n} m'],
	buffer: ['离线缓存', 'Offline buffering'],
	on: ['开', 'On'],
	mode: ['模式', 'Mode'],
	'http-mode': ['HTTP', 'HTTP'],
	url: ['网址', 'URL'],
	user: ['用户名', 'User name'],
	password: ['密码', 'Password'],
	'tracker-id': ['跟踪编号', 'Tracker ID'],
	'receiver-url': ['接收端地址', 'Receiver Endpoint URL'],
	'access-token': ['访问令牌', 'Access Token'],
	'device-name': ['设备编号', 'Device ID'],
	empty: ['留空', 'leave empty'],
	batch: ['每批条数', 'Batch size'],
	'custom-url': ['记录到自定义网址', 'Log to custom URL'],
	method: ['HTTP 方法', 'HTTP Method'],
	'offline-too': ['丢弃离线位置', 'Discard offline locations'],
	off: ['关', 'Off'],
	'web-address': ['在线跟踪网址', 'Online tracking: web address'],
	'time-buffer': ['时间缓冲', 'Time buffer'],
	minutes: ['{n} 分钟', '{n} min'],
	'post-title': ['岗位签到', 'Check in here'],
	'post-how': ['到岗、离岗时，用手机上的“网格守望”扫描', 'Scan with Gridkeeper on your phone when you come and when you leave'],
	'post-code-of': ['{code} 岗位签到码', 'Check-in code of {code}'],
	'post-renew': ['换新码', 'Make a new code'],
	'post-renew-sure': [
		'换新码后，已张贴的这一张立即失效。确定更换？',
		'The sheet that hangs there now will count no more. Make a new code?'
	],
	'post-sheet': ['纸张', 'Sheet'],
	'post-hang': ['贴在岗位上，只有站在岗位前的人能看到。', 'Hang it at the post, where only somebody who stands there can read it.'],
	'page-missing': ['没有找到', 'Not found'],
	checkpoint: ['卡口', 'Checkpoint'],
	dissuasion: ['劝返点', 'Dissuasion point'],
	sampling: ['采样点', 'Sampling point'],
	vaccination: ['接种点', 'Vaccination point']
} as const satisfies WordList;

export type TrackerWord = keyof typeof trackerWords;
