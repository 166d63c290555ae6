/** The sheet everything is drawn on: what each texture adds to it. */
import type { Island } from './island.ts';
import type { Spot } from './lattice.ts';
import type { Planar } from './planar.ts';

export interface DrawnBuilding {
	readonly ring: readonly Spot[];
	readonly face: number;
	readonly block: number;
	readonly kind: 'residential' | 'house' | 'shop' | 'office' | 'industrial' | 'school' | 'hospital' | 'market' | 'civic';
	readonly floors: number;
	readonly units: number;
	readonly households: number;
}
export interface DrawnPath {
	readonly class: 'service' | 'footway';
	readonly points: readonly Spot[];
}
export interface DrawnLanduse {
	readonly kind: string;
	readonly ring: readonly Spot[];
	readonly block: number;
}
export interface Drawing {
	readonly planar: Planar;
	readonly island: Island;
	readonly buildings: DrawnBuilding[];
	readonly paths: DrawnPath[];
	readonly landuse: DrawnLanduse[];
	readonly gates: { readonly block: number; readonly face: number; readonly at: Spot }[];
}
