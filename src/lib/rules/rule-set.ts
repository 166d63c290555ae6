/**
 * The rule set: every number the product judges by, as data with an effective date. `DEFAULT_RULES` is what a new district
 * starts with; an administrator edits rows, never constants. There is no public norm for minutes a visit: those are our
 * editable defaults.
 */
import type { Risk } from '../area/area.ts';
import { DEFAULT_DUTY_RULES, type DutyRules } from './duty-rules.ts';
import { DEFAULT_KEEPING_RULES, type KeepingRules } from './keeping-rules.ts';
import { DEFAULT_POSTING_RULES, type PostingRules } from './roster-rules.ts';

/** What a worker is asked to visit. */
export type WorkKind = 'household' | 'isolatedHousehold' | 'compoundGate' | 'postSeat' | 'enterprise' | 'openCase';

export interface Rules {
	/** D4: which fixes earn credit, and how long ground and buildings stay fresh. */
	readonly coverage: {
		/** Seen is all within this distance of a leg or point, metres. */
		readonly radiusM: number;
		/** A fix whose accuracy is worse earns nothing, metres; unknown accuracy is accepted. */
		readonly maxAccuracyM: number;
		/** Faster than this is not a patrol on foot, km/h. */
		readonly maxSpeedKmh: number;
		/** Two credited fixes are a leg only this close in time, seconds. */
		readonly legMaxS: number;
		/** … and this close in space, metres. */
		readonly legMaxM: number;
		/** Hours within which something seen is fresh, by the grid's risk class. */
		readonly limitH: Readonly<Record<Risk, number>>;
		/** Stale buildings are one gap where they are at most this far apart, metres. */
		readonly joinBuildingsM: number;
		/** Unseen ground is listed only where it holds a circle of this radius, metres. */
		readonly groundGapRadiusM: number;
		/** Kinds of land use that are no ground to cover. */
		readonly excludedLanduse: readonly string[];
	};
	/** How old a tracker's last fix may be, seconds. */
	readonly patrol: {
		readonly staleAfterS: number;
		readonly lostAfterS: number;
		/** A tracker silent longer than this has gone off shift and is no longer waited for. */
		readonly offShiftAfterS: number;
		/** A fix dated further in the future than this is kept apart and never painted live. */
		readonly maxFutureS: number;
		/** A fix older than this many days is kept apart. */
		readonly maxAgeDays: number;
	};
	/** L = Σ n·f·(t + w) ÷ (m·A). */
	readonly workload: {
		/** Visits a day (f) and minutes a visit (t) of each kind. */
		readonly kinds: Readonly<Record<WorkKind, { readonly visitsPerDay: number; readonly minutesPerVisit: number }>>;
		/** A: productive minutes a worker-day. */
		readonly minutesPerWorkerDay: number;
		/** Straight line to walked way. */
		readonly detourFactor: number;
		/** Metres a minute on foot. */
		readonly walkMPerMin: number;
		readonly targetCv: number;
		readonly targetMaxToMean: number;
	};
	/** What a plan of grids must meet, and how planners draw it. */
	readonly plan: {
		/** No grid may be drawn smaller, square metres … */
		readonly minGridAreaM2: number;
		/** … or with fewer buildings. */
		readonly minGridBuildings: number;
		/** Corners of imported grids nearer than this are drawn together without asking, metres. */
		readonly snapM: number;
		/** A gap or overlap of imported grids nowhere wider than this is called a sliver, metres. */
		readonly sliverM: number;
		/** A grid that a planner is at stays softly locked this long after the last touch, seconds. */
		readonly lockS: number;
	};
	/** D2: who has to be named for what. */
	readonly duty: DutyRules;
	/** D3: shifts, the roles of posts, what a roster must keep, check-ins and how long phones' records are kept. */
	readonly posting: PostingRules;
	/** How long positions, logs and histories are kept. */
	readonly keeping: KeepingRules;
	/** How urgent an open gap is: minutes from opening until it is due, by dimension. */
	readonly ledger: {
		readonly dueMinutes: Readonly<Record<'D1' | 'D2' | 'D3' | 'D4' | 'D5' | 'D6', number>>;
		/** A gap touching at least this many households is urgent at once. */
		readonly urgentHouseholds: number;
		/** A gap whose oldest age is this many times its limit is urgent. */
		readonly urgentAgeRatio: number;
	};
}

