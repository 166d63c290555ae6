/** Posts and rosters over real HTTP: what is asked, who takes a seat, who was first, what a hard rule forbids, and what is proposed. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agreeSwap } from '#lib/server/actions/agree-swap.ts';
import type { RosterBoard, RosterRefusal, RosterSaved, SeatChangeAsked, SolveLine } from '#lib/wire/roster-board.ts';
import { startApp, type TestApp } from '../app.ts';
import { DISTRICT_CODE } from '../ground.ts';
import { fillTwoDistricts, sessionOf } from '../two-districts.ts';

const DAY = 86_400_000;
let app: TestApp;
let district: number;
/** Tomorrow and on, by the wall clock of the district. */
const dateOf = (days: number): string => new Date(Date.now() + 8 * 3_600_000 + days * DAY).toISOString().slice(0, 10);
const FROM = dateOf(1);
let post: { id: number; code: string };
const people: number[] = [];

beforeAll(async () => {
	app = await startApp({ prepare: fillTwoDistricts });
	district = (await app.db.selectFrom('area').where('code', '=', DISTRICT_CODE).select('id').executeTakeFirstOrThrow()).id;
	post = await app.db.selectFrom('post').where('district_id', '=', district).orderBy('id').select(['id', 'code']).executeTakeFirstOrThrow();
	for (let i = 1; i <= 8; i++)
		people.push(
			(
				await app.db
					.insertInto('person')
					.values({
						district_id: district,
						area_id: null,
						source_id: `r-${i}`,
						name: `志愿${i}`,
						role: 'volunteer',
						organisation: '',
						fictional: false
					})
					.returning('id')
					.executeTakeFirstOrThrow()
			).id
		);
});
afterAll(() => app?.stop());

async function send(who: string, method: string, path: string, body?: object): Promise<Response> {
	return await app.fetch(path, {
		method,
		headers: {
			cookie: await sessionOf(app.db, who),
			...(method === 'GET' ? {} : { origin: app.url }),
			...(body && { 'content-type': 'application/json' })
		},
		...(body && { body: JSON.stringify(body) })
	});
}
const got = async <T>(answer: Response | Promise<Response>): Promise<T> => (await (await answer).json()) as T;
const board = (): Promise<RosterBoard> => got(send('lead', 'GET', `/api/areas/${district}/roster?from=${FROM}&days=7`));
const seat = (day: number, at: string): string => `${post.code}/community/${dateOf(day)}T${at}/1`;
const change = (
	who: string,
	changes: readonly (Omit<SeatChangeAsked, 'before' | 'after'> & { before: number | null; after: number | null })[],
	reason = ''
) => send(who, 'PUT', `/api/areas/${district}/roster`, { from: FROM, days: 7, changes, reason });
async function lines(body: object): Promise<SolveLine[]> {
	const answer = await send('lead', 'POST', `/api/areas/${district}/roster/solve`, { from: FROM, days: 2, ...body });
	expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
	return (await answer.text())
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as SolveLine);
}

test('a rule that cannot be read is refused with the place; one that can asks for seats from its day on', async () => {
	const put = (needs: string, from = FROM) => send('lead', 'PUT', `/api/posts/${post.id}/rules`, { from, needs });
	const bad = await put('24 h wizard 1');
	expect(bad.status).toBe(422);
	expect((await got<RosterRefusal>(bad)).message.zh).toBe('规则读不懂：没有叫“wizard”的角色');
	expect((await put('24 h community 1', dateOf(-3))).status).toBe(422);
	expect((await put('24 h community 1', '2026-02-30')).status).toBe(422);
	expect((await put('24 h community 1')).status).toBe(200);
	const now = await board();
	expect(now.posts.find(({ id }) => (id as number) === post.id)?.rules).toEqual([
		{ from: FROM, needs: '24 h community 1', madeByName: 'lead' }
	]);
	expect((await send('lead', 'PATCH', `/api/posts/${post.id}`, { shifts: ['day', 'morning'] })).status).toBe(422);
	expect((await send('lead', 'PATCH', `/api/posts/${post.id}`, { weight: 4 })).status).toBe(200);
});

