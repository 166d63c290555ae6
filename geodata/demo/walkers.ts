/**
 * Gives every member of an exercise crew something to do, and writes it down as a round that repeats: walk a grid, pause at houses, rest,
 * go on to the next. A round closes on itself, so where somebody is at any moment is a look-up, for catching up as for going on.
 */
import type { Risk } from '../../src/lib/area/area.ts';
import type { Position } from '../../src/lib/geo/position.ts';
import { beatOf, type Beat, type BeatGround } from './beat.ts';
import { dice, type Dice } from './dice.ts';
import type { WalkingGraph } from './walking-graph.ts';

export interface CrewMember {
	/** Names the member in every throw of the dice: it must not change between runs. */
	readonly key: string;
	/** Grids the member answers for first. */
	readonly gridCodes: readonly string[];
	/** Stands here and does not walk. */
	readonly standsAt: Position | null;
}
export interface ExerciseGrid extends BeatGround {
	readonly risk: Risk;
	/** Hours within which it must be seen again. */
	readonly limitH: number;
	readonly centre: Position;
}

/** A piece of a round that may be left out for a while: a grid's beat, or its far corner. */
export interface Stretch {
	readonly gridCode: string;
	readonly isCorner: boolean;
	readonly limitH: number;
	/** How likely it is left out, against others: by its number of buildings. */
	readonly weight: number;
	/** Seconds into the round. */
	readonly fromS: number;
	readonly toS: number;
}
export interface Walker {
	readonly key: string;
	/** A round takes this long, seconds. */
	readonly roundS: number;
	/** Where in the round it is at time 0, seconds. */
	readonly offsetS: number;
	/** Metres east and north, at `atS[i]` seconds into the round; straight between. */
	readonly x: Float32Array;
	readonly y: Float32Array;
	readonly atS: Float32Array;
	/** Seconds into the round at which the way turns, stops or goes on. */
	readonly turnS: Float32Array;
	/** Beats before their corners. */
	readonly stretches: readonly Stretch[];
	readonly accuracyM: number;
}

/** Part of the time on duty that is spent walking, where the limits of the grids leave a choice. */
const WALKING_SHARE = 0.45;
/** A round takes at most this part of the shortest limit on it. */
const LIMIT_SHARE = 0.72;

/** Walkers in the order of the crew. Grids nobody answers for are given to those nearest who have time. */
export function planWalks(graph: WalkingGraph, grids: readonly ExerciseGrid[], crew: readonly CrewMember[], seed: number): Walker[] {
	const beats = new Map<string, Beat>();
	for (const grid of grids) {
		const beat = beatOf(graph, grid);
		if (beat) beats.set(grid.code, beat);
	}
	const given = share(graph, grids, crew, beats);
	return crew.map((member, i) => {
		const chance = dice(seed, member.key);
		if (member.standsAt) return standing(graph, member, member.standsAt, chance);
		return roundOf(graph, member, given[i]!, beats, chance);
	});
}

const secondsFor = (lengthM: number): number => lengthM / 1.05;
const beatSeconds = (beat: Beat): number => secondsFor(beat.lengthM + (beat.corner?.lengthM ?? 0)) + 240;

/** Which grids each member walks: the own ones, then what is left, the most pressing first, to whoever is near and has time. */
function share(
	graph: WalkingGraph,
	grids: readonly ExerciseGrid[],
	crew: readonly CrewMember[],
	beats: ReadonlyMap<string, Beat>
): ExerciseGrid[][] {
	const byCode = new Map(grids.map((g) => [g.code, g]));
	const out: ExerciseGrid[][] = crew.map((m) =>
		m.standsAt
			? []
			: m.gridCodes
					.flatMap((code) => byCode.get(code) ?? [])
					.filter((g) => beats.has(g.code))
					.slice(0, 1)
	);
	const walkers = crew.flatMap((m, i) => (m.standsAt ? [] : [i]));
	if (walkers.length === 0) return out;
	const busy = out.map((list) => list.reduce((sum, g) => sum + beatSeconds(beats.get(g.code)!), 0));
	const limit = out.map((list) => Math.min(Infinity, ...list.map((g) => g.limitH)));
	const place = out.map((list) => (list[0] ? graph.toMetres(list[0].centre) : null));
	const taken = new Set(out.flat().map((g) => g.code));
	const give = (grid: ExerciseGrid, isSecond: boolean): void => {
		const [x, y] = graph.toMetres(grid.centre);
		const seconds = beatSeconds(beats.get(grid.code)!);
		let best = -1;
		let bestCost = Infinity;
		for (const i of walkers) {
			const at = place[i];
			const way = at ? Math.hypot(at[0] - x, at[1] - y) * 1.4 : 0;
			const round = busy[i]! + seconds + 2 * secondsFor(way);
			const over = Math.max(0, round - Math.min(limit[i]!, grid.limitH) * 3600 * LIMIT_SHARE);
			const cost = way + busy[i]! * 0.25 + over * 3 + (isSecond && out[i]!.length > 0 ? 1e6 : 0);
			if (cost < bestCost) [best, bestCost] = [i, cost];
		}
		out[best]!.push(grid);
		place[best] ??= [x, y];
		busy[best]! += seconds + 2 * secondsFor(Math.hypot(place[best]![0] - x, place[best]![1] - y) * 1.4);
		limit[best] = Math.min(limit[best]!, grid.limitH);
	};
	const pressing = grids.filter((g) => beats.has(g.code)).toSorted((a, b) => a.limitH - b.limitH || (a.code < b.code ? -1 : 1));
	for (const grid of pressing) if (!taken.has(grid.code)) give(grid, false);
	// Whoever is still free walks with somebody, where it presses most.
	const free = walkers.filter((i) => out[i]!.length === 0).length;
	for (let k = 0; k < free && pressing.length > 0; k++) give(pressing[k % pressing.length]!, true);
	return out;
}

