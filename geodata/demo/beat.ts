/** The beat of one grid: a closed walk along its paths that passes every building in sight of one. */
import { pointSegment2 } from '../../src/lib/geo/planar-distance.ts';
import { pointInSurface } from '../../src/lib/geo/point-in-surface.ts';
import { polygonsOf, type SurfaceShape } from '../../src/lib/geo/position.ts';
import { hash } from './dice.ts';
import type { WalkingGraph } from './walking-graph.ts';

export interface BeatGround {
	readonly code: string;
	readonly shape: SurfaceShape;
	readonly buildings: readonly SurfaceShape[];
}

export interface Beat {
	readonly code: string;
	/** Node by node, the first and the last the same. */
	readonly nodes: readonly number[];
	readonly lengthM: number;
	/** A far corner walked as a loop of its own, begun and ended at `nodes[at]`; null in small grids. */
	readonly corner: { readonly at: number; readonly nodes: readonly number[]; readonly lengthM: number } | null;
}

/** From how far a building is taken to be seen, metres: a little less than the rule's radius. */
const SIGHT_M = 21.5;
/** An edge is inside a grid when the ground this far to both its sides is, metres. */
const BESIDE_M = 4;
const CORNER_FROM_M = 900;

/** @returns null when no path touches the grid. */
export function beatOf(graph: WalkingGraph, ground: BeatGround): Beat | null {
	const edges = edgesToWalk(graph, ground);
	if (edges.length === 0) return null;
	const middle = (e: number): readonly [number, number] => [
		(graph.x[graph.from[e]!]! + graph.x[graph.to[e]!]!) / 2,
		(graph.y[graph.from[e]!]! + graph.y[graph.to[e]!]!) / 2
	];
	const total = edges.reduce((sum, e) => sum + graph.lengthM[e]!, 0);
	// Which corner is the far one: any of eight directions, by the grid's own code.
	const turn = (hash(ground.code) & 7) * (Math.PI / 4);
	const along = (e: number): number => middle(e)[0] * Math.cos(turn) + middle(e)[1] * Math.sin(turn);
	const order = [...edges].sort((a, b) => along(a) - along(b) || a - b);
	const cut = total > CORNER_FROM_M ? Math.floor(order.length * 0.68) : order.length;
	const main = walkAll(graph, order.slice(0, cut), graph.from[order[Math.floor(cut / 2)]!]!);
	const far = order.slice(cut);
	if (far.length < 3) return { code: ground.code, nodes: main, lengthM: lengthOf(graph, main), corner: null };
	const farNodes = new Set(far.flatMap((e) => [graph.from[e]!, graph.to[e]!]));
	let at = main.findIndex((n) => farNodes.has(n));
	if (at === -1) at = 0;
	const loop = walkAll(graph, far, main[at]!);
	return { code: ground.code, nodes: main, lengthM: lengthOf(graph, main), corner: { at, nodes: loop, lengthM: lengthOf(graph, loop) } };
}

export function lengthOf(graph: WalkingGraph, nodes: readonly number[]): number {
	let sum = 0;
	for (let i = 1; i < nodes.length; i++)
		sum += Math.hypot(graph.x[nodes[i]!]! - graph.x[nodes[i - 1]!]!, graph.y[nodes[i]!]! - graph.y[nodes[i - 1]!]!);
	return sum;
}

