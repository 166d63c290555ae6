/**
 * The peer of the ingest bench: a bare Node handler that does nothing but commit the row, many in one statement, and answers after that commit. No
 * token is looked up, nothing is judged, nobody is told. `PORT DATABASE_URL`; prints a line when it listens.
 */
import { createServer, type ServerResponse } from 'node:http';
import pg from 'pg';

const [port = '', databaseUrl = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
await pool.query(
	`create table if not exists bare_fix (device text, recorded_at timestamptz, received_at timestamptz, lng float8, lat float8, accuracy_m real, speed_mps real,
		primary key (device, recorded_at))`
);
interface Row {
	readonly query: URLSearchParams;
	readonly response: ServerResponse;
}
let queue: Row[] = [];
let running = false;

async function flush(): Promise<void> {
	running = true;
	while (queue.length > 0) {
		const batch = queue;
		queue = [];
		const column = (name: string): (string | null)[] => batch.map(({ query }) => query.get(name));
		await pool.query(
			`insert into bare_fix select d, to_timestamp(t / 1000), now(), lng, lat, a, s
			from unnest($1::text[], $2::float8[], $3::float8[], $4::float8[], $5::real[], $6::real[]) u (d, t, lng, lat, a, s) on conflict do nothing`,
			[column('id'), column('timestamp'), column('lon'), column('lat'), column('accuracy'), column('speed')]
		);
		for (const { response } of batch) response.end();
	}
	running = false;
}

createServer((request, response) => {
	queue.push({ query: new URL(request.url ?? '', 'http://x').searchParams, response });
	if (!running) setTimeout(() => void flush(), 4);
	running = true;
}).listen(Number(port), '127.0.0.1', () => console.log('listening'));