function standing(graph: WalkingGraph, member: CrewMember, at: Position, chance: Dice): Walker {
	const [x, y] = graph.toMetres(at);
	return {
		key: member.key,
		roundS: 3600,
		offsetS: 0,
		x: Float32Array.of(x, x),
		y: Float32Array.of(y, y),
		atS: Float32Array.of(0, 3600),
		turnS: new Float32Array(),
		stretches: [],
		accuracyM: chance.between(4, 9)
	};
}

function roundOf(
	graph: WalkingGraph,
	member: CrewMember,
	grids: readonly ExerciseGrid[],
	beats: ReadonlyMap<string, Beat>,
	chance: Dice
): Walker {
	const steps: { node: number; atS: number }[] = [];
	const stretches: Stretch[] = [];
	let clockS = 0;
	const pace = chance.between(1.0, 1.32);
	let untilPause = chance.between(70, 200);
	const goTo = (node: number): void => {
		const before = steps.at(-1);
		if (before && before.node !== node) {
			const m = Math.hypot(graph.x[node]! - graph.x[before.node]!, graph.y[node]! - graph.y[before.node]!);
			clockS += m / Math.max(0.92, Math.min(1.48, pace + chance.between(-0.12, 0.12)));
			untilPause -= m;
		}
		steps.push({ node, atS: clockS });
	};
	const wait = (seconds: number): void => {
		const here = steps.at(-1);
		if (!here) return;
		clockS += seconds;
		steps.push({ node: here.node, atS: clockS });
	};
	const walk = (nodes: readonly number[], at: (i: number) => void = () => undefined): void => {
		nodes.forEach((node, i) => {
			goTo(node);
			if (untilPause < 0) {
				wait(chance.between(12, 55));
				untilPause = chance.between(80, 260);
			}
			at(i);
		});
	};
	const order = nearestOrder(graph, grids, beats);
	const walking = order.reduce((sum, g) => sum + beatSeconds(beats.get(g.code)!), 0);
	const shortest = Math.min(24, ...order.map((g) => g.limitH)) * 3600;
	const restEach = Math.max(
		90,
		Math.min(walking * (1 / WALKING_SHARE - 1), shortest * LIMIT_SHARE - walking * 1.15) / Math.max(1, order.length)
	);
	for (const grid of order) {
		const beat = beats.get(grid.code)!;
		const here = steps.at(-1)?.node;
		if (here !== undefined) walk((graph.way(here, beat.nodes[0]!) ?? []).slice(1));
		if (steps.length === 0) goTo(beat.nodes[0]!);
		wait(restEach * chance.between(0.85, 1.15));
		const fromS = clockS;
		const weight = grid.buildings.length < 10 ? 0 : grid.buildings.length < 28 ? 0.5 : 2.3;
		const place = stretches.push({ gridCode: grid.code, isCorner: false, limitH: grid.limitH, weight, fromS, toS: fromS }) - 1;
		walk(beat.nodes, (i) => {
			if (!beat.corner || i !== beat.corner.at) return;
			const cornerFromS = clockS;
			walk(beat.corner.nodes);
			stretches.push({ gridCode: grid.code, isCorner: true, limitH: grid.limitH, weight, fromS: cornerFromS, toS: clockS });
		});
		stretches[place] = { ...stretches[place]!, toS: clockS };
	}
	const first = steps[0]?.node ?? 0;
	if (steps.length === 0) goTo(first);
	else walk((graph.way(steps.at(-1)!.node, first) ?? [first]).slice(1));
	wait(60);
	return {
		key: member.key,
		roundS: clockS,
		offsetS: chance.next() * clockS,
		x: Float32Array.from(steps, (s) => graph.x[s.node]!),
		y: Float32Array.from(steps, (s) => graph.y[s.node]!),
		atS: Float32Array.from(steps, (s) => s.atS),
		turnS: Float32Array.from(turnsOf(graph, steps)),
		stretches,
		accuracyM: chance.between(4, 9)
	};
}

/** Less than this and three points are as good as a straight line: the cosine of 30°. */
const STRAIGHT = 0.866;

function turnsOf(graph: WalkingGraph, steps: readonly { readonly node: number; readonly atS: number }[]): number[] {
	const out: number[] = [];
	for (let i = 1; i + 1 < steps.length; i++) {
		const [a, b, c] = [steps[i - 1]!.node, steps[i]!.node, steps[i + 1]!.node];
		const [ux, uy] = [graph.x[b]! - graph.x[a]!, graph.y[b]! - graph.y[a]!];
		const [vx, vy] = [graph.x[c]! - graph.x[b]!, graph.y[c]! - graph.y[b]!];
		const lengths = Math.hypot(ux, uy) * Math.hypot(vx, vy);
		if (lengths === 0 ? a !== b || b !== c : ux * vx + uy * vy < STRAIGHT * lengths) out.push(steps[i]!.atS);
	}
	return out;
}

function nearestOrder(graph: WalkingGraph, grids: readonly ExerciseGrid[], beats: ReadonlyMap<string, Beat>): ExerciseGrid[] {
	const left = grids.filter((g) => beats.has(g.code));
	const out: ExerciseGrid[] = left.splice(0, 1);
	while (left.length > 0) {
		const [x, y] = graph.toMetres(out.at(-1)!.centre);
		const far = (g: ExerciseGrid): number => {
			const [gx, gy] = graph.toMetres(g.centre);
			return Math.hypot(gx - x, gy - y);
		};
		out.push(left.splice(left.indexOf(left.reduce((a, b) => (far(b) < far(a) ? b : a))), 1)[0]!);
	}
	return out;
}
