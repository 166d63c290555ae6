/** `partition`: divides a graph file into connected parts of nearly equal weight with a small cut, in a given time and on all cores. */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import { better } from '../lib/plan/partition/anneal.ts';
import { type Partition, partition } from '../lib/plan/partition/partition.ts';
import { readMetis } from '../lib/plan/partition/read-metis.ts';
import type { Graph } from '../lib/plan/partition/graph.ts';
import { fileWords } from '../lib/words/import.ts';
import { graphRefusal, partitionWords } from '../lib/words/partition.ts';
import { trackWords } from '../lib/words/tracks.ts';
import { told } from './language.ts';
import { numberOption } from './number-option.ts';
import { type Options, readOptions } from './options.ts';
import { spentOf } from './partition-clock.ts';
import type { PartitionJob } from './partition-worker.ts';
import { CallError, type Verb } from './verb.ts';
import { writeWhole } from './write-whole.ts';

/** Kept back for starting and ending the program, gathering the answers and writing the file; the larger the graph, the more. */
const WRITING_MS = 50;
const WRITING_MS_A_VERTEX = 0.0006;
/** A smaller graph is divided before another thread has started. */
const ALONE_BELOW = 300;

export const verb: Verb = {
	summary: 'divide a graph into connected, equal parts · 把图分成连通、均衡的几份',
	usage: `npm run -s cli -- partition --graph FILE --parts K --max-imbalance X --seconds S [--seed N] --out FILE
                            [--rounds N] [--threads N] [--lang zh|en]

  --graph FILE       a graph in METIS format: "vertices edges [fmt [ncon]]", then a line for each vertex
  --parts K          how many parts
  --max-imbalance X  0.03: no part heavier than 1.03 × the mean, where whole vertices allow it
  --seconds S        time from the start of the program to the written file
  --seed N           where the search begins; 1 unless told
  --out FILE         gets the part of each vertex, 0 … K − 1, one a line
  --rounds N         instead of --seconds: so many rounds of 2,000 offers; the same seed and threads then give the same file
  --threads N        all cores unless told

Every part has a vertex and is connected where the graph is. Exit status: 0 done, 1 written but above the limit, 2 the call or the file cannot be used.`,

	async run(args) {
		const options = readOptions(args, {
			texts: ['graph', 'parts', 'max-imbalance', 'seconds', 'seed', 'out', 'rounds', 'threads'],
			flags: []
		});
		const { language } = options;
		const [file, out] = [options.needed('graph'), options.needed('out')];
		const parts = numberOption(options, 'parts', { whole: true, from: 1 }, partitionWords.wantedParts);
		const maxImbalance = numberOption(options, 'max-imbalance', { from: 0 }, partitionWords.wantedShare);
		const rounds = numberOption(options, 'rounds', { whole: true, from: 1, or: 0 }, partitionWords.wantedParts);
		const seconds = numberOption(options, 'seconds', { above: 0, ...(rounds > 0 ? { or: 1 } : {}) }, partitionWords.wantedSeconds);
		const seed = numberOption(options, 'seed', { whole: true, from: 0, to: 2 ** 32 - 1, or: 1 }, partitionWords.wantedSeed);
		const threads = numberOption(options, 'threads', { whole: true, from: 1, or: availableParallelism() }, partitionWords.wantedParts);
		const graph = await readGraph(file, options);
		if (parts > graph.count)
			throw new CallError(told(partitionWords.tooManyParts, language, { file: basename(file), vertices: graph.count, parts }));
		// `performance.now()` counts from the start of the process: reading the file is within the time.
		const untilMs = performance.timeOrigin + seconds * 1000 - WRITING_MS - WRITING_MS_A_VERTEX * graph.count;
		const used = graph.count < ALONE_BELOW ? 1 : threads;
		const best = await divide({ graph, parts, maxImbalance, seed, untilMs, rounds }, used);
		await writeWhole([{ path: out, pieces: lines(best.part) }]).catch((error: NodeJS.ErrnoException) => {
			throw new CallError(told(trackWords.notWritable, language, { file: out, reason: error.code ?? error.message }));
		});
		console.log(
			told(partitionWords.divided, language, {
				vertices: graph.count,
				parts,
				cut: best.cut,
				imbalance: (best.imbalance * 100).toFixed(2),
				threads: used,
				seconds: (performance.now() / 1000).toFixed(2)
			})
		);
		return best.over > 0 ? 1 : 0;
	}
};

async function readGraph(file: string, { language }: Options): Promise<Graph> {
	const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
		throw new CallError(
			error.code === 'ENOENT'
				? told(fileWords.fileMissing, language, { file })
				: told(fileWords.fileUnreadable, language, { file, reason: error.code ?? error.message })
		);
	});
	const read = readMetis(text);
	if (read.ok) return read.value;
	const { kind, detail } = read.problem;
	throw new CallError(told(partitionWords.graph, language, { file: basename(file), why: told(graphRefusal[kind], language, detail) }));
}

/** Every thread searches from a seed of its own; the best answer counts, of equals that of the first. */
async function divide(job: PartitionJob, threads: number): Promise<Partition> {
	const seedOf = (thread: number): number => (job.seed + thread * 0x9e3779b9) >>> 0;
	const others = Array.from({ length: threads - 1 }, (_, i) => {
		const workerData: PartitionJob = { ...job, seed: seedOf(i + 1) };
		const worker = new Worker(new URL('./partition-worker.ts', import.meta.url), { workerData });
		return new Promise<Partition>((found, failed) => worker.once('message', found).once('error', failed));
	});
	const own = partition({ ...job, seed: seedOf(0), spent: spentOf(job) });
	return (await Promise.all(others)).reduce((best, other) => (better(other, best) ? other : best), own);
}

function* lines(part: Int32Array): Generator<string> {
	for (const p of part) yield `${p}\n`;
}
