/** What the URL holds: place, layers, selection. The same link shows the same thing. */

export type GridFill = 'none' | 'load' | 'coverage' | 'risk';
export type LayerSwitch = 'gridLabels' | 'buildings' | 'gaps' | 'posts' | 'patrols' | 'trails' | 'reports' | 'pois';

export interface Camera {
	readonly lng: number;
	readonly lat: number;
	readonly zoom: number;
	readonly bearing: number;
	readonly pitch: number;
}

export type SelectionKind = 'area' | 'grid' | 'building' | 'post' | 'patrol' | 'gap' | 'report';
export interface Selection {
	readonly kind: SelectionKind;
	/** Row id; the patrol number for a patrol. */
	readonly id: number;
}

export interface Look {
	readonly areaId: number | null;
	readonly camera: Camera | null;
	readonly fill: GridFill;
	readonly layers: Readonly<Record<LayerSwitch, boolean>>;
	readonly selection: Selection | null;
}

export const DEFAULT_LAYERS: Look['layers'] = {
	gridLabels: true,
	buildings: true,
	gaps: true,
	posts: true,
	patrols: true,
	trails: false,
	reports: true,
	pois: false
};
export type Theme = 'dark' | 'light';
