/** People, leave, squads and assignments over real HTTP: what a lead does, what somebody who may only look sees, and what is written down of it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Assignment, AssignmentList, AssignmentMade, AssignRefusal, PeopleImport, PeopleList, SquadList } from '#lib/wire/duty.ts';
import { readXlsx } from 'hucre/xlsx';
import { sheetFile } from '#lib/wire/sheet-file.ts';
import { startApp, type TestApp } from '../app.ts';
import { DISTRICT_CODE, gridCode } from '../ground.ts';
import { fillTwoDistricts, sessionOf } from '../two-districts.ts';

let app: TestApp;
let district: number;
let south: number;
let grid: number;
beforeAll(async () => {
	app = await startApp({ prepare: fillTwoDistricts });
	const area = (code: string) => app.db.selectFrom('area').where('code', '=', code).select('id').executeTakeFirstOrThrow();
	district = (await area(DISTRICT_CODE)).id;
	south = (await area(`${DISTRICT_CODE}001001`)).id;
	grid = (await app.db.selectFrom('grid').where('code', '=', gridCode(0, 0)).select('id').executeTakeFirstOrThrow()).id;
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
const personId = async (sourceId: string): Promise<number> =>
	(
		await app.db
			.selectFrom('person')
			.where('source_id', '=', sourceId)
			.where('district_id', '=', district)
			.select('id')
			.executeTakeFirstOrThrow()
	).id;

test('who may only look sees roles and organisations, and no names; every list that leaves is logged with who took it', async () => {
	const clear = await got<PeopleList>(send('lead', 'GET', `/api/people?area=${district}`));
	expect(clear.people.find(({ sourceId }) => sourceId === 'w-0-0')).toMatchObject({
		name: '网格员1',
		roles: ['grid-worker'],
		areaId: south
	});
	const masked = await got<PeopleList>(send('viewer', 'GET', `/api/people?area=${district}`));
	expect(masked.people).toHaveLength(clear.people.length);
	expect(new Set(masked.people.map(({ name, sourceId, organisation }) => `${name} ${sourceId} ${organisation}`))).toEqual(
		new Set(['网＊＊ null 一街道', '志＊＊ null 志愿者协会'])
	);
	for (const who of ['lead', 'viewer']) {
		const answer = await send(who, 'GET', `/api/people?area=${district}&format=csv`);
		const bytes = new Uint8Array(await answer.arrayBuffer());
		expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
		expect(new TextDecoder().decode(bytes).includes('网格员1')).toBe(who === 'lead');
	}
	const log = await app.db
		.selectFrom('access_log')
		.where('action', '=', 'people-export')
		.select(['user_id', 'subject'])
		.orderBy('id')
		.execute();
	expect(log).toEqual(['lead', 'viewer'].map((user_id) => ({ user_id, subject: `7 people of area ${district}` })));
});

test('a list is previewed, then imported, and its people are there', async () => {
	const csv = '编号,姓名,角色\nh-1,何医生,医护\nd-1,戴干部,下沉干部\n';
	expect(await got<PeopleImport>(send('lead', 'POST', `/api/people/preview?area=${south}`, { csv }))).toMatchObject({
		imported: false,
		made: 2
	});
	expect(await got<PeopleImport>(send('lead', 'POST', `/api/people/import?area=${south}`, { csv }))).toMatchObject({
		imported: true,
		made: 2
	});
	const list = await got<PeopleList>(send('south-lead', 'GET', '/api/people'));
	expect(list.people.map(({ sourceId }) => sourceId)).toEqual(['d-1', 'h-1', 'w-0-0', 'w-0-1', 'w-0-2']);
	const refused = await send('lead', 'POST', `/api/people/preview?area=${south}`, { csv: 'id,name\n"' });
	expect(refused.status).toBe(422);
});

test('a second primary is refused with who holds it, by whom and since when; handed over, the first has ended', async () => {
	const before = (await got<AssignmentList>(send('lead', 'GET', `/api/assignments?area=${south}`))).assignments;
	const held = before.find(({ subject, duty }) => subject.kind === 'grid' && subject.id === grid && duty === 'primary')!;
	const untilMs = Date.now() + 86_400_000;
	const asked = { personId: await personId('h-1'), subject: { kind: 'grid', id: grid }, duty: 'primary', task: '包片', untilMs };
	const refused = await send('lead', 'POST', `/api/assignments?area=${south}`, asked);
	expect(refused.status).toBe(409);
	expect(await got<AssignRefusal>(refused)).toMatchObject({
		problem: { kind: 'duty.primary-taken', detail: { person: '网格员1', subject: '第1网格' } },
		inTheWay: { id: held.id, person: { name: '网格员1' } }
	});
	// What came with the district has no task and no deadline yet: whoever takes over gets both.
	const bare = { personId: asked.personId, note: '交班', openItems: ['2号楼电梯停用'] };
	const incomplete = await got<AssignRefusal>(send('south-lead', 'POST', `/api/assignments/${held.id}/hand-over`, { ...bare, untilMs }));
	expect(incomplete.problem.kind).toBe('duty.no-task');
	const over = { ...bare, untilMs, task: '包片' };
	const handed = await got<AssignmentMade>(send('south-lead', 'POST', `/api/assignments/${held.id}/hand-over`, over));
	expect(handed.assignment).toMatchObject({
		person: { name: '何医生' },
		madeByName: 'south-lead',
		followsId: held.id,
		openItems: over.openItems
	});
	const again = await got<AssignRefusal>(
		send('lead', 'POST', `/api/assignments?area=${south}`, { ...asked, personId: await personId('d-1') })
	);
	expect(again.message.zh).toMatch(/^第1网格在此期间已有主责人何医生（south-lead \d{4}-\d\d-\d\d \d\d:\d\d 指派）$/);
	const ended = await got<Assignment>(send('lead', 'POST', `/api/assignments/${handed.assignment.id}/end`, { reason: '调离' }));
	expect(ended.ended).toMatchObject({ byName: 'lead', reason: '调离' });
	expect((await send('lead', 'POST', `/api/assignments/${handed.assignment.id}/end`, { reason: '再次' })).status).toBe(409);
});

test('a leave is written down once, and taken back; a squad says what it lacks', async () => {
	const id = await personId('d-1');
	const leave = { fromMs: Date.now(), untilMs: Date.now() + 3_600_000, kind: 'personal' };
	const made = await got<{ id: number }>(send('lead', 'POST', `/api/people/${id}/leave`, leave));
	expect((await send('lead', 'POST', `/api/people/${id}/leave`, leave)).status).toBe(409);
	expect((await send('lead', 'DELETE', `/api/leave/${made.id}`)).status).toBe(200);
	expect((await send('lead', 'DELETE', `/api/leave/${made.id}`)).status).toBe(404);

	const squad = { name: '一队', template: '三位一体', leadId: id, members: [await personId('h-1')] };
	expect((await send('lead', 'POST', `/api/squads?area=${south}`, squad)).status).toBe(200);
	const { squads } = await got<SquadList>(send('commander', 'GET', `/api/squads?area=${district}`));
	expect(squads).toMatchObject([{ name: '一队', leadId: id, missing: [{ roles: ['police'], count: 1 }] }]);
});

test('a workbook is judged as CSV is, told by cell, and people and assignments leave as CSV and XLSX, which is logged', async () => {
	const xlsx = async (role: string): Promise<string> =>
		Buffer.from(
			await sheetFile([
				{
					name: '名单',
					rows: [
						['编号', '姓名', '角色'],
						['xl-1', '=2+3', '民警'],
						['xl-2', '柳', role]
					]
				}
			])
		).toString('base64');
	expect(await got<PeopleImport>(send('lead', 'POST', `/api/people/preview?area=${south}`, { xlsx: await xlsx('?') }))).toMatchObject({
		...{ imported: false, sheet: '名单', made: 1 },
		problems: [{ line: 3, column: 'roles', kind: 'role', cell: 'C3' }]
	});
	expect(await got<PeopleImport>(send('lead', 'POST', `/api/people/import?area=${south}`, { xlsx: await xlsx('医护') }))).toMatchObject({
		...{ imported: true, made: 2, problems: [] }
	});
	const broken = await send('lead', 'POST', `/api/people/preview?area=${south}`, {
		xlsx: Buffer.from('PK no workbook').toString('base64')
	});
	expect([broken.status, (await got<AssignRefusal>(broken)).message.zh]).toEqual([422, '不是 XLSX 文件，或已损坏']);
	expect((await send('lead', 'POST', `/api/people/preview?area=${south}`, { xlsx: '<script>' })).status).toBe(400);
	expect((await send('lead', 'POST', `/api/people/preview?area=${south}`, {})).status).toBe(422);

	const rowsOf = async (path: string): Promise<readonly (readonly unknown[])[]> =>
		(await readXlsx(new Uint8Array(await (await send('lead', 'GET', path)).arrayBuffer()))).sheets[0]?.rows ?? [];
	const people = await rowsOf(`/api/people?area=${south}&format=xlsx`);
	expect(people.find(([id]) => id === 'xl-1')?.[1]).toBe('=2+3');
	const csv = await (await send('lead', 'GET', `/api/people?area=${south}&format=csv`)).text();
	expect(csv).toContain("xl-1,'=2+3,");
	const list = (await got<AssignmentList>(send('lead', 'GET', `/api/assignments?area=${south}`))).assignments;
	const table = await rowsOf(`/api/assignments?area=${south}&format=xlsx`);
	expect(table).toHaveLength(list.length + 1);
	expect(table[1]).toEqual(expect.arrayContaining([list[0]?.subject.name, list[0]?.person.name]));
	const log = await app.db.selectFrom('access_log').where('action', '=', 'assignments-export').select(['user_id', 'subject']).execute();
	expect(log).toEqual([{ user_id: 'lead', subject: `${list.length} assignments of area ${south}` }]);
});

test('of twenty requests in the same instant for one post, one is granted and nineteen are told who has it', async () => {
	const post = (await app.db.selectFrom('post').where('district_id', '=', district).select('id').orderBy('id').executeTakeFirstOrThrow())
		.id;
	await app.db.deleteFrom('assignment').where('subject_kind', '=', 'post').where('subject_id', '=', post).execute();
	const people = await app.db.selectFrom('person').where('district_id', '=', district).select('id').orderBy('id').execute();
	const untilMs = Date.now() + 86_400_000;
	const answers = await Promise.all(
		Array.from({ length: 20 }, (_, i) =>
			send('lead', 'POST', `/api/assignments?area=${district}`, {
				...{ personId: people[i % people.length]!.id, subject: { kind: 'post', id: post }, duty: 'primary', task: '值守', untilMs }
			})
		)
	);
	const granted = answers.filter(({ status }) => status === 200);
	expect(granted).toHaveLength(1);
	const winner = (await got<AssignmentMade>(granted[0]!)).assignment;
	for (const answer of answers.filter(({ status }) => status !== 200)) {
		expect(answer.status).toBe(409);
		expect((await got<AssignRefusal>(answer)).inTheWay).toMatchObject({ id: winner.id, person: winner.person, madeByName: 'lead' });
	}
});
