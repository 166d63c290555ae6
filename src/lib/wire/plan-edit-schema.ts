/** The schema an edit of a plan must meet at the door: the verbs of `plan/plan-edit.ts`, whole lattice numbers, lines of bounded length. */
import * as v from 'valibot';
import type { GridCode } from '../plan/border-plan.ts';
import type { PlanEdit } from '../plan/plan-edit.ts';

/** More points than any border a person draws or a road has. */
const MAX_POINTS = 20_000;
const MAX_BUILDINGS = 20_000;
const MAX_GRIDS = 1000;
/** A grid is divided into no more parts at once: each costs the server a search. */
const MAX_PARTS = 24;

const steps = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(-most), v.maxValue(most));
const point = v.strictTuple([steps(1_800_000_000), steps(900_000_000)]);
const line = v.pipe(v.array(point), v.minLength(1), v.maxLength(MAX_POINTS));
const code = v.pipe(
	v.string(),
	v.regex(/^\d{15}(\d{2})?$/),
	v.transform((text) => text as GridCode)
);
const id = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 31 - 1));
const name = v.pipe(v.string(), v.maxLength(100));

const minutes = v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1_000_000)));

const why = { cutReason: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(500))) };

export const PlanEditSchema = v.variant('verb', [
	v.strictObject({
		verb: v.literal('move-corner'),
		at: point,
		to: point,
		follow: v.exactOptional(v.pipe(v.array(line), v.maxLength(50))),
		...why
	}),
	v.strictObject({ verb: v.literal('move-point'), at: point, to: point, ...why }),
	v.strictObject({ verb: v.literal('add-point'), between: v.strictTuple([point, point]), at: point, ...why }),
	v.strictObject({ verb: v.literal('remove-point'), at: point, ...why }),
	v.strictObject({ verb: v.literal('reshape-border'), line, ...why }),
	v.strictObject({ verb: v.literal('split-grid'), grid: code, line, name, code, ...why }),
	v.strictObject({
		verb: v.literal('split-equal'),
		grid: code,
		into: v.pipe(v.array(v.strictObject({ code, name })), v.minLength(1), v.maxLength(MAX_PARTS)),
		minutes: v.strictObject({
			household: minutes,
			isolatedHousehold: minutes,
			compoundGate: minutes,
			postSeat: minutes,
			enterprise: minutes,
			openCase: minutes
		}),
		minutesPerM2: v.pipe(v.number(), v.minValue(0), v.maxValue(1000)),
		seed: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1))),
		...why
	}),
	v.strictObject({ verb: v.literal('merge-grids'), grids: v.pipe(v.array(code), v.maxLength(MAX_GRIDS)), into: code, ...why }),
	v.strictObject({ verb: v.literal('move-buildings'), buildingIds: v.pipe(v.array(id), v.maxLength(MAX_BUILDINGS)), to: code, ...why }),
	v.strictObject({ verb: v.literal('give-ground'), ring: line, to: code, ...why }),
	v.strictObject({ verb: v.literal('assign-building'), buildingId: id, to: code, ...why }),
	v.strictObject({ verb: v.literal('rename-grid'), grid: code, name, ...why }),
	v.strictObject({
		verb: v.literal('set-grid'),
		grid: code,
		risk: v.exactOptional(v.picklist(['low', 'medium', 'high'])),
		locked: v.exactOptional(v.boolean()),
		workers: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000))),
		...why
	})
]) satisfies v.GenericSchema<unknown, PlanEdit>;
