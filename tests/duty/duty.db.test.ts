/** People and assignments in a real database: it refuses double booking by itself, two leads at once are told of one another, and gaps follow. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AreaId } from '#lib/area/area.ts';
import type { AssignRequest } from '#lib/duty/assignment.ts';
import type { PersonId } from '#lib/duty/post.ts';
import { assignDuty, endDuty, handOverDuty } from '#lib/server/actions/assign-duty.ts';
import { importPeople } from '#lib/server/actions/import-people.ts';
import { keepSquad } from '#lib/server/actions/keep-squad.ts';
import { assignments } from '#lib/server/store/assignments.ts';
import { insertLeave, rolledPeople } from '#lib/server/store/people.ts';
import { DISTRICT_CODE, gridCode } from '../ground.ts';
import { type LiveServer, openLiveServer } from '../live/live-server.ts';

const ANN = { accountId: 'ann', name: 'Ann' };
const BEN = { accountId: 'ben', name: 'Ben' };
const HOUR_MS = 3_600_000;
const EXCLUDED = '23P01';

let server: LiveServer;
let south: AreaId;
let north: AreaId;
let gridId: number;
let people: ReadonlyMap<string, PersonId>;
const db = () => server.database.db;

beforeAll(async () => {
	server = await openLiveServer();
	south = server.areas.get(`${DISTRICT_CODE}001001`)!;
	north = server.areas.get(`${DISTRICT_CODE}001002`)!;
	gridId = (await db().selectFrom('grid').where('code', '=', gridCode(0, 0)).select('id').executeTakeFirstOrThrow()).id;
	const rows = await db().selectFrom('person').select(['id', 'source_id']).execute();
	people = new Map(rows.map((row) => [row.source_id, row.id as PersonId]));
});
afterAll(() => server?.close());

const person = (sourceId: string): PersonId => people.get(sourceId)!;
const request = (more: Partial<AssignRequest> = {}): AssignRequest => ({
	personId: person('w-0-1'),
	subject: { kind: 'grid', id: gridId },
	duty: 'backup',
	task: '巡查',
	untilMs: Date.now() + 8 * HOUR_MS,
	...more
});
const openD2 = () =>
	(server.live().district(server.districtId)?.openGaps() ?? []).flatMap((gap) =>
		gap.dimension === 'D2' ? [`${gap.kind} ${gap.subject.kind} ${gap.subject.ids.join()}`] : []
	);
/** What the live side holds after it has looked and judged. */
async function judged(): Promise<string[]> {
	await server.live().look();
	await server.live().district(server.districtId)?.judge();
	return openD2();
}

describe('the database by itself', () => {
	const insert = (values: Readonly<Record<string, unknown>>) =>
		sql`insert into assignment (person_id, subject_kind, subject_id, duty, holds_from, holds_until, in_person)
			values (${values['person']}, 'post', ${values['post'] ?? 7001}, ${values['duty'] ?? 'primary'}, ${values['from']}::timestamptz, ${values['until'] ?? null}::timestamptz,
				${values['inPerson'] ?? false})`
			.execute(db())
			.then(
				() => 'written',
				(error: { code?: string; constraint?: string }) => `${error.code} ${error.constraint}`
			);
	beforeEach(async () => void (await db().deleteFrom('assignment').where('subject_id', '>=', 7000).execute()));

	test('refuses a second primary at the same time, and takes one that begins as the first ends', async () => {
		const [a, b] = [person('w-0-0'), person('w-0-1')];
		expect(await insert({ person: a, from: '2026-11-22T00:00Z', until: '2026-11-22T08:00Z' })).toBe('written');
		expect(await insert({ person: b, from: '2026-11-22T07:59Z', until: '2026-11-22T16:00Z' })).toBe(`${EXCLUDED} assignment_one_primary`);
		expect(await insert({ person: b, from: '2026-11-22T08:00Z' })).toBe('written');
		expect(await insert({ person: a, from: '2026-12-22T00:00Z' })).toBe(`${EXCLUDED} assignment_one_primary`);
	});

	test('refuses to name a person twice for the same, and to put one at two places', async () => {
		const a = person('w-0-0');
		const at = { person: a, from: '2026-11-22T00:00Z', until: '2026-11-22T08:00Z' };
		expect(await insert({ ...at, inPerson: true })).toBe('written');
		expect(await insert({ ...at, duty: 'backup' })).toBe(`${EXCLUDED} assignment_once`);
		expect(await insert({ ...at, duty: 'leader' })).toBe('written');
		expect(await insert({ ...at, post: 7002, inPerson: true })).toBe(`${EXCLUDED} assignment_one_place`);
		expect(await insert({ ...at, post: 7002 })).toBe('written');
	});

	test('does not take a grid and a post of the same number for the same', async () => {
		const last = await db().selectFrom('grid').where('code', '=', gridCode(1, 2)).select('id').executeTakeFirstOrThrow();
		expect(await db().selectFrom('post').where('id', '=', last.id).select('id').execute()).toEqual([]);
		expect(await insert({ person: person('w-1-2'), from: '2026-11-22T00:00Z', post: last.id })).toBe('written');
		await db().deleteFrom('assignment').where('subject_kind', '=', 'post').where('subject_id', '=', last.id).execute();
	});
});

