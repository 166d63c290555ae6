import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerPmtiles, answerTianditu, externalBasemap, readRange, tiandituUrl } from '#lib/server/tiles/external-basemap.ts';

const BYTES = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
let folder: string;
let env: Record<string, string>;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'gk-pmtiles-'));
	await writeFile(join(folder, 'a.pmtiles'), BYTES);
	env = { GRIDKEEPER_PMTILES: join(folder, 'a.pmtiles') };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a PMTiles file', () => {
	it('is announced only when it is configured', () => {
		expect(externalBasemap({})).toBeNull();
		expect(externalBasemap(env)).toMatchObject({ kind: 'pmtiles', url: '/tiles/external.pmtiles' });
	});
	it('is served by ranges of bytes', async () => {
		const answer = await answerPmtiles(new Headers({ range: 'bytes=100-199' }), env);
		expect(answer.status).toBe(206);
		expect(answer.headers.get('content-range')).toBe('bytes 100-199/1000');
		expect(new Uint8Array(await answer.arrayBuffer())).toEqual(BYTES.slice(100, 200));
	});
	it('is served whole where no range is asked for, and not again where it is known', async () => {
		const answer = await answerPmtiles(new Headers(), env);
		expect(answer.status).toBe(200);
		expect(new Uint8Array(await answer.arrayBuffer())).toEqual(BYTES);
		const again = await answerPmtiles(new Headers({ 'if-none-match': answer.headers.get('etag')! }), env);
		expect(again.status).toBe(304);
	});
	it('says so where a range lies past its end, and where there is none', async () => {
		const past = await answerPmtiles(new Headers({ range: 'bytes=1000-' }), env);
		expect([past.status, past.headers.get('content-range')]).toEqual([416, 'bytes */1000']);
		expect((await answerPmtiles(new Headers(), {})).status).toBe(404);
		expect((await answerPmtiles(new Headers(), { GRIDKEEPER_PMTILES: join(folder, 'gone') })).status).toBe(404);
	});
});

it('ranges are read as RFC 9110 says', () => {
	expect(readRange('bytes=0-0', 10)).toEqual({ first: 0, last: 0 });
	expect(readRange('bytes=5-', 10)).toEqual({ first: 5, last: 9 });
	expect(readRange('bytes=-3', 10)).toEqual({ first: 7, last: 9 });
	expect(readRange('bytes=2-99', 10)).toEqual({ first: 2, last: 9 });
	expect(readRange('bytes=7-3', 10)).toBe('unsatisfiable');
	expect(readRange('lines=1-2', 10)).toBeNull();
	expect(readRange(null, 10)).toBeNull();
});

describe('Tianditu', () => {
	const key = { GRIDKEEPER_TIANDITU_KEY: 'secret' };
	it('is announced without its key', () => {
		expect(JSON.stringify(externalBasemap(key))).not.toContain('secret');
		expect(externalBasemap(key)).toMatchObject({ kind: 'raster' });
	});
	it('is asked for the tile with the key of the server', () => {
		const url = new URL(tiandituUrl('vec', 14, 13600, 6600, 'secret'));
		expect(url.hostname).toMatch(/^t[0-7]\.tianditu\.gov\.cn$/);
		expect(Object.fromEntries(url.searchParams)).toMatchObject({
			LAYER: 'vec',
			TILEMATRIXSET: 'w',
			TILEMATRIX: '14',
			TILEROW: '6600',
			TILECOL: '13600',
			tk: 'secret'
		});
	});
	it('hands on an image, and says so where there is none', async () => {
		const image = () => Promise.resolve(new Response('png', { headers: { 'content-type': 'image/png' } }));
		const params = { map: 'vec', z: '1', x: '1', y: '1' };
		const good = await answerTianditu(params, key, image as typeof fetch);
		expect([good.status, await good.text()]).toEqual([200, 'png']);
		const refused = () => Promise.resolve(new Response('{"code":301}', { status: 403, headers: { 'content-type': 'application/json' } }));
		expect((await answerTianditu(params, key, refused as typeof fetch)).status).toBe(502);
		const away = () => Promise.reject(new Error('no network'));
		expect((await answerTianditu(params, key, away as typeof fetch)).status).toBe(502);
		expect((await answerTianditu({ ...params, map: 'img' }, key, image as typeof fetch)).status).toBe(404);
		expect((await answerTianditu(params, {}, image as typeof fetch)).status).toBe(404);
		expect((await answerTianditu({ ...params, x: '2' }, key, image as typeof fetch)).status).toBe(404);
	});
});
