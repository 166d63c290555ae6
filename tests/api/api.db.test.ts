/** What the API answers, held against PostGIS and against the drawn district, over real HTTP. */
import { gunzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Area } from '#lib/area/area.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import type { AreaPicture } from '#lib/wire/area-picture.ts';
import { unpackFootprints } from '#lib/wire/footprints.ts';
import type { SearchHit } from '#lib/wire/search.ts';
import { startApp, type TestApp } from '../app.ts';
import { DISTRICT_CODE, ground } from '../ground.ts';
import { fillTwoDistricts, PASSWORD, sessionOf } from '../two-districts.ts';

let app: TestApp;
let admin: string;
let south: string;
const ids = new Map<string, number>();

beforeAll(async () => {
	app = await startApp({
		async prepare(db) {
			await fillTwoDistricts(db);
			const areas = await db.selectFrom('area').select(['id', 'code']).execute();
			for (const area of areas) ids.set(area.code, area.id);
			const grid = await db
				.selectFrom('grid')
				.select(['id', 'area_id'])
				.where('code', '=', `${DISTRICT_CODE}001001001`)
				.executeTakeFirstOrThrow();
			const person = await db.selectFrom('person').select('id').where('source_id', '=', 'w-0-0').orderBy('id').executeTakeFirstOrThrow();
			const district = ids.get(DISTRICT_CODE) ?? 0;
			const gap = (name: string, opened: string, closed: string | null) => ({
				district_id: district,
				dimension: 'D4' as const,
				kind: 'buildings-stale',
				subject: JSON.stringify({ kind: 'buildings', ids: [1], name }),
				grid_id: grid.id,
				area_path: [district, ids.get(`${DISTRICT_CODE}001`) ?? 0, grid.area_id],
				shape: JSON.stringify(ground.grids[0]?.shape),
				since: opened,
				opened_at: opened,
				changed_at: opened,
				closed_at: closed,
				closed_cause: closed === null ? null : 'seen',
				owner_id: person.id,
				due_at: opened,
				cause: 'limit-passed',
				measures: JSON.stringify({ buildings: 1, households: 24 })
			});
			await db
				.insertInto('gap')
				.values([
					gap('旧,一处', '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z'),
					gap('=1+1', '2026-11-10T00:00:00Z', '2026-11-12T00:00:00Z')
				])
				.execute();
		}
	});
	admin = await sessionOf(app.db, 'admin');
	south = await sessionOf(app.db, 'south-viewer');
});
afterAll(() => app?.stop());

const get = async <T>(path: string, cookie = admin): Promise<T> => {
	const answer = await app.fetch(path, { headers: { cookie } });
	expect(answer.status, path).toBe(200);
	return (await answer.json()) as T;
};
const picture = (code: string, cookie = admin): Promise<AreaPicture> => get(`/api/areas/${ids.get(code)}/picture`, cookie);

test('an account sees its own part of the tree, and the chain above by name only', async () => {
	const all = await get<{ areas: Area[]; above: Area[] }>('/api/areas');
	expect(all.areas.map((area) => area.code)).toEqual([
		DISTRICT_CODE,
		`${DISTRICT_CODE}001`,
		`${DISTRICT_CODE}001001`,
		`${DISTRICT_CODE}001002`
	]);
	expect(all.above).toEqual([]);
	const part = await get<{ areas: Area[]; above: Area[]; levels: { levels: { nameZh: string }[] }[] }>('/api/areas', south);
	expect(part.areas.map((area) => area.name)).toEqual(['南社区']);
	expect(part.above.map((area) => area.name)).toEqual(['测试区', '一街道']);
	expect(part.levels[0]?.levels.map((level) => level.nameZh)).toEqual(['区', '街道', '社区', '网格']);
});

