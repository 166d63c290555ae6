/** Posts, seats and rosters: why a change is refused, and what is written down of it. */
import type { WordList } from './word-list.ts';

export const posting = {
	'posting.moved': [
		'{count} 个座位已被他人先改动，例如 {seat}：现为{holder}（{by} {at}）',
		'{count} seats changed hands before you, such as {seat}: now {holder} ({by}, {at})'
	],
	'posting.nobody': ['空缺', 'nobody'],
	'posting.system': ['系统', 'the system'],
	'posting.twice': ['座位 {seat} 在这次改动里出现两次', 'the seat {seat} is in the change twice'],
	'posting.seat-unasked': ['规则没有要求座位 {seat}', 'No rule asks for the seat {seat}'],
	'posting.seat-elsewhere': ['座位 {seat} 不在您管辖的区域', 'The seat {seat} is outside your area'],
	'posting.person-elsewhere': ['编号 {id} 的人员不在您管辖的区域', 'The person numbered {id} is outside your area'],
	'posting.begun': [
		'{count} 个座位已经开始，改动须写明原因（例如 {seat}）',
		'{count} seats have begun; say why they change hands (such as {seat})'
	],
	'posting.breaks': ['违反 {count} 条硬性规则，例如{person}：{why}', '{count} hard rules would be broken, such as {person}: {why}'],
	'posting.taken': ['有人在同一时间已有座位，或座位已有人', 'Somebody has a seat at that time already, or a seat is taken'],
	'posting.rule': ['规则读不懂：{why}', 'The rule cannot be read: {why}'],
	'posting.day': ['没有“{found}”这一天', 'There is no day "{found}"'],
	'posting.day-past': ['规则不能改写已经过去的日子（{found}）', 'A rule cannot change days that are over ({found})'],
	'posting.rule-missing': ['没有从 {found} 起的规则', 'There is no rule from {found} on'],
	'posting.shift-missing': ['规则里没有班次“{found}”', 'The rules know no shift "{found}"'],
	'posting.shifts-overlap': ['班次“{one}”与“{other}”重叠', 'The shifts "{one}" and "{other}" overlap'],
	'posting.unreadable': ['{code} 的规则读不懂：{why}', 'The rule of {code} cannot be read: {why}'],
	'posting.no-seats': ['这段时间没有需要排的座位', 'No seat is asked in this time'],
	'posting.in-future': ['不能登记将来的签到', 'A check-in cannot lie in the future'],
	'posting.too-old': ['签到时间太久以前', 'The check-in is too long ago'],
	'posting.not-there': ['{person}没有在这个点位签到', '{person} is not checked in at this post'],
	'posting.wish-hours': ['“{found}”不是时段，例如 23:00–06:00、24 h', '"{found}" is not hours, such as 23:00–06:00 or 24 h'],
	'posting.wish-twice': ['这一天的同一时段已有意愿', 'There is a wish for these hours already'],
	'posting.swap-over': ['换班已经有了结果', 'That swap is settled already'],
	'posting.swap-moved': ['座位已换人，换班不再有效', 'The seat has changed hands: the swap is void'],
	'posting.swap-begun': ['班次已经开始，不能再换', 'The seat has begun and can no longer be swapped'],

	'kind.seat-empty': ['岗位空缺', 'Seat empty'],
	'kind.seat-unplanned': ['班次无人', 'Nobody planned'],
	'kind.posts-without-rule': ['点位未定值守规则', 'Posts without a rule'],
	'measure.seats': ['缺{role} {n}', '{n} {role} short'],
	'measure.seats-until': ['{what}，至 {time}', '{what}, until {time}'],
	'measure.seats-hours': ['{what}，{hours}', '{what}, {hours}'],
	'measure.seats-more': ['{first}，另 {n} 段', '{first}, and {n} more {n|stretch|stretches}'],
	'seats.for': ['无人 {age}', 'nobody for {age}'],
	'seats.in': ['{age}后', 'in {age}'],
	'seats.tomorrow': ['明', 'tmrw'],
	'seats.short': ['缺{role} {n}', '−{n} {role}'],
	'seats.empty-now': ['现在空岗', 'Empty now'],
	'seats.now': ['现在空岗', 'Now'],
	'seats.coming': ['将空', 'Ahead'],
	'seats.all-manned': ['现在没有空岗', 'No seat is empty'],
	'seats.all-planned': ['未来 {n} 小时也没有', 'none in the next {n} h'],
	'seats.unjudged': ['{n} 个点位未定规则，不判', '{n} {n|post|posts} not judged'],
	'seats.role': ['岗位', 'Role'],
	'seats.all-stretches': ['无人时段', 'Hours with nobody'],
	'seats.to-duty': ['去排班', 'To the roster'],
	'post.seats-now': ['现在的座位', 'Seats now'],
	'post.seats-next': ['下一班', 'Next shift'],
	'post.seats-today': ['今天其余', 'The rest of today'],
	'post.no-seat-now': ['规则此刻不要求有人', 'Nobody is asked now'],
	'post.nobody-came': ['没有人来', 'nobody came'],
	'post.expected': ['已排', 'planned'],
	'post.not-yet': ['还没签到', 'not checked in yet'],
	'post.rule': ['值守规则', 'Rule'],
	'post.rule-from': ['{day} 起', 'from {day} on'],
	'post.rule-none': ['还没有人写明这里何时要谁，不判空岗。', 'Nobody has said who is needed here when: not judged.'],
	'measure.posts': ['{n} 个点位', '{n} posts'],
	manned: ['已到岗', 'Somebody has checked in'],
	planned: ['已排班', 'Somebody is planned'],
	begun: ['班次已经开始', 'The shift has begun'],
	'rule-made': ['已定值守规则', 'There is a rule now'],
	'seat-left': ['签到后提前离开', 'Somebody was there and left'],
	'seat-person-on-leave': ['排定的人请假', 'The one planned is on leave'],

	// Why a seat changed hands, where nobody wrote a reason.
	'posting.because-rule': ['点位规则改变', 'the post’s rule changed'],
	'posting.because-swap': ['换班', 'swap']
} as const satisfies WordList;

export type PostingProblemKind = Exclude<
	Extract<keyof typeof posting, `posting.${string}`>,
	'posting.nobody' | 'posting.system' | `posting.because-${string}`
>;
