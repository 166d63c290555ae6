/** Lines half-way between things that stand on the ground: the edges of the Voronoi diagram of points of their outlines (Delaunay by Delaunator). */
import Delaunator from 'delaunator';
import { lengthOf } from './same-everywhere.ts';

/** Owner of a point that is no thing to part from others but a line where such a division may end: a road, the edge of the ground. */
export const LINE = -1;

export interface Divider {
	/** Ends, in the units of the points. */
	readonly ax: number;
	readonly ay: number;
	readonly bx: number;
	readonly by: number;
	/** Numbers of the two points that it runs between, and how far apart they are. */
	readonly between: readonly [p: number, q: number];
	readonly gap: number;
	/** Number of the line's point in which it ends at b; null where both ends are free. */
	readonly endsAt: number | null;
}

/** Two points of lines with nothing between them. */
export type Link = readonly [p: number, q: number];

/**
 * @param xy points as flat pairs
 * @param owner of each point, numbers from 0, or LINE. A divider runs wherever points of two owners are nearest neighbours. Where a line's point is as near
 * as those two, it goes straight on to that point: nothing else can lie between.
 */
export function dividers(xy: Float64Array, owner: Int32Array): { readonly dividers: readonly Divider[]; readonly links: readonly Link[] } {
	if (owner.length < 3) return { dividers: [], links: [] };
	const { triangles, halfedges } = new Delaunator(xy);
	const count = triangles.length / 3;
	const centre = new Float64Array(count * 2);
	for (let t = 0; t < count; t++) circumcentre(xy, triangles[3 * t]!, triangles[3 * t + 1]!, triangles[3 * t + 2]!, centre, 2 * t);
	const found: Divider[] = [];
	const links: Link[] = [];
	const usable = (t: number): boolean => Number.isFinite(centre[2 * t]!) && Number.isFinite(centre[2 * t + 1]!);
	for (let e = 0; e < halfedges.length; e++) {
		const other = halfedges[e]!;
		if (other <= e) continue;
		const [p, q] = [triangles[e]!, triangles[e % 3 === 2 ? e - 2 : e + 1]!];
		const [s, t] = [Math.floor(e / 3), Math.floor(other / 3)];
		if (owner[p] === LINE && owner[q] === LINE) links.push([p, q]);
		if (owner[p] === owner[q] || owner[p] === LINE || owner[q] === LINE || !usable(s) || !usable(t)) continue;
		const gap = lengthOf(xy[2 * p]! - xy[2 * q]!, xy[2 * p + 1]! - xy[2 * q + 1]!);
		found.push({
			ax: centre[2 * s]!,
			ay: centre[2 * s + 1]!,
			bx: centre[2 * t]!,
			by: centre[2 * t + 1]!,
			between: [p, q],
			gap,
			endsAt: null
		});
	}
	for (let t = 0; t < count; t++) {
		const corners = [triangles[3 * t]!, triangles[3 * t + 1]!, triangles[3 * t + 2]!];
		const lines = corners.filter((p) => owner[p] === LINE);
		const [p, q] = corners.filter((c) => owner[c] !== LINE);
		if (lines.length !== 1 || owner[p!] === owner[q!] || !usable(t)) continue;
		const end = lines[0]!;
		const gap = lengthOf(xy[2 * p!]! - xy[2 * q!]!, xy[2 * p! + 1]! - xy[2 * q! + 1]!);
		found.push({ ax: centre[2 * t]!, ay: centre[2 * t + 1]!, bx: xy[2 * end]!, by: xy[2 * end + 1]!, between: [p!, q!], gap, endsAt: end });
	}
	return { dividers: found, links };
}

function circumcentre(xy: Float64Array, a: number, b: number, c: number, out: Float64Array, at: number): void {
	const [ax, ay] = [xy[2 * a]!, xy[2 * a + 1]!];
	const [bx, by, cx, cy] = [xy[2 * b]! - ax, xy[2 * b + 1]! - ay, xy[2 * c]! - ax, xy[2 * c + 1]! - ay];
	const d = 2 * (bx * cy - by * cx);
	const [b2, c2] = [bx * bx + by * by, cx * cx + cy * cy];
	out[at] = ax + (cy * b2 - by * c2) / d;
	out[at + 1] = ay + (bx * c2 - cx * b2) / d;
}
