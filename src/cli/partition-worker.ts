/** One thread of `partition`: searches from its own seed and sends what it found. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Graph } from '../lib/plan/partition/graph.ts';
import { partition } from '../lib/plan/partition/partition.ts';
import { type SearchEnd, spentOf } from './partition-clock.ts';

export interface PartitionJob extends SearchEnd {
	readonly graph: Graph;
	readonly parts: number;
	readonly maxImbalance: number;
	readonly seed: number;
}

const job = workerData as PartitionJob;
parentPort?.postMessage(partition({ ...job, spent: spentOf(job) }));
