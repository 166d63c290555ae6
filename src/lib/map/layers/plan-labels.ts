/** Names and loads of a plan's grids as labels of the map, which make room for street names; numbered, so that a few can be hidden at once. */
import { labelPoint } from '#lib/geo/label-point.ts';
import { metresPerDegree } from '#lib/geo/plane.ts';
import type { Position } from '#lib/geo/position.ts';
import type { BorderPlan, GridCode } from '#lib/plan/border-plan.ts';
import { say, type Language } from '#lib/words/words.ts';
import { zoomWhereWide } from './chip-features.ts';
import type { GridRow, PlanParts } from './plan-parts.ts';

/** A name and a figure fit where the grid is about this wide on screen. */
const FITS_PX = 62;
const LATEST_ZOOM = 16.5;

const places = new WeakMap<GridRow['shape'], Position>();

/** Where a grid's words stand. */
export function placeOf({ shape }: Pick<GridRow, 'shape'>): Position {
	let at = places.get(shape);
	if (!at) places.set(shape, (at = labelPoint(shape, 4)));
	return at;
}

export interface PlanLabels {
	readonly features: GeoJSON.FeatureCollection;
	/** Number of the feature, by code. */
	readonly numbers: ReadonlyMap<GridCode, number>;
	readonly places: readonly { readonly code: GridCode; readonly at: Position }[];
	/** From where on the middle one of the grids has room for its words. */
	readonly from: number;
}

export function planLabels(plan: BorderPlan, parts: PlanParts, language: Language, strong: ReadonlySet<GridCode> | null): PlanLabels {
	const numbers = new Map<GridCode, number>();
	const stood: { code: GridCode; at: Position }[] = [];
	const zooms: number[] = [];
	const features: GeoJSON.Feature[] = [];
	for (const [code, grid] of plan.grids) {
		const row = parts.row(code);
		if (!row) continue;
		const at = placeOf(row);
		const n = numbers.size + 1;
		numbers.set(code, n);
		stood.push({ code, at });
		const [lngM, latM] = metresPerDegree(at[1]);
		const sideM = Math.sqrt((row.box[2] - row.box[0]) * lngM * (row.box[3] - row.box[1]) * latM);
		const fromZoom = Math.min(LATEST_ZOOM, zoomWhereWide(sideM, FITS_PX, at[1]));
		zooms.push(fromZoom);
		const load = row.load === null ? say(language, 'draw-load-unknown') : say(language, 'draw-load', { load: row.load.toFixed(2) });
		features.push({
			type: 'Feature',
			id: n,
			geometry: { type: 'Point', coordinates: [...at] },
			properties: {
				name: grid.name,
				figure: load,
				bar: '',
				fromZoom: Math.floor(fromZoom),
				order: strong?.has(code) ? -1e9 : -sideM,
				strong: strong?.has(code) ?? false
			}
		});
	}
	zooms.sort((a, b) => a - b);
	return {
		features: { type: 'FeatureCollection', features },
		numbers,
		places: stood,
		from: zooms[Math.floor(zooms.length / 2)] ?? LATEST_ZOOM
	};
}
