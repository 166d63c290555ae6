/** A process of its own for the tests of the data folder: opens it, says so, and then holds it, writes row after row, or dies in a transaction. */
import { openDatabase } from '../db/open.ts';

const [dataDir = '', job] = process.argv.slice(2);
const tell = (message: unknown): boolean | undefined => process.send?.(message);
const base = await openDatabase({ databaseUrl: '', dataDir });
const write = `insert into access_log (user_id, action, subject) values ('writer', 'a', $1)`;

process.on('disconnect', () => process.exit());
process.on('message', (order) => {
	if (order === 'count') void base.pool.query<{ n: number }>('select count(*) n from access_log').then(({ rows }) => tell(rows[0]?.n));
	if (order === 'close') void base.close().then(() => process.exit(0));
});

if (job === 'transact') {
	const client = await base.pool.connect();
	await client.query('begin');
	await client.query(write, ['never']);
}
tell('open');
if (job === 'write')
	for (let n = 1; ; n++) {
		await base.pool.query(write, [String(n)]);
		tell(n);
	}
