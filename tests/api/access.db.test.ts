/** Walks the access table over real HTTP with every wrong identity: nobody, each wrong role, the right role elsewhere, an ended session, a tracker. */
import { sql } from 'kysely';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Access, type Action, ROUTES } from '#lib/server/account/access.ts';
import { ROLES, type Role } from '#lib/server/account/identity.ts';
import { endSession } from '#lib/server/account/sessions.ts';
import { addDevice } from '#lib/server/store/device-book.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import type { Db } from '#db/open.ts';
import { startApp, type TestApp } from '../app.ts';
import { at, DISTRICT_CODE } from '../ground.ts';
import { fillTwoDistricts, keyOf, PASSWORD, sessionOf } from '../two-districts.ts';

let app: TestApp;
/** Rows of the northern community of the first district: nothing of them is the south's. */
let north: {
	readonly area: number;
	readonly grid: number;
	readonly building: number;
	readonly patrol: number;
	readonly walkerPatrol: number;
	readonly plan: number;
	readonly draft: number;
	readonly person: number;
	readonly leave: number;
	readonly squad: number;
	readonly assignment: number;
	readonly post: number;
	readonly wish: number;
	readonly report: number;
};
const PHOTO = '2f6d1d52-0b51-4f2c-9f5e-2f2d0f3f6a01';
let deviceToken: string;
const sessions = new Map<string, string>();

