/** Features of a GeoJSON file with shapes of the kinds that a verb can use, and what their properties say of loads and compounds. */
import { basename } from 'node:path';
import { bboxOf } from '../lib/geo/bbox.ts';
import { labelPoint } from '../lib/geo/label-point.ts';
import { pointInSurface } from '../lib/geo/point-in-surface.ts';
import type { Shape, SurfaceShape } from '../lib/geo/position.ts';
import { readShape, type ShapeProblem } from '../lib/geo/read-shape.ts';
import { spatialIndex } from '../lib/geo/spatial-index.ts';
import type { RawFeature, RefusalKind } from '../lib/server/actions/import-feature.ts';
import { textOf, type Properties } from '../lib/server/actions/import-property.ts';
import type { Language } from '../lib/words/words.ts';
import { featureLine } from './feature-line.ts';
import { readGeojson } from './read-geojson.ts';

export interface Read<S extends Shape> {
	readonly raw: RawFeature;
	readonly shape: S;
	readonly properties: Properties;
}

/** What a file holds; features that cannot be used are said in `bad`, one a line. */
export async function readLayer<T extends Shape['type']>(
	path: string,
	types: readonly T[],
	language: Language,
	bad: string[]
): Promise<Read<Extract<Shape, { type: T }>>[]> {
	const features = await readGeojson(path, language);
	return features.flatMap((raw) => {
		const feature = raw.value as { type?: unknown; properties?: unknown; geometry?: unknown } | null;
		const refuse = (kind: RefusalKind, detail?: ShapeProblem['detail']): [] => {
			bad.push(featureLine(basename(path), { ...raw, id: null, kind, ...(detail ? { detail } : {}) }, language));
			return [];
		};
		if (typeof feature !== 'object' || feature === null || feature.type !== 'Feature') return refuse('not-a-feature');
		const shape = readShape(feature.geometry, types);
		if (!shape.ok) return refuse(shape.problem.kind, shape.problem.detail);
		return [{ raw, shape: shape.value, properties: (feature.properties ?? {}) as Properties }];
	});
}

/** The compound whose ground holds the middle of a building; null where none does. */
export function compoundsByPlace(compounds: readonly Read<Shape>[]): (building: SurfaceShape) => string | null {
	const walled = compounds.flatMap(({ shape, properties, raw }) =>
		shape.type === 'Polygon' || shape.type === 'MultiPolygon'
			? [{ shape, box: bboxOf(shape), id: textOf(properties, 'id', 'code', 'name') || `#${raw.index + 1}` }]
			: []
	);
	const index = spatialIndex(walled.map(({ box }) => box));
	return (building) => {
		const at = labelPoint(building);
		return walled[index.search(at[0], at[1], at[0], at[1]).find((i) => pointInSurface(at, walled[i]!.shape)) ?? -1]?.id ?? null;
	};
}

/** Null where there is none. */
export function loadOf(value: unknown): number | null | 'wrong' {
	if (value === undefined || value === null || value === '') return null;
	const number = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : NaN;
	return Number.isFinite(number) && number >= 0 ? number : 'wrong';
}