test('seats change hands, all or none; what is not asked, and what breaks a rule, is refused and nothing is written', async () => {
	const taken = await change('lead', [{ seat: seat(1, '07:00'), before: null, after: people[0]! }]);
	expect(taken.status, await taken.clone().text()).toBe(200);
	const saved = await got<RosterSaved>(taken);
	expect(saved.told).toEqual([people[0]]);
	expect(saved.board.duties).toMatchObject([{ seat: seat(1, '07:00'), personId: people[0], role: 'community', madeByName: 'lead' }]);
	// Eight hours later the same person again: no rest between, and sixteen hours in a day. The other seat of the same request is not taken either.
	const broken = await change('lead', [
		{ seat: seat(2, '07:00'), before: null, after: people[1]! },
		{ seat: seat(1, '15:00'), before: null, after: people[0]! }
	]);
	expect(broken.status).toBe(422);
	const refusal = await got<RosterRefusal>(broken);
	expect(refusal.problem.kind).toBe('posting.breaks');
	expect(refusal.broken?.map(({ rule, personId }) => [rule, personId])).toEqual(
		expect.arrayContaining([
			['rest', people[0]],
			['hours-in-24', people[0]]
		])
	);
	expect((await change('lead', [{ seat: `${post.code}/police/${dateOf(1)}T07:00/1`, before: null, after: people[1]! }])).status).toBe(422);
	expect((await board()).duties).toHaveLength(1);
});

test('two leads who give the same seat at the same second: one wins, the other is told who and by whom', async () => {
	const answers = await Promise.all(
		['lead', 'every-lead'].map((who, i) => change(who, [{ seat: seat(2, '07:00'), before: null, after: people[2 + i]! }]))
	);
	expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
	const winner = answers[0]!.status === 200 ? 0 : 1;
	const refusal = await got<RosterRefusal>(answers[1 - winner]!);
	expect(refusal.moved).toMatchObject([
		{ seat: seat(2, '07:00'), holder: { id: people[2 + winner], name: `志愿${3 + winner}` }, byName: ['lead', 'every-lead'][winner] }
	]);
	expect(refusal.message.zh).toContain(`志愿${3 + winner}`);
});

test('the database refuses on its own whoever sits at two posts at once, and two in one seat', async () => {
	const insert = (name: string, person: number) =>
		sql`insert into seat_duty (district_id, post_id, seat, role, person_id, starts_at, ends_at) select ${district}, ${post.id}, ${name}, 'community',
			${person}, ${new Date(Date.now() + 100 * DAY)}, ${new Date(Date.now() + 100.2 * DAY)}`.execute(app.db);
	await insert('a', people[0]!);
	await expect(insert('b', people[0]!)).rejects.toMatchObject({ code: '23P01' });
	await expect(insert('a', people[1]!)).rejects.toMatchObject({ code: '23505' });
	await sql`delete from seat_duty where seat in ('a', 'b')`.execute(app.db);
});

test('what if somebody is off: the seat that opens and who could take it, and one who may not with the reason', async () => {
	const startMs = Date.parse(`${FROM}T07:00+08:00`);
	const said = await lines({
		how: 'repair',
		off: { people: [{ id: people[0], fromMs: startMs, untilMs: startMs + DAY }], posts: [] },
		proposals: 3
	});
	const answer = said.at(-1)!;
	if (answer.say !== 'answer') throw new Error(JSON.stringify(answer));
	expect(answer.opened).toEqual([{ seat: seat(1, '07:00'), personId: people[0] }]);
	expect(answer.proposals.length).toBeGreaterThan(1);
	const [best] = answer.proposals;
	expect(best).toMatchObject({ proven: true, open: [], broken: [] });
	expect(best!.changes).toHaveLength(1);
	// It can be taken as it is.
	const after = best!.changes[0]!.after!;
	expect((await change('lead', [{ seat: seat(1, '07:00'), before: people[0]!, after }], '病假')).status).toBe(200);
	expect((await board()).duties.find((duty) => duty.seat === seat(1, '07:00'))?.personId).toBe(after);
	const history = await app.db
		.selectFrom('seat_duty')
		.where('seat', '=', seat(1, '07:00'))
		.where('dropped_at', 'is not', null)
		.selectAll()
		.execute();
	expect(history).toMatchObject([{ person_id: people[0], drop_reason: '病假', dropped_name: 'lead' }]);
});

test('a new roster leaves nothing empty that can be filled, and is told as changes', async () => {
	const answer = (await lines({ how: 'new', seconds: 20, cure: true })).at(-1)!;
	if (answer.say !== 'answer') throw new Error(JSON.stringify(answer));
	expect(answer.proposals[0]).toMatchObject({ open: [], proven: true });
	expect(answer.cure).toEqual([]);
});

