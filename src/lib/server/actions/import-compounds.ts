/**
 * Which compound each imported building is of: the one that it names; else the one on whose ground it stands. A compound that is named by buildings alone has
 * their footprints for its ground: nobody guesses where its wall runs.
 */
import { bboxCentre, bboxOf, unionBbox } from '../../geo/bbox.ts';
import { labelPoint } from '../../geo/label-point.ts';
import { overlay } from '../../geo/overlay.ts';
import { localPlane } from '../../geo/plane.ts';
import { pointInSurface } from '../../geo/point-in-surface.ts';
import type { MultiPolygonShape, SurfaceShape } from '../../geo/position.ts';
import { spatialIndex } from '../../geo/spatial-index.ts';
import { snapPosition } from '../../geo/lattice.ts';
import type { BuildingSource, CompoundSource } from '../../wire/district-source.ts';

/** @returns the compounds of the file and those that only buildings name, and the buildings with theirs */
export function compoundsOf(
	compounds: readonly CompoundSource[],
	buildings: readonly BuildingSource[]
): { readonly compounds: readonly CompoundSource[]; readonly buildings: readonly BuildingSource[] } {
	const known = new Set(compounds.map(({ sourceId }) => sourceId));
	const index = spatialIndex(compounds.map(({ shape }) => bboxOf(shape)));
	const footprints = new Map<string, SurfaceShape[]>();
	const placed = buildings.map((building): BuildingSource => {
		const { compoundId: named, shape } = building;
		if (named === null) {
			const at = labelPoint(shape);
			const held = [...index.search(at[0], at[1], at[0], at[1])].sort((a, b) => a - b).find((i) => pointInSurface(at, compounds[i]!.shape));
			return held === undefined ? building : { ...building, compoundId: compounds[held]!.sourceId };
		}
		if (!known.has(named)) {
			const own = footprints.get(named);
			if (own) own.push(shape);
			else footprints.set(named, [shape]);
		}
		return building;
	});
	const byName = [...footprints].map(([sourceId, shapes]): CompoundSource => ({
		sourceId,
		name: sourceId,
		kind: 'unmanaged',
		propertyCompany: null,
		gates: 0,
		shape: joined(shapes)
	}));
	return { compounds: [...compounds, ...byName], buildings: placed };
}

/** The ground of several surfaces as one valid shape. */
function joined(shapes: readonly SurfaceShape[]): MultiPolygonShape {
	const origin = snapPosition(bboxCentre(unionBbox(shapes.map((shape) => bboxOf(shape)))));
	const laid = overlay(shapes, localPlane(origin), 1e7);
	const covered = Array.from({ length: laid.faceCount }, (_, face) => face).filter((face) => face > 0 && laid.coverOf(face).length > 0);
	return { type: 'MultiPolygon', coordinates: laid.regionsOf(covered).flatMap(({ polygons }) => polygons) };
}
