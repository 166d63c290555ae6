/** The schemas of the two files of the `roster` verb: the problem that goes in and the roster that comes out. What they cannot say is judged in `duty/roster`. */
import * as v from 'valibot';
import { type ProblemFile, PROBLEM_FORMAT } from '../duty/roster/problem-file.ts';

export const ROSTER_FORMAT = 'gridkeeper-roster/1';

const id = v.pipe(
	v.string(),
	v.minLength(1),
	v.maxLength(80),
	v.regex(/^[^\s/+,;，；、]([^/+,;，；、\n\r\t]*[^\s/+,;，；、])?$/u),
	v.description('Unique among its kind; without / + , ;')
);
const text = v.pipe(v.string(), v.maxLength(200));
const date = v.pipe(v.string(), v.maxLength(10), v.description('A local day: 2026-11-24'));
const moment = v.pipe(v.string(), v.maxLength(16), v.description('Local wall time: 2026-11-24 or 2026-11-24T13:30'));
const hours = v.pipe(
	v.string(),
	v.minLength(1),
	v.maxLength(200),
	v.description('Hours that come again: 23:00–07:00, 24 h, Mon–Fri 08:00–20:00')
);
const needs = v.pipe(
	v.string(),
	v.minLength(1),
	v.maxLength(2000),
	v.description('Who is needed when: 23:00–06:00 police 1, health+sampling 1; 24 h community 1')
);
const number = (from: number, to: number) => v.pipe(v.number(), v.minValue(from), v.maxValue(to));
const whole = (from: number, to: number) => v.pipe(v.number(), v.integer(), v.minValue(from), v.maxValue(to));
const position = v.pipe(v.strictTuple([number(-180, 180), number(-90, 90)]), v.description('[lng, lat], WGS-84'));
const span = v.pipe(
	v.strictObject({ from: moment, until: v.exactOptional(moment), through: v.exactOptional(date) }),
	v.description('`from` … `until` (not included), or whole days `from` … `through` (included)')
);
const optional = v.exactOptional;
const most = 5000;
const list = <T extends v.GenericSchema>(item: T, limit = most) => v.pipe(v.array(item), v.maxLength(limit));

export const ProblemFileSchema = v.strictObject({
	$schema: optional(text),
	format: v.literal(PROBLEM_FORMAT),
	name: optional(text),
	zone: optional(v.pipe(text, v.description('IANA time zone; Asia/Shanghai unless told'))),
	from: v.pipe(date, v.description('First local day: seats that begin on it or after')),
	days: v.pipe(whole(1, 31), v.description('How many local days; a seat that begins on the last is whole, over midnight too')),
	rules: optional(
		v.strictObject({
			minRestH: optional(number(0, 72)),
			maxHoursIn24: optional(number(0, 24)),
			dayOffWindowDays: optional(whole(1, 31)),
			daysOffInWindow: optional(whole(0, 31)),
			maxShiftsPerWeek: optional(whole(0, 50)),
			maxHoursPerWeek: optional(number(0, 168)),
			nightHours: optional(hours),
			weekendDays: optional(list(whole(1, 7), 7)),
			points: optional(
				v.strictObject({
					night: optional(number(0, 1000)),
					weekend: optional(number(0, 1000)),
					hourStepsH: optional(list(number(0, 168), 10)),
					hour: optional(number(0, 1000)),
					wish: optional(number(0, 1000))
				})
			)
		})
	),
	holidays: optional(list(date, 100)),
	roles: optional(
		v.pipe(
			list(
				v.strictObject({
					id,
					zh: text,
					en: text,
					alsoWritten: optional(list(text, 20)),
					filledBy: v.pipe(list(id, 50), v.minLength(1), v.description('Roles of people who may sit there')),
					weight: v.pipe(whole(1, 1000), v.description('What an empty seat weighs'))
				}),
				50
			),
			v.description('In place of the roles that a district starts with')
		)
	),
	shifts: list(v.strictObject({ id, name: optional(text), hours }), 100),
	posts: v.pipe(
		list(
			v.strictObject({
				id,
				name: optional(text),
				position: optional(position),
				weight: optional(whole(1, 1000)),
				shifts: optional(list(id, 100)),
				needs: v.union([needs, v.pipe(list(v.strictObject({ from: date, needs }), 100), v.minLength(1))])
			})
		),
		v.minLength(1)
	),
	people: list(
		v.strictObject({
			id,
			name: optional(text),
			roles: list(id, 50),
			skills: optional(list(id, 50)),
			home: optional(position),
			hours: optional(list(hours, 50)),
			leave: optional(list(span, 200)),
			elsewhere: optional(v.pipe(list(span, 200), v.description('Work outside this roster, before, within or after it'))),
			maxShiftsPerWeek: optional(whole(0, 50)),
			maxHoursPerWeek: optional(number(0, 168)),
			nightsBefore: optional(whole(0, 1000)),
			weekendsBefore: optional(whole(0, 1000)),
			wishes: optional(
				list(v.strictObject({ want: v.picklist(['off', 'work']), on: date, hours: optional(hours), weight: optional(whole(1, 100)) }), 200)
			)
		})
	),
	locked: optional(list(v.strictObject({ seat: text, person: id })))
}) satisfies v.GenericSchema<unknown, ProblemFile>;

const instant = v.pipe(v.string(), v.description('ISO 8601 with the offset of the zone'));

export const RosterFileSchema = v.strictObject({
	$schema: optional(text),
	format: v.literal(ROSTER_FORMAT),
	name: text,
	zone: text,
	from: date,
	days: whole(1, 31),
	seats: v.array(
		v.strictObject({
			seat: text,
			post: id,
			role: id,
			skills: v.array(id),
			shift: v.nullable(id),
			start: instant,
			end: instant,
			person: v.nullable(id)
		})
	),
	cost: v.strictObject({
		uncovered: v.pipe(v.number(), v.description('Empty seats, each times the weights of its role and post')),
		nights: v.number(),
		weekends: v.number(),
		hours: v.number(),
		wishes: v.number(),
		points: v.pipe(v.number(), v.description('nights + weekends + hours + wishes')),
		distanceM: v.number()
	}),
	aims: v.pipe(
		v.array(
			v.strictObject({
				aim: v.picklist(['coverage', 'changes', 'points']),
				value: v.number(),
				bound: v.number(),
				proven: v.boolean()
			})
		),
		v.description('In order; each is met in full before the next counts. Nothing below `bound` can be')
	),
	proven: v.boolean(),
	cure: v.array(
		v.strictObject({
			role: id,
			skills: v.array(id),
			seats: v.number(),
			openHours: v.number(),
			people: v.pipe(v.number(), v.description('So many people more and every seat of the role is filled')),
			atLeast: v.pipe(v.number(), v.description('With fewer it cannot be')),
			forbidden: v.pipe(v.array(text), v.description('Seats that no number of people fills under these rules'))
		})
	),
	changed: v.nullable(v.array(v.strictObject({ seat: text, before: v.nullable(id), after: v.nullable(id) }))),
	seconds: v.number()
});

export type RosterFile = v.InferOutput<typeof RosterFileSchema>;