test('the picture of the district holds every grid, post and person, with the work PostGIS counts in each grid', async () => {
	const all = await picture(DISTRICT_CODE);
	expect(all.grids).toHaveLength(6);
	expect(all.posts.map((post) => post.code).sort()).toEqual(['K01', 'K02', 'Q01']);
	expect(all.patrols).toHaveLength(6);
	expect(all.people.map((person) => person.name)).toEqual(['志愿者']);
	expect(all.rules.rules).toEqual(DEFAULT_RULES);
	expect(all.attribution).toBe('drawn for tests');
	const { rows } = await sql<{ code: string; households: number; buildings: number; gates: number; seats: number; area: number }>`
		select g.code, st_area(g.geom::geography) as area,
			(select count(*)::int from building b where b.district_id = p.district_id and st_contains(g.geom, st_centroid(b.geom))) as buildings,
			(select sum(households)::int from building b where b.district_id = p.district_id and st_contains(g.geom, st_centroid(b.geom))) as households,
			(select coalesce(sum(gates), 0)::int from compound c where c.district_id = p.district_id and st_contains(g.geom, st_centroid(c.geom))) as gates,
			(select coalesce(sum(required), 0)::int from post s where s.district_id = p.district_id and st_contains(g.geom, s.geom)) as seats
		from grid g join plan p on p.id = g.plan_id where p.district_id = ${all.districtId} order by g.code`.execute(app.db);
	for (const [i, oracle] of rows.entries()) {
		const grid = all.grids[i];
		expect(grid).toMatchObject({ code: oracle.code, buildings: oracle.buildings, households: oracle.households, workers: 1 });
		expect(grid?.areaM2).toBeCloseTo(oracle.area, 3);
		expect(grid?.work).toMatchObject({ household: oracle.households, compoundGate: oracle.gates });
		expect(grid?.duty).toEqual([{ personId: expect.any(Number), duty: 'primary' }]);
	}
	// K01 and K02 stand on the line between the communities: each counts in one grid, and in one only.
	expect(all.grids.reduce((sum, grid) => sum + (grid.work.postSeat ?? 0), 0)).toBe(7);
	// What the district says itself stands before what is counted: third column 2 enterprises, north row 1 isolated household a grid.
	expect(all.grids.map((grid) => grid.work.enterprise)).toEqual([0, 1, 2, 0, 1, 2]);
	expect(all.grids.map((grid) => grid.work.isolatedHousehold)).toEqual([0, 0, 0, 1, 1, 1]);
});

test('the picture of a community holds its own and nothing of the other, with the whole chain above', async () => {
	const part = await picture(`${DISTRICT_CODE}001001`, south);
	expect(part.grids.map((grid) => grid.code)).toEqual([1, 2, 3].map((n) => `${DISTRICT_CODE}00100100${n}`));
	expect(part.areas.map((area) => area.depth)).toEqual([0, 1, 2]);
	expect(part.patrols.map((patrol) => patrol.person.name)).toEqual(['网格员1', '网格员2', '网格员3']);
	expect(part.compounds).toHaveLength(3);
});

test('footprints arrive packed, each building of the area once, as PostGIS has them', async () => {
	const answer = await app.fetch(`/api/areas/${ids.get(`${DISTRICT_CODE}001001`)}/buildings`, { headers: { cookie: south } });
	expect(answer.headers.get('content-type')).toBe('application/octet-stream');
	const footprints = unpackFootprints(await answer.arrayBuffer());
	expect(footprints.count).toBe(21);
	expect(new Set(footprints.id).size).toBe(21);
	const { rows } = await sql<{ lng: number; lat: number; name: string }>`
		select st_x(st_pointn(st_exteriorring(geom), 1)) as lng, st_y(st_pointn(st_exteriorring(geom), 1)) as lat, name
		from building where id = ${footprints.id[0]}`.execute(app.db);
	const point = footprints.pointStart[footprints.ringStart[0] ?? 0] ?? 0;
	expect((footprints.lngLatE7[point * 2] ?? 0) / 1e7).toBeCloseTo(rows[0]?.lng ?? 0, 6);
	expect((footprints.lngLatE7[point * 2 + 1] ?? 0) / 1e7).toBeCloseTo(rows[0]?.lat ?? 0, 6);
	expect(footprints.names[0]).toBe(rows[0]?.name);
});

