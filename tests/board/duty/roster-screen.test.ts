/** What a lead's screen makes of a roster: lanes, states of seats, gaps, totals, and changes that are not published yet. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leastRestH, weekHours, weekOfDate } from '#lib/board/duty/judging.ts';
import { RosterPicture } from '#lib/board/duty/roster-picture.ts';
import { type SeatLanes, seatLanes } from '#lib/board/duty/seat-lanes.ts';
import { checkInsOf, seatState } from '#lib/board/duty/seat-state.ts';
import { squadLooks } from '#lib/board/duty/squad-looks.ts';
import { asked, insisting, NOTHING, overlayOf, overtaken, redone, undone, withStep, without } from '#lib/board/duty/unpublished.ts';
import { parseDutyLook, printDutyLook } from '#lib/board/duty/duty-url.ts';
import type { AreaId } from '#lib/area/area.ts';
import { zoneOf } from '#lib/duty/local-time.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import { overlaps } from '#lib/duty/span.ts';
import { DEFAULT_POSTING_RULES } from '#lib/rules/roster-rules.ts';
import type { BoardCheckIn, BoardPerson, BoardPost, RosterBoard, SeatDuty } from '#lib/wire/roster-board.ts';

const zone = zoneOf('Asia/Shanghai')!;
const at = (text: string): number => Date.parse(`${text}:00+08:00`);
const id = (n: number): PersonId => n as PersonId;

const post = (n: number, needs: string, more: Partial<BoardPost> = {}): BoardPost => ({
	...{ id: n as PostId, code: `K${n}`, kind: 'checkpoint', name: `${n}号口`, areaId: 1 as AreaId, gridId: null, position: [118.78, 32.02] },
	...{ weight: 1, shifts: null, rules: [{ from: '2026-11-01', needs, madeByName: null }], squadId: null },
	...more
});
const person = (n: number, role: BoardPerson['role'], more: Partial<BoardPerson> = {}): BoardPerson => ({
	...{ id: id(n), name: `人${n}`, role, roles: [role], skills: [], organisation: '', squadId: null, home: null, hours: [], leave: [] },
	...{ wishes: [], nightsBefore: 0, weekendsBefore: 0, onShiftSinceMs: null },
	...more
});
const duty = (lanes: SeatLanes, seatId: string, personId: number): SeatDuty => {
	const seat = lanes.seats.get(seatId)!;
	return {
		...{ id: 1, seat: seatId, postId: seat.post.id, role: seat.role, skills: seat.skills, personId: id(personId) },
		...{ startMs: seat.startMs, endMs: seat.endMs, confirmedAtMs: null, madeByName: null, madeAtMs: 0 }
	};
};
const board = (posts: readonly BoardPost[], people: readonly BoardPerson[] = [], more: Partial<RosterBoard> = {}): RosterBoard => ({
	...{ areaId: 1 as AreaId, seq: 1, nowMs: at('2026-11-22T14:05'), zone: 'Asia/Shanghai', from: '2026-11-22', days: 3 },
	...{ rules: DEFAULT_POSTING_RULES, posts, people, duties: [], checkIns: [], swaps: [] },
	...more
});
const RULE = '23:00–06:00 police 1, health 1; 24 h community 1';
const came = (from: string, until: string | null, personId: number, role: string | null = 'community'): BoardCheckIn => ({
	...{ postId: 1 as PostId, personId: id(personId), personName: '', role, atMs: at(from), untilMs: until === null ? null : at(until) },
	...{ proof: 'code', byName: null, reason: null }
});
const fits = (): readonly string[] => ['community'];

describe('lanes', () => {
	test('a checkpoint has a lane a role, and what reaches in from the day before is there but cannot change hands', () => {
		const { squads, seats } = seatLanes(board([post(1, RULE)]), zone, []);
		expect(squads[0]!.posts[0]!.lanes.map(({ key }) => key)).toEqual(['police', 'health', 'community']);
		const night = seats.get('K1/police/2026-11-21T23:00/1')!;
		expect(night.own).toBe(false);
		expect(seats.get('K1/police/2026-11-22T23:00/1')!.own).toBe(true);
		expect(night.endMs).toBe(at('2026-11-22T06:00'));
	});

	test('two of a role at once stand in two lanes, and no lane has two seats at once', () => {
		const { squads, seats } = seatLanes(board([post(1, '08:00–20:00 community 2; 24 h community 1', { shifts: ['day'] })]), zone, []);
		const { lanes } = squads[0]!.posts[0]!;
		expect(lanes.length).toBe(2);
		for (const lane of lanes)
			for (const [i, one] of lane.seats.entries()) expect(lane.seats.slice(i + 1).some((o) => overlaps(one, o))).toBe(false);
		expect(lanes.flatMap((lane) => lane.seats).length).toBe(seats.size);
	});

	test('somebody planned where nothing is asked any more stays to be seen', () => {
		const full = seatLanes(board([post(1, RULE)]), zone, []);
		const duties = [duty(full, 'K1/police/2026-11-22T23:00/1', 1)];
		const { seats } = seatLanes(board([post(1, '24 h community 1')], [], { duties }), zone, []);
		expect(seats.get('K1/police/2026-11-22T23:00/1')).toMatchObject({ asked: false, role: 'police' });
	});

	test('squads come in their order, posts of none last, checkpoints before dissuasion points', () => {
		const posts = [
			post(1, RULE),
			post(2, RULE, { squadId: 7 }),
			post(3, RULE, { squadId: 5, kind: 'dissuasion' }),
			post(4, RULE, { squadId: 5 })
		];
		const { squads } = seatLanes(board(posts), zone, [5, 7]);
		expect(squads.map(({ squadId, posts: own }) => [squadId, own.map((one) => one.post.code)])).toEqual([
			[5, ['K4', 'K3']],
			[7, ['K2']],
			[null, ['K1']]
		]);
	});
});

describe('a seat at a moment', () => {
	const lanes = seatLanes(board([post(1, '07:00–19:00 community 1', { shifts: ['day'] })]), zone, []);
	const seat = lanes.seats.get('K1/community/2026-11-22T07:00/1')!;
	const holder = person(1, 'grid-worker');
	const state = (now: string, checkIns: readonly BoardCheckIn[], who: BoardPerson | null = holder) =>
		seatState(seat, who, checkInsOf([seat], checkIns, () => who?.id ?? null, fits, 12).get(seat.id) ?? [], at(now), 5);

	test('somebody planned is no gap before it begins, nor within the minutes they may be late', () => {
		expect(state('2026-11-22T06:00', []).kind).toBe('planned');
		expect(state('2026-11-22T07:04', []).kind).toBe('planned');
		expect(state('2026-11-22T07:05', []).kind).toBe('empty');
	});
	test('who left is missed from the minute they left', () => {
		const left = state('2026-11-22T14:05', [came('2026-11-22T07:00', '2026-11-22T13:32', 1)]);
		expect(left.kind).toBe('empty');
		expect(left.lost).toEqual({ startMs: at('2026-11-22T13:32'), endMs: at('2026-11-22T14:05') });
	});
	test('who came late was there from when they came', () => {
		const late = state('2026-11-22T14:05', [came('2026-11-22T07:24', null, 1)]);
		expect(late.kind).toBe('planned');
		expect(late.present).toEqual([{ startMs: at('2026-11-22T07:24'), endMs: at('2026-11-22T14:05') }]);
	});
	test('somebody else of the role fills it, of another role does not', () => {
		expect(state('2026-11-22T14:05', [came('2026-11-22T07:00', null, 2)], null).kind).toBe('planned');
		expect(state('2026-11-22T14:05', [came('2026-11-22T07:00', null, 2, 'police')], null).kind).toBe('empty');
	});
	test('who forgot to leave holds no seat beyond what may be worked', () => {
		expect(state('2026-11-22T13:00', [came('2026-11-22T00:30', null, 1)]).kind).toBe('empty');
	});
	test('nobody planned is a gap ahead; so is somebody on leave', () => {
		expect(state('2026-11-22T06:00', [], null).kind).toBe('ahead');
		const away = person(1, 'grid-worker', {
			leave: [{ id: 1, kind: 'sick', startMs: at('2026-11-22T00:00'), endMs: at('2026-11-23T00:00') }]
		});
		expect(state('2026-11-22T06:00', [], away)).toMatchObject({ kind: 'ahead', onLeave: true, holder: id(1) });
	});
	test('what nobody came to and nobody was planned for was missed', () => {
		expect(state('2026-11-22T20:00', [], null).kind).toBe('missed');
	});
});

/** As a screen opens it. */
function picture(one: RosterBoard, duties: (lanes: SeatLanes) => readonly SeatDuty[] = () => []) {
	const lanes = seatLanes(one, zone, []);
	const shown = new RosterPicture({ ...one, duties: duties(lanes) }, lanes, zone);
	shown.show(new Map(), one.nowMs, () => undefined);
	shown.count(weekOfDate(zone, one.from));
	return { lanes, shown };
}

