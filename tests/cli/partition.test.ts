/** The verb as it is typed: the file it writes, the time it takes, and what it says when it cannot. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mesh, metisText, piecesOf } from '../plan/partition/graphs.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const graph = mesh(40, 25, true, 3);
let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'partition-'));
	await writeFile(join(folder, 'mesh.graph'), metisText(graph));
});
afterAll(() => rm(folder, { recursive: true }));

function partition(...args: string[]): Promise<{ status: number; said: string }> {
	return new Promise((resolve) => {
		execFile(process.execPath, [MAIN, 'partition', '--lang', 'en', ...args], { cwd: folder }, (error, out, err) =>
			resolve({ status: error ? Number(error.code) : 0, said: out + err })
		);
	});
}
const lines = async (file: string): Promise<number[]> => (await readFile(join(folder, file), 'utf8')).trimEnd().split('\n').map(Number);

test('a graph is divided on several threads into connected parts within the limit, and nothing else is left behind', async () => {
	const { status, said } = await partition(
		...['--graph', 'mesh.graph', '--parts', '10', '--max-imbalance', '0.03', '--seconds', '1.5', '--threads', '2', '--out', 'parts']
	);
	expect(said).toContain('1000 vertices in 10 parts');
	expect(status).toBe(0);
	const part = await lines('parts');
	expect(part).toHaveLength(1000);
	for (let p = 0; p < 10; p++) expect(piecesOf(graph, part, p)).toBe(1);
	expect((await readdir(folder)).sort()).toEqual(['mesh.graph', 'parts']);
}, 30_000);

test('the same seed and rounds write the same file', async () => {
	const asked = ['--graph', 'mesh.graph', '--parts', '7', '--max-imbalance', '0.05', '--rounds', '40', '--threads', '2', '--seed', '4'];
	await partition(...asked, '--out', 'once');
	await partition(...asked, '--out', 'again');
	expect(await lines('again')).toEqual(await lines('once'));
}, 30_000);

test.each([
	['no such file', ['--graph', 'none.graph', '--parts', '3', '--max-imbalance', '0', '--seconds', '1', '--out', 'x'], 'none.graph'],
	[
		'more parts than vertices',
		['--graph', 'mesh.graph', '--parts', '1001', '--max-imbalance', '0', '--seconds', '1', '--out', 'x'],
		'1000'
	],
	['no parts', ['--graph', 'mesh.graph', '--parts', '0', '--max-imbalance', '0', '--seconds', '1', '--out', 'x'], '--parts'],
	[
		'an imbalance below nothing',
		['--graph', 'mesh.graph', '--parts', '3', '--max-imbalance=-1', '--seconds', '1', '--out', 'x'],
		'--max-imbalance'
	],
	['no time', ['--graph', 'mesh.graph', '--parts', '3', '--max-imbalance', '0', '--seconds', '0', '--out', 'x'], '--seconds'],
	['nowhere to write', ['--graph', 'mesh.graph', '--parts', '3', '--max-imbalance', '0', '--rounds', '1', '--out', 'none/x'], 'none/x']
])(
	'%s is refused in a sentence',
	async (_, args, named) => {
		const { status, said } = await partition(...args);
		expect(status).toBe(2);
		expect(said).toContain(named);
		expect(said).not.toMatch(/\n\s+at /);
	},
	30_000
);

test('a graph file that is wrong is named with its line', async () => {
	await writeFile(join(folder, 'bad.graph'), '3 2\n2\n1 3\nx\n');
	const { status, said } = await partition(
		...['--graph', 'bad.graph', '--parts', '2', '--max-imbalance', '0', '--seconds', '1', '--out', 'x']
	);
	expect(status).toBe(2);
	expect(said).toContain('bad.graph: line 4');
}, 30_000);
