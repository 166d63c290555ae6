/** The roles that a post asks for, as data: how they are written, who may fill them and how much an empty seat of each weighs. */

export interface PostRole {
	/** As rules and files name it: `police`. */
	readonly id: string;
	readonly zh: string;
	readonly en: string;
	/** Other ways it is written in rules, in either language. */
	readonly alsoWritten: readonly string[];
	/** Roles of people who may sit there. */
	readonly filledBy: readonly string[];
	/** What an empty seat weighs, 1 or more: an uncovered seat counts this times the weight of its post. */
	readonly weight: number;
}

const COMMUNITY: readonly string[] = ['grid-worker', 'grid-leader', 'cadre', 'volunteer', 'property'];

/** What a district starts with; a problem file may bring its own. */
export const DEFAULT_POST_ROLES: readonly PostRole[] = [
	{ id: 'police', zh: '民警', en: 'police', alsoWritten: ['警察', '公安'], filledBy: ['police'], weight: 3 },
	{ id: 'health', zh: '医护', en: 'health', alsoWritten: ['医务', '卫生', 'medic'], filledBy: ['health'], weight: 3 },
	{
		id: 'community',
		zh: '社区',
		en: 'community',
		alsoWritten: ['社工', '社区人员'],
		filledBy: ['community', ...COMMUNITY],
		weight: 2
	},
	{ id: 'cadre', zh: '干部', en: 'cadre', alsoWritten: ['下沉干部'], filledBy: ['cadre'], weight: 2 },
	{ id: 'volunteer', zh: '志愿者', en: 'volunteer', alsoWritten: ['志愿'], filledBy: ['volunteer'], weight: 1 },
	{ id: 'property', zh: '物业', en: 'property', alsoWritten: ['保安'], filledBy: ['property'], weight: 1 }
];