test('the foot counts each seat once: came, planned, asked', () => {
	const one = board([post(1, RULE)], [person(1, 'grid-worker')], { checkIns: [came('2026-11-22T07:00', null, 1)] });
	const { lanes, shown } = picture(one, (all) => [duty(all, 'K1/community/2026-11-22T07:00/1', 1)]);
	const blocks = shown.blocks();
	expect(blocks.reduce((sum, block) => sum + block.asked, 0)).toBe(lanes.seats.size);
	expect(blocks.find(({ startMs }) => startMs === at('2026-11-22T07:00'))).toMatchObject({ asked: 1, planned: 1, present: 1 });
	expect(blocks.find(({ startMs }) => startMs === at('2026-11-22T23:00'))).toMatchObject({ asked: 3, planned: 0, present: null });
});

describe('who may sit where', () => {
	const one = board([post(1, RULE), post(2, RULE)], [person(1, 'police'), person(2, 'grid-worker')]);
	const judge = picture(one, (lanes) => [duty(lanes, 'K1/community/2026-11-23T07:00/1', 2)]).shown.judge;

	test('a role, a second place and too little rest are refused, each by its rule', () => {
		expect(judge.breaches(id(2), 'K1/police/2026-11-22T23:00/1').map(({ rule }) => rule)).toContain('role');
		expect(judge.breaches(id(2), 'K2/community/2026-11-23T07:00/1').map(({ rule }) => rule)).toContain('double-booking');
		expect(judge.breaches(id(2), 'K2/community/2026-11-23T15:00/1').map(({ rule }) => rule)).toContain('rest');
		expect(judge.breaches(id(2), 'K2/community/2026-11-24T07:00/1')).toEqual([]);
	});
	test('who is moved has left the seat they come from', () => {
		expect(judge.breaches(id(2), 'K2/community/2026-11-23T07:00/1', 'K1/community/2026-11-23T07:00/1')).toEqual([]);
	});
	test('hours count in the week in which they begin', () => {
		const { seats } = seatLanes(one, zone, []);
		const held = ['K1/community/2026-11-22T15:00/1', 'K1/community/2026-11-23T07:00/1'].map((seat) => seats.get(seat)!);
		expect(weekHours(held, weekOfDate(zone, '2026-11-22'))).toBe(8);
		expect(weekHours(held, weekOfDate(zone, '2026-11-25'))).toBe(8);
		expect(leastRestH(held)).toBe(8);
		expect(leastRestH(held.slice(1))).toBeNull();
	});
});

