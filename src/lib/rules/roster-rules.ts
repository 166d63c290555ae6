/** What a roster must keep and what makes one better than another: every number is data. A problem file may change any of them. */
import { DEFAULT_POST_ROLES, type PostRole } from './post-roles.ts';

export interface RosterRules {
	/** Hours free between the end of one shift and the beginning of the next, at least. */
	readonly minRestH: number;
	/** Hours of work in any stretch of 24 hours, at most. */
	readonly maxHoursIn24: number;
	/** In any so many local days one after another … */
	readonly dayOffWindowDays: number;
	/** … so many have no minute of work at all. */
	readonly daysOffInWindow: number;
	/** Shifts that begin in one week, Monday to Sunday, at most. A person's own number goes before. */
	readonly maxShiftsPerWeek: number;
	/** Hours of the shifts that begin in one week, at most. A person's own number goes before. */
	readonly maxHoursPerWeek: number;
	/** A shift that touches these hours of the wall clock is a night. */
	readonly nightHours: string;
	/** A shift that begins on such a weekday (1 Monday … 7 Sunday), or on a holiday, is a weekend shift. */
	readonly weekendDays: readonly number[];
	/** Points that the optimiser keeps low, once as many seats as can be are filled. */
	readonly points: {
		/** A person's n nights cost this times n², so that they are shared evenly. */
		readonly night: number;
		/** The same for shifts at weekends. */
		readonly weekend: number;
		/** Each hour of a week above each of these thresholds costs `hour`: long weeks cost more the longer they are. */
		readonly hourStepsH: readonly number[];
		readonly hour: number;
		/** A wish not met, times the wish's own weight. */
		readonly wish: number;
	};
}

export const DEFAULT_ROSTER_RULES: RosterRules = {
	minRestH: 8,
	maxHoursIn24: 12,
	dayOffWindowDays: 7,
	daysOffInWindow: 1,
	maxShiftsPerWeek: 6,
	maxHoursPerWeek: 60,
	nightHours: '00:00–05:00',
	weekendDays: [6, 7],
	points: { night: 4, weekend: 3, hourStepsH: [24, 36, 44, 52], hour: 1, wish: 10 }
};

/** The part of the rule set about posts, shifts and the field (D3). */
export interface PostingRules {
	readonly limits: RosterRules;
	/** The shifts there are … */
	readonly shifts: readonly ShiftRule[];
	/** … and the ids of those that a post has which names none; they do not overlap. */
	readonly usualShifts: readonly string[];
	/** What posts ask for, and who may sit there. */
	readonly roles: readonly PostRole[];
	/** Local days that count as a weekend, `2026-10-01`. */
	readonly holidays: readonly string[];
	/** A seat that nobody is planned for is a gap so many hours before it begins. */
	readonly aheadH: number;
	/** A seat is empty so many minutes after it began without a check-in. */
	readonly lateMin: number;
	/** A check-in may come so many minutes before its seat begins. */
	readonly earlyMin: number;
	readonly checkIn: {
		/** By position: no farther from the post than this, metres … */
		readonly withinM: number;
		/** … and no less accurate, metres. */
		readonly maxAccuracyM: number;
	};
	/** Whole days that records from phones are kept, and their photos. */
	readonly keepDays: { readonly records: number; readonly photos: number };
}

export interface ShiftRule {
	readonly id: string;
	readonly zh: string;
	readonly en: string;
	/** Local wall clock, as `duty/when.ts` reads it: `23:00–07:00`. */
	readonly hours: string;
}

export const DEFAULT_POSTING_RULES: PostingRules = {
	limits: DEFAULT_ROSTER_RULES,
	shifts: [
		{ id: 'night', zh: '夜班', en: 'night', hours: '23:00–07:00' },
		{ id: 'morning', zh: '早班', en: 'morning', hours: '07:00–15:00' },
		{ id: 'evening', zh: '晚班', en: 'evening', hours: '15:00–23:00' },
		{ id: 'day', zh: '白班', en: 'day', hours: '07:00–19:00' }
	],
	usualShifts: ['night', 'morning', 'evening'],
	roles: DEFAULT_POST_ROLES,
	holidays: [],
	aheadH: 72,
	lateMin: 5,
	earlyMin: 30,
	checkIn: { withinM: 50, maxAccuracyM: 50 },
	keepDays: { records: 180, photos: 30 }
};
