/** What is said when the world says no. Keyed by the kind of the problem, so that a kind without words does not compile. */
import type { WordList } from './word-list.ts';

export const problem = {
	malformed: ['请求有误：{field}（{reason}）', 'The request is not right: {field} ({reason})'],
	'signed-out': ['请先登录', 'Please sign in first'],
	forbidden: ['您的角色或管辖区域不包括这一项', 'Your role or your area does not include this'],
	'other-account': ['这台设备上已登录另一个账号', 'Another account has signed in on this device'],
	'cross-site': ['此操作须在本系统页面内进行', 'This has to be done from a page of this system'],
	'operator-only': ['只有本机或持运维令牌者可读', 'Only this machine or the holder of the operator token may read this'],
	missing: ['没有找到', 'Not found'],
	'method-refused': ['此地址不接受 {method}', 'This address does not accept {method}'],
	unavailable: ['数据库暂时不可用，请稍后再试', 'The database is away for the moment; please try again'],
	fault: [
		'系统出错，编号 {id}。已记录，未保存的操作没有生效',
		'Something broke on our side, number {id}. It is logged; nothing unsaved took effect'
	],
	'wrong-password': ['用户名或密码不对', 'The user name or the password is wrong'],
	'too-many-tries': ['尝试次数过多，请 {seconds} 秒后再试', 'Too many tries; please wait {seconds} seconds'],
	'username-taken': ['用户名 {username} 已被使用', 'The user name {username} is taken'],
	'username-malformed': [
		'用户名 {username} 不可用：须 2–40 个字母、汉字、数字或 . _ -，且不以符号开头',
		'The user name {username} will not do: 2–40 letters, digits or . _ -, not starting with a mark'
	],
	'password-too-short': ['密码须 {min}–{max} 个字符', 'A password has {min} to {max} characters'],
	'account-missing': ['没有名为 {username} 的账号', 'There is no account named {username}'],
	'grant-missing': ['账号 {username} 没有这项授权', 'The account {username} holds no such grant'],
	'person-missing': ['没有这位人员：{person}', 'No such person: {person}'],
	'person-ambiguous': ['有 {count} 位人员叫 {person}，请用 --person 指定', '{count} people are called {person}; name one with --person'],
	'area-missing': ['没有编码为 {code} 的区域', 'There is no area with the code {code}'],
	'device-missing': ['没有编号为 {id} 的设备', 'There is no device numbered {id}'],
	'no-rules': ['该区域尚无生效的规则', 'No rules hold for this area yet'],
	'rules-in-the-past': ['生效时间不能早于现在', 'The rules cannot take effect in the past']
} as const satisfies WordList;

export type ProblemKind = keyof typeof problem;
