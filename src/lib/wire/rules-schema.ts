/** The schema a rule set must meet before it may hold: every number in its range, so that no rule can switch the coverage off by a slip. */
import * as v from 'valibot';
import { zoneOf } from '../duty/local-time.ts';
import { DEFAULT_RULES, type Rules } from '../rules/rule-set.ts';
import { PostingSchema } from './posting-schema.ts';

const number = (from: number, to: number) => v.pipe(v.number(), v.minValue(from), v.maxValue(to));
const whole = (from: number, to: number) => v.pipe(v.number(), v.integer(), v.minValue(from), v.maxValue(to));

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(40));
const subjectKinds = v.pipe(v.array(v.picklist(['grid', 'post', 'compound', 'building', 'area'])), v.maxLength(5));
const squadTemplate = v.strictObject({
	id: name,
	zh: name,
	en: name,
	seats: v.pipe(
		v.array(v.strictObject({ roles: v.pipe(v.array(name), v.maxLength(20)), count: whole(1, 50) })),
		v.minLength(1),
		v.maxLength(20)
	)
});

const visits = v.strictObject({ visitsPerDay: number(0, 1000), minutesPerVisit: number(0, 1440) });

export const RulesSchema = v.strictObject({
	coverage: v.strictObject({
		radiusM: number(1, 200),
		maxAccuracyM: number(1, 1000),
		maxSpeedKmh: number(1, 200),
		legMaxS: number(1, 3600),
		legMaxM: number(1, 2000),
		limitH: v.strictObject({ low: number(0.1, 720), medium: number(0.1, 720), high: number(0.1, 720) }),
		joinBuildingsM: number(0, 500),
		groundGapRadiusM: number(1, 500),
		excludedLanduse: v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(40))), v.maxLength(50))
	}),
	patrol: v.strictObject({
		staleAfterS: number(5, 3600),
		lostAfterS: number(10, 86_400),
		offShiftAfterS: number(60, 7 * 86_400),
		maxFutureS: number(0, 86_400),
		maxAgeDays: number(1, 365)
	}),
	workload: v.strictObject({
		kinds: v.strictObject({
			household: visits,
			isolatedHousehold: visits,
			compoundGate: visits,
			postSeat: visits,
			enterprise: visits,
			openCase: visits
		}),
		minutesPerWorkerDay: number(1, 1440),
		detourFactor: number(1, 5),
		walkMPerMin: number(1, 500),
		targetCv: number(0, 10),
		targetMaxToMean: number(1, 100)
	}),
	/** Left out by whoever knows no planner: as the program brings it. */
	plan: v.optional(
		v.strictObject({
			minGridAreaM2: number(1, 1_000_000),
			minGridBuildings: whole(0, 1000),
			snapM: number(0.02, 5),
			sliverM: number(0.02, 50),
			lockS: number(1, 600)
		}),
		DEFAULT_RULES.plan
	),
	/** Left out by whoever knows no duties: as the program brings it. */
	duty: v.optional(
		v.strictObject({
			timeZone: v.pipe(
				v.string(),
				v.maxLength(60),
				v.check((id) => zoneOf(id) !== null, 'no such time zone')
			),
			needsPrimary: subjectKinds,
			needsBackup: subjectKinds,
			maxPrimary: v.strictObject({
				grid: whole(1, 1000),
				post: whole(1, 1000),
				compound: whole(1, 1000),
				building: whole(1, 10_000),
				area: whole(1, 1000)
			}),
			squadTemplates: v.pipe(
				v.array(squadTemplate),
				v.maxLength(50),
				v.check((list) => new Set(list.map(({ id }) => id)).size === list.length, 'an id is used twice')
			)
		}),
		DEFAULT_RULES.duty
	),
	/** Left out by whoever knows no posts: as the program brings it. */
	posting: v.optional(PostingSchema, DEFAULT_RULES.posting),
	/** Left out by whoever knows of no keeping times: as the program brings them. */
	keeping: v.optional(
		v.strictObject({
			trackDays: whole(1, 3650),
			apartDays: whole(1, 3650),
			accessLogDays: whole(180, 3650),
			coverageDays: whole(1, 3650),
			closedGapDays: whole(30, 3650)
		}),
		DEFAULT_RULES.keeping
	),
	ledger: v.strictObject({
		dueMinutes: v.strictObject({
			D1: whole(0, 43_200),
			D2: whole(0, 43_200),
			D3: whole(0, 43_200),
			D4: whole(0, 43_200),
			D5: whole(0, 43_200),
			D6: whole(0, 43_200)
		}),
		urgentHouseholds: whole(1, 1_000_000),
		urgentAgeRatio: number(1, 100)
	})
}) satisfies v.GenericSchema<unknown, Rules>;
