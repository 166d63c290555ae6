/** The schema of a mend that a planner accepts: a surface and the grid it goes to, or none. */
import * as v from 'valibot';
import type { GridCode } from '../plan/border-plan.ts';
import type { Mend } from '../plan/from-polygons.ts';

const position = v.strictTuple([
	v.pipe(v.number(), v.minValue(-180), v.maxValue(180)),
	v.pipe(v.number(), v.minValue(-90), v.maxValue(90))
]);
const ring = v.pipe(v.array(position), v.minLength(4), v.maxLength(100_000));
const polygon = v.pipe(v.array(ring), v.minLength(1), v.maxLength(1000));

export const MendSchema = v.strictObject({
	shape: v.variant('type', [
		v.strictObject({ type: v.literal('Polygon'), coordinates: polygon }),
		v.strictObject({ type: v.literal('MultiPolygon'), coordinates: v.pipe(v.array(polygon), v.minLength(1), v.maxLength(1000)) })
	]),
	to: v.nullable(
		v.pipe(
			v.string(),
			v.regex(/^\d{15}(\d{2})?$/),
			v.transform((text) => text as GridCode)
		)
	)
}) satisfies v.GenericSchema<unknown, Mend>;
