/** What is said about rosters: the rules one breaks, why a problem file cannot be used, and how a solve ended. */
import type { WordList } from './word-list.ts';

/** A hard rule broken, by its name in `duty/roster/judge-roster.ts`. */
export const rosterBroken = {
	'unknown-seat': ['没有这个座位', 'there is no such seat'],
	'unknown-person': ['没有这个人', 'there is no such person'],
	'seat-taken-twice': ['座位已由 {other} 值守', 'the seat is {other}’s already'],
	'double-booking': ['{from} 起同时在两处', 'in two places at once from {from}'],
	rest: ['两班之间只休息 {restH} 小时，至少 {minRestH} 小时', '{restH} h of rest between two shifts; at least {minRestH} h'],
	'hours-in-24': [
		'{from} 起 24 小时内工作 {hours} 小时，至多 {maxHoursIn24} 小时',
		'{hours} h of work in the 24 h from {from}; at most {maxHoursIn24} h'
	],
	'day-off': ['{from} 至 {through} 上班 {worked} 天，至多 {most} 天', 'works on {worked} days of {from} … {through}; at most {most}'],
	'shifts-per-week': ['{week} 一周 {shifts} 班，至多 {most} 班', '{shifts} shifts in the week of {week}; at most {most}'],
	'hours-per-week': ['{week} 一周 {hours} 小时，至多 {most} 小时', '{hours} h in the week of {week}; at most {most} h'],
	role: ['角色不符：要求 {role}，本人 {roles}', 'not the role: {role} is asked, they are {roles}'],
	skill: ['缺少技能：{skills}', 'lacks a skill: {skills}'],
	leave: ['请假：{from} 至 {until}', 'on leave from {from} until {until}'],
	availability: ['{from} 至 {until} 不在可上班时间内', 'cannot work all of {from} … {until}'],
	locked: ['已锁定的座位没有排给本人', 'a seat that is settled was not given to them']
} as const satisfies WordList;

/** Why a problem file cannot be used, by kind. */
export const rosterFault = {
	'when-unreadable': ['“{text}”不是时段，例如 23:00–06:00、24 h', '"{text}" is not hours, such as 23:00–06:00 or 24 h'],
	'when-clock': ['“{text}”里有不存在的钟点', '"{text}" has an hour that no clock shows'],
	'when-empty': ['“{text}”起止相同；整天请写 24 h', '"{text}" ends as it begins; a whole day is written 24 h'],
	'when-weekday': ['“{text}”不是星期，例如 Mon–Fri、周末', '"{text}" is not weekdays, such as Mon–Fri'],
	'rule-empty': ['规则是空的', 'the rule asks for nobody'],
	'rule-need': ['“{text}”应写成“角色 人数”，例如 police 1', '"{text}" has to be a role and a number, such as police 1'],
	'rule-role': ['没有叫“{text}”的角色', 'there is no role called "{text}"'],
	'rule-count': ['“{text}”的人数应为 1…99', '"{text}" has to ask for 1…99 people'],
	'rule-twice': ['“{text}”两次写到同一角色', '"{text}" names the same role twice'],
	date: ['没有“{found}”这一天（应为 年-月-日，例如 2026-11-24）', 'there is no day "{found}" (year-month-day, such as 2026-11-24)'],
	moment: ['没有“{found}”这一时刻（例如 2026-11-24T13:30）', 'there is no moment "{found}" (such as 2026-11-24T13:30)'],
	'moment-skipped': ['{zone} 的时钟跳过了 {found}，没有这一时刻', 'the clocks of {zone} jump over {found}: there is no such moment'],
	'span-empty': ['结束（{until}）不晚于开始（{from}）', 'it ends ({until}) no later than it begins ({from})'],
	'span-ends': ['须写 until 或 through 其中一个', 'it needs either "until" or "through"'],
	zone: ['没有叫“{found}”的时区', 'there is no time zone "{found}"'],
	'id-twice': ['编号 {id} 重复', 'the id {id} is used twice'],
	reference: ['没有“{found}”', 'there is no "{found}"'],
	'shifts-overlap': ['班次 {one} 与 {other} 重叠', 'the shifts {one} and {other} overlap'],
	'rule-versions': ['两个版本的规则从同一天起生效', 'two versions of the rule begin on the same day'],
	'role-twice': ['“{name}”也是角色 {other} 的写法', '"{name}" is also written for the role {other}'],
	'days-off': ['{most} 天里不可能休 {found} 天', '{most} days cannot hold {found} days off'],
	'no-seats': ['这段时间内没有任何点位需要人', 'no post asks for anybody in this time'],
	'locked-breaks': ['{person}：{why}', '{person}: {why}']
} as const satisfies WordList;