/** One version of the rules of one district, or of all districts where `districtId` is null. */
export interface RuleSet {
	readonly version: number;
	readonly districtId: number | null;
	readonly effectiveFromMs: number;
	readonly note: string;
	readonly rules: Rules;
}

export const DEFAULT_RULES: Rules = {
	coverage: {
		radiusM: 25,
		maxAccuracyM: 50,
		maxSpeedKmh: 15,
		legMaxS: 60,
		legMaxM: 80,
		limitH: { low: 24, medium: 8, high: 2 },
		joinBuildingsM: 40,
		groundGapRadiusM: 40,
		excludedLanduse: ['water']
	},
	patrol: { staleAfterS: 60, lostAfterS: 300, offShiftAfterS: 4 * 3600, maxFutureS: 300, maxAgeDays: 30 },
	workload: {
		kinds: {
			household: { visitsPerDay: 0.2, minutesPerVisit: 2 },
			isolatedHousehold: { visitsPerDay: 2, minutesPerVisit: 6 },
			compoundGate: { visitsPerDay: 3, minutesPerVisit: 3 },
			postSeat: { visitsPerDay: 2, minutesPerVisit: 5 },
			enterprise: { visitsPerDay: 0.4, minutesPerVisit: 10 },
			openCase: { visitsPerDay: 1, minutesPerVisit: 20 }
		},
		minutesPerWorkerDay: 420,
		detourFactor: 1.3,
		walkMPerMin: 70,
		targetCv: 0.15,
		targetMaxToMean: 1.3
	},
	plan: { minGridAreaM2: 500, minGridBuildings: 0, snapM: 0.05, sliverM: 2, lockS: 20 },
	duty: DEFAULT_DUTY_RULES,
	posting: DEFAULT_POSTING_RULES,
	keeping: DEFAULT_KEEPING_RULES,
	ledger: {
		dueMinutes: { D1: 0, D2: 240, D3: 15, D4: 120, D5: 1440, D6: 30 },
		urgentHouseholds: 300,
		urgentAgeRatio: 2
	}
};

/** Rules as an older version of the program wrote them, with the defaults of what it did not know yet. */
export const completeRules = (
	written: Omit<Rules, 'plan' | 'duty' | 'posting' | 'keeping'> & Partial<Pick<Rules, 'plan' | 'duty' | 'posting' | 'keeping'>>
): Rules => ({
	...written,
	plan: { ...DEFAULT_RULES.plan, ...written.plan },
	duty: { ...DEFAULT_RULES.duty, ...written.duty },
	posting: { ...DEFAULT_RULES.posting, ...written.posting },
	keeping: { ...DEFAULT_RULES.keeping, ...written.keeping }
});

/** The rule set that held at `atMs`: the district's own newest one effective by then, else the general one; null if none held yet. */
export function ruleSetAt(sets: readonly RuleSet[], districtId: number, atMs: number): RuleSet | null {
	let best: RuleSet | null = null;
	for (const set of sets) {
		if (set.effectiveFromMs > atMs || (set.districtId !== null && set.districtId !== districtId)) continue;
		const own = set.districtId !== null;
		const bestOwn = best !== null && best.districtId !== null;
		if (best === null || (own && !bestOwn)) best = set;
		else if (
			own === bestOwn &&
			(set.effectiveFromMs > best.effectiveFromMs || (set.effectiveFromMs === best.effectiveFromMs && set.version > best.version))
		)
			best = set;
	}
	return best;
}
