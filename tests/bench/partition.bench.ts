/** `partition` against METIS (`gpmetis -contig`) on the same graphs, cores and limit: the cut of one timed run beside the best valid of many seeds of theirs. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Graph } from '#lib/plan/partition/graph.ts';
import { mesh, metisText, piecesOf } from '../plan/partition/graphs.ts';
import { type Bench, type BenchLine, line } from './bench.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const call = promisify(execFile);
const SEEDS = 180;

interface Case {
	readonly name: string;
	readonly graph: Graph;
	readonly parts: number;
	readonly seconds: number;
}

const skewed = mesh(100, 50, true, 11);
const CASES: readonly Case[] = [
	{ name: 'heavy-tailed mesh', graph: skewed, parts: 36, seconds: 1 },
	{ name: 'heavy-tailed mesh', graph: skewed, parts: 200, seconds: 3 },
	{ name: 'unit square grid', graph: mesh(70, 70, false, 1), parts: 36, seconds: 1 },
	{ name: 'long strip', graph: mesh(500, 10, true, 5), parts: 36, seconds: 1 }
];

/** Null where a part is empty, in pieces or above the limit. */
function validCut(graph: Graph, part: readonly number[], parts: number): number | null {
	const weights = new Array<number>(parts).fill(0);
	part.forEach((p, v) => (weights[p]! += graph.vertexWeight[v]!));
	const limit = Math.max((graph.totalWeight / parts) * 1.03, Math.ceil(graph.totalWeight / parts));
	if (part.length !== graph.count || weights.some((w) => w > limit + 1e-9)) return null;
	for (let p = 0; p < parts; p++) if (piecesOf(graph, part, p) !== 1) return null;
	let twice = 0;
	for (let v = 0; v < graph.count; v++)
		for (let e = graph.start[v]!; e < graph.start[v + 1]!; e++) if (part[v] !== part[graph.adjacent[e]!]) twice += graph.edgeWeight[e]!;
	return twice / 2;
}

const read = async (file: string): Promise<number[]> => (await readFile(file, 'utf8')).trimEnd().split('\n').map(Number);

/** Best valid cut of METIS over its seeds, and how many of its runs were valid; runs side by side on all cores. */
async function metis(folder: string, { graph, parts }: Case): Promise<{ best: number; valid: number }> {
	let [best, valid, next] = [Infinity, 0, 1];
	const work = async (worker: number): Promise<void> => {
		const file = join(folder, `metis-${worker}.graph`);
		await writeFile(file, metisText(graph));
		while (next <= SEEDS) {
			await call('gpmetis', ['-contig', '-ufactor=30', `-seed=${next++}`, file, String(parts)]).catch(() => null);
			const cut = validCut(graph, await read(`${file}.part.${parts}`).catch(() => []), parts);
			if (cut === null) continue;
			valid++;
			best = Math.min(best, cut);
		}
	};
	await Promise.all(Array.from({ length: availableParallelism() }, (_, worker) => work(worker)));
	return { best, valid };
}

export const bench: Bench = {
	name: 'partition',
	async run() {
		const hasMetis = await call('gpmetis', ['-help']).then(
			() => true,
			(error: NodeJS.ErrnoException) => error.code !== 'ENOENT'
		);
		if (!hasMetis) console.log('partition: gpmetis is not installed (Debian: apt install metis), so cuts are not compared.');
		const folder = await mkdtemp(join(tmpdir(), 'partition-bench-'));
		const lines: BenchLine[] = [];
		try {
			for (const one of CASES) {
				const { name, graph, parts, seconds } = one;
				const file = join(folder, 'ours.graph');
				const out = join(folder, 'ours.part');
				await writeFile(file, metisText(graph));
				const from = performance.now();
				await call(process.execPath, [
					...[MAIN, 'partition', '--graph', file, '--parts', String(parts), '--max-imbalance', '0.03'],
					...['--seconds', String(seconds), '--out', out]
				]).catch(() => null);
				const took = (performance.now() - from) / 1000;
				const cut = validCut(graph, await read(out), parts);
				const how = `${graph.count} vertices, ${parts} parts, 3 % over, ${availableParallelism()} threads`;
				lines.push(
					line({
						what: `partition: ${name}, ${parts} parts, wall time`,
						unit: 's',
						ours: took,
						peer: { name: 'limit', value: seconds },
						aim: { ratio: 1.1, better: 'lower' },
						how: `${how}, start of Node included`
					})
				);
				if (!hasMetis) continue;
				const theirs = await metis(folder, one);
				lines.push(
					line({
						what: `partition: ${name}, ${parts} parts, cut`,
						unit: 'edge weight',
						ours: cut ?? Infinity,
						peer: { name: `METIS best of ${SEEDS} seeds (${theirs.valid} valid)`, value: theirs.best },
						aim: { ratio: 1, better: 'lower' },
						how: `${how}, ${seconds} s, seed 1${cut === null ? '; OURS IS NOT VALID' : ''}`
					})
				);
			}
		} finally {
			await rm(folder, { recursive: true });
		}
		return lines;
	}
};
