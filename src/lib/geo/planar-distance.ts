/** Distances on a flat plane: squared where a comparison is all that is wanted. Plain numbers in, so that hot loops allocate nothing. */

/** Squared distance from a point to a segment (which may be a single point). */
export function pointSegment2(px: number, py: number, ax: number, ay: number, bx: number, by: number): number {
	const dx = bx - ax;
	const dy = by - ay;
	const length2 = dx * dx + dy * dy;
	let t = length2 === 0 ? 0 : ((px - ax) * dx + (py - ay) * dy) / length2;
	t = t < 0 ? 0 : t > 1 ? 1 : t;
	const ex = px - (ax + t * dx);
	const ey = py - (ay + t * dy);
	return ex * ex + ey * ey;
}

/** Twice the signed area of a triangle: above 0 when a, b, c turn left. */
const turn = (ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number =>
	(bx - ax) * (cy - ay) - (by - ay) * (cx - ax);

/** Whether two segments cross in their insides; touching ends are found by the distance of an end. */
function segmentsCross(ax: number, ay: number, bx: number, by: number, cx: number, cy: number, dx: number, dy: number): boolean {
	return turn(ax, ay, bx, by, cx, cy) * turn(ax, ay, bx, by, dx, dy) < 0 && turn(cx, cy, dx, dy, ax, ay) * turn(cx, cy, dx, dy, bx, by) < 0;
}

/** Squared distance between segments a–b and c–d; 0 where they meet. */
export function segmentSegment2(ax: number, ay: number, bx: number, by: number, cx: number, cy: number, dx: number, dy: number): number {
	if (ax === bx && ay === by) return pointSegment2(ax, ay, cx, cy, dx, dy);
	if (segmentsCross(ax, ay, bx, by, cx, cy, dx, dy)) return 0;
	return Math.min(
		pointSegment2(ax, ay, cx, cy, dx, dy),
		pointSegment2(bx, by, cx, cy, dx, dy),
		pointSegment2(cx, cy, ax, ay, bx, by),
		pointSegment2(dx, dy, ax, ay, bx, by)
	);
}

/**
 * Squared distance from a segment to the ground covered by rings (even-odd), 0 where they meet or the segment lies inside. Rings are flat
 * `x, y` pairs in `xy`, closed; ring r is the pairs `ringStart[r] … ringStart[r + 1]`, for rings `from … to`. Stops early at or below `enough2`.
 */
export function segmentRings2(
	ax: number,
	ay: number,
	bx: number,
	by: number,
	xy: Float64Array,
	ringStart: ArrayLike<number>,
	from: number,
	to: number,
	enough2 = 0
): number {
	let best = Infinity;
	let inside = false;
	for (let r = from; r < to; r++) {
		const end = ringStart[r + 1]!;
		for (let i = ringStart[r]! + 1; i < end; i++) {
			const cx = xy[2 * i - 2]!;
			const cy = xy[2 * i - 1]!;
			const dx = xy[2 * i]!;
			const dy = xy[2 * i + 1]!;
			const d2 = segmentSegment2(ax, ay, bx, by, cx, cy, dx, dy);
			if (d2 < best) {
				best = d2;
				if (best <= enough2) return best;
			}
			if (cy > ay !== dy > ay && ax < cx + ((ay - cy) / (dy - cy)) * (dx - cx)) inside = !inside;
		}
	}
	return inside ? 0 : best;
}
