/** Shortest ways between stops on a walking network: all distances at once, and the places along one way. Source: E. W. Dijkstra (1959). */
import { Heap } from '../../plan/partition/heap.ts';
import type { WalkingNetwork } from './walking-network.ts';

export interface WaysBetween {
	/** Metres from stop i to stop j at `i * count + j`, both straight legs included. */
	readonly metres: Float64Array;
	/** Nodes of the network from stop i to stop j, and the metres of straight links among them. */
	way(i: number, j: number): { readonly nodes: readonly number[]; readonly linkM: number };
}

export function waysBetween(network: WalkingNetwork): WaysBetween {
	const { access } = network;
	const count = access.length;
	const short = contracted(network);
	const metres = new Float64Array(count * count);
	const size = short.start.length - 1;
	const far = new Float64Array(size);
	const heap = new Heap();
	const terminal = access.map(({ node }) => short.numberOf[node]!);
	const isWanted = new Uint8Array(size);
	for (const t of terminal) isWanted[t] = 1;
	const wanted = isWanted.reduce((sum, one) => sum + one, 0);
	// Stops that meet the network at one place share a search.
	const done = new Map<number, number>();
	for (let i = 0; i < count; i++) {
		const twin = done.get(terminal[i]!);
		if (twin === undefined) {
			search(short, terminal[i]!, far, heap, isWanted, wanted);
			for (let j = 0; j < count; j++) metres[i * count + j] = far[terminal[j]!]! + access[i]!.legM + access[j]!.legM;
			done.set(terminal[i]!, i);
		} else
			for (let j = 0; j < count; j++)
				metres[i * count + j] = far.length === 0 ? 0 : metres[twin * count + j]! - access[twin]!.legM + access[i]!.legM;
		metres[i * count + i] = 0;
	}
	// A twin's own row held 0 where it stands; between the two only their legs count. Rounding is made the same both ways.
	for (let i = 0; i < count; i++)
		for (let j = 0; j < i; j++) {
			const way = terminal[i] === terminal[j] ? access[i]!.legM + access[j]!.legM : metres[i * count + j]!;
			metres[i * count + j] = metres[j * count + i] = way;
		}
	return { metres, way: (i, j) => wayOn(network, access[i]!.node, access[j]!.node) };
}

interface Short {
	readonly start: Int32Array;
	readonly to: Int32Array;
	readonly metres: Float64Array;
	/** Of a node of the network, −1 where it is passed on the way between two others. */
	readonly numberOf: Int32Array;
}

/** The network without the bends of its lines: only junctions, ends and stops. */
function contracted({ x, start, to, metres, access }: WalkingNetwork): Short {
	const kept = new Uint8Array(x.length);
	for (let i = 0; i < x.length; i++) if (start[i + 1]! - start[i]! !== 2) kept[i] = 1;
	for (const { node } of access) kept[node] = 1;
	const numberOf = new Int32Array(x.length).fill(-1);
	const nodes: number[] = [];
	for (let i = 0; i < x.length; i++) if (kept[i]) numberOf[i] = nodes.push(i) - 1;
	const shortStart = new Int32Array(nodes.length + 1);
	const shortTo: number[] = [];
	const shortM: number[] = [];
	nodes.forEach((node, n) => {
		for (let e = start[node]!; e < start[node + 1]!; e++) {
			let [from, at, length] = [node, to[e]!, metres[e]!];
			while (!kept[at]) {
				const first = start[at]!;
				const onward = to[first] === from ? first + 1 : first;
				[from, at, length] = [at, to[onward]!, length + metres[onward]!];
			}
			if (at === node) continue;
			shortTo.push(numberOf[at]!);
			shortM.push(length);
		}
		shortStart[n + 1] = shortTo.length;
	});
	return { start: shortStart, to: Int32Array.from(shortTo), metres: Float64Array.from(shortM), numberOf };
}

function search({ start, to, metres }: Short, from: number, far: Float64Array, heap: Heap, isWanted: Uint8Array, wanted: number): void {
	far.fill(Infinity);
	heap.clear();
	far[from] = 0;
	heap.push(0, from);
	let left = wanted;
	while (heap.size > 0 && left > 0) {
		const d = -heap.topKey;
		const at = heap.pop();
		if (d > far[at]!) continue;
		if (isWanted[at]) left--;
		for (let e = start[at]!; e < start[at + 1]!; e++) {
			const next = to[e]!;
			const longer = d + metres[e]!;
			if (longer >= far[next]!) continue;
			far[next] = longer;
			heap.push(-longer, next);
		}
	}
}

function wayOn({ x, y, start, to, metres, link }: WalkingNetwork, from: number, goal: number): { nodes: number[]; linkM: number } {
	const far = new Float64Array(x.length).fill(Infinity);
	const by = new Int32Array(x.length).fill(-1);
	const cameFrom = new Int32Array(x.length).fill(-1);
	const heap = new Heap();
	far[from] = 0;
	heap.push(-Math.hypot(x[from]! - x[goal]!, y[from]! - y[goal]!), from);
	// Towards the goal first (A*): no way is shorter than the straight line.
	const closed = new Uint8Array(x.length);
	while (heap.size > 0) {
		const at = heap.pop();
		if (at === goal) break;
		if (closed[at]) continue;
		closed[at] = 1;
		for (let e = start[at]!; e < start[at + 1]!; e++) {
			const next = to[e]!;
			const longer = far[at]! + metres[e]!;
			if (longer >= far[next]!) continue;
			far[next] = longer;
			cameFrom[next] = at;
			by[next] = e;
			heap.push(-(longer + Math.hypot(x[next]! - x[goal]!, y[next]! - y[goal]!)), next);
		}
	}
	const nodes = [goal];
	let linkM = 0;
	for (let at = goal; at !== from; at = cameFrom[at]!) {
		if (link[by[at]!]) linkM += metres[by[at]!]!;
		nodes.push(cameFrom[at]!);
	}
	return { nodes: nodes.reverse(), linkM };
}
