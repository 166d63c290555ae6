/** Two communities whose figures are those of two that were reported from the field. */

export interface Special {
	/** Which community (by index) has 36 grids, 36 workers, 16 compounds, 17 dissuasion points and 15 property companies. */
	readonly full: number;
	/** Which has 109 buildings, about 11,000 residents and 17 workers. */
	readonly towers: number;
}
export const FULL = { grids: 36, compounds: 16, dissuasionPoints: 17, companies: 15 };
export const TOWERS = { grids: 17, buildings: 109, residents: 11_000 };
