/** The part of the rule set that says who has to be named for what (D2), how much one person may answer for, and how squads are made up. */

export type DutySubjectKind = 'grid' | 'post' | 'compound' | 'building' | 'area';

/** 三位一体, 1+X …: the seats that make a squad whole. One person fills one seat. */
export interface SquadTemplate {
	/** As squads and files name it. */
	readonly id: string;
	readonly zh: string;
	readonly en: string;
	readonly seats: readonly {
		/** Roles of people who may fill it; none: anybody. */
		readonly roles: readonly string[];
		/** At least so many. */
		readonly count: number;
	}[];
}

export interface DutyRules {
	/** Zone of the wall clock on which leave, hours and deadlines are written. */
	readonly timeZone: string;
	/** Kinds of which each one needs a named primary … */
	readonly needsPrimary: readonly DutySubjectKind[];
	/** … and of those, the kinds that need a backup too. */
	readonly needsBackup: readonly DutySubjectKind[];
	/** Of each kind, as many as one person may be primary of at once. */
	readonly maxPrimary: Readonly<Record<DutySubjectKind, number>>;
	readonly squadTemplates: readonly SquadTemplate[];
}

const one = (role: string) => ({ roles: [role], count: 1 });

export const DEFAULT_DUTY_RULES: DutyRules = {
	timeZone: 'Asia/Shanghai',
	needsPrimary: ['grid', 'post'],
	needsBackup: ['grid', 'post'],
	maxPrimary: { grid: 2, post: 3, compound: 8, building: 120, area: 2 },
	squadTemplates: [
		{ id: '1+X', zh: '1+X', en: '1+X', seats: [one('grid-leader'), { roles: [], count: 1 }] },
		{ id: '1+1+1+N', zh: '1+1+1+N', en: '1+1+1+N', seats: [one('grid-leader'), one('grid-worker'), one('police'), one('volunteer')] },
		{ id: '三位一体', zh: '三位一体', en: 'three in one', seats: [one('cadre'), one('health'), one('police')] },
		{ id: '四包一', zh: '四包一', en: 'four for one', seats: [one('cadre'), one('grid-worker'), one('health'), one('police')] }
	]
};
