import { afterAll, beforeAll, expect, test } from 'vitest';
import { believedTime, keepBelievedTime } from '#lib/server/store/believed-time.ts';
import { openTestDatabase, type TestDatabase } from '../database.ts';
import { runCli } from './run-cli.ts';

let database: TestDatabase;
beforeAll(async () => {
	database = await openTestDatabase();
});
afterAll(() => database.close());
const clock = (...args: readonly string[]) =>
	runCli(['clock', ...args, '--lang', 'en'], {
		DATABASE_URL: database.options.databaseUrl,
		...('dataDir' in database.options && { GRIDKEEPER_DATA: database.options.dataDir })
	});

test('a clock that has leapt ahead is told with what to do, and confirmed by one command', async () => {
	expect(await clock()).toMatchObject({ status: 0, err: '' });
	await keepBelievedTime(database.db, Date.now() - 100 * 86_400_000);
	const doubted = await clock();
	expect(doubted.status).toBe(1);
	expect(doubted.err).toContain('100.0 days ahead');
	expect(doubted.err).toContain('clock --confirm');
	const confirmed = await clock('--confirm');
	expect(confirmed).toMatchObject({ status: 0, err: '' });
	expect(Math.abs(((await believedTime(database.db)) ?? 0) - Date.now())).toBeLessThan(60_000);
	expect((await clock()).out).toContain('The clock is believed.');
});