test('of two leads who assign the same at the same second one wins, and the other is told who and when', async () => {
	const asked = { subject: { kind: 'area' as const, id: south as number }, duty: 'primary' as const };
	const both = await Promise.all([
		assignDuty(db(), south, request({ ...asked, personId: person('w-0-1') }), ANN, Date.now()),
		assignDuty(db(), south, request({ ...asked, personId: person('w-0-2') }), BEN, Date.now())
	]);
	const won = both.find((one) => one.ok);
	const lost = both.find((one) => !one.ok);
	if (!won?.ok || lost?.ok !== false) throw new Error(`not one of each: ${JSON.stringify(both)}`);
	expect(lost.problem).toMatchObject({
		kind: 'duty.primary-taken',
		detail: { person: won.value.assignment.person.name, by: won.value.assignment.madeByName, atMs: won.value.assignment.madeAtMs },
		inTheWay: { id: won.value.assignment.id }
	});
	expect(lost.problem.detail?.['at']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d$/);
});

test('the same person at two places in the same second: one wins, twenty times over', async () => {
	for (let hour = 1; hour <= 20; hour++) {
		const fromMs = Date.now() + hour * 24 * HOUR_MS;
		const at = { personId: person('v-1'), inPerson: true, fromMs, untilMs: fromMs + HOUR_MS };
		const posts = await db().selectFrom('post').select('id').orderBy('id').limit(2).execute();
		const both = await Promise.all(
			posts.map(({ id }, i) =>
				assignDuty(
					db(),
					server.districtId,
					request({ ...at, duty: 'leader', subject: { kind: 'post', id } }),
					i === 0 ? ANN : BEN,
					Date.now()
				)
			)
		);
		expect(both.map((one) => (one.ok ? 'made' : one.problem.kind)).sort()).toEqual(['duty.elsewhere', 'made']);
	}
});

test('what does not lie in the area, and who is not of the district, is refused', async () => {
	expect(await assignDuty(db(), north, request(), ANN, Date.now())).toMatchObject({ problem: { kind: 'duty.subject-missing' } });
	expect(await assignDuty(db(), south, request({ personId: 99_999 as PersonId }), ANN, Date.now())).toMatchObject({
		problem: { kind: 'duty.person-missing' }
	});
});

test('gaps of responsibility close as somebody is assigned, and open with the end, the leave and the passing of time', async () => {
	expect(await judged()).toContain(`no-backup grid ${gridId}`);
	const made = await assignDuty(db(), south, request(), ANN, Date.now());
	if (!made.ok) throw new Error(made.problem.kind);
	expect(await judged()).not.toContain(`no-backup grid ${gridId}`);

	const over = await handOverDuty(
		db(),
		made.value.assignment.id,
		{ personId: person('w-0-2'), note: '钥匙在岗亭', openItems: ['3号楼未开门'] },
		BEN,
		Date.now()
	);
	expect(over).toMatchObject({
		ok: true,
		value: {
			assignment: {
				person: { name: '网格员3' },
				followsId: made.value.assignment.id,
				note: '钥匙在岗亭',
				openItems: ['3号楼未开门'],
				untilMs: made.value.assignment.untilMs
			}
		}
	});
	expect(await judged()).not.toContain(`no-backup grid ${gridId}`);
	if (!over?.ok) throw new Error('not handed over');
	expect(
		(await assignments(db(), { areas: [south], past: true, nowMs: Date.now() })).find(({ id }) => id === made.value.assignment.id)
	).toMatchObject({
		ended: { byName: 'Ben', reason: '钥匙在岗亭' }
	});

	const next = over.value.assignment;
	expect(await endDuty(db(), next.id, { reason: '调离' }, ANN, Date.now() + 1000)).toMatchObject({ ok: true });
	await db()
		.updateTable('assignment')
		.set({ holds_until: new Date(Date.now() - 1), changed_at: new Date() })
		.where('id', '=', next.id)
		.execute();
	expect(await judged()).toContain(`no-backup grid ${gridId}`);

	await insertLeave(db(), person('w-0-0'), { startMs: Date.now() - HOUR_MS, endMs: Date.now() + HOUR_MS, kind: 'sick' });
	expect(await judged()).toContain(`primary-on-leave grid ${gridId}`);
	expect(openD2()).not.toContain(`no-backup grid ${gridId}`);
	await db().deleteFrom('leave').execute();
	expect(await judged()).toContain(`no-backup grid ${gridId}`);
	const closed = await db().selectFrom('gap').where('kind', '=', 'primary-on-leave').select(['closed_cause']).execute();
	expect(closed).toEqual([{ closed_cause: 'merged' }]);
});

