/** The verb as it is typed, and the product's own check of what it wrote. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawGround } from '../plan/draft/ground.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const ground = drawGround({ blocks: 3, seed: 8, grids: 6 });
let folder: string;

const collection = (features: readonly { readonly geometry: unknown; readonly properties: object }[]): string =>
	JSON.stringify({ type: 'FeatureCollection', features: features.map((feature) => ({ type: 'Feature', ...feature })) });

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'draft-'));
	const outside = {
		type: 'Polygon',
		coordinates: [
			[
				[119, 33],
				[119.001, 33],
				[119.001, 33.001],
				[119, 33]
			]
		]
	};
	const files = {
		'boundary.geojson': collection(ground.boundary.map((geometry) => ({ geometry, properties: { code: '990001' } }))),
		'buildings.geojson': collection([
			...ground.buildings.map(({ shape, load }) => ({ geometry: shape, properties: { households: load } })),
			{ geometry: outside, properties: { households: 4 } }
		]),
		'roads.geojson': collection(
			ground.follow.map(({ line }) => ({ geometry: { type: 'LineString', coordinates: line }, properties: { highway: 'residential' } }))
		),
		'minus.geojson': collection(ground.buildings.map(({ shape }) => ({ geometry: shape, properties: { households: -1 } })))
	};
	for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});
afterAll(() => rm(folder, { recursive: true }));

function cli(...args: string[]): Promise<{ status: number; said: string }> {
	return new Promise((resolve) => {
		execFile(process.execPath, [MAIN, ...args, '--lang', 'en'], { cwd: folder }, (error, out, err) =>
			resolve({ status: error ? Number(error.code) : 0, said: out + err })
		);
	});
}
const draft = (out: string, ...args: string[]): ReturnType<typeof cli> =>
	cli('draft-grids', '--boundary', 'boundary.geojson', '--roads', 'roads.geojson', '--max-imbalance', '0.05', '--out', out, ...args);
const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

test('six grids are written, each with a code of its own, and check-grids finds nothing wrong with them', async () => {
	const { status, said } = await draft('grids.geojson', '--buildings', 'buildings.geojson', '--grids', '6');
	expect(said).toContain('6 grids');
	expect(said).toContain('1 buildings outside the boundary');
	expect(status).toBe(0);
	const { features } = JSON.parse(await text('grids.geojson')) as {
		features: { geometry: { type: string }; properties: { code: string; name: string; risk: string; load: number; households: number } }[];
	};
	expect(features.map(({ geometry }) => geometry.type)).toEqual(Array<string>(6).fill('Polygon'));
	expect(features.map(({ properties }) => properties.name)).toEqual([1, 2, 3, 4, 5, 6].map((n) => `第${n}网格`));
	for (const { properties } of features) {
		expect(properties.code).toMatch(/^990001\d{9}$/);
		expect(properties.risk).toBe('low');
		expect(properties.households).toBe(properties.load);
	}
	expect(features.reduce((sum, { properties }) => sum + properties.load, 0)).toBe(
		ground.buildings.reduce((sum, { load }) => sum + load, 0)
	);
	const checked = await cli('check-grids', '--boundary', 'boundary.geojson', '--grids', 'grids.geojson');
	expect(checked.said).toContain('"faults": []');
	expect(checked.status).toBe(0);
}, 60_000);

test('the same call writes the same bytes', async () => {
	await draft('once.geojson', '--buildings', 'buildings.geojson', '--grids', '4', '--seed', '3');
	await draft('again.geojson', '--buildings', 'buildings.geojson', '--grids', '4', '--seed', '3');
	expect(await text('again.geojson')).toBe(await text('once.geojson'));
}, 60_000);

test.each([
	['more grids than the ground can hold', ['--buildings', 'buildings.geojson', '--grids', '900'], 'too few for 900 grids'],
	['a load below nothing', ['--buildings', 'minus.geojson', '--grids', '3'], 'households is -1'],
	['a file that is not there', ['--buildings', 'none.geojson', '--grids', '3'], 'none.geojson']
])(
	'%s is refused in a sentence',
	async (_, args, said) => {
		const answer = await draft('x.geojson', ...args);
		expect(answer.status).toBe(2);
		expect(answer.said).toContain(said);
		expect(answer.said).not.toMatch(/\n\s+at /);
	},
	60_000
);
