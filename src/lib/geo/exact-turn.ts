/** Which way three points turn, exactly: coordinates are integers below 2^52, so a doubtful sign is settled in whole numbers. */

// Rounding error of the two products and their difference, relative to their sizes: 3 units in the last place.
const DOUBT = 3.3306690738754716e-16;

/** Above 0 when a → b → c turns left, below 0 right, 0 on one line. Only the sign means anything. */
export function turnSign(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number {
	const left = (ax - cx) * (by - cy);
	const right = (ay - cy) * (bx - cx);
	const det = left - right;
	if (Math.abs(det) > DOUBT * (Math.abs(left) + Math.abs(right))) return det;
	// Products below 2^53 were exact already.
	if (Math.abs(left) <= Number.MAX_SAFE_INTEGER && Math.abs(right) <= Number.MAX_SAFE_INTEGER) return det;
	const exact = BigInt(ax - cx) * BigInt(by - cy) - BigInt(ay - cy) * BigInt(bx - cx);
	return exact > 0n ? 1 : exact < 0n ? -1 : 0;
}
