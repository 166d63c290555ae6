/** Tiles over real HTTP on the built app: who gets them, with which headers, and what is said of a wrong address. As they were answered before there was a door. */
import { request, type OutgoingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { endSession } from '#lib/server/account/sessions.ts';
import { startApp, type TestApp } from '../app.ts';
import { at, DISTRICT_CODE } from '../ground.ts';
import { fillTwoDistricts, keyOf, PASSWORD, sessionOf } from '../two-districts.ts';

let app: TestApp;
let viewer: string;
let elsewhere: string;
let nobody: string;
let revision: string;
let gridsRevision: string;
beforeAll(async () => {
	app = await startApp({ prepare: fillTwoDistricts });
	viewer = await sessionOf(app.db, 'viewer');
	elsewhere = await sessionOf(app.db, 'other-worker');
	nobody = await sessionOf(app.db, 'nobody');
	const revisionOf = async (layer: string): Promise<string> => {
		const answer = await app.fetch(`/tiles/${layer}.json`, { headers: { cookie: viewer } });
		return new URL(((await answer.json()) as { tiles: string[] }).tiles[0]!).searchParams.get('r')!;
	};
	[revision, gridsRevision] = [await revisionOf('base'), await revisionOf('grids')];
});
afterAll(() => app?.stop());

interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Buffer;
}
/** Sends the path as it is, which `fetch` would tidy. */
const ask = (path: string, headers: OutgoingHttpHeaders = {}, method = 'GET'): Promise<Answer> =>
	new Promise((resolve, reject) => {
		const asked = request({ host: '127.0.0.1', port: new URL(app.url).port, method, path, headers }, (answer) => {
			const parts: Buffer[] = [];
			answer.on('data', (part: Buffer) => parts.push(part));
			answer.on('end', () =>
				resolve({ status: answer.statusCode!, headers: answer.headers as Record<string, string>, body: Buffer.concat(parts) })
			);
		});
		asked.on('error', reject);
		asked.end();
	});

const Z = 15;
const [lng, lat] = at(30, 46);
const x = Math.floor(((lng + 180) / 360) * 2 ** Z);
const y = Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** Z);
const tile = (layer: string): string => `/tiles/${layer}/${Z}/${x}/${y}.mvt`;

/** What a browser is told with every answer. */
const HARD = {
	'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy':
		'accelerometer=(), autoplay=(), camera=(self), display-capture=(), fullscreen=(self), geolocation=(self), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()',
	'referrer-policy': 'same-origin',
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY'
};
const OPEN = { ...HARD, 'access-control-allow-origin': '*' };
const MVT = { 'content-type': 'application/vnd.mapbox-vector-tile', vary: 'accept-encoding' };
const JSON_SAID = { ...HARD, 'cache-control': 'no-store', 'content-type': 'application/json' };
const GZIP = { 'accept-encoding': 'gzip, deflate, br' };
/** All headers but those of the line and its framing. */
const said = ({ headers }: Answer): Record<string, string> =>
	Object.fromEntries(
		Object.entries(headers).filter(([name]) => !['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'].includes(name))
	);
const problemOf = ({ body }: Answer): unknown => (JSON.parse(body.toString()) as { problem: unknown }).problem;