test('an unchanged picture is not sent twice, and a large one comes compressed to whoever takes it', async () => {
	const path = `/api/areas/${ids.get(DISTRICT_CODE)}/picture`;
	const first = await app.fetch(path, { headers: { cookie: admin } });
	const etag = first.headers.get('etag') ?? '';
	const again = await app.fetch(path, { headers: { cookie: admin, 'if-none-match': etag } });
	expect(again.status).toBe(304);
	expect(await again.text()).toBe('');
	const raw = await rawGet(path, { cookie: admin, 'accept-encoding': 'gzip' });
	expect(raw.headers['content-encoding']).toBe('gzip');
	expect(JSON.parse(gunzipSync(raw.body).toString())).toEqual(await first.json());
	const plain = await rawGet(path, { cookie: admin, 'accept-encoding': 'identity' });
	expect(plain.headers['content-encoding']).toBeUndefined();
	expect(plain.body.length).toBeGreaterThan(raw.body.length * 2);
	// A change of the district is seen by the next who asks.
	await sql`insert into post (district_id, code, kind, name, geom) select district_id, 'K09', kind, '新口', geom from post where code = 'Q01' and district_id = ${ids.get(DISTRICT_CODE)}`.execute(
		app.db
	);
	const changed = await app.fetch(path, { headers: { cookie: admin, 'if-none-match': etag } });
	expect(changed.status).toBe(200);
	expect(((await changed.json()) as AreaPicture).posts.map((post) => post.code)).toContain('K09');
});

describe('search', () => {
	const find = async (q: string, cookie = admin): Promise<SearchHit[]> =>
		(await get<{ hits: SearchHit[] }>(`/api/search?q=${encodeURIComponent(q)}`, cookie)).hits;

	test('finds by name, by code, by pinyin and by its initials', async () => {
		expect((await find('北社区'))[0]).toMatchObject({ kind: 'area', name: '北社区', code: `${DISTRICT_CODE}001002` });
		expect((await find(`${DISTRICT_CODE}001002003`))[0]).toMatchObject({ kind: 'grid', name: '第6网格' });
		expect((await find('K02'))[0]).toMatchObject({ kind: 'post', name: '东口' });
		expect((await find('beishequ'))[0]).toMatchObject({ name: '北社区' });
		expect((await find('bsq'))[0]).toMatchObject({ name: '北社区' });
		expect((await find('zyz'))[0]).toMatchObject({ kind: 'person', name: '志愿者' });
		expect((await find('wgy3'))[0]).toMatchObject({ kind: 'patrol', name: '网格员3' });
		expect((await find('中路'))[0]).toMatchObject({ kind: 'road', name: '中路' });
		expect((await find('3号院'))[0]).toMatchObject({ kind: 'compound' });
	});

	test('takes several words together, and ranks the thing itself before what merely belongs to it', async () => {
		const hits = await find('2号楼 北社区');
		expect(hits.length).toBe(3);
		for (const hit of hits) expect(hit).toMatchObject({ kind: 'building', name: '2号楼' });
		expect((await find('社区'))[0]?.kind).toBe('area');
	});

	test('finds nothing outside the account’s own areas, and never more than twenty', async () => {
		expect(await find('北社区', south)).toEqual([]);
		expect((await find('号楼')).length).toBe(20);
		expect((await find('邻区')).length).toBe(0);
		expect(await find('没有这样的东西')).toEqual([]);
	});
});

