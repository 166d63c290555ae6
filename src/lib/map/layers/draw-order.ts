/**
 * The one list of everything the map draws, bottom first. `basemap` rows are MapLibre layers, `live` rows deck.gl layers put between them; a
 * live row finds its place by the next basemap row above it. Label rows also say who yields: the higher one is placed first.
 */

export const DRAW_ORDER = [
	['ground', 'basemap'],
	['external', 'basemap'],
	['land', 'basemap'],
	['landuse', 'basemap'],
	['park', 'basemap'],
	['pitch', 'basemap'],
	['grid-tint', 'live'],
	['assign-tint', 'live'],
	['waterway', 'basemap'],
	['water-edge', 'basemap'],
	['water', 'basemap'],
	['road-casing', 'basemap'],
	['road-path', 'basemap'],
	['road', 'basemap'],
	['building-plain', 'basemap'],
	['building-fill', 'live'],
	['building-edge', 'live'],
	['gap-fill', 'live'],
	['gap-case', 'live'],
	['gap-outline', 'live'],
	['gap-breath', 'live'],
	['plan-building', 'live'],
	['grid-case', 'live'],
	['grid-border', 'live'],
	['area-border', 'live'],
	['assign-line', 'live'],
	['plan-border', 'live'],
	['plan-old', 'live'],
	['plan-new', 'live'],
	['veil', 'live'],
	['edge-case', 'live'],
	['edge', 'live'],
	['hover', 'live'],
	['selection-outer', 'live'],
	['selection-gap', 'live'],
	['selection-core', 'live'],
	['label-poi', 'basemap'],
	['label-water', 'basemap'],
	['label-park', 'basemap'],
	['label-road', 'basemap'],
	['label-area', 'basemap'],
	['grid-chip', 'basemap'],
	['post-ground', 'basemap'],
	['trail', 'live'],
	['walk-case', 'live'],
	['walk-line', 'live'],
	['assign-letter', 'live'],
	['assign-mark', 'live'],
	['post', 'live'],
	['walk-stop', 'live'],
	['walk-number', 'live'],
	['report', 'live'],
	['report-count', 'live'],
	['patrol-cluster', 'live'],
	['patrol', 'live'],
	['mark-selection', 'live'],
	['patrol-name', 'live'],
	['plan-lock', 'live'],
	['plan-pencil', 'live'],
	['plan-handle', 'live'],
	['wall-leader', 'live'],
	['wall-disc', 'live'],
	['wall-number', 'live']
] as const;

type Row = (typeof DRAW_ORDER)[number];
export type LiveRow = Extract<Row, readonly [string, 'live']>[0];
export type BasemapRow = Extract<Row, readonly [string, 'basemap']>[0];

/** Bottom first. */
export const LIVE_ROWS: readonly LiveRow[] = DRAW_ORDER.flatMap(([id, kind]) => (kind === 'live' ? [id] : []));
export const BASEMAP_ROWS: readonly BasemapRow[] = DRAW_ORDER.flatMap(([id, kind]) => (kind === 'basemap' ? [id] : []));

/** The basemap layer a live row is drawn below; undefined: on top of all. `present` are the basemap rows this style has. */
export function drawnBelow(row: LiveRow, present: ReadonlySet<string>): string | undefined {
	const at = DRAW_ORDER.findIndex(([id]) => id === row);
	return DRAW_ORDER.slice(at + 1).find(([id, kind]) => kind === 'basemap' && present.has(id))?.[0];
}