describe('a picture that is kept up to date', () => {
	const POSTS = 40;
	const posts = Array.from({ length: POSTS }, (_, i) => post(i + 1, RULE));
	const people = Array.from({ length: 3 * POSTS }, (_, i) => person(i + 1, (['police', 'health', 'grid-worker'] as const)[i % 3]!));
	const one = board(posts, people, {
		days: 7,
		checkIns: [came('2026-11-22T07:05', null, 3), { ...came('2026-11-22T07:00', '2026-11-22T11:00', 9), postId: 2 as PostId }]
	});
	/** The community seats of each post by day, to two people in turn. */
	const planned = (lanes: SeatLanes): SeatDuty[] =>
		[...lanes.seats.values()].flatMap((seat) =>
			seat.role === 'community' && seat.own ? [duty(lanes, seat.id, 3 * (seat.post.id as number))] : []
		);
	const seen = ({ lanes, shown }: ReturnType<typeof picture>) => ({
		states: [...lanes.seats.keys()].map((seat) => [seat, shown.state(seat)]),
		gaps: shown.gaps.map(({ seat }) => seat.id),
		blocks: shown.blocks(),
		rows: shown.rows.map(({ person: { id: who }, now, hours, restH }) => [who, now, hours, restH]).sort(),
		violations: [...shown.violations].map(({ rule, personId, seatIds }) => [rule, personId, ...seatIds].join()).sort()
	});

	test('an edit reckons one post and the two people it is about, and nothing else', () => {
		const { shown } = picture(one, planned);
		void shown.violations;
		void shown.rows;
		const before = { ...shown.reckoned };
		shown.show(new Map([['K7/community/2026-11-24T07:00/1', id(24)]]), one.nowMs, () => undefined);
		void shown.violations;
		void shown.rows;
		expect(shown.reckoned).toEqual({ posts: before.posts + 1, judged: before.judged + 2, rows: before.rows + 2 });
	});

	test('whatever was changed and however time went, it is what a new one would be', () => {
		const { lanes } = picture(one, planned);
		const own = [...lanes.seats.values()].filter((seat) => seat.own && (seat.post.id as number) < 4).map(({ id: seat }) => seat);
		const move = fc.record({
			seat: fc.constantFrom(...own),
			holder: fc.option(fc.integer({ min: 1, max: 12 }).map(id)),
			minutes: fc.integer({ min: 0, max: 600 })
		});
		fc.assert(
			fc.property(fc.array(fc.array(move, { maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rounds) => {
				const kept = picture(one, planned);
				for (const moves of rounds) {
					const overlay = new Map(moves.map(({ seat, holder }) => [seat, holder]));
					const nowMs = one.nowMs + (moves[0]?.minutes ?? 0) * 60_000;
					kept.shown.show(overlay, nowMs, () => undefined);
					const fresh = picture(one, planned);
					const anew = new RosterPicture({ ...one, duties: planned(fresh.lanes) }, fresh.lanes, zone);
					anew.show(overlay, nowMs, () => undefined);
					anew.count(weekOfDate(zone, one.from));
					expect(seen(kept)).toEqual(seen({ lanes: fresh.lanes, shown: anew }));
				}
			}),
			{ numRuns: 12 }
		);
	});
});

describe('changes nobody else sees yet', () => {
	const seats = ['a', 'b', 'c'] as const;
	const step = fc.record({
		seat: fc.constantFrom(...seats),
		after: fc.option(fc.integer({ min: 1, max: 4 }).map(id)),
		then: fc.constantFrom('step', 'undo', 'redo')
	});
	const start: Readonly<Record<string, PersonId | null>> = { a: id(1), b: null, c: id(3) };
	const published = (seat: string): PersonId | null => start[seat] ?? null;

	test('what is asked leads from what is published to what is shown, whatever was undone and redone', () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 30 }), (list) => {
				let work = NOTHING;
				for (const { seat, after, then } of list)
					work = then === 'undo' ? undone(work) : then === 'redo' ? redone(work) : withStep(work, 'seat', [[seat, after]], published);
				const shown = (seat: string): PersonId | null => {
					const own = overlayOf(work).get(seat);
					return own === undefined ? published(seat) : own;
				};
				const after = { ...start };
				for (const change of asked(work, published)) {
					expect(change.before).toBe(published(change.seat));
					after[change.seat] = change.after;
				}
				for (const seat of seats) expect(after[seat] ?? null).toBe(shown(seat));
				expect(overtaken(work, published)).toEqual([]);
			})
		);
	});
	test('undone and redone, it is what it was', () => {
		const work = withStep(withStep(NOTHING, 'seat', [['a', id(2)]], published), 'clear', [['c', null]], published);
		expect(redone(undone(work))).toEqual(work);
		expect(asked(undone(undone(work)), published)).toEqual([]);
	});
	test('where somebody was first it is said, and mine or theirs holds as one says', () => {
		const work = withStep(withStep(NOTHING, 'seat', [['a', id(2)]], published), 'seat', [['b', id(4)]], published);
		const now = (seat: string): PersonId | null => (seat === 'a' ? id(9) : published(seat));
		expect(overtaken(work, now)).toEqual(['a']);
		expect(asked(insisting(work, ['a'], now), now)).toContainEqual({ seat: 'a', before: id(9), after: id(2) });
		expect(overtaken(insisting(work, ['a'], now), now)).toEqual([]);
		expect(asked(without(work, ['a']), now)).toEqual([{ seat: 'b', before: null, after: id(4) }]);
	});
	test('what another has done already need not be asked', () => {
		const work = withStep(NOTHING, 'seat', [['a', id(2)]], published);
		expect(asked(work, () => id(2))).toEqual([]);
	});
});

test('a squad has a letter of its own and a hue', () => {
	const squad = (n: number, name: string) => ({ id: n, areaId: 1 as AreaId, name, template: '', leadId: null, members: [], missing: [] });
	const looks = squadLooks([squad(1, '乙队'), squad(2, '甲队'), squad(3, '甲二队'), squad(4, '机动')]);
	expect(looks.map(({ name }) => name)).toEqual(['甲队', '甲二队', '乙队', '机动']);
	expect(new Set(looks.map(({ letter }) => letter)).size).toBe(4);
	expect(new Set(looks.map(({ hue }) => hue)).size).toBe(4);
});

test('the address keeps day, days and page, and reads nonsense as left out', () => {
	const look = { from: '2026-11-24', days: 7, tab: 'people' } as const;
	expect(parseDutyLook(printDutyLook(look, new URLSearchParams('area=3')))).toEqual(look);
	expect(parseDutyLook(new URLSearchParams('from=2026-02-30&days=5&tab=x'))).toEqual({ from: null, days: null, tab: 'roster' });
});
