/** The schema of the rules about posts, shifts, rosters and the field. */
import * as v from 'valibot';
import { dayOf } from '../duty/local-time.ts';
import { overlappingShifts } from '../duty/seats.ts';
import { shiftsOf } from '../duty/shifts.ts';
import { readWhen } from '../duty/when.ts';
import type { PostingRules } from '../rules/roster-rules.ts';

const number = (from: number, to: number) => v.pipe(v.number(), v.minValue(from), v.maxValue(to));
const whole = (from: number, to: number) => v.pipe(v.number(), v.integer(), v.minValue(from), v.maxValue(to));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(40));
/** As seats and files name it: without what parts a seat's name. */
const id = v.pipe(name, v.regex(/^[^\s/+,;，；、]+$/u));
const hours = v.pipe(
	v.string(),
	v.maxLength(200),
	v.check((text) => readWhen(text).ok, 'no such hours')
);
const day = v.pipe(
	v.string(),
	v.check((text) => dayOf(text) !== null, 'no such day')
);
const unique = <T extends { readonly id: string }>(list: readonly T[]): boolean => new Set(list.map((one) => one.id)).size === list.length;

export const PostingSchema = v.pipe(
	v.strictObject({
		limits: v.pipe(
			v.strictObject({
				minRestH: number(0, 72),
				maxHoursIn24: number(0, 24),
				dayOffWindowDays: whole(1, 31),
				daysOffInWindow: whole(0, 31),
				maxShiftsPerWeek: whole(0, 50),
				maxHoursPerWeek: number(0, 168),
				nightHours: hours,
				weekendDays: v.pipe(v.array(whole(1, 7)), v.maxLength(7)),
				points: v.strictObject({
					night: number(0, 1000),
					weekend: number(0, 1000),
					hourStepsH: v.pipe(v.array(number(0, 168)), v.maxLength(10)),
					hour: number(0, 1000),
					wish: number(0, 1000)
				})
			}),
			v.check((limits) => limits.daysOffInWindow <= limits.dayOffWindowDays, 'more days off than days')
		),
		shifts: v.pipe(
			v.array(v.strictObject({ id, zh: name, en: name, hours })),
			v.minLength(1),
			v.maxLength(50),
			v.check(unique, 'an id is used twice')
		),
		usualShifts: v.pipe(v.array(id), v.minLength(1), v.maxLength(50)),
		roles: v.pipe(
			v.array(
				v.strictObject({
					id,
					zh: name,
					en: name,
					alsoWritten: v.pipe(v.array(name), v.maxLength(20)),
					filledBy: v.pipe(v.array(name), v.minLength(1), v.maxLength(50)),
					weight: whole(1, 1000)
				})
			),
			v.minLength(1),
			v.maxLength(50),
			v.check(unique, 'an id is used twice')
		),
		holidays: v.pipe(v.array(day), v.maxLength(400)),
		aheadH: number(0, 24 * 31),
		lateMin: whole(0, 240),
		earlyMin: whole(0, 240),
		checkIn: v.strictObject({ withinM: number(1, 1000), maxAccuracyM: number(1, 1000) }),
		keepDays: v.strictObject({ records: whole(1, 3650), photos: whole(1, 3650) })
	}),
	v.check((rules) => rules.usualShifts.every((id) => rules.shifts.some((shift) => shift.id === id)), 'a usual shift that there is not'),
	v.check((rules) => overlappingShifts(shiftsOf(rules, rules.usualShifts)) === null, 'usual shifts overlap')
) satisfies v.GenericSchema<unknown, PostingRules>;