describe('the ledger’s past', () => {
	interface Listed {
		readonly gaps: readonly {
			readonly subject: { readonly name: string };
			readonly ownerName: string;
			readonly areaNames: readonly string[];
		}[];
	}
	test('is filtered by state, by time and by area', async () => {
		const closed = await get<Listed>('/api/gaps?state=closed');
		expect(closed.gaps.map((gap) => gap.subject.name)).toEqual(['=1+1', '旧,一处']);
		expect(closed.gaps[0]).toMatchObject({ ownerName: '网格员1', areaNames: ['测试区', '一街道', '南社区'] });
		const early = await get<Listed>('/api/gaps?state=closed&from=2026-11-01T12:00:00Z&to=2026-11-05T00:00:00Z');
		expect(early.gaps.map((gap) => gap.subject.name)).toEqual(['旧,一处']);
		expect((await get<Listed>(`/api/gaps?state=closed&area=${ids.get(`${DISTRICT_CODE}001002`)}`)).gaps).toEqual([]);
		const other = await sessionOf(app.db, 'other-viewer');
		expect((await get<Listed>('/api/gaps?state=closed', other)).gaps).toEqual([]);
	});

	test('is written as CSV that a spreadsheet reads as text, and as GeoJSON', async () => {
		const csv = await app.fetch('/api/gaps?state=closed&format=csv', { headers: { cookie: admin } });
		const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await csv.arrayBuffer());
		expect(text.startsWith('\uFEFF编号,维度,')).toBe(true);
		expect(text).toContain(`,'=1+1,`);
		expect(text).toContain('"旧,一处"');
		expect(csv.headers.get('content-disposition')).toBe('attachment; filename="gaps.csv"');
		const english = await app.fetch('/api/gaps?state=closed&format=csv', { headers: { cookie: `${admin}; gk-lang=en` } });
		expect(await english.text()).toMatch(/^\uFEFF?id,dimension,/);
		const json = await get<{ type: string; features: { geometry: unknown; properties: Record<string, unknown> }[] }>(
			'/api/gaps?state=closed&format=geojson'
		);
		expect(json.type).toBe('FeatureCollection');
		expect(json.features[0]).toMatchObject({ geometry: { type: 'Polygon' }, properties: { dimension: 'D4', households: 24 } });
	});
});

test('a building tells its compound, its grid and its households', async () => {
	const row = await app.db
		.selectFrom('building')
		.select(['id'])
		.where('source_id', '=', 'b-0-1-0')
		.where('district_id', '=', ids.get(DISTRICT_CODE) ?? 0)
		.executeTakeFirstOrThrow();
	expect(await get(`/api/buildings/${row.id}`)).toMatchObject({
		name: '1号楼',
		households: 24,
		residents: 60,
		compound: { name: '2号院', kind: 'managed', propertyCompany: '测试物业' },
		gridCode: `${DISTRICT_CODE}001001002`
	});
	// Nobody has been there yet; the live side says so once it has read the district.
	await expect
		.poll(async () => (await get<{ lastSeenAtMs?: number | null }>(`/api/buildings/${row.id}`)).lastSeenAtMs, { timeout: 10_000 })
		.toBeNull();
});

test('what a patrol reported is its track, thinned for the trails of many, and both are logged', async () => {
	const device = await app.db
		.selectFrom('device')
		.select('id')
		.where('district_id', '=', ids.get(DISTRICT_CODE) ?? 0)
		.where('person_id', 'is not', null)
		.orderBy('id')
		.executeTakeFirstOrThrow();
	const startMs = Math.floor(Date.now() / 60_000) * 60_000 - 10 * 60_000;
	const fixes = Array.from({ length: 60 }, (_, i) => ({
		device_id: device.id,
		recorded_at: new Date(startMs + i * 2000),
		received_at: new Date(),
		lng: 123 + i * 1e-5,
		lat: 30.001,
		accuracy_m: i === 5 ? 500 : 8,
		speed_mps: null,
		bearing_deg: null,
		battery: null
	}));
	await app.db.insertInto('fix').values(fixes).execute();
	const track = await get<{ points: [number, number, number][] }>(`/api/patrols/${device.id}/track?minutes=30`);
	expect(track.points).toHaveLength(59);
	expect(track.points[0]).toEqual([123, 30.001, startMs]);
	const { tracks } = await get<{ tracks: { no: number; points: unknown[] }[] }>('/api/tracks?minutes=30');
	expect(tracks).toHaveLength(1);
	expect(tracks[0]?.no).toBe(device.id);
	expect(tracks[0]?.points).toHaveLength(12);
	const log = await app.db.selectFrom('access_log').select('action').where('user_id', '=', 'admin').orderBy('id').execute();
	expect(log.map((row) => row.action)).toEqual(['track', 'tracks']);
});

