/** The door and the pages that stand in for what is not there. */
import type { WordList } from './word-list.ts';

export const account = {
	productName: ['网格守望', 'Gridkeeper'],
	productLine: ['无盲区，无死角', 'No ground uncovered, no post unheld'],
	signIn: ['登录', 'Sign in'],
	signOut: ['退出登录', 'Sign out'],
	signingIn: ['正在登录…', 'Signing in…'],
	username: ['用户名', 'User name'],
	password: ['密码', 'Password'],
	showPassword: ['显示', 'Show'],
	hidePassword: ['隐藏', 'Hide'],
	serverAway: [
		'连不上服务器。已填写的内容仍在，网络恢复后再按一次登录。',
		'The server cannot be reached. What you typed is kept: press Sign in again once the network is back.'
	],
	fillBoth: ['请填写用户名和密码', 'Please fill in user name and password'],
	waitSeconds: ['{seconds} 秒后可再试', 'Try again in {seconds} s'],
	demoTitle: ['演示账号', 'Demo accounts'],
	demoNote: [
		'虚构区域，虚构数据。点选即填入，密码均为 {password}',
		'A fictional district with invented data. Click to fill in; every password is {password}'
	],
	roleCommander: ['指挥员', 'Commander'],
	rolePlanner: ['规划员', 'Planner'],
	roleLead: ['带队', 'Patrol lead'],
	roleWorker: ['网格员', 'Grid worker'],
	roleAdmin: ['管理员', 'Administrator'],
	roleViewer: ['观看', 'Viewer'],
	askAdministrator: ['账号由本区管理员开通', 'Accounts are opened by the administrator of your district'],
	inOtherLanguage: ['English', '中文'],
	lightTheme: ['浅色', 'Light'],
	darkTheme: ['深色', 'Dark'],
	pageMissing: ['没有这个页面', 'There is no such page'],
	pageMissingMore: ['地址可能有误，或页面已移走。', 'The address may be mistyped, or the page has moved.'],
	pageForbidden: ['这里不在您的职责范围内', 'This is outside your duties'],
	pageForbiddenMore: ['需要其他角色或其他区域的账号。', 'It needs an account with another role or of another area.'],
	pageFault: ['页面出错了', 'This page broke'],
	pageFaultMore: [
		'已记录，编号 {id}。请刷新；若仍出错，把编号告诉管理员。',
		'It is logged as {id}. Reload; if it stays, tell the administrator that number.'
	],
	backToMap: ['回到地图', 'Back to the map']
} as const satisfies WordList;
