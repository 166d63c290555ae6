/** What the desk says of reports from the field. What kinds there are is in `field.ts`. */
import type { WordList } from './word-list.ts';

export const reports = {
	reports: ['上报', 'Reports'],
	'reports.n': ['上报 {n}', '{n} {n|report|reports}'],
	'reports.open': ['{n} 条待处理', '{n} open'],
	'reports.to-gaps': ['回到死角台账', 'Back to the gap ledger'],
	'reports.empty': ['没有待处理的上报', 'No open report'],
	'reports.empty-text': [
		'外勤在手机上报的事会立即出现在这里和地图上。',
		'What people in the field report appears here and on the map at once.'
	],
	'reports.failed': [
		'上报清单没有取到，每 5 秒重试。已显示的可能不全。',
		'The list of reports could not be fetched; trying again every 5 seconds. It may be incomplete.'
	],
	'reports.in-past': ['回放时不显示上报', 'Reports are not shown in the past'],
	'reports.photos-n': ['{n} 张照片', '{n} {n|photo|photos}'],
	'report.no-place': ['没有位置', 'no place given'],
	'report.no-words': ['没有文字', 'no words'],
	'report.count': ['劝返', 'Turned back'],
	'report.by': ['上报人', 'By'],
	'report.at': ['上报时间', 'Reported'],
	'report.received': ['收到时间', 'Received'],
	'report.received-late': ['{age}后才收到', 'It arrived {age} after it was made'],
	'report.post': ['岗位', 'Post'],
	'report.place': ['位置', 'Place'],
	'report.fly': ['在地图上看', 'Show on the map'],
	'report.photo-open': ['打开照片 {n}', 'Open photo {n}'],
	'report.photo-note': ['打开照片会记入日志。', 'Opening a photo is logged.'],
	'report.photo-alt': ['上报照片 {n}', 'photo {n} of the report'],
	'report.photo-missing': ['照片还没有传到，或已到保存期限。', 'The photo has not arrived yet, or its time of keeping is over.'],
	'report.photo-again': ['再试', 'Try again'],
	'report.close': ['处理完毕', 'Close the report'],
	'report.close-note': ['做了什么', 'What was done'],
	'report.close-hint': ['如：已通知物业，堆物清走', 'e.g. the property company was told; the passage is clear'],
	'report.closing': ['正在提交', 'Sending'],
	'report.close-failed': ['没有提交成功，文字还在。请再试。', 'It was not sent; your words are kept. Please try again.'],
	'report.closed': ['已处理完毕', 'Closed'],
	'report.closed-by': ['{name}，{time}', '{name}, {time}'],
	'legend.reports': ['外勤上报', 'Reports from the field']
} as const satisfies WordList;