beforeAll(async () => {
	app = await startApp({ prepare: fillTwoDistricts });
	const { db } = app;
	const area = await db.selectFrom('area').select('id').where('code', '=', `${DISTRICT_CODE}001002`).executeTakeFirstOrThrow();
	const grid = await db.selectFrom('grid').select('id').where('area_id', '=', area.id).orderBy('id').executeTakeFirstOrThrow();
	const building = await db
		.selectFrom('grid_building')
		.select('building_id')
		.where('grid_id', '=', grid.id)
		.orderBy('building_id')
		.executeTakeFirstOrThrow();
	const patrols = await db
		.selectFrom('device')
		.innerJoin('person', 'person.id', 'device.person_id')
		.select(['device.id', 'person.source_id'])
		.where('person.area_id', '=', area.id)
		.orderBy('device.id')
		.execute();
	const walker = patrols.find((patrol) => patrol.source_id === 'w-1-0')?.id ?? 0;
	const patrol = patrols.find((one) => one.source_id !== 'w-1-0')?.id ?? 0;
	const plan = await db
		.selectFrom('plan')
		.innerJoin('area', 'area.id', 'plan.district_id')
		.where('area.code', '=', DISTRICT_CODE)
		.select(['plan.id', 'plan.district_id'])
		.executeTakeFirstOrThrow();
	const draft = await db
		.insertInto('draft')
		.values({
			district_id: plan.district_id,
			base_id: plan.id,
			name: 'draft',
			made_by: 'planner',
			made_name: 'planner',
			made_at: new Date(),
			changed_by: 'planner',
			changed_name: 'planner',
			changed_at: new Date()
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	const person = await db.selectFrom('person').where('area_id', '=', area.id).orderBy('id').select('id').executeTakeFirstOrThrow();
	const tomorrow = Date.now() + 86_400_000;
	const leave = await db
		.insertInto('leave')
		.values({ person_id: person.id, starts_at: new Date(tomorrow), ends_at: new Date(tomorrow + 1000), kind: 'other' })
		.returning('id')
		.executeTakeFirstOrThrow();
	const squad = await db
		.insertInto('squad')
		.values({ district_id: plan.district_id, area_id: area.id, name: 'squad', template: '1+X' })
		.returning('id')
		.executeTakeFirstOrThrow();
	const assignment = await db
		.selectFrom('assignment')
		.where('subject_kind', '=', 'grid')
		.where('subject_id', '=', grid.id)
		.select('id')
		.executeTakeFirstOrThrow();
	north = {
		area: area.id,
		grid: grid.id,
		building: building.building_id,
		patrol,
		walkerPatrol: walker,
		plan: plan.id,
		draft: draft.id,
		person: person.id,
		leave: leave.id,
		squad: squad.id,
		assignment: assignment.id,
		post: await aPost(db, plan.district_id),
		wish: (
			await db
				.insertInto('wish')
				.values({ person_id: person.id, want: 'off', on_day: '2026-12-24' })
				.returning('id')
				.executeTakeFirstOrThrow()
		).id,
		report: await aReport(db, { districtId: plan.district_id, personId: person.id, gridId: grid.id })
	};
	const district = await db.selectFrom('area').select('id').where('code', '=', DISTRICT_CODE).executeTakeFirstOrThrow();
	deviceToken = (await addDevice(db, { districtId: district.id, personId: null, label: 'test' })).token;
	for (const scope of ['', 'south-', 'other-', 'every-'])
		for (const role of ROLES) sessions.set(`${scope}${role}`, await sessionOf(db, `${scope}${role}`));
	sessions.set('nobody', await sessionOf(db, 'nobody'));
});
afterAll(() => app?.stop());

async function aPost(db: Db, districtId: number): Promise<number> {
	const [lng, lat] = at(300, 300);
	const { rows } = await sql<{ id: number }>`insert into post (district_id, code, kind, name, geom)
		values (${districtId}, 'K77', 'checkpoint', '北口', st_setsrid(st_makepoint(${lng}, ${lat}), 4326)) returning id`.execute(db);
	return rows[0]?.id ?? 0;
}

/** With its photo. */
async function aReport(db: Db, of: { districtId: number; personId: number; gridId: number }): Promise<number> {
	const later = new Date(Date.now() + 86_400_000);
	await db
		.insertInto('field_photo')
		.values({
			...{ id: PHOTO, district_id: of.districtId, person_id: of.personId, media: 'image/jpeg' as const },
			...{ bytes: Buffer.from([0xff, 0xd8, 0xff]), expires_at: later }
		})
		.execute();
	const body = JSON.stringify({ what: 'damage', words: '', count: null, photos: [PHOTO] });
	const { rows } = await sql<{ id: number }>`
		insert into field_record (client_id, district_id, person_id, kind, at, received_at, grid_id, body, expires_at)
		values (gen_random_uuid(), ${of.districtId}, ${of.personId}, 'report', now(), now(), ${of.gridId}, ${body}::jsonb, ${later}) returning id::int`.execute(
		db
	);
	return rows[0]?.id ?? 0;
}

/** What changes something, so that the door lets it in; the thing itself may then still say no, or be gone. */
const COMMANDS: Readonly<Partial<Record<Action, object>>> = {
	'POST /api/areas/[id]/drafts': { name: 'another' },
	'PATCH /api/drafts/[id]': { note: 'noted' },
	'PUT /api/drafts/[id]/edits': { revision: 0, keep: 0, edits: [], at: 0, mark: 0 },
	'POST /api/drafts/[id]/rebase': {},
	'POST /api/drafts/[id]/submit': {},
	'POST /api/drafts/[id]/review': { verdict: 'return', note: '' },
	'POST /api/drafts/[id]/publish': { effectiveFromMs: 0 },
	'POST /api/drafts/[id]/withdraw': {},
	'POST /api/people/preview': { csv: 'id,name,roles' },
	'POST /api/people/import': { csv: 'id,name,roles' },
	'POST /api/people/[id]/leave': { fromMs: 1, untilMs: 2, kind: 'other' },
	'DELETE /api/leave/[id]': {},
	'POST /api/tracks/within': {
		polygon: [
			[123, 30],
			[123.1, 30],
			[123.1, 30.1]
		],
		fromMs: 0,
		untilMs: 1,
		reason: 'a test of the door'
	},
	'POST /api/squads': { name: 'another', template: '1+X', leadId: null, members: [] },
	'PUT /api/squads/[id]': { name: 'squad', template: '1+X', leadId: null, members: [] },
	'DELETE /api/squads/[id]': {},
	'POST /api/assignments': { personId: 1, subject: { kind: 'grid', id: 1 }, duty: 'backup', task: '', untilMs: 1 },
	'POST /api/assignments/[id]/end': { reason: 'over', atMs: 1 },
	'POST /api/assignments/[id]/hand-over': { personId: 1, atMs: 1, note: 'over', openItems: [] },
	'PUT /api/areas/[id]/roster': {
		...{ from: '2026-11-23', days: 1, reason: '' },
		changes: [{ seat: 'K77/police/2026-11-23T23:00/1', before: null, after: null }]
	},
	'POST /api/areas/[id]/roster/solve': { from: '2026-11-23', days: 1, how: 'repair' },
	'PUT /api/posts/[id]/rules': { from: '2036-11-23', needs: '24 h community 1' },
	'DELETE /api/posts/[id]/rules': {},
	'PATCH /api/posts/[id]': { weight: 1 },
	'POST /api/posts/[id]/check-ins': { personId: 1, action: 'leave', reason: 'a test of the door' },
	'POST /api/posts/[id]/code': {},
	'POST /api/people/[id]/wishes': { want: 'off', on: '2026-12-24' },
	'DELETE /api/wishes/[id]': {},
	'POST /api/people/[id]/tracker': {},
	'POST /api/field/records': { records: [{}] },
	'POST /api/field/duties/[id]/confirm': {},
	'POST /api/field/swaps': { dutyId: 1, toPersonId: 1, forDutyId: null, note: '' },
	'POST /api/field/swaps/[id]': { answer: 'decline' },
	'POST /api/field/hand-overs/[id]/take': {},
	'POST /api/field/calendar': {},
	'POST /api/field/tracker': {},
	'POST /api/routes': { gridIds: [1], start: null, minutes: 10, people: 1 },
	'POST /api/reports/[id]/close': { note: 'a test of the door' },
	'POST /api/plans/[id]/mends': {
		mend: {
			shape: {
				type: 'Polygon',
				coordinates: [
					[
						[123, 30],
						[123.1, 30],
						[123.1, 30.1],
						[123, 30]
					]
				]
			},
			to: null
		}
	}
};

/** A request that is right in everything but, perhaps, who sends it. */
function request(action: Action): { readonly path: string; readonly init: RequestInit } {
	const [method = '', routeId = ''] = action.split(' ');
	const ids: Readonly<Record<string, number | string>> = {
		areas: north.area,
		grids: north.grid,
		buildings: north.building,
		plans: north.plan,
		drafts: north.draft,
		people: north.person,
		leave: north.leave,
		squads: north.squad,
		assignments: north.assignment,
		posts: north.post,
		wishes: north.wish,
		tracker: north.person,
		reports: north.report,
		photos: PHOTO,
		duties: 1,
		swaps: 1,
		'hand-overs': 1
	};
	const parts = routeId.split('/');
	const id = ids[parts[parts.indexOf('[id]') - 1] ?? ''];
	const path = routeId
		.replace('[id]', String(id))
		.replace('[no]', String(north.patrol))
		.replace('[layer]', 'grids')
		.replace('[map]', 'vec')
		.replace('[z]/[x]/[y]', '14/13789/6752');
	const area = ROUTES[action] as Access;
	const query = new URLSearchParams();
	if ('area' in area && area.area.startsWith('?area')) query.set('area', String(north.area));
	if (routeId === '/api/search') query.set('q', '楼');
	if (routeId === '/api/field/swaps/candidates') query.set('duty', '1');
	if (action === 'DELETE /api/posts/[id]/rules') query.set('from', '2036-11-23');
	if (routeId === '/api/field/track') {
		query.set('from', '2026-11-22T00:00:00Z');
		query.set('until', '2026-11-22T01:00:00Z');
	}
	const headers: Record<string, string> = method === 'GET' ? {} : { origin: app.url, 'content-type': 'application/json' };
	const body =
		action === 'PUT /api/rules'
			? JSON.stringify({ note: 'test', rules: DEFAULT_RULES })
			: action === 'POST /api/session'
				? JSON.stringify({ username: 'viewer', password: PASSWORD })
				: action in COMMANDS
					? JSON.stringify(COMMANDS[action])
					: undefined;
	return { path: `${path}${query.size > 0 ? `?${query}` : ''}`, init: { method, headers, ...(body !== undefined && { body }) } };
}

async function ask(action: Action, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
	const { path, init } = request(action);
	return await app.fetch(path, { ...init, headers: { ...(init.headers as Record<string, string>), ...headers } });
}

const OWN_ONLY: ReadonlySet<Action> = new Set(['GET /api/patrols/[no]/track', 'GET /api/photos/[id]', 'GET /tracker/[id]']);
const isPage = (action: Action): boolean => /^GET \//.test(action) && !/^GET \/(api|tiles|healthz|metrics)(\/|$)/.test(action);
const actions = Object.keys(ROUTES) as Action[];
const forRoles = actions.filter((action) => typeof ROUTES[action].who !== 'string');
/** Signing out ends the session it is asked with: it has a test of its own. */
const walked = forRoles.filter((action) => action !== 'DELETE /api/session');

async function expectSignedOut(answer: Response, action: Action, who: string): Promise<void> {
	if (isPage(action)) {
		expect(answer.status, `${action} as ${who}`).toBe(303);
		expect(answer.headers.get('location'), `${action} as ${who}`).toBe(`/login?next=${encodeURIComponent(request(action).path)}`);
	} else {
		expect(answer.status, `${action} as ${who}`).toBe(401);
		expect(await answer.json()).toMatchObject({ problem: { kind: 'signed-out' }, message: { zh: '请先登录' } });
	}
}

describe('an action for signed-in accounts', () => {
	test('is refused to whoever is not signed in', async () => {
		for (const action of forRoles) await expectSignedOut(await ask(action), action, 'nobody');
	});

	test('is refused to an account without a grant, and to each role that is not named', async () => {
		for (const action of walked) {
			const { who } = ROUTES[action] as { who: readonly Role[] };
			const wrong = ['nobody', ...ROLES.filter((role) => !who.includes(role))];
			for (const username of wrong) {
				const answer = await ask(action, { cookie: sessions.get(username) ?? '' });
				expect(answer.status, `${action} as ${username}`).toBe(403);
			}
		}
	});

	test('is refused to the right role of another district and of a neighbouring community, where it is bound to an area', async () => {
		for (const action of walked) {
			const { who, area } = ROUTES[action] as { who: readonly Role[]; area: string };
			if (area === 'mine') continue;
			for (const role of who)
				for (const scope of ['other-', 'south-']) {
					const answer = await ask(action, { cookie: sessions.get(`${scope}${role}`) ?? '' });
					expect(answer.status, `${action} as ${scope}${role}`).toBe(403);
				}
		}
	});

	test('is open to the roles named, in the district itself and everywhere', async () => {
		for (const action of walked) {
			if (action === 'PUT /api/rules') continue;
			for (const role of (ROUTES[action] as { who: readonly Role[] }).who)
				for (const scope of ['', 'every-']) {
					// A worker sees their own way, photos and tracker only, which has a test of its own.
					if (role === 'worker' && OWN_ONLY.has(action)) continue;
					const answer = await ask(action, { cookie: sessions.get(`${scope}${role}`) ?? '' });
					// Without an external basemap there is none to give, and that is said to those who may ask.
					if (/^GET \/tiles\/(external|tianditu)/.test(action)) expect(answer.status, `${action} as ${scope}${role}`).toBe(404);
					// The world may say no to a draft or a duty as it is; the door has let them in, and says so in its own words. What the first has deleted is gone.
					// Whoever is no person of a roll has nothing to do in the field, and is told so.
					else if ((action in COMMANDS || / \/api\/field\//.test(action)) && answer.status >= 300)
						expect(((await answer.json()) as { problem: { kind: string } }).problem.kind, `${action} as ${scope}${role}`).toMatch(
							/^(draft|duty|posting|field)\.|^route-|^missing$/
						);
					else expect(answer.status, `${action} as ${scope}${role}`).toBeLessThan(300);
				}
		}
	});

	test('is refused to a session that has ended, at once where this server ended it', async () => {
		const cookie = await sessionOf(app.db, 'admin');
		expect((await ask('GET /api/me', { cookie })).status).toBe(200);
		expect((await ask('DELETE /api/session', { cookie })).status).toBe(204);
		for (const action of forRoles) await expectSignedOut(await ask(action, { cookie }), action, 'an ended session');
	});

	test('is refused to a session that somebody else ended, within seconds', async () => {
		const cookie = await sessionOf(app.db, 'admin');
		expect((await ask('GET /api/me', { cookie })).status).toBe(200);
		await endSession(app.db, keyOf(cookie));
		await expect.poll(async () => (await ask('GET /api/me', { cookie })).status, { timeout: 5000 }).toBe(401);
	});

	test('is refused once its grant is taken away, within seconds', async () => {
		const cookie = await sessionOf(app.db, 'every-lead');
		expect((await ask('GET /api/areas/[id]/picture', { cookie })).status).toBe(200);
		await app.db.deleteFrom('account_grant').where('user_id', '=', 'every-lead').execute();
		await expect.poll(async () => (await ask('GET /api/areas/[id]/picture', { cookie })).status, { timeout: 5000 }).toBe(403);
		await app.db.insertInto('account_grant').values({ user_id: 'every-lead', role: 'lead', area_id: null, person_id: null }).execute();
	});

	test('is refused to a made-up session and to the token of a tracker, however it is carried', async () => {
		const carried: Record<string, string>[] = [
			{ cookie: `gk-session=${'A'.repeat(43)}` },
			{ cookie: `gk-session=${deviceToken}` },
			{ authorization: `Bearer ${deviceToken}` },
			{ authorization: `Basic ${Buffer.from(`x:${deviceToken}`).toString('base64')}` }
		];
		for (const headers of carried)
			for (const action of forRoles) await expectSignedOut(await ask(action, headers), action, JSON.stringify(headers));
	});
});

test('a worker sees the way they walked themselves and nobody else’s, and only the other kind of look is logged', async () => {
	const track = (no: number, cookie: string) => app.fetch(`/api/patrols/${no}/track`, { headers: { cookie } });
	const walker = await sessionOf(app.db, 'walker');
	expect((await track(north.walkerPatrol, walker)).status).toBe(200);
	expect((await track(north.patrol, walker)).status).toBe(403);
	const looks = () =>
		app.db.selectFrom('access_log').selectAll().where('action', '=', 'track').where('user_id', 'in', ['walker', 'lead']).execute();
	await app.db.deleteFrom('access_log').execute();
	expect((await track(north.walkerPatrol, walker)).status).toBe(200);
	expect(await looks()).toEqual([]);
	expect((await track(north.patrol, sessions.get('lead') ?? '')).status).toBe(200);
	expect(await looks()).toMatchObject([{ user_id: 'lead', subject: `patrol ${north.patrol}` }]);
});

test('rules of a district are changed by its administrator, not by one of a part of it', async () => {
	const district = await app.db.selectFrom('area').select('id').where('code', '=', DISTRICT_CODE).executeTakeFirstOrThrow();
	const south = await app.db.selectFrom('area').select('id').where('code', '=', `${DISTRICT_CODE}001001`).executeTakeFirstOrThrow();
	const put = (query: string, username: string) =>
		app.fetch(`/api/rules${query}`, {
			method: 'PUT',
			headers: { cookie: sessions.get(username) ?? '', origin: app.url, 'content-type': 'application/json' },
			body: JSON.stringify({ note: username, rules: { ...DEFAULT_RULES, coverage: { ...DEFAULT_RULES.coverage, radiusM: 30 } } })
		});
	expect((await put(`?area=${south.id}`, 'south-admin')).status).toBe(403);
	expect((await put('', 'admin')).status).toBe(403);
	const answer = await put(`?area=${district.id}`, 'admin');
	expect(answer.status).toBe(200);
	expect(await answer.json()).toMatchObject({ districtId: district.id, note: 'admin', rules: { coverage: { radiusM: 30 } } });
	expect((await put('', 'every-admin')).status).toBe(200);
	const now = await app.fetch(`/api/rules?area=${district.id}`, { headers: { cookie: sessions.get('viewer') ?? '' } });
	// The district's own rules stand before general ones that came later.
	expect(await now.json()).toMatchObject({ now: { note: 'admin', districtId: district.id } });
});

test('a tracker is let in by its token alone: a session is worth nothing there', async () => {
	const cookie = sessions.get('every-admin') ?? '';
	const where = 'lat=30.0009&lon=123.001';
	for (const [method, path] of [
		['GET', `/ingest/osmand?${where}`],
		['POST', `/ingest/osmand?${where}`]
	] as const)
		expect((await app.fetch(path, { method, headers: { cookie, origin: app.url } })).status, path).toBe(400);
	expect((await app.fetch(`/ingest/osmand?id=wrong&${where}`, { headers: { cookie } })).status).toBe(401);
	const ownTracks = (headers: Record<string, string>) =>
		app.fetch('/ingest/owntracks', {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...headers },
			body: JSON.stringify({ _type: 'location', lat: 30.0009, lon: 123.001, tst: Math.floor(Date.now() / 1000) })
		});
	expect((await ownTracks({ cookie })).status).toBeGreaterThanOrEqual(400);
	// Its own token opens it from anywhere: no page, no origin.
	const basic = { authorization: `Basic ${Buffer.from(`x:${deviceToken}`).toString('base64')}`, origin: 'https://elsewhere.example' };
	expect((await ownTracks(basic)).status).toBe(200);
});

test('whatever is not in the table is not there', async () => {
	const cookie = sessions.get('every-admin') ?? '';
	const status = async (method: string, path: string) =>
		(await app.fetch(path, { method, headers: { cookie, origin: app.url, accept: 'application/json' } })).status;
	expect(await status('GET', '/api/nothing')).toBe(404);
	expect(await status('GET', '/api/areas/1/secrets')).toBe(404);
	expect(await status('GET', '/nowhere')).toBe(404);
	expect(await status('POST', '/api/me')).toBe(405);
	expect(await status('PATCH', '/api/rules')).toBe(405);
	expect(await status('POST', '/')).toBe(405);
	expect(await status('GET', '/api/areas/999999/picture')).toBe(404);
	expect(await status('GET', '/api/areas/x/picture')).toBe(404);
	const refused = await app.fetch('/api/session', { headers: { cookie } });
	expect(refused.status).toBe(405);
	expect(refused.headers.get('allow')?.split(', ').sort()).toEqual(['DELETE', 'POST']);
});

test('public doors are open without any identity', async () => {
	for (const path of ['/login', '/healthz', '/api/openapi.json', '/tiles/base.json', '/metrics'])
		expect((await app.fetch(path)).status, path).toBe(200);
	// Handed on by a proxy it is no longer this machine that asks.
	expect((await app.fetch('/metrics', { headers: { 'x-forwarded-for': '198.51.100.7' } })).status).toBe(403);
});

describe('the socket', () => {
	/** @returns the socket, or why there is none. */
	function connect(headers: Record<string, string>): Promise<Socket | string> {
		const socket = io(app.url, { transports: ['websocket'], reconnection: false, forceNew: true, extraHeaders: headers });
		return new Promise((resolve) => {
			socket.once('connect', () => resolve(socket));
			socket.once('connect_error', (error) => {
				socket.close();
				resolve(error.message);
			});
		});
	}
	async function join(username: string, areaId: number): Promise<string> {
		const socket = await connect({ cookie: sessions.get(username) ?? '' });
		if (typeof socket === 'string') return socket;
		try {
			const answer = (await socket.timeout(5000).emitWithAck('join', { areaId, lastSeq: null })) as { ok: boolean; problem?: string };
			return answer.ok ? 'joined' : (answer.problem ?? '');
		} finally {
			socket.close();
		}
	}

	test('opens only to whoever is signed in, and only from our own pages or from no browser', async () => {
		const ended = await sessionOf(app.db, 'viewer');
		await endSession(app.db, keyOf(ended));
		const carried: Record<string, string>[] = [
			{},
			{ cookie: ended },
			{ cookie: `gk-session=${deviceToken}` },
			{ authorization: `Bearer ${deviceToken}` }
		];
		for (const headers of carried) expect(await connect(headers), JSON.stringify(headers)).toBe('signed-out');
		expect(typeof (await connect({ cookie: sessions.get('viewer') ?? '', origin: 'https://evil.example' }))).toBe('string');
		const opened = await connect({ cookie: sessions.get('viewer') ?? '', origin: app.url });
		expect(typeof opened).not.toBe('string');
		if (typeof opened !== 'string') opened.close();
	});

	test('lets each role watch its own area and what lies below it, and nothing else', async () => {
		// A district is read after the start; until then a join is told to come again.
		await expect.poll(() => join('viewer', north.area), { timeout: 20_000 }).toBe('joined');
		for (const role of ROLES) {
			expect(await join(role, north.area), role).toBe('joined');
			for (const scope of ['south-', 'other-']) expect(await join(`${scope}${role}`, north.area), `${scope}${role}`).toBe('forbidden');
		}
		expect(await join('nobody', north.area)).toBe('forbidden');
		expect(await join('viewer', 999_999)).toBe('forbidden');
		expect(await join('every-viewer', 999_999)).toBe('missing');
	});
});

describe('a request that changes something', () => {
	test('is refused from another site, even with a good session', async () => {
		const cookie = await sessionOf(app.db, 'viewer');
		for (const headers of [
			{ origin: 'https://evil.example' },
			{ origin: 'null' },
			{ origin: app.url.replace('http:', 'https:') + '0' },
			{ 'sec-fetch-site': 'cross-site' },
			{ 'sec-fetch-site': 'same-site' },
			// A session that says nothing of where it comes from.
			{}
		] as Record<string, string>[]) {
			const answer = await app.fetch('/api/session', { method: 'DELETE', headers: { cookie, ...headers } });
			expect(answer.status, JSON.stringify(headers)).toBe(403);
			expect(await answer.json()).toMatchObject({ problem: { kind: 'cross-site' } });
		}
		expect((await app.fetch('/api/me', { headers: { cookie } })).status).toBe(200);
	});

	test('is refused from another site at the login too', async () => {
		const body = JSON.stringify({ username: 'viewer', password: PASSWORD });
		const headers = { 'content-type': 'application/json' };
		const from = (origin: Record<string, string>) =>
			app.fetch('/api/session', { method: 'POST', headers: { ...headers, ...origin }, body });
		expect((await from({ origin: 'https://evil.example' })).status).toBe(403);
		expect((await from({ origin: app.url })).status).toBe(204);
	});
});