test('a swap that both agree to changes the seats; one whose seat was given away has failed and says so', async () => {
	const duty = (await board()).duties.find(({ seat: name }) => name === seat(2, '07:00'))!;
	const ask = async (dutyId: number, from: number, to: number) =>
		(
			await app.db
				.insertInto('swap')
				.values({ district_id: district, duty_id: dutyId, from_person_id: from, to_person_id: to })
				.returning('id')
				.executeTakeFirstOrThrow()
		).id;
	const actor = { accountId: 'lead', name: '志愿6' };
	const first = await ask(duty.id, duty.personId, people[5]!);
	expect(await agreeSwap(app.db, first, [people[4]!], actor, Date.now())).toBeNull();
	expect(await agreeSwap(app.db, first, [people[5]!], actor, Date.now())).toMatchObject({ ok: true });
	const now = (await board()).duties.find(({ seat: name }) => name === seat(2, '07:00'))!;
	expect(now.personId).toBe(people[5]);
	expect(now.confirmedAtMs).not.toBeNull();
	expect(await agreeSwap(app.db, first, [people[5]!], actor, Date.now())).toMatchObject({
		ok: false,
		problem: { kind: 'posting.swap-over' }
	});
	const second = await ask(now.id, people[5]!, people[6]!);
	expect((await change('lead', [{ seat: seat(2, '07:00'), before: people[5]!, after: people[7]! }])).status).toBe(200);
	expect(await app.db.selectFrom('swap').where('id', '=', second).select(['state']).executeTakeFirst()).toEqual({ state: 'failed' });
});

test('when a post asks for less, seats to come are let go with the reason; the ledger tells what nobody is planned for', async () => {
	expect((await send('lead', 'PUT', `/api/posts/${post.id}/rules`, { from: FROM, needs: '15:00–23:00 community 1' })).status).toBe(200);
	expect((await board()).duties).toEqual([]);
	const dropped = await app.db.selectFrom('seat_duty').where('drop_reason', '=', '点位规则改变').select('id').execute();
	expect(dropped.length).toBeGreaterThan(0);
	await expect
		.poll(
			async () =>
				(
					await app.db
						.selectFrom('gap')
						.where('dimension', '=', 'D3')
						.where('district_id', '=', district)
						.where('closed_at', 'is', null)
						.select(['kind', 'measures'])
						.execute()
				)
					.map(({ kind }) => kind)
					.sort(),
			{
				timeout: 10_000
			}
		)
		.toEqual(['posts-without-rule', 'seat-unplanned']);
	expect((await change('lead', [{ seat: seat(1, '15:00'), before: null, after: people[0]! }])).status).toBe(200);
});

test('by a lead’s word somebody is at a post, with the reason; a code is made once, renewed on demand, and each look is logged', async () => {
	const word = (action: string, reason = '手机没电') =>
		send('lead', 'POST', `/api/posts/${post.id}/check-ins`, { personId: people[0], action, reason });
	expect((await word('arrive')).status).toBe(200);
	expect((await board()).checkIns).toEqual([]);
	const today = await got<RosterBoard>(send('lead', 'GET', `/api/areas/${district}/roster?from=${dateOf(0)}&days=1`));
	expect(today.checkIns).toMatchObject([{ personId: people[0], proof: 'lead', byName: 'lead', reason: '手机没电', untilMs: null }]);
	expect((await word('leave', '下班')).status).toBe(200);
	expect((await word('leave', '下班')).status).toBe(409);
	const code = () => got<{ token: string }>(send('lead', 'GET', `/api/posts/${post.id}/code`));
	const first = (await code()).token;
	expect((await code()).token).toBe(first);
	expect((await got<{ token: string }>(send('lead', 'POST', `/api/posts/${post.id}/code`, {}))).token).not.toBe(first);
	const looks = await app.db.selectFrom('access_log').where('subject', '=', `post ${post.id}`).select('action').orderBy('id').execute();
	expect(looks.map(({ action }) => action)).toEqual(['post-code', 'post-code', 'post-code-new']);
});

test('a wish is written down once, shown, and taken back', async () => {
	const wish = { want: 'off', on: dateOf(2) };
	const made = await got<{ id: number }>(send('lead', 'POST', `/api/people/${people[0]}/wishes`, wish));
	expect((await send('lead', 'POST', `/api/people/${people[0]}/wishes`, wish)).status).toBe(409);
	expect((await board()).people.find(({ id }) => (id as number) === people[0])?.wishes).toMatchObject([
		{ id: made.id, want: 'off', hours: '24 h' }
	]);
	expect((await send('lead', 'DELETE', `/api/wishes/${made.id}`)).status).toBe(200);
	expect((await send('lead', 'DELETE', `/api/wishes/${made.id}`)).status).toBe(404);
});

test('whoever watches hears of each change, the people in it by number', async () => {
	const rows = await app.db
		.selectFrom('event')
		.where('kind', '=', 'roster-changed')
		.where('district_id', '=', district)
		.select('body')
		.execute();
	const bodies = rows.map(({ body }) => body as unknown as { people: number[]; posts: number[]; byName: string | null });
	expect(bodies.some(({ people: told, byName }) => told.includes(people[0]!) && byName === 'lead')).toBe(true);
});
