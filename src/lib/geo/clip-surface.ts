/** What a box leaves of a surface, for laying it over something in that box: right by the even-odd rule, not for drawing. */
import { clipRing } from './clip-ring.ts';
import { polygonsOf, type Bbox, type Position, type SurfaceShape } from './position.ts';

/** The box is taken a little larger than it is, so that no cut runs along the edges of what lies in it. */
export function clipSurface(surface: SurfaceShape, [west, south, east, north]: Bbox): SurfaceShape {
	const [dx, dy] = [(east - west) * 0.01 + 1e-8, (north - south) * 0.01 + 1e-8];
	const coordinates = polygonsOf(surface).map((rings) =>
		rings
			.map((ring) =>
				clipRing(
					ring.flatMap(([lng, lat]) => [lng, lat]),
					west - dx,
					south - dy,
					east + dx,
					north + dy
				)
			)
			.filter((xy) => xy.length > 0)
			.map((xy) => Array.from({ length: xy.length / 2 }, (_, i): Position => [xy[2 * i]!, xy[2 * i + 1]!]))
	);
	return { type: 'MultiPolygon', coordinates };
}
