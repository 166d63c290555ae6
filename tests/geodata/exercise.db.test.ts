/** The demo in a database: true on the ground by PostGIS's own word, caught up before it starts, and moved by phones that report over HTTP. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawDistrict } from '../../geodata/demo/draw-district.ts';
import { catchUpExercise } from '../../src/lib/server/actions/catch-up-exercise.ts';
import { hashDeviceToken } from '../../src/lib/server/store/device-token.ts';
import { equip } from '../../src/lib/server/store/exercise.ts';
import { saveDistrict } from '../../src/lib/server/store/save-district.ts';
import { openTestDatabase, type TestDatabase } from '../database.ts';

const HOUR = 3_600_000;
const NOW = Date.now() - 2 * HOUR;
let test: TestDatabase;
let districtId: number;

beforeAll(async () => {
	test = await openTestDatabase();
	const source = drawDistrict({ seed: 20200124, size: 'demo' });
	const saved = await saveDistrict(test.db, source, { nowMs: NOW - HOUR, plan: { state: 'effective', faults: [] } });
	districtId = saved.districtId;
	await equip(
		test.db,
		districtId,
		source.people.filter((p) => p.tracked).map((p) => p.sourceId)
	);
});
afterAll(() => test.close());

const one = async <T>(query: ReturnType<typeof sql<T>>): Promise<T> => (await query.execute(test.db)).rows[0] as T;

describe('the demo in PostGIS', () => {
	it('tiles: the grids together are the district, no two overlap, and every shape is valid', async () => {
		const found = await one(sql<{ same: boolean; doubled: number; invalid: number }>`
			with u as (select st_union(geom) as geom from grid)
			select st_equals(d.geom, u.geom) as same,
				(select coalesce(sum(st_area(st_intersection(a.geom, b.geom))), 0) from grid a join grid b on a.id < b.id and st_overlaps(a.geom, b.geom)) as doubled,
				(select count(*) from (select geom from grid union all select geom from area union all select geom from building
					union all select geom from compound union all select geom from landuse) s where not st_isvalid(s.geom)) as invalid
			from area d, u where d.id = ${districtId}`);
		expect(found).toEqual({ same: true, doubled: 0, invalid: 0 });
	});

	it('has every building covered by its own grid, and dry', async () => {
		const found = await one(sql<{ astray: number; wet: number; doubled: number }>`
			select (select count(*) from grid_building gb join grid g on g.id = gb.grid_id join building b on b.id = gb.building_id where not st_covers(g.geom, b.geom)) as astray,
				(select count(*) from building b join landuse l on l.kind in ('water', 'sea') and st_intersects(l.geom, b.geom)) as wet,
				(select count(*) from building a join building b on a.id < b.id and st_intersects(a.geom, b.geom)) as doubled`);
		expect(found).toEqual({ astray: 0, wet: 0, doubled: 0 });
	});

	it('has no compound cut but those larger than one worker can answer for', async () => {
		const found = await one(sql<{ small: number; all: number }>`
			select count(*) filter (where st_area(c.geom::geography) < 20000 and not exists (select from grid g where st_covers(g.geom, c.geom))) as small,
				count(*) as all from compound c`);
		expect(found.all).toBeGreaterThan(120);
		expect(found.small).toBe(0);
	});
});

describe('catching up', () => {
	it('writes a day of fixes that stay apart from the water, and says who is at which post', async () => {
		const done = await catchUpExercise(test.db, '990001', NOW);
		expect(done.fixes).toBeGreaterThan(150_000);
		expect(done.fixes).toBeLessThan(400_000);
		const found = await one(sql<{ devices: number; newest: Date; oldest: Date }>`
			select count(distinct device_id) as devices, max(recorded_at) as newest, min(recorded_at) as oldest from fix`);
		expect(found.devices).toBeGreaterThan(290);
		expect(found.newest.getTime()).toBeLessThanOrEqual(NOW);
		expect(found.newest.getTime()).toBeGreaterThan(NOW - 60_000);
		expect(found.oldest.getTime()).toBeGreaterThan(NOW - 45 * HOUR);
		const posts = await one(sql<{ unknown: number; short: number; full: number }>`
			with s as (select p.required, count(c.id) as reported, count(c.id) filter (where c.until is null) as present
				from post p left join check_in c on c.post_id = p.id group by p.id)
			select count(*) filter (where reported = 0) as unknown, count(*) filter (where reported > 0 and present < required) as short,
				count(*) filter (where present >= required) as full from s`);
		expect(posts.unknown).toBeGreaterThan(1);
		expect(posts.short).toBeGreaterThan(5);
		expect(posts.full).toBeGreaterThan(190);
	});

	it('walks on land: off the bridges not one fix lies in the river', async () => {
		const found = await one(sql<{ wet: number }>`
			with water as (select st_union(geom) as geom from landuse where kind = 'water'),
				inner_water as (select st_buffer(w.geom, -0.00006) as geom from water w),
				bridges as (select st_buffer(st_union(geom), 0.0002) as geom from road where bridge)
			select count(*) as wet from (select lng, lat from fix where accuracy_m < 15 order by seq desc limit 3000) f, inner_water w, bridges b
			where st_intersects(w.geom, st_setsrid(st_makepoint(f.lng, f.lat), 4326)) and not st_intersects(b.geom, st_setsrid(st_makepoint(f.lng, f.lat), 4326))`);
		expect(found.wet).toBe(0);
	});

	it('adds nothing the second time, and later only what is new', async () => {
		expect((await catchUpExercise(test.db, '990001', NOW)).fixes).toBe(0);
		const before = await one(sql<{ n: number; newest: Date }>`select count(*) as n, max(recorded_at) as newest from fix`);
		const later = await catchUpExercise(test.db, '990001', NOW + HOUR);
		expect(later.fixes).toBeGreaterThan(3000);
		expect(later.checkIns).toBe(0);
		const after = await one(
			sql<{ n: number; old: number }>`select count(*) as n, count(*) filter (where recorded_at <= ${before.newest}) as old from fix`
		);
		expect(after).toEqual({ n: before.n + later.fixes, old: before.n });
	});

	it('never touches a real district', async () => {
		await sql`update area set fictional = false where id = ${districtId}`.execute(test.db);
		expect(await catchUpExercise(test.db, '990001', NOW + 3 * HOUR)).toEqual({ fixes: 0, checkIns: 0 });
		await sql`update area set fictional = true where id = ${districtId}`.execute(test.db);
	});
});

describe('simulate', () => {
	interface Report {
		readonly path: string;
		readonly body: string;
	}
	let server: Server;
	let url: string;
	const reports: Report[] = [];
	let status = 200;
	const children: ChildProcess[] = [];

	beforeAll(async () => {
		server = createServer((request, response) => {
			let body = '';
			request.on('data', (chunk: Buffer) => (body += chunk.toString()));
			request.on('end', () => {
				if (status === 200) reports.push({ path: request.url ?? '', body });
				response.writeHead(status).end();
			});
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	});
	afterAll(() => {
		for (const child of children) child.kill('SIGKILL');
		server.closeAllConnections();
		server.close();
	});

	const simulate = (...args: string[]): ChildProcess => {
		const env = {
			...process.env,
			...('dataDir' in test.options
				? { DATABASE_URL: '', GRIDKEEPER_DATA: test.options.dataDir }
				: { DATABASE_URL: test.options.databaseUrl })
		};
		const child = spawn(
			fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url)),
			[fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url)), 'simulate', ...args],
			{ env, stdio: ['ignore', 'pipe', 'pipe'] }
		);
		children.push(child);
		return child;
	};
	const until = async (holds: () => boolean, what: string): Promise<void> => {
		const deadline = Date.now() + 60_000;
		while (!holds()) {
			if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	};
	const ended = (child: ChildProcess): Promise<number | null> =>
		new Promise((resolve) => (child.exitCode !== null ? resolve(child.exitCode) : child.once('exit', resolve)));

	it('reports as phones do, with tokens the database knows by their hash, waits for a server that is away, and ends cleanly', async () => {
		const child = simulate('--district', '990001', '--people', '40', '--interval-s', '1', '--url', url, '--quiet');
		await until(() => reports.filter((r) => r.path === '/ingest/osmand').length > 60, 'the first fixes');
		const known = new Set(
			(await sql<{ hash: string }>`select encode(token_hash, 'hex') as hash from device where exercise`.execute(test.db)).rows.map(
				(r) => r.hash
			)
		);
		for (const { path, body } of reports.slice(0, 60)) {
			if (path !== '/ingest/osmand') continue;
			const fields = new URLSearchParams(body);
			expect(known.has(hashDeviceToken(fields.get('id')!).toString('hex'))).toBe(true);
			expect(Math.abs(Number(fields.get('lat')) - 32)).toBeLessThan(0.05);
			expect(Math.abs(Number(fields.get('lon')) - 164.5)).toBeLessThan(0.05);
			expect(Math.abs(Number(fields.get('timestamp')) - Date.now())).toBeLessThan(60_000);
			expect(Number(fields.get('speed'))).toBeLessThan(3.2);
		}

		status = 503;
		const awayFrom = Date.now();
		await until(() => Date.now() - awayFrom > 3000, 'some seconds without a server');
		const seenBefore = reports.length;
		status = 200;
		await until(
			() =>
				reports
					.slice(seenBefore)
					.some((r) => Number(new URLSearchParams(r.body).get('timestamp')) < awayFrom + 2500 && r.path === '/ingest/osmand'),
			'what was kept meanwhile'
		);
		const byPhone = Map.groupBy(
			reports.filter((r) => r.path === '/ingest/osmand').map((r) => new URLSearchParams(r.body)),
			(f) => f.get('id')
		);
		for (const own of byPhone.values()) {
			const times = own.map((f) => Number(f.get('timestamp')));
			expect(times).toEqual(times.toSorted((a, b) => a - b));
		}

		child.kill('SIGTERM');
		expect(await ended(child)).toBe(0);
	});

	it('says what is wrong with the call', async () => {
		const child = simulate('--district', '123456', '--url', url);
		let said = '';
		child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
		expect(await ended(child)).toBe(2);
		expect(said).toContain('123456');
	});
});