it('the base is anybody’s, in either encoding, each with its own strong tag', async () => {
	const [packed, plain] = [await ask(tile('base'), GZIP), await ask(tile('base'))];
	expect(plain.headers['etag']).toMatch(/^"[\w-]{22}"$/);
	expect(packed.headers['etag']).toBe(plain.headers['etag']!.replace(/"$/, '-gz"'));
	const common = { ...OPEN, ...MVT, 'cache-control': 'public, no-cache' };
	expect([packed.status, said(packed)]).toEqual([200, { ...common, etag: packed.headers['etag'], 'content-encoding': 'gzip' }]);
	expect([plain.status, said(plain)]).toEqual([200, { ...common, etag: plain.headers['etag'] }]);
	expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
	for (const none of ['identity', 'gzip;q=0', 'br'])
		expect((await ask(tile('base'), { 'accept-encoding': none })).headers['content-encoding'], none).toBeUndefined();
});

it('asked with its own revision a tile lasts, with another it does not', async () => {
	const lasting = 'public, max-age=31536000, immutable';
	for (const query of [`?r=${revision}`, `?x=1&r=${revision}`])
		expect((await ask(tile('base') + query, GZIP)).headers['cache-control'], query).toBe(lasting);
	for (const query of ['', '?', '?r=', '?r=old', `?r=old&r=${revision}`, `?r=${gridsRevision}`])
		expect((await ask(tile('base') + query, GZIP)).headers['cache-control'], query).toBe('public, no-cache');
	expect((await ask(`${tile('grids')}?r=${gridsRevision}`, { cookie: viewer })).headers['cache-control']).toBe(
		'private, max-age=31536000, immutable'
	);
});

it('who has a tile already is told so, without its body', async () => {
	const etag = (await ask(tile('base'), GZIP)).headers['etag']!;
	for (const tags of [etag, `W/${etag}`, `"a", ${etag}`, '*'])
		for (const method of ['GET', 'HEAD']) {
			const answer = await ask(tile('base'), { ...GZIP, 'if-none-match': tags }, method);
			expect([answer.status, said(answer), answer.body.byteLength]).toEqual([
				304,
				{ ...OPEN, etag, vary: 'accept-encoding', 'cache-control': 'public, no-cache' },
				0
			]);
		}
	// The other encoding is another representation.
	expect((await ask(tile('base'), { 'if-none-match': etag })).status).toBe(200);
});

it('HEAD says what GET would', async () => {
	for (const [path, headers] of [
		[tile('base'), GZIP],
		[tile('grids'), { cookie: viewer }],
		[tile('grids'), {}],
		['/tiles/base/16/1/1.mvt', {}],
		['/tiles/base/1/x/1.mvt', {}]
	] as const) {
		const [head, get] = [await ask(path, headers, 'HEAD'), await ask(path, headers)];
		expect([head.status, said(head), head.body.byteLength]).toEqual([get.status, said(get), 0]);
	}
});

it('the other layers are for whoever has signed in and was granted anything', async () => {
	for (const layer of ['grids', 'buildings', 'posts']) {
		for (const cookie of [viewer, elsewhere]) {
			const answer = await ask(tile(layer), { ...GZIP, cookie });
			expect([answer.status, said(answer)]).toEqual([
				200,
				{ ...HARD, ...MVT, 'cache-control': 'private, no-cache', etag: answer.headers['etag'], 'content-encoding': 'gzip' }
			]);
		}
		for (const [headers, status, kind] of [
			[{}, 401, 'signed-out'],
			[{ cookie: `gk-session=${'x'.repeat(43)}` }, 401, 'signed-out'],
			[{ accept: 'text/html' }, 401, 'signed-out'],
			[{ cookie: nobody }, 403, 'forbidden'],
			[{ cookie: viewer, 'x-gridkeeper-account': 'somebody-else' }, 409, 'other-account']
		] as const) {
			const answer = await ask(tile(layer), headers);
			expect([answer.status, said(answer), problemOf(answer)]).toEqual([status, JSON_SAID, { kind }]);
		}
	}
	expect((await ask(tile('base'), { cookie: nobody })).status).toBe(200);
	expect((await ask(tile('grids').replace('grids', 'gr%69ds'))).status).toBe(401);
});

it('an empty tile is 204', async () => {
	const open = await ask('/tiles/base/16/1/1.mvt', { 'if-none-match': '*' });
	expect([open.status, said(open), open.body.byteLength]).toEqual([204, { ...OPEN, 'cache-control': 'public, no-cache' }, 0]);
	const closed = await ask(`/tiles/grids/16/1/1.mvt?r=${gridsRevision}`, { cookie: viewer });
	expect([closed.status, said(closed)]).toEqual([204, { ...HARD, 'cache-control': 'private, max-age=31536000, immutable' }]);
});

it('a wrong address says what is wrong with it', async () => {
	for (const [path, status, problem] of [
		['/tiles/base/1/x/1.mvt', 400, { kind: 'tile-not-a-number', detail: { field: 'x', value: 'x' } }],
		['/tiles/base/1/1/1.2.mvt', 400, { kind: 'tile-not-a-number', detail: { field: 'y', value: '1.2' } }],
		['/tiles/base/1/1/a%2Fb.mvt', 400, { kind: 'tile-not-a-number', detail: { field: 'y', value: 'a/b' } }],
		['/tiles/base/17/0/0.mvt', 404, { kind: 'tile-zoom-out-of-range', detail: { max: 16, value: 17 } }],
		['/tiles/base/1/2/0.mvt', 404, { kind: 'tile-out-of-range', detail: { field: 'x', max: 1, value: 2, z: 1 } }],
		['/tiles/网/1/1/1.mvt', 404, { kind: 'tile-no-such-layer', detail: { layer: '网', layers: 'base, grids, buildings, posts' } }]
	] as const) {
		const answer = await ask(encodeURI(path).replaceAll('%25', '%'), { cookie: viewer });
		expect([answer.status, said(answer), problemOf(answer)]).toEqual([status, JSON_SAID, problem]);
	}
	// Which layers there are is nobody's business who has not signed in.
	expect((await ask('/tiles/nothing/1/1/1.mvt')).status).toBe(401);
	for (const [path, status] of [
		['/tiles/base/1/1/.mvt', 404],
		['/tiles/base/1/1/1.png', 404],
		['/tiles/base/1/1/%zz.mvt', 400]
	] as const)
		expect((await ask(path)).status, path).toBe(status);
	const slash = await ask(`${tile('base')}/?r=1`);
	expect([slash.status, slash.headers['location']]).toEqual([308, `${tile('base')}?r=1`]);
});

it('nothing but GET and HEAD', async () => {
	for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
		const answer = await ask(tile('base'), { origin: 'https://elsewhere.example', cookie: viewer }, method);
		expect([answer.status, said(answer), problemOf(answer)]).toEqual([
			405,
			{ ...JSON_SAID, allow: 'GET, HEAD' },
			{ kind: 'method-refused', detail: { method } }
		]);
	}
});

it('over https a browser is told to stay there', async () => {
	for (const path of [tile('base'), tile('grids'), '/tiles/base/16/1/1.mvt'])
		expect((await ask(path, { 'x-forwarded-proto': 'https' })).headers['strict-transport-security']).toBe(
			'max-age=31536000; includeSubDomains'
		);
});

it('signing out ends tiles at once; a session that somebody else ended, within seconds', async () => {
	const cookie = await app.signIn('viewer', PASSWORD);
	expect((await ask(tile('grids'), { cookie })).status).toBe(200);
	await app.fetch('/api/session', { method: 'DELETE', headers: { cookie, origin: app.url } });
	expect((await ask(tile('grids'), { cookie })).status).toBe(401);

	const other = await sessionOf(app.db, 'viewer');
	expect((await ask(tile('grids'), { cookie: other })).status).toBe(200);
	await endSession(app.db, keyOf(other));
	const endedAtMs = performance.now();
	while ((await ask(tile('grids'), { cookie: other })).status === 200) expect(performance.now() - endedAtMs).toBeLessThan(10_000);
	// Two seconds, and what a busy machine adds.
	expect(performance.now() - endedAtMs).toBeLessThan(5_000);
});

it('an edit by another process is in the next tiles, under a revision of its own, and its answers are counted', async () => {
	const before = await ask(`${tile('grids')}?r=${gridsRevision}`, { cookie: viewer });
	await sql`update grid set name = '改名' where code = ${`${DISTRICT_CODE}001001001`}`.execute(app.db);
	const committedAtMs = performance.now();
	let after = before;
	while (after.headers['etag'] === before.headers['etag']) {
		expect(performance.now() - committedAtMs).toBeLessThan(20_000);
		after = await ask(`${tile('grids')}?r=${gridsRevision}`, { cookie: viewer });
	}
	expect(after.headers['cache-control']).toBe('private, no-cache');
	const metrics = await (await app.fetch('/metrics')).text();
	expect(metrics).toMatch(
		/gridkeeper_http_request_duration_seconds_count\{method="GET",route="\/tiles\/\[layer\]\/\[z\]\/\[x\]\/\[y\]\.mvt",status="2xx"\} \d/
	);
});