export const rosterAim = {
	coverage: ['空缺', 'empty seats'],
	changes: ['改动', 'changes'],
	points: ['公平与意愿', 'fairness and wishes']
} as const satisfies WordList;

export const rosterWords = {
	notJson: [
		'{file}：第 {byte} 字节（第 {line} 行第 {column} 列）不是 JSON，应为 {wanted}',
		'{file}: not JSON at byte {byte} (line {line}, column {column}); {wanted} was looked for'
	],
	notUtf8: ['{file}：第 {byte} 字节不是 UTF-8', '{file}: byte {byte} is not UTF-8'],
	at: ['{file}：{path}：{why}', '{file}: {path}: {why}'],
	more: ['……另有 {count} 处', '… and {count} more'],
	unknownField: ['没有这个字段', 'there is no such field'],
	missingField: ['缺少此字段', 'it is missing'],
	wrongValue: ['读到 {found}，应为 {wanted}', 'found {found}, wanted {wanted}'],
	otherProblem: [
		'{file} 是另一段时间的值班表（{found}），这里是 {wanted}',
		'{file} is the roster of another time ({found}); this is {wanted}'
	],
	wantedSeconds: ['大于 0 的秒数', 'a number of seconds above 0'],
	settled: ['点位 {posts}，人员 {people}，座位 {seats}', '{posts} posts, {people} people, {seats} seats'],
	covered: ['已排 {covered}，空缺 {open}', '{covered} covered, {open} empty'],
	role: ['  {role}：要 {asked}，空缺 {open}', '  {role}: {asked} asked, {open} empty'],
	gap: ['    {start} {hours} {role}：缺 {count}（{posts}）', '    {start} {hours} {role}: {count} short ({posts})'],
	cure: [
		'  再增 {people} 名{role}即可补齐 {seats} 个空缺（{hours} 小时）{proof}',
		'  {people} more {role} would fill the {seats} empty seats ({hours} h){proof}'
	],
	cureProven: ['，已证最少', ', proven least'],
	cureBound: ['，至少需要 {atLeast} 名', '; at least {atLeast} are needed'],
	cureSkills: ['，须会 {skills}', ', who know {skills}'],
	forbidden: [
		'  {role}：{count} 个座位按规则谁也不能坐（例如 {seat}），请改班次或规则',
		'  {role}: {count} seats that nobody may fill under these rules (such as {seat}): change the shifts or the rules'
	],
	cost: [
		'分数 {points}：夜班 {nights}，周末 {weekends}，工时 {hours}，意愿 {wishes}；上岗路程 {km} 公里',
		'points {points}: nights {nights}, weekends {weekends}, hours {hours}, wishes {wishes}; {km} km from home to post'
	],
	changed: ['改动 {seats} 个座位，影响 {people} 人', '{seats} seats change hands, {people} people are affected'],
	change: ['    {start} {hours} {post} {role}：{before} → {after}', '    {start} {hours} {post} {role}: {before} → {after}'],
	nobody: ['空', 'nobody'],
	proven: ['已证最优', 'proven optimal'],
	unproven: ['{aim}：{value}，下限 {bound}，未证完', '{aim}: {value}, nothing below {bound}; not proven'],
	seconds: ['求解 {seconds} 秒', 'solved in {seconds} s'],
	progress: ['{aim} {part}/{parts}：{best}，下限 {bound}', '{aim} {part}/{parts}: {best}, bound {bound}']
} as const satisfies WordList;
