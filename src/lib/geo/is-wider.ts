/** Whether ground is wider somewhere than a width: for nearly all ground its area and its edge tell at once, and no circle has to be found. */
import { metresPerDegree, type LocalPlane } from './plane.ts';
import type { PolygonRings } from './position.ts';
import { widestCircle } from './widest-circle.ts';
import { lengthOf } from './same-everywhere.ts';

/**
 * The same as asking whether `widestCircle` finds one wider than that. All ground that is no farther than r from an edge of length P with n corners is at
 * most P·r + n·π·r², so ground of twice as much for r = `widthM` holds a circle of that radius.
 */
export function isWider(
	{ areaM2, polygons }: { readonly areaM2: number; readonly polygons: readonly PolygonRings[] },
	plane: LocalPlane,
	widthM: number
): boolean {
	const [lngM, latM] = metresPerDegree(plane.origin[1]);
	let [edgeM, corners] = [0, 0];
	for (const ring of polygons.flat())
		for (let i = 1; i < ring.length; i++) {
			edgeM += lengthOf((ring[i]![0] - ring[i - 1]![0]) * lngM, (ring[i]![1] - ring[i - 1]![1]) * latM);
			corners++;
		}
	if (areaM2 > 2 * (edgeM * widthM + corners * Math.PI * widthM * widthM)) return true;
	return widestCircle(polygons, plane, widthM) !== null;
}