test('rules out of range, unknown fields and a past date are refused with the field named; the wrong kind of body too', async () => {
	const put = (body: unknown, type = 'application/json') =>
		app.fetch(`/api/rules?area=${ids.get(DISTRICT_CODE)}`, {
			method: 'PUT',
			headers: { cookie: admin, origin: app.url, 'content-type': type },
			body: typeof body === 'string' ? body : JSON.stringify(body)
		});
	const field = async (answer: Response): Promise<unknown> =>
		((await answer.json()) as { problem: { detail: { field: string } } }).problem.detail.field;
	const radius = await put({ rules: { ...DEFAULT_RULES, coverage: { ...DEFAULT_RULES.coverage, radiusM: 0 } } });
	expect(radius.status).toBe(400);
	expect(await field(radius)).toBe('body.rules.coverage.radiusM');
	const { ledger: _, ...short } = DEFAULT_RULES;
	expect(await field(await put({ rules: short }))).toBe('body.rules.ledger');
	expect(await field(await put({ rules: DEFAULT_RULES, more: 1 }))).toBe('body.more');
	expect(await field(await put('{"rules":'))).toBe('body');
	expect(await field(await put('rules=1', 'application/x-www-form-urlencoded'))).toBe('content-type');
	expect((await put({ rules: DEFAULT_RULES, effectiveFrom: '2020-01-01T00:00:00Z' })).status).toBe(409);
	expect(await app.db.selectFrom('rule_set').select('version').execute()).toHaveLength(1);
	const later = await put({ rules: DEFAULT_RULES, effectiveFrom: '2099-01-01T00:00:00Z', note: '新通知' });
	expect(later.status).toBe(200);
	expect(await get(`/api/rules?area=${ids.get(DISTRICT_CODE)}`)).toMatchObject({
		now: { version: 1 },
		versions: [{ note: '新通知' }, { version: 1 }]
	});
});

describe('signing in', () => {
	const post = (username: string, password: string, more: Record<string, string> = {}) =>
		app.fetch('/api/session', {
			method: 'POST',
			headers: { 'content-type': 'application/json', origin: app.url, ...more },
			body: JSON.stringify({ username, password })
		});

	test('opens the map with a cookie no script can read, and keeps only its hash', async () => {
		const answer = await post(' Commander ', PASSWORD);
		expect(answer.status).toBe(204);
		const cookie = answer.headers.get('set-cookie') ?? '';
		expect(cookie).toMatch(/HttpOnly; SameSite=Lax/);
		expect(cookie).not.toMatch(/Secure/);
		const me = await app.fetch('/api/me', { headers: { cookie: cookie.split(';')[0] ?? '' } });
		expect(await me.json()).toMatchObject({ username: 'commander', grants: [{ role: 'commander' }] });
		const kept = await app.db.selectFrom('account_session').selectAll().execute();
		const token = /=([^;]+)/.exec(cookie)?.[1] ?? '';
		expect(JSON.stringify(kept.map((row) => row.token_hash.toString('latin1')))).not.toContain(token);
	});

	test('over https the cookie is bound to this host and to https', async () => {
		const answer = await post('commander', PASSWORD, { 'x-forwarded-proto': 'https', origin: app.url.replace('http:', 'https:') });
		expect(answer.headers.get('set-cookie')).toMatch(/^__Host-gk-session=.*; Secure/);
		expect(answer.headers.get('strict-transport-security')).toMatch(/max-age=\d+/);
	});

	test('says the same of a wrong password and of a name nobody has', async () => {
		const [wrong, nobody] = [await post('lead', 'not-the-password'), await post('no-such-person', 'not-the-password')];
		expect([wrong.status, nobody.status]).toEqual([401, 401]);
		expect(await wrong.json()).toEqual(await nobody.json());
	});

	test('closes for a while after a few wrong guesses, even to the right password and to guesses sent side by side', async () => {
		const statuses = await Promise.all(
			Array.from({ length: 12 }, () => post('planner', 'not-the-password').then((answer) => answer.status))
		);
		expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(6);
		expect(statuses).toContain(429);
		const shut = await post('planner', PASSWORD);
		expect(shut.status).toBe(429);
		const seconds = Number(shut.headers.get('retry-after'));
		expect(seconds).toBeGreaterThan(0);
		expect(await shut.json()).toMatchObject({ problem: { kind: 'too-many-tries', detail: { seconds } } });
		// Other people behind the same address still get in.
		expect((await post('viewer', PASSWORD)).status).toBe(204);
		// After the wait the right password opens, and the count starts again.
		await app.db
			.updateTable('login_failure')
			.set({ last_at: new Date(Date.now() - 1000_000) })
			.execute();
		expect((await post('planner', PASSWORD)).status).toBe(204);
		expect((await post('planner', 'not-the-password')).status).toBe(401);
	});
});

