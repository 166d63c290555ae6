/** Positions of an older database come into daily tables: nothing is lost, numbers stay, and the count goes on where it stood. */
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { MIGRATIONS } from '../../db/migrations.ts';
import { openTestDatabase } from '../database.ts';

const rowsOf = `select md5(string_agg(f::text, '|' order by seq)) as mark, count(*)::int as n from
	(select device_id, recorded_at, seq, received_at, lng, lat, accuracy_m, speed_mps, bearing_deg, battery from fix) f`;

test('rows before are rows after, each in the table of its UTC day', async () => {
	const database = await openTestDatabase();
	try {
		await database.db.connection().execute(async (connection) => {
			const run = <T>(text: string): Promise<T[]> =>
				sql
					.raw<T>(text)
					.execute(connection)
					.then(({ rows }) => rows);
			await run('create schema older');
			await run('set search_path to older, public');
			await run(`set timezone to 'Asia/Shanghai'`);
			for (const name of Object.keys(MIGRATIONS).filter((key) => key < '0007-tracks')) await MIGRATIONS[name]!.up(connection);
			await run(
				`insert into area (depth, code, name, geom) values (0, '990101', 'x', st_multi(st_geomfromtext('POLYGON((0 0,1 0,1 1,0 0))', 4326)))`
			);
			await run(
				`insert into device (district_id, label, token_hash) select 1, 'd' || i, ('\\x' || md5(i::text))::bytea from generate_series(1, 3) i`
			);
			// Around three midnights, out of order, some numbers given and taken back.
			await run(`insert into fix (device_id, recorded_at, received_at, lng, lat, accuracy_m, battery)
				select 1 + i % 3, timestamptz '2026-03-01 22:00:00Z' + (i * 7919 % 3000) * interval '1 minute', '2026-03-04Z', 118 + i / 1e5, 32, i % 50, null
				from generate_series(1, 3000) i`);
			await run(`delete from fix where seq > 2900`);
			const [before] = await run<{ mark: string; n: number }>(rowsOf);
			expect(before?.n).toBe(2900);

			await MIGRATIONS['0007-tracks']!.up(connection);

			expect(await run(rowsOf)).toEqual([before]);
			const days = await run<{ part: string; wrong: number }>(`select tableoid::regclass::text as part,
				count(*) filter (where 'fix_' || to_char(recorded_at at time zone 'UTC', 'YYYYMMDD') <> tableoid::regclass::text)::int as wrong
				from fix group by 1 order by 1`);
			expect(days).toEqual(['fix_20260301', 'fix_20260302', 'fix_20260303'].map((part) => ({ part, wrong: 0 })));
			const [next] = await run<{ seq: number }>(
				`insert into fix (device_id, recorded_at, received_at, lng, lat) values (1, '2026-03-05Z', '2026-03-05Z', 118, 32) returning seq`
			);
			expect(next?.seq).toBeGreaterThan(3000);
			// The same promises as before: once each, and gone with the device.
			await run(
				`insert into fix (device_id, recorded_at, received_at, lng, lat) values (1, '2026-03-05Z', '2026-03-06Z', 119, 32) on conflict do nothing`
			);
			await run('delete from device where id = 1');
			expect(await run(`select count(*)::int as n from fix where device_id = 1`)).toEqual([{ n: 0 }]);
			await expect(
				run(`insert into fix (device_id, recorded_at, received_at, lng, lat) values (77, '2026-03-05Z', '2026-03-05Z', 1, 1)`)
			).rejects.toThrow(/foreign key/);
			await run('set search_path to public');
			await run('reset timezone');
		});
	} finally {
		await database.close();
	}
});
