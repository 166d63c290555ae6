/** Reads a GeoJSON geometry that may be anything at all into a shape, or says exactly what is wrong with it and where. */
import { done, refused, type Outcome, type Problem } from './outcome.ts';
import type { Position, Shape, SurfaceShape } from './position.ts';
import { ringProblem, type RingProblemKind } from './ring-problem.ts';

export interface ShapeProblem extends Problem {
	readonly kind:
		/** No geometry, or one without any position. */
		| 'no-coordinates'
		/** A geometry of another type than this layer holds; detail `found`, `wanted`. */
		| 'geometry-type'
		/** Something that is not a number where a coordinate should be; detail `path`, `found`. */
		| 'coordinate-malformed'
		/** Longitude beyond ±180 or latitude beyond ±90; detail `path`, `found`. */
		| 'coordinate-range'
		/** A line of fewer than two places. */
		| 'line-short'
		| RingProblemKind;
}

const DEPTHS: Readonly<Record<Shape['type'], number>> = { Point: 0, LineString: 1, MultiLineString: 2, Polygon: 2, MultiPolygon: 3 };

/** The shape as it is written, altitudes left out. Only whether it can be read is judged, not how its rings run. */
export function readShape<T extends Shape['type']>(
	geometry: unknown,
	wanted: readonly T[]
): Outcome<Extract<Shape, { type: T }>, ShapeProblem> {
	if (geometry === null || geometry === undefined) return refused({ kind: 'no-coordinates' });
	const type = (geometry as { type?: unknown }).type;
	const known = wanted.find((name) => name === type);
	if (known === undefined) {
		return refused({
			kind: 'geometry-type',
			detail: { found: typeof type === 'string' ? type : describe(geometry), wanted: wanted.join(', ') }
		});
	}
	const raw = (geometry as { coordinates?: unknown }).coordinates;
	if (raw === null || raw === undefined) return refused({ kind: 'no-coordinates' });
	const bad: { problem: ShapeProblem | null } = { problem: null };
	const coordinates = readNested(raw, DEPTHS[known], 'coordinates', bad);
	if (bad.problem) return refused(bad.problem);
	const shape = { type: known, coordinates } as unknown as Extract<Shape, { type: T }>;
	return shortLine(shape) ?? done(shape);
}

/** A surface that is also drawn rightly (`ringProblem`). */
export function readSurface(geometry: unknown): Outcome<SurfaceShape, ShapeProblem> {
	const read = readShape(geometry, ['Polygon', 'MultiPolygon']);
	if (!read.ok) return read;
	const problem = ringProblem(read.value);
	if (problem === null) return read;
	if (problem.kind === 'empty') return refused({ kind: 'no-coordinates' });
	return refused(problem.at === null ? { kind: problem.kind } : { kind: problem.kind, at: problem.at });
}

function readNested(raw: unknown, depth: number, path: string, bad: { problem: ShapeProblem | null }): unknown {
	if (bad.problem) return null;
	if (depth === 0) return readPosition(raw, path, bad);
	if (!Array.isArray(raw)) {
		bad.problem = { kind: 'coordinate-malformed', detail: { path, found: describe(raw) } };
		return null;
	}
	if (raw.length === 0) {
		bad.problem ??= { kind: 'no-coordinates' };
		return null;
	}
	return raw.map((inner, i) => readNested(inner, depth - 1, `${path}[${i}]`, bad));
}

function readPosition(raw: unknown, path: string, bad: { problem: ShapeProblem | null }): Position | null {
	if (!Array.isArray(raw)) {
		bad.problem = { kind: 'coordinate-malformed', detail: { path, found: describe(raw) } };
		return null;
	}
	if (raw.length === 0) {
		bad.problem = { kind: 'no-coordinates' };
		return null;
	}
	for (const axis of [0, 1] as const) {
		const value: unknown = raw[axis];
		if (typeof value !== 'number' || !Number.isFinite(value)) {
			bad.problem = { kind: 'coordinate-malformed', detail: { path: `${path}[${axis}]`, found: describe(value) } };
			return null;
		}
		if (Math.abs(value) > (axis === 0 ? 180 : 90)) {
			bad.problem = { kind: 'coordinate-range', detail: { path: `${path}[${axis}]`, found: value } };
			return null;
		}
	}
	return [raw[0] as number, raw[1] as number];
}

function shortLine(shape: Shape): Outcome<never, ShapeProblem> | null {
	const lines = shape.type === 'LineString' ? [shape.coordinates] : shape.type === 'MultiLineString' ? shape.coordinates : [];
	for (const line of lines) {
		const [first] = line;
		if (first && line.every(([lng, lat]) => lng === first[0] && lat === first[1])) return refused({ kind: 'line-short', at: first });
	}
	return null;
}

/** How a stray value is called in a message: short, and never a page of it. */
function describe(value: unknown): string {
	if (value === undefined) return 'nothing';
	const text = JSON.stringify(value) ?? String(value);
	return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}
