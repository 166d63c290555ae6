/** What a box leaves of a ring. Rings are flat x, y pairs, closed. */

export type FlatRing = readonly number[];

/**
 * After I. Sutherland and G. Hodgman. Where the ring leaves the box and comes back, it is led along the box, even twice over the same stretch: right by the
 * even-odd rule, and never less than what is there. An edge shared by two rings is cut at the same places in both.
 * @returns the ring closed again; empty where nothing is left
 */
export function clipRing(ring: FlatRing, west: number, south: number, east: number, north: number): FlatRing {
	let out = ring;
	out = clipSide(out, 0, west, 1);
	out = clipSide(out, 0, east, -1);
	out = clipSide(out, 1, south, 1);
	return clipSide(out, 1, north, -1);
}

function clipSide(ring: FlatRing, axis: 0 | 1, limit: number, sign: 1 | -1): FlatRing {
	const kept: number[] = [];
	for (let i = 2; i < ring.length; i += 2) {
		const [ax, ay, bx, by] = [ring[i - 2]!, ring[i - 1]!, ring[i]!, ring[i + 1]!];
		const [a, b] = axis === 0 ? [ax, bx] : [ay, by];
		const [aIn, bIn] = [(a - limit) * sign >= 0, (b - limit) * sign >= 0];
		if (aIn !== bIn) {
			// Always reckoned from the same end, so that both neighbours of a border get the same place.
			const forward = ax < bx || (ax === bx && ay < by);
			const [px, py, qx, qy] = forward ? [ax, ay, bx, by] : [bx, by, ax, ay];
			const t = axis === 0 ? (limit - px) / (qx - px) : (limit - py) / (qy - py);
			if (axis === 0) kept.push(limit, py + t * (qy - py));
			else kept.push(px + t * (qx - px), limit);
		}
		if (bIn) kept.push(bx, by);
	}
	if (kept.length > 0) kept.push(kept[0]!, kept[1]!);
	return kept;
}
