/** What the coverage verb says of its tracks and options. */
import type { WordList } from './word-list.ts';

export const trackWords = {
	empty: ['{file}：没有一行，连表头都没有', '{file}: there is not a line in it, not even the header'],
	notCsv: ['{file}：第 {line} 行不是 CSV：{reason}', '{file}: not CSV at line {line}: {reason}'],
	columnMissing: [
		'{file}：第 1 行缺少列 {column}（读到的表头：{found}）',
		'{file}: line 1 has no column {column} (the header read: {found})'
	],
	columnTwice: ['{file}：第 1 行有两列 {column}', '{file}: line 1 has two columns {column}'],
	short: ['{file}：第 {line} 行只有 {found} 列', '{file}: line {line} has only {found} columns'],
	field: [
		'{file}：第 {line} 行 {column} 列为“{found}”，应为{wanted}',
		'{file}: line {line}, column {column}: "{found}" has to be {wanted}'
	],
	more: ['{file}：还有 {count} 处', '{file}: and {count} more'],
	wantedName: ['设备名', 'the name of a device'],
	wantedInstant: [
		'ISO 8601 时刻，如 2026-01-31T08:00:00Z（不带时区按 UTC）',
		'an ISO 8601 moment, such as 2026-01-31T08:00:00Z (UTC where no offset is given)'
	],
	wantedLng: ['−180…180 的经度', 'a longitude, −180…180'],
	wantedLat: ['−90…90 的纬度', 'a latitude, −90…90'],
	wantedAmount: ['不小于 0 的数，或留空', 'a number from 0 up, or nothing'],
	wantedPositive: ['大于 0 的数', 'a number above 0'],
	notWritable: ['写不了 {file}（{reason}）', '{file}: cannot be written ({reason})']
} as const satisfies WordList;

/** What the replay verb says. */
export const replayWords = {
	wantedSpeed: ['大于 0 的倍数', 'a factor above 0'],
	noFix: ['{file}：没有轨迹点', '{file}: there is no fix in it'],
	noDistrict: ['没有这个区：{code}', 'No such district: {code}'],
	progress: ['已存 {sent}／{of}，待发 {waiting}', '{sent} of {of} stored, {waiting} waiting'],
	done: ['已存 {stored} 个轨迹点，拒收 {refused}，未发 {unsent}', '{stored} fixes stored, {refused} refused, {unsent} not sent']
} as const satisfies WordList;
