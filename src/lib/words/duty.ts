/** People, squads and assignments: why something is refused, what is wrong in a list, what gaps of responsibility are called. */
import type { WordList } from './word-list.ts';

export const duty = {
	'duty.no-task': ['须写明任务', 'Say what the task is'],
	'duty.deadline-early': ['期限须晚于开始', 'The deadline has to be after the beginning'],
	'duty.in-the-past': ['不能从过去的时间开始', 'It cannot begin in the past'],
	'duty.primary-taken': [
		'{subject}在此期间已有主责人{person}（{by} {at} 指派）',
		'{subject} has {person} as primary for that time (assigned by {by}, {at})'
	],
	'duty.named-already': [
		'{person}在此期间已负责{subject}（{by} {at} 指派）',
		'{person} answers for {subject} at that time already (assigned by {by}, {at})'
	],
	'duty.elsewhere': [
		'{person}在此期间须在{subject}在岗（{by} {at} 指派）',
		'{person} has to be at {subject} at that time (assigned by {by}, {at})'
	],
	'duty.on-leave': ['{person}在此期间请假', '{person} is on leave at that time'],
	'duty.ended': ['此项指派已经结束', 'That assignment is over'],
	'duty.same-person': ['接班人不能是本人', 'It has to be handed to somebody else'],
	'duty.person-missing': ['这个区没有编号为 {id} 的人员', 'The district has no person numbered {id}'],
	'duty.subject-missing': ['这个区域没有该对象（{kind} {id}）', 'The area has no such subject ({kind} {id})'],
	'duty.template-missing': ['规则里没有名为“{template}”的队伍模板', 'The rules know no squad template called "{template}"'],
	'duty.name-taken': ['已有名为“{name}”的队伍', 'There is a squad called "{name}" already'],
	'duty.leave-overlaps': ['此期间已登记请假', 'A leave is written down for that time already'],
	'duty.not-csv': ['第 {line} 行不是 CSV（{reason}）', 'Not CSV at line {line} ({reason})'],
	'duty.csv-open-quote': ['第 {line} 行第 {column} 列的引号没有关闭', 'A quote is never closed, from line {line} column {column}'],
	'duty.csv-stray-quote': ['第 {line} 行第 {column} 列有多余的引号', 'A quote that does not belong there, line {line} column {column}'],
	'duty.one-list': ['给一份名单：CSV 或 XLSX', 'Give one list: CSV or XLSX'],
	'duty.not-xlsx': ['不是 XLSX 文件，或已损坏', 'Not an XLSX file, or a broken one'],
	'duty.xlsx-old': [
		'旧版 .xls 或带密码的文件读不了，请另存为不带密码的 .xlsx',
		'An old .xls or a file with a password: save it as .xlsx without one'
	],
	'duty.xlsx-large': ['文件解开后超过 {mostMb} MB', 'Unpacked, the file is larger than {mostMb} MB'],
	'duty.xlsx-wide': ['工作表“{sheet}”第 {line} 行超过 {most} 列', 'Sheet "{sheet}", row {line}: more than {most} columns'],
	'duty.list-long': ['名单超过 {most} 行，请分开导入', 'The list has more than {most} rows; import it in parts'],

	'people-problem.column-missing': ['缺少此列', 'the column is missing'],
	'people-problem.column-twice': ['此列出现两次', 'the column is there twice'],
	'people-problem.row-long': ['比表头多出内容：{found}', 'more than the headings name: {found}'],
	'people-problem.empty': ['不能为空', 'it may not be empty'],
	'people-problem.too-long': ['太长', 'too long'],
	'people-problem.id-twice': ['编号 {found} 在名单里出现两次', 'the id {found} is in the list twice'],
	'people-problem.role': ['没有叫“{found}”的角色', 'there is no role called "{found}"'],
	'people-problem.area': ['本区没有编码为 {found} 的区域', 'no area here has the code {found}'],
	'people-problem.elsewhere': ['编号 {found} 是您管辖之外的人员', 'the id {found} is a person outside your area'],
	'people-problem.hours': ['“{found}”不是时段，例如 Mon–Fri 08:00–20:00', '"{found}" is not hours, such as Mon–Fri 08:00–20:00'],
	'people-problem.leave': [
		'“{found}”不是请假，例如 2026-11-24..2026-11-26 年假',
		'"{found}" is not a leave, such as 2026-11-24..2026-11-26 annual'
	],
	'people-problem.leave-overlaps': ['请假 {found} 与另一段重叠', 'the leave {found} overlaps another'],

	'people.cell': ['工作表“{sheet}” {cell}：{why}', 'sheet "{sheet}", {cell}: {why}'],
	'people.line': ['第 {line} 行 {column}：{why}', 'line {line} {column}: {why}'],
	'people.would': [
		'将新增 {made} 人，更改 {changed} 人，{unchanged} 人不变',
		'{made} would be made, {changed} changed, {unchanged} stay as they are'
	],
	'people.done': ['新增 {made} 人，更改 {changed} 人，{unchanged} 人不变', '{made} made, {changed} changed, {unchanged} as they were'],
	'people.nothing': ['有 {count} 处问题，没有导入', '{count} problems: nothing was imported'],
	'people.ignored': ['没有读的列：{columns}', 'columns not read: {columns}'],
	'people.exported': ['已导出 {count} 人', '{count} people written'],

	'kind.nobody-known': ['尚无人员名单', 'No people known yet'],
	'kind.no-primary': ['无主责人', 'No primary'],
	'kind.no-backup': ['无备岗', 'No backup'],
	'kind.duty-expired': ['责任到期无人接', 'Deadline passed, nobody follows'],
	'kind.primary-on-leave': ['主责人请假', 'Primary on leave'],
	'kind.person-overloaded': ['责任超限', 'Answers for too much'],
	'kind.squad-role-missing': ['队伍缺角色', 'Squad lacks a role'],
	'kind.compound-unclaimed': ['小区无物业、无包保干部', 'Compound with neither property company nor cadre'],
	// Why a gap closed.
	assigned: ['责任已落实', 'Somebody answers for it']
} as const satisfies WordList;

export type DutyProblemKind = Extract<keyof typeof duty, `duty.${string}`>;
