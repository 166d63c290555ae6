/** The lattice saved coordinates lie on: 1e-7 degrees, about a centimetre. Snapping twice is the same as once. */
import type { Position, Ring, SurfaceShape } from './position.ts';

const STEPS = 1e7;

export const snapDegrees = (degrees: number): number => Math.round(degrees * STEPS) / STEPS;

export const snapPosition = ([lng, lat]: Position): Position => [snapDegrees(lng), snapDegrees(lat)];

/** The ring on the lattice, without the positions that fell onto the one before. It may end with fewer than four. */
export function snapRing(ring: Ring): Ring {
	const out: Position[] = [];
	for (const at of ring) {
		const snapped = snapPosition(at);
		const last = out.at(-1);
		if (!last || last[0] !== snapped[0] || last[1] !== snapped[1]) out.push(snapped);
	}
	return out;
}

/** The surface on the lattice; rings that shrank to nothing are dropped, with their holes when it was the outer one. */
export function snapSurface<S extends SurfaceShape>(surface: S): S {
	const snapRings = (rings: readonly Ring[]): readonly Ring[] => {
		const snapped = rings.map(snapRing);
		return snapped[0] && snapped[0].length >= 4 ? snapped.filter((ring) => ring.length >= 4) : [];
	};
	return surface.type === 'Polygon'
		? { ...surface, coordinates: snapRings(surface.coordinates) }
		: { ...surface, coordinates: surface.coordinates.map(snapRings).filter((rings) => rings.length > 0) };
}