test('pages are painted in the language and theme of the cookies, under a policy that lets no foreign script in', async () => {
	const page = await app.fetch('/login', { headers: { cookie: 'gk-lang=en; gk-theme=light' } });
	const html = await page.text();
	expect(html).toMatch(/<html lang="en" data-theme="light">/);
	expect(html).toContain('Sign in');
	// Outside the demo nobody is offered an account.
	expect(html).not.toContain('演示');
	const policy = page.headers.get('content-security-policy') ?? '';
	expect(policy).toContain("default-src 'none'");
	expect(/script-src [^;]*/.exec(policy)?.[0]).toMatch(/^script-src 'self' 'nonce-[^']+'$/);
	expect(policy).toContain("frame-ancestors 'none'");
	for (const [name, value] of Object.entries({
		'x-content-type-options': 'nosniff',
		'referrer-policy': 'same-origin',
		'cross-origin-opener-policy': 'same-origin'
	}))
		expect(page.headers.get(name)).toBe(value);
	expect(await (await app.fetch('/login')).text()).toMatch(/<html lang="zh-CN" data-theme="dark">/);
});

test('after signing in one comes back to where one wanted to go, and nowhere else', async () => {
	const lead = async (next: string): Promise<string | null> =>
		(await app.fetch(`/login?next=${encodeURIComponent(next)}`, { headers: { cookie: admin } })).headers.get('location');
	expect(await lead('/wall?distance=6')).toBe('/wall?distance=6');
	for (const bad of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/login?next=/'])
		expect(await lead(bad), bad).toBe('/');
});

test('health tells engine, schema and the age of the newest fix; metrics are in Prometheus’ format; the API is described', async () => {
	const health = (await (await app.fetch('/healthz')).json()) as Record<string, unknown>;
	expect(health).toMatchObject({ status: 'ok', demo: false, districts: 2, districtsLive: 2 });
	expect(health['schema']).toMatch(/^\d{4}-/);
	expect(health['newestFixAgeS']).toBeGreaterThanOrEqual(0);
	const metrics = await (await app.fetch('/metrics')).text();
	expect(metrics).toMatch(/^# TYPE gridkeeper_http_request_duration_seconds histogram$/m);
	expect(metrics).toMatch(/gridkeeper_http_request_duration_seconds_count\{method="GET",route="\/api\/areas",status="2xx"\} [1-9]/);
	expect(metrics).toMatch(/gridkeeper_nodejs_eventloop_lag_seconds/);
	const api = (await (await app.fetch('/api/openapi.json')).json()) as {
		openapi: string;
		paths: Record<string, Record<string, { parameters?: unknown[] }>>;
	};
	expect(api.openapi).toBe('3.1.0');
	expect(api.paths['/api/gaps']?.['get']?.parameters).toContainEqual({
		name: 'dimension',
		in: 'query',
		required: false,
		schema: { type: 'string', enum: ['D1', 'D2', 'D3', 'D4', 'D5', 'D6'] }
	});
	expect(api.paths['/api/areas/{id}/picture']?.['get']?.parameters).toContainEqual({
		name: 'id',
		in: 'path',
		required: true,
		schema: { type: 'integer', minimum: 0, maximum: 2147483647 }
	});
	expect(Object.keys(api.paths)).not.toContain('/login');
});

test('nothing the server printed holds a token or a password', () => {
	expect(app.log()).not.toContain(PASSWORD);
	expect(app.log()).not.toContain(admin.split('=')[1]);
});

/** Without fetch, which unpacks what it gets. */
function rawGet(path: string, headers: Record<string, string>): Promise<{ headers: NodeJS.Dict<string | string[]>; body: Buffer }> {
	return new Promise((resolve, reject) =>
		request(app.url + path, { headers }, (answer) => {
			const chunks: Buffer[] = [];
			answer.on('data', (chunk: Buffer) => chunks.push(chunk));
			answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(chunks) }));
		})
			.on('error', reject)
			.end()
	);
}
