/**
 * `route` against optima that are known: by construction for drawn instances, as published for TSPLIB files in the folder that GRIDKEEPER_TSPLIB names (none
 * are kept here). A second for each, once by the clock on the wall and once by the time the processor spent, which a busy machine does not shorten.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planRoute, type RouteStop } from '#lib/duty/route/plan-route.ts';
import { readTsplib } from '#lib/duty/route/read-tsplib.ts';
import { shortestTour, type TourWish } from '#lib/duty/route/shortest-tour.ts';
import type { WalkedLine } from '#lib/duty/route/walking-network.ts';
import { randomFrom } from '#lib/plan/partition/random.ts';
import type { Position } from '#lib/geo/position.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { type Bench, type BenchLine, line } from './bench.ts';

const FOLDER = process.env['GRIDKEEPER_TSPLIB'];
const SECONDS = 1;
const SEED = 1;

/** Source: G. Reinelt's table of optimal solutions (TSPLIB 95, symmetric). */
const PUBLISHED: Readonly<Record<string, number>> = {
	...{ kroA100: 21282, kroC100: 20749, eil101: 629, lin105: 14379, ch130: 6110, ch150: 6528, kroA200: 29368, tsp225: 3916, a280: 2579 },
	...{ lin318: 42029, rd400: 15281, fl417: 11861, pcb442: 50778, d493: 35002, att532: 27686, si535: 48450, rat575: 6773, gr666: 294358 },
	...{ u724: 41910, rat783: 8806 }
};

interface Known {
	readonly name: string;
	readonly wish: Pick<TourWish, 'count' | 'distance' | 'plane'>;
	readonly optimum: number;
}

function onPlane(name: string, points: readonly (readonly [number, number])[], optimum: number): Known {
	const order = points.map((_, i) => i);
	const random = randomFrom(points.length);
	for (let i = order.length - 1; i > 0; i--) {
		const j = Math.floor(random() * (i + 1));
		[order[i], order[j]] = [order[j]!, order[i]!];
	}
	const xs = Float64Array.from(order, (i) => points[i]![0]);
	const ys = Float64Array.from(order, (i) => points[i]![1]);
	const distance = (i: number, j: number): number => Math.hypot(xs[i]! - xs[j]!, ys[i]! - ys[j]!);
	return { name, optimum, wish: { count: points.length, distance, plane: { xs, ys } } };
}

function drawn(): Known[] {
	const lattice = (columns: number, rows: number): Known =>
		onPlane(
			`lattice ${columns} × ${rows}`,
			Array.from({ length: columns * rows }, (_, i) => [i % columns, Math.floor(i / columns)] as const),
			columns * rows
		);
	const ring = (count: number): Known =>
		onPlane(
			`ring of ${count}`,
			Array.from({ length: count }, (_, i) => [Math.cos((2 * Math.PI * i) / count), Math.sin((2 * Math.PI * i) / count)] as const),
			2 * count * Math.sin(Math.PI / count)
		);
	return [lattice(10, 10), lattice(20, 15), lattice(25, 20), lattice(40, 25), ring(300), ring(1000)];
}

const cpuS = (): number => {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1e6;
};
const wallS = (): number => performance.now() / 1000;

/** Share above the optimum, in per cent. */
function over({ wish, optimum }: Known, clock: () => number): number {
	const from = clock();
	const { length } = shortestTour({ ...wish, seed: SEED, spent: () => (clock() - from) / SECONDS });
	return 100 * (length / optimum - 1);
}

function measured(known: readonly Known[], what: string): BenchLine[] {
	return (
		[
			['on the wall', wallS],
			['of the processor', cpuS]
		] as const
	).map(([name, clock]) => {
		const each = known.map((one) => ({ name: one.name, over: over(one, clock) }));
		const mean = each.reduce((sum, one) => sum + one.over, 0) / each.length;
		const worst = each.reduce((a, b) => (b.over > a.over ? b : a));
		return line({
			what: `route: ${what}, mean length, a second ${name}`,
			unit: '% of the optimum',
			ours: 100 + mean,
			peer: { name: 'optimum', value: 100 },
			aim: { ratio: 1.01, better: 'lower' },
			how: `${each.length} instances, seed ${SEED}; worst ${worst.name} + ${worst.over.toFixed(2)} %; ${each.map((one) => `${one.name} ${one.over.toFixed(2)}`).join(', ')}`
		});
	});
}

/** 2,000 stops along 20,000 pieces of street, split among ten people: all that is not search. */
function planning(): BenchLine {
	const side = 100;
	const at = (x: number, y: number): Position => [164.5 + x * 0.0005, 32 + y * 0.0005];
	const roads: WalkedLine[] = [];
	for (let k = 0; k <= side; k++) {
		const along = Array.from({ length: side + 1 }, (_, i) => i);
		roads.push({ apart: false, shape: { type: 'LineString', coordinates: along.map((i) => at(i, k)) } });
		roads.push({ apart: false, shape: { type: 'LineString', coordinates: along.map((i) => at(k, i)) } });
	}
	const random = randomFrom(7);
	const stops = Array.from({ length: 2000 }, (_, i): RouteStop => {
		const place = at(random() * side, random() * side);
		return { id: String(i), name: '', shape: { type: 'Point', coordinates: place }, serviceMinutes: 2, urgency: 1 };
	});
	const from = cpuS();
	const route = planRoute({
		...{ stops, network: roads, start: null, end: null, minutes: 120, people: 10, rules: DEFAULT_RULES, seed: SEED },
		spent: () => 1
	});
	return line({
		what: 'route: streets, all ways between stops and the first walks',
		unit: 's of processor time',
		ours: route.ok ? cpuS() - from : Infinity,
		peer: { name: 'limit', value: 6 },
		aim: { ratio: 1, better: 'lower' },
		how: `2,000 stops, ${2 * side * (side + 1)} pieces of street, 10 people, 120 minutes`
	});
}

export const bench: Bench = {
	name: 'route',
	async run() {
		const lines = [...measured(drawn(), 'drawn instances of known optimum'), planning()];
		const files = Object.entries(PUBLISHED).flatMap(([name, optimum]): Known[] => {
			const path = join(FOLDER ?? '', `${name}.tsp`);
			const read = FOLDER !== undefined && existsSync(path) ? readTsplib(readFileSync(path, 'utf8')) : null;
			return read?.ok ? [{ name, optimum, wish: read.value }] : [];
		});
		if (files.length === 0)
			console.log('route: GRIDKEEPER_TSPLIB names no folder with TSPLIB files, so published optima are not compared.');
		else lines.push(...measured(files, 'TSPLIB'));
		return lines;
	}
};
