import encodeQR from 'qr';
import decodeQR from 'qr/decode.js';
import { expect, test } from 'vitest';
import { trackerApps } from '#lib/panels/tracker/tracker-apps.ts';
import { gpslogger } from '#lib/server/trackers/gpslogger.ts';
import { osmand } from '#lib/server/trackers/osmand.ts';
import { owntracks } from '#lib/server/trackers/owntracks.ts';
import type { TrackerFormat, TrackerReport } from '#lib/server/trackers/report.ts';

const TOKEN = 'a8h823vcy3pnn37v05a5w0f6';
const apps = trackerApps('https://grid.example.cn', TOKEN);
const app = (name: string) => apps.find((one) => one.name === name)!;
const NOW = Date.UTC(2026, 10, 22, 8);

const got = (format: TrackerFormat, address: string, authorization: string | null = null, body = ''): TrackerReport =>
	format.parse({ query: new URL(address).searchParams, contentType: '', authorization, body }, NOW);

test('every code is read again by a camera, and holds the token', () => {
	for (const { name, qr } of apps) {
		if (!qr) continue;
		const modules = encodeQR(qr.text, 'raw', { border: 4 });
		const scale = 4;
		const size = modules.length * scale;
		const data = new Uint8Array(size * size * 4);
		for (let y = 0; y < size; y++)
			for (let x = 0; x < size; x++)
				data.fill(modules[Math.floor(y / scale)]![Math.floor(x / scale)] ? 0 : 255, (y * size + x) * 4, (y * size + x) * 4 + 4);
		expect(decodeQR({ width: size, height: size, data }), name).toBe(qr.text);
		const said = qr.text.startsWith('owntracks:')
			? Buffer.from(new URL(qr.text).searchParams.get('inline') ?? '', 'base64').toString('utf8')
			: qr.text;
		expect(said, name).toContain(TOKEN);
	}
});

test('Traccar Client is told its address apart from its settings, as it reads them', () => {
	const url = new URL(app('Traccar Client').qr!.text);
	expect(url.origin + url.pathname).toBe('https://grid.example.cn/ingest/osmand');
	expect(Object.fromEntries(url.searchParams)).toEqual({ id: TOKEN, accuracy: 'high', interval: '10', distance: '10', buffer: 'true' });
});

test('OwnTracks is given HTTP mode, and what it then sends is known by the password', () => {
	const text = new URL(app('OwnTracks').qr!.text).searchParams.get('inline') ?? '';
	const said = JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as Record<string, unknown>;
	expect(said).toMatchObject({ _type: 'configuration', mode: 3, url: 'https://grid.example.cn/ingest/owntracks', auth: true });
	const basic = `Basic ${Buffer.from(`${said['username']}:${said['password']}`).toString('base64')}`;
	const body = JSON.stringify({ _type: 'location', lat: 30, lon: 123, tst: NOW / 1000 });
	expect(got(owntracks, String(said['url']), basic, body)).toMatchObject({ tokens: [TOKEN], fixes: [{ recordedAtMs: NOW }] });
});

test('Overland’s link names address and token', () => {
	const link = new URL(app('Overland').qr!.text);
	expect(Object.fromEntries(link.searchParams)).toEqual({ url: 'https://grid.example.cn/ingest/overland', token: TOKEN });
});

test('what GPSLogger and OsmAnd put in place of their marks is read as a fix of the token', () => {
	const typed = (name: string, field: string): string => {
		const found = app(name).fields.find((one) => one.field === field)?.value;
		return typeof found === 'string' ? found : '';
	};
	const logged = Object.entries({ LAT: 30, LON: 123, ACC: 5, SPD: 1.2, DIR: 90, BATT: 80, TIME: '2026-11-22T08:00:00.000Z' }).reduce(
		(text, [mark, value]) => text.replace(`%${mark}`, String(value)),
		typed('GPSLogger', 'url')
	);
	expect(got(gpslogger, logged)).toMatchObject({
		tokens: [TOKEN],
		fixes: [{ lat: 30, lng: 123, accuracyM: 5, speedMps: 1.2, recordedAtMs: NOW }]
	});
	const tracked = [30, 123, NOW, 1, 12, 1.2, 90].reduce<string>(
		(text, value, i) => text.replace(`{${i}}`, String(value)),
		typed('OsmAnd', 'web-address')
	);
	expect(got(osmand, tracked)).toMatchObject({
		tokens: [TOKEN],
		fixes: [{ lat: 30, lng: 123, recordedAtMs: NOW, speedMps: null, bearingDeg: 90 }]
	});
});
