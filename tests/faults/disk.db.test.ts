/** The disk fills up, or may not be written: a sentence says what to do, and everything acknowledged is there when there is space again. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { saveDistrict } from '#lib/server/store/save-district.ts';
import { startApp, type TestApp } from '../app.ts';
import { runCli } from '../cli/run-cli.ts';
import { openTestDatabase, testEngine, type TestDatabase } from '../database.ts';
import { ground } from '../ground.ts';
import { until } from '../live/watcher.ts';
import { startPhones, type Acknowledged } from './phones.ts';
import { readyDistrict, type ReadyDistrict } from './ready-district.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';

const PHONES = 10;
/** Room for a database, what it needs to begin with, and a little. */
const DISK_MB = 700;

describe.runIf(testEngine === 'embedded')('the disk of the data folder (skipped on native: the data is the server’s)', () => {
	let disk: SmallDisk | null = null;
	let app: TestApp | null = null;
	let district: ReadyDistrict;
	beforeAll(async () => {
		disk = await mountSmallDisk(DISK_MB);
		if (!disk) return;
		app = await startApp({
			dataDir: join(disk.path, 'data'),
			prepare: async (db) => {
				district = await readyDistrict(db, PHONES);
			}
		});
	});
	afterAll(async () => {
		await app?.stop();
		await disk?.remove();
	});
	/** Where there is no such disk, why was printed. */
	const needed = (context: TestContext): { readonly disk: SmallDisk; readonly app: TestApp } =>
		disk && app ? { disk, app } : context.skip('no disk of its own');

	async function expectStoredOnce(of: TestApp, acknowledged: readonly Acknowledged[]): Promise<void> {
		const rows = await of.db.selectFrom('fix').select(['device_id', 'recorded_at']).execute();
		const stored = new Set(rows.map((row) => `${row.device_id} ${row.recorded_at.getTime()}`));
		expect(stored.size).toBe(rows.length);
		expect(acknowledged.filter(({ phone, atMs }) => !stored.has(`${district.devices[phone]} ${atMs}`))).toEqual([]);
	}

	test('it fills up under load: the server ends with a sentence, and goes on with everything it acknowledged once there is space', async (context) => {
		const { disk, app } = needed(context);
		const phones = startPhones(district.tokens, () => app.url, Date.now() - 1_800_000);
		await until('acknowledged under load', () => phones.acknowledged.length >= 200, 30_000);
		const ended = app.ended();
		await disk.fill(0);
		expect(await ended).toBe(1);
		const said = app.log().length;
		expect(app.log()).toContain('已满');
		expect(app.log()).toContain('free at least 1 GB and start again');
		await app.pause();

		// Started again too early, it says the same and touches nothing.
		await expect(app.resume()).rejects.toThrow('did not start');
		expect(app.log().slice(said)).toContain('free at least 1 GB and start again');
		expect(app.log()).not.toMatch(/\n\s+at /);

		await disk.free();
		await app.resume();
		const before = phones.acknowledged.length;
		await until('it goes on', () => phones.acknowledged.length >= before + 50, 30_000);
		await phones.stop();
		await expectStoredOnce(app, phones.acknowledged);
		expect([...phones.answers.keys()].filter((status) => ![0, 200, 429, 503].includes(status))).toEqual([]);
		console.log(`disk full: ${phones.acknowledged.length} acknowledged, none lost; answers ${JSON.stringify([...phones.answers])}`);
	}, 180_000);

	test('it may only be read: the server does not start, says so, and finds everything when it may write again', async (context) => {
		const { disk, app } = needed(context);
		const count = async (): Promise<number> => (await app.db.selectFrom('fix').select('seq').execute()).length;
		const before = await count();
		await app.pause();
		await disk.readOnly(true);
		const said = app.log().length;
		await expect(app.resume()).rejects.toThrow('did not start');
		expect(app.log().slice(said)).toContain('cannot be written (EROFS)');
		expect(app.log().slice(said)).toContain('GRIDKEEPER_DATA');
		expect(app.log()).not.toMatch(/\n\s+at /);
		await disk.readOnly(false);
		await app.resume();
		expect(await count()).toBe(before);
	}, 120_000);
});

describe('the disk that a backup goes to', () => {
	let disk: SmallDisk | null = null;
	let database: TestDatabase;
	beforeAll(async () => {
		disk = await mountSmallDisk(4);
		database = await openTestDatabase();
		await saveDistrict(database.db, ground, { nowMs: Date.now(), plan: { state: 'effective', faults: [] } });
	});
	afterAll(async () => {
		await database?.close();
		await disk?.remove();
	});
	const backup = (file: string) =>
		runCli(['backup', '--out', file, '--lang', 'en'], {
			DATABASE_URL: database.options.databaseUrl,
			...('dataDir' in database.options && { GRIDKEEPER_DATA: database.options.dataDir })
		});

	test('full, or only to be read: a sentence, no half a file, and the next one that fits is whole', async (context) => {
		if (!disk) return context.skip('no disk of its own');
		const file = join(disk.path, 'all.gkb');
		await disk.fill(4096);
		const full = await backup(file);
		expect(full).toMatchObject({ status: 2, out: '' });
		expect(full.err).toContain('ENOSPC');
		expect(full.err).toContain(file);
		expect(full.err).toContain('Free some space or mend the permissions, or choose another place with --out');
		expect(full.err).not.toMatch(/\n\s+at /);
		expect(await readdir(disk.path)).toEqual(['ballast']);

		await disk.free();
		await disk.readOnly(true);
		const closed = await backup(file);
		expect(closed).toMatchObject({ status: 2, out: '' });
		expect(closed.err).toContain('EROFS');
		expect(await readdir(disk.path)).toEqual([]);

		await disk.readOnly(false);
		expect(await backup(file)).toMatchObject({ status: 0 });
		expect(await readdir(disk.path)).toEqual(['all.gkb']);
	}, 120_000);
});