test('a squad that lacks a role is a gap until it has one', async () => {
	const squad = { name: '一队', template: '1+X', leadId: person('v-1'), members: [person('w-0-0')] };
	const made = await keepSquad(db(), { areaId: south }, squad, Date.now());
	if (!made?.ok) throw new Error('not made');
	expect(made.value).toMatchObject({ members: [person('w-0-0'), person('v-1')], missing: [{ roles: ['grid-leader'], count: 1 }] });
	expect(await judged()).toContain(`squad-role-missing squad ${made.value.id}`);
	await importPeople(
		db(),
		{ areaId: server.districtId, list: { csv: 'id,name,roles\nv-1,志愿者,volunteer;grid-leader\n' }, write: true },
		ANN,
		Date.now()
	);
	expect(await judged()).not.toContain(`squad-role-missing squad ${made.value.id}`);
	expect(await keepSquad(db(), { areaId: south }, squad, Date.now())).toMatchObject({ problem: { kind: 'duty.name-taken' } });
	expect(await keepSquad(db(), { id: made.value.id }, { ...squad, template: 'x' }, Date.now())).toMatchObject({
		problem: { kind: 'duty.template-missing' }
	});
});

describe('importing people', () => {
	const bring = (csv: string, write = true, areaId: AreaId = server.districtId) =>
		importPeople(db(), { areaId, list: { csv }, write }, ANN, Date.now());
	const names = async () => (await rolledPeople(db(), null, Date.now())).map(({ sourceId, name }) => `${sourceId} ${name}`);

	test('writes nothing where one row has a problem, and nothing for a preview', async () => {
		const before = await names();
		expect(await bring('id,name,roles\nn-1,New,police\nn-2,,police\n')).toMatchObject({
			value: { imported: false, problems: [{ line: 3, column: 'name', kind: 'empty' }] }
		});
		expect(await bring('id,name,roles\nn-1,New,police\n', false)).toMatchObject({ value: { imported: false, made: 1, problems: [] } });
		expect(await names()).toEqual(before);
		expect(await bring('id,name,roles\n"n-1,New')).toMatchObject({ problem: { kind: 'duty.csv-open-quote' } });
	});

	test('makes who is new, changes who is known by the same id, and leaves what has no column', async () => {
		const csv = `\uFEFFid,name,roles,skills,area,leave\r\nn-1,新人,医护,采样,${DISTRICT_CODE}001002,2099-01-01..2099-01-03 年假\r\nw-0-2,改名,网格员,,,\r\n`;
		expect(await bring(csv)).toMatchObject({ value: { imported: true, made: 1, changed: 1, unchanged: 0 } });
		expect(await bring(csv)).toMatchObject({ value: { imported: true, made: 0, changed: 0, unchanged: 2 } });
		const [made] = (await rolledPeople(db(), [north], Date.now())).filter(({ sourceId }) => sourceId === 'n-1');
		expect(made).toMatchObject({ name: '新人', role: 'health', skills: ['采样'], leave: [{ kind: 'annual' }] });
		expect(
			await db().selectFrom('person').where('source_id', '=', 'w-0-2').select(['id', 'name', 'organisation', 'area_id']).execute()
		).toEqual([{ id: person('w-0-2'), name: '改名', organisation: '一街道', area_id: south }]);
		const log = await db().selectFrom('access_log').where('action', '=', 'people-import').selectAll().execute();
		expect(log.at(-1)).toMatchObject({ user_id: 'ann', subject: `area ${server.districtId}: 2 people` });
	});

	test('touches nobody outside the area of the list', async () => {
		expect(await bring('id,name,roles\nw-1-0,Mine,police\n', true, south)).toMatchObject({
			value: { imported: false, problems: [{ line: 2, column: 'id', kind: 'elsewhere' }] }
		});
		expect(await bring(`id,name,roles,area\nn-9,New,police,${DISTRICT_CODE}001002\n`, true, south)).toMatchObject({
			value: { problems: [{ kind: 'area' }] }
		});
	});
});
