/** What an import takes for granted where the files say nothing. Assumptions about files, not rules of a district: printed with every import. */
export const IMPORT_DEFAULTS = {
	/** Residents of a household, where only households are counted: the mean of the 2020 census, 2.62. */
	residentsPerHousehold: 2.6,
	households: 0,
	floors: 1,
	units: 1,
	/** People needed at once at a post. */
	required: 1,
	risk: 'low',
	/** A post guards a border, so it may stand this far beyond it, metres. */
	postReachM: 50,
	/** Roads, land use and named places are drawn around the district too, this far beyond its box, metres; whole, never cut. */
	contextReachM: 500
} as const;
