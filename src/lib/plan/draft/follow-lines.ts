/** What lines of the land there are in a feature, and of what kind, by OpenStreetMap's tags. */
import { type Line, polygonsOf, type Shape } from '../../geo/position.ts';

/** What a border may follow, from the most to the least natural. */
export type FollowKind = 'major' | 'water' | 'minor' | 'wall' | 'path';

export interface FollowLine {
	readonly kind: FollowKind;
	readonly line: Line;
}

const MAJOR = /^(motorway|trunk|primary|secondary)(_link)?$/;
const PATH = /^(footway|path|steps|cycleway|pedestrian|service|track|corridor|bridleway|elevator|platform)$/;

function kindOf(properties: Readonly<Record<string, unknown>>): FollowKind {
	const highway = properties['highway'];
	if (typeof highway === 'string') return MAJOR.test(highway) ? 'major' : PATH.test(highway) ? 'path' : 'minor';
	if (properties['waterway'] !== undefined || properties['water'] !== undefined || properties['natural'] !== undefined) return 'water';
	if (properties['railway'] !== undefined || properties['barrier'] !== undefined || properties['landuse'] !== undefined) return 'wall';
	return 'minor';
}

/** Surfaces give their edges, points nothing. */
export function followLinesOf(shape: Shape, properties: Readonly<Record<string, unknown>>): readonly FollowLine[] {
	const kind = kindOf(properties);
	switch (shape.type) {
		case 'Point':
			return [];
		case 'LineString':
			return [{ kind, line: shape.coordinates }];
		case 'MultiLineString':
			return shape.coordinates.map((line) => ({ kind, line }));
		default:
			return polygonsOf(shape)
				.flat()
				.map((line) => ({ kind, line }));
	}
}
