/** What a roster must keep and what makes one better than another: every number is data. A problem file may change any of them. */

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
