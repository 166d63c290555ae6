/** What the server says to a phone in the field: why something is refused. */
import type { WordList } from './word-list.ts';

export const fieldServer = {
	'field.no-person': [
		'此账号没有对应的人员，不能在外勤中使用',
		'This account is no person of the roll, so there is nothing to do in the field'
	],
	'field.malformed': ['记录有误：{field}（{reason}）', 'The record is not right: {field} ({reason})'],
	'field.future': [
		'手机时间比服务器快 {minutes} 分钟，请校准时间',
		'The phone’s clock is {minutes} minutes ahead of the server; please set it right'
	],
	'field.too-old': ['记录已超过 {days} 天，不再接收', 'The record is older than {days} days and no longer taken'],
	'field.id-taken': ['此编号已被他人的记录使用', 'This id belongs to somebody else’s record'],
	'field.id-of-another': ['此编号已用于另一类记录', 'This id belongs to a record of another kind'],
	'field.phone-revoked': ['这部手机的定位已被管理员停用', 'An administrator has ended the tracking of this phone'],
	'field.off-shift': ['不在上班时间内的位置不保存', 'Positions outside a shift are not kept'],
	'field.post-missing': ['本区没有这个卡口', 'The district has no such post'],
	'field.grid-missing': ['本区没有这个网格', 'The district has no such grid'],
	'field.building-missing': ['本区没有这栋楼', 'The district has no such building'],
	'field.nowhere': ['交接须指明卡口或网格', 'A hand-over names a post or a grid'],
	'field.code-wrong': ['二维码不是这个卡口的，或已更换', 'That code is not this post’s, or has been replaced'],
	'field.no-proof': ['请扫描卡口二维码，或打开定位', 'Scan the post’s code, or turn the position on'],
	'field.too-far': [
		'离{post}还有 {distance} 米，须在 {within} 米以内（或扫描卡口二维码）',
		'{post} is {distance} m away; come within {within} m, or scan the post’s code'
	],
	'field.inaccurate': [
		'定位误差 {accuracy} 米，须在 {most} 米以内（或扫描卡口二维码）',
		'The position is only good to {accuracy} m; {most} m is needed. Or scan the post’s code'
	],
	'field.photo-kind': ['照片须为 JPEG、WebP 或 PNG', 'A photo has to be JPEG, WebP or PNG'],
	'field.photo-large': ['照片不能超过 {mb} MB', 'A photo may have at most {mb} MB'],
	'field.photo-taken': ['此编号已有另一张照片', 'There is another photo of that id'],
	'field.duty-over': ['这一班已经结束', 'That seat is over'],
	'field.swap-open': ['这一班已在征求换班', 'Somebody has been asked to take that seat already'],
	'field.swap-answered': ['这个换班请求已有答复', 'That swap has been answered already'],
	'field.swap-unlawful': ['按排班规则，对方不能接这一班', 'By the rules of the roster they cannot take that seat'],
	'field.swap-own': ['不能和自己换班', 'A seat is swapped with somebody else'],
	'field.taken': ['{name}已于 {at} 接班', '{name} has taken it over already, {at}'],
	'field.report-closed': ['{name}已于 {at} 处理完毕', '{name} closed it already, {at}'],
	'field.grids-apart': ['所选网格不在同一区', 'The grids are not all of one district'],
	'field.busy': ['服务器正忙，请稍后再试', 'The server is busy; please try again in a moment'],
	'field.many-days': ['一次最多看 {days} 天的轨迹', 'A track of at most {days} days at once'],
	'field.calendar-title': ['{name}的排班', 'Duties of {name}']
} as const satisfies WordList;

export type FieldProblemKind = Exclude<keyof typeof fieldServer, 'field.calendar-title'>;
