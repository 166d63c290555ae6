/** `people`: a list goes in and comes out again, beside a database that somebody else has open. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveDistrict } from '#lib/server/store/save-district.ts';
import { openTestDatabase, type TestDatabase } from '../database.ts';
import { DISTRICT_CODE, ground } from '../ground.ts';
import { type Folder, runCli, temporaryFolder } from './run-cli.ts';

let database: TestDatabase;
let folder: Folder;
let env: Record<string, string>;
beforeAll(async () => {
	database = await openTestDatabase();
	await saveDistrict(database.db, ground, { nowMs: Date.now(), plan: { state: 'effective', faults: [] } });
	folder = await temporaryFolder();
	env = { DATABASE_URL: database.options.databaseUrl, ...('dataDir' in database.options && { GRIDKEEPER_DATA: database.options.dataDir }) };
});
afterAll(async () => {
	await folder?.remove();
	await database?.close();
});

const people = (act: string, ...args: string[]) => runCli(['people', act, '--district', DISTRICT_CODE, ...args], env);

test('what was exported is imported without a change, and both are logged', async () => {
	const path = await folder.write('out.csv', '');
	const out = await people('export', '--out', path);
	expect(out, out.err).toMatchObject({ status: 0, out: '7 people written\n' });
	const csv = await readFile(path, 'utf8');
	expect(csv.startsWith('\uFEFFid,name,roles,skills,organisation,area,hours,leave\r\n')).toBe(true);
	expect(csv).toContain('w-0-0,网格员1,grid-worker,,一街道');
	const back = await people('import', '--in', path, '--lang', 'zh');
	expect(back, back.err).toMatchObject({ status: 0, out: '新增 0 人，更改 0 人，7 人不变\n' });
	const log = await database.db.selectFrom('access_log').select('action').orderBy('id').execute();
	expect(log.map(({ action }) => action)).toEqual(['people-export', 'people-import']);
});

test('each problem is named by line and column, and nothing is written', async () => {
	const path = await folder.write('bad.csv', 'id,name,roles,telephone\nx-1,,wizard,1\nx-2,Fine,police,2\n');
	const said = await people('import', '--in', path);
	expect(said.status).toBe(1);
	expect(said.err.split('\n')).toEqual([
		'line 2 name: it may not be empty',
		'line 2 roles: there is no role called "wizard"',
		'columns not read: telephone',
		'2 problems: nothing was imported',
		''
	]);
	expect(await database.db.selectFrom('person').where('source_id', 'like', 'x-%').select('id').execute()).toEqual([]);
});

test('a preview says what would be', async () => {
	const path = await folder.write('new.csv', 'id,name,roles\nx-2,Fine,police\nv-1,改名,volunteer\n');
	expect(await people('import', '--in', path, '--preview')).toMatchObject({
		status: 0,
		out: '1 would be made, 1 changed, 0 stay as they are\n'
	});
	expect(await people('import', '--in', path)).toMatchObject({ status: 0, out: '1 made, 1 changed, 0 as they were\n' });
});

test('a file or district that is not there is said', async () => {
	expect(await people('import', '--in', join('nowhere', 'x.csv'))).toMatchObject({ status: 2 });
	expect(await runCli(['people', 'export', '--district', '110000', '--out', 'x.csv'], env)).toMatchObject({ status: 2 });
});
