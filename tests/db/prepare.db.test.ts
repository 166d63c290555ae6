/** A statement that is asked often is parsed once a connection, on the engine that can; whatever is asked, the answers are the same. */
import { CompiledQuery, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepare } from '../../db/prepare.ts';
import { openTestDatabase, testEngine, type TestDatabase } from '../database.ts';

const SUM = prepare('test-sum', 'select $1::int + $2::int as sum');
let base: TestDatabase;
beforeAll(async () => {
	base = await openTestDatabase();
});
afterAll(() => base.close());

test('it answers as often as it is asked, with the values of each time', async () => {
	for (const [a, b] of [
		[1, 2],
		[40, 2],
		[-7, 7]
	] as const) {
		const { rows } = await base.db.executeQuery<{ sum: number }>(CompiledQuery.raw(SUM, [a, b]));
		expect(rows).toEqual([{ sum: a + b }]);
	}
});

test('asked by many at once, none gets the answer of another', async () => {
	const answers = await Promise.all(
		Array.from(
			{ length: 60 },
			async (_, i) => (await base.db.executeQuery<{ sum: number }>(CompiledQuery.raw(SUM, [i, 1000]))).rows[0]?.sum
		)
	);
	expect(answers).toEqual(Array.from({ length: 60 }, (_, i) => i + 1000));
});

test('a fault in it is the fault of that one time', async () => {
	await expect(base.db.executeQuery(CompiledQuery.raw(SUM, ['no number', 1]))).rejects.toMatchObject({ code: '22P02' });
	await expect(base.db.executeQuery(CompiledQuery.raw(SUM, [2147483647, 1]))).rejects.toMatchObject({ code: '22003' });
	expect((await base.db.executeQuery(CompiledQuery.raw(SUM, [3, 4]))).rows).toEqual([{ sum: 7 }]);
});

test('inside a transaction that is taken back it is asked and answered like any other', async () => {
	const undone = base.db.transaction().execute(async (trx) => {
		expect((await trx.executeQuery(CompiledQuery.raw(SUM, [20, 1]))).rows).toEqual([{ sum: 21 }]);
		throw new Error('taken back');
	});
	await expect(undone).rejects.toThrow('taken back');
	expect((await base.db.executeQuery(CompiledQuery.raw(SUM, [20, 2]))).rows).toEqual([{ sum: 22 }]);
});

test(`PostgreSQL keeps it by its name where every connection has names of its own (here: ${testEngine})`, async () => {
	const { names, others } = await base.db.connection().execute(async (one) => {
		await one.executeQuery(CompiledQuery.raw(SUM, [1, 1]));
		await sql`select 1 as nothing_that_was_named`.execute(one);
		const { rows } = await sql<{ name: string; statement: string }>`select name, statement from pg_prepared_statements`.execute(one);
		return {
			names: rows.filter(({ statement }) => statement === SUM).map(({ name }) => name),
			others: rows.filter(({ statement }) => statement.includes('nothing_that_was_named'))
		};
	});
	// The embedded engine has one session for all: there a name would be another connection's, too.
	expect(names).toEqual(testEngine === 'native' ? ['test-sum'] : []);
	expect(others).toEqual([]);
});