/** Every edge inside the grid, and of those on its rim as many as it takes to pass the buildings not yet seen. */
function edgesToWalk(graph: WalkingGraph, ground: BeatGround): number[] {
	const rings = polygonsOf(ground.shape).flat();
	let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity];
	for (const p of rings.flat()) {
		const [x, y] = graph.toMetres(p);
		[w, s, e, n] = [Math.min(w, x), Math.min(s, y), Math.max(e, x), Math.max(n, y)];
	}
	const near = [...graph.index.search(w - SIGHT_M, s - SIGHT_M, e + SIGHT_M, n + SIGHT_M)].sort((a, b) => a - b);
	const chosen = new Set<number>();
	for (const edge of near) {
		const [a, b] = [graph.from[edge]!, graph.to[edge]!];
		const [ax, ay, bx, by] = [graph.x[a]!, graph.y[a]!, graph.x[b]!, graph.y[b]!];
		const length = graph.lengthM[edge]! || 1;
		const [nx, ny] = [(-(by - ay) / length) * BESIDE_M, ((bx - ax) / length) * BESIDE_M];
		const [mx, my] = [(ax + bx) / 2, (ay + by) / 2];
		if (
			pointInSurface(graph.toPosition(mx + nx, my + ny), ground.shape) &&
			pointInSurface(graph.toPosition(mx - nx, my - ny), ground.shape)
		)
			chosen.add(edge);
	}
	const sights = ground.buildings.map((shape) => {
		const ring = (polygonsOf(shape)[0]?.[0] ?? []).map((p) => graph.toMetres(p));
		const xs = ring.map((p) => p[0]);
		const ys = ring.map((p) => p[1]);
		const box = [Math.min(...xs) - SIGHT_M, Math.min(...ys) - SIGHT_M, Math.max(...xs) + SIGHT_M, Math.max(...ys) + SIGHT_M] as const;
		return graph.index.search(...box).filter((edge) => sees(graph, edge, ring));
	});
	const open = sights.filter((edges) => edges.length > 0 && !edges.some((edge) => chosen.has(edge)));
	while (open.length > 0) {
		const counts = new Map<number, number>();
		for (const edges of open) for (const edge of edges) counts.set(edge, (counts.get(edge) ?? 0) + 1);
		const [best] = [...counts].reduce((a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] < a[0]) ? b : a));
		chosen.add(best);
		for (let i = open.length - 1; i >= 0; i--) if (open[i]!.includes(best)) open.splice(i, 1);
	}
	return [...chosen].sort((a, b) => a - b);
}

function sees(graph: WalkingGraph, edge: number, ring: readonly (readonly [number, number])[]): boolean {
	const [a, b] = [graph.from[edge]!, graph.to[edge]!];
	const [ax, ay, bx, by] = [graph.x[a]!, graph.y[a]!, graph.x[b]!, graph.y[b]!];
	const limit = SIGHT_M * SIGHT_M;
	for (let i = 1; i < ring.length; i++) {
		const [px, py] = ring[i - 1]!;
		const [qx, qy] = ring[i]!;
		if (pointSegment2(px, py, ax, ay, bx, by) <= limit) return true;
		if (pointSegment2(ax, ay, px, py, qx, qy) <= limit || pointSegment2(bx, by, px, py, qx, qy) <= limit) return true;
	}
	return false;
}

/** A closed walk over all the edges, by the nearest unwalked one each time, dead ends first. */
function walkAll(graph: WalkingGraph, edges: readonly number[], startNode: number): number[] {
	const open = new Set(edges);
	const openAt = new Map<number, number>();
	for (const e of edges) for (const n of [graph.from[e]!, graph.to[e]!]) openAt.set(n, (openAt.get(n) ?? 0) + 1);
	const nodes = [startNode];
	const isOpen = (n: number): boolean => (openAt.get(n) ?? 0) > 0;
	while (open.size > 0) {
		const here = nodes.at(-1)!;
		if (!isOpen(here)) {
			const way = graph.wayToAny(here, isOpen, 6000);
			if (!way) break;
			nodes.push(...way.slice(1));
			continue;
		}
		let best = -1;
		let fewest = Infinity;
		for (let k = graph.start[here]!; k < graph.start[here + 1]!; k++) {
			const e = graph.edgeOf[k]!;
			if (!open.has(e)) continue;
			const far = graph.from[e] === here ? graph.to[e]! : graph.from[e]!;
			const rest = openAt.get(far) ?? 0;
			if (rest < fewest) [best, fewest] = [e, rest];
		}
		open.delete(best);
		const far = graph.from[best] === here ? graph.to[best]! : graph.from[best]!;
		openAt.set(here, (openAt.get(here) ?? 1) - 1);
		openAt.set(far, (openAt.get(far) ?? 1) - 1);
		nodes.push(far);
	}
	if (nodes.at(-1) !== startNode) nodes.push(...(graph.way(nodes.at(-1)!, startNode) ?? [startNode]).slice(1));
	return nodes;
}
