/** How large each drawing is. `demo` is what a newcomer sees; `district` and `city` are for load work. */

export type DistrictSize = 'demo' | 'district' | 'city';

export interface Measure {
	readonly streets: number;
	readonly communities: number;
	readonly grids: number;
	readonly buildings: number;
	readonly checkpoints: number;
	readonly dissuasionPoints: number;
	readonly people: number;
	readonly tracked: number;
	/** How much of the housing is small old houses, 0–1: it sets the buildings a grid. */
	readonly oldShare: number;
}

export const MEASURES: Readonly<Record<DistrictSize, Measure>> = {
	demo: {
		streets: 3,
		communities: 18,
		grids: 360,
		buildings: 6000,
		checkpoints: 120,
		dissuasionPoints: 150,
		people: 500,
		tracked: 300,
		oldShare: 0.1
	},
	district: {
		streets: 8,
		communities: 50,
		grids: 1000,
		buildings: 20_000,
		checkpoints: 700,
		dissuasionPoints: 800,
		people: 4000,
		tracked: 3000,
		oldShare: 0.12
	},
	city: {
		streets: 16,
		communities: 115,
		grids: 2300,
		buildings: 100_000,
		checkpoints: 2700,
		dissuasionPoints: 3300,
		people: 13_000,
		tracked: 10_000,
		oldShare: 0.5
	}
};
