/** What stands in the box of each grid, and from which zoom the box fits; the names of the areas that speak before. */
import type { BoardView } from '#lib/board/board-view.ts';
import type { GridFill } from '#lib/board/look.ts';
import { labelPoint } from '#lib/geo/label-point.ts';
import type { Position } from '#lib/geo/position.ts';
import { buildingCoverage } from '#lib/patrol/grid-coverage.ts';
import { workload } from '#lib/plan/workload.ts';
import type { AreaPicture, GridPicture } from '#lib/wire/area-picture.ts';
import { say, type Language } from '#lib/words/words.ts';
import { barName } from '../marks/chip-images.ts';

/** Ground metres a CSS pixel at zoom 0 on the equator, 512 px tiles. */
export const METRES_PER_PX = 78_271.517;
/** A box fits where the grid is about this wide on screen. */
const FITS_PX = 116;
/** Never later than this: at this zoom a grid that is still small is worth its box all the same. */
const LATEST_ZOOM = 16;

export interface PlacedGrid {
	readonly grid: GridPicture;
	readonly at: Position;
	/** The box fits from here on. */
	readonly fromZoom: number;
	readonly load: number | null;
}

export function placeGrids(picture: AreaPicture): PlacedGrid[] {
	return picture.grids.map((grid) => {
		const at = labelPoint(grid.shape, 4);
		return {
			grid,
			at,
			fromZoom: Math.min(LATEST_ZOOM, zoomWhereWide(Math.sqrt(grid.areaM2), FITS_PX, at[1])),
			load: workload({ work: grid.work, groundAreaM2: grid.groundAreaM2, workers: grid.workers }, picture.rules.rules.workload).load
		};
	});
}

/** The zoom at which a length on the ground is so many pixels wide. */
export const zoomWhereWide = (lengthM: number, px: number, lat: number): number =>
	Math.log2((METRES_PER_PX * Math.cos((lat * Math.PI) / 180) * px) / Math.max(1, lengthM));

/** The zoom from which grids speak rather than communities: where the middle one of them fits its box. */
export function gridsSpeakFrom(placed: readonly PlacedGrid[]): number {
	const zooms = placed.map((entry) => entry.fromZoom).sort((a, b) => a - b);
	return zooms[Math.floor(zooms.length / 2)] ?? LATEST_ZOOM;
}

export interface ChipOptions {
	readonly fill: GridFill;
	readonly language: Language;
}

export function chipFeatures(
	placed: readonly PlacedGrid[],
	board: Pick<BoardView, 'coverage'>,
	options: ChipOptions
): GeoJSON.FeatureCollection {
	const speakFrom = gridsSpeakFrom(placed);
	return {
		type: 'FeatureCollection',
		features: placed.map((entry) => ({
			type: 'Feature',
			id: entry.grid.id,
			geometry: { type: 'Point', coordinates: [...entry.at] },
			properties: {
				name: entry.grid.name,
				...figure(entry, board, options),
				// Labels are laid out per whole zoom: one that fits from 14.4 on is offered from 14 and gives way where it does not.
				fromZoom: Math.floor(Math.max(speakFrom, entry.fromZoom)),
				order: -entry.grid.areaM2
			}
		}))
	};
}

function figure(entry: PlacedGrid, board: Pick<BoardView, 'coverage'>, { fill, language }: ChipOptions): { figure: string; bar: string } {
	switch (fill) {
		case 'load':
			return entry.load === null
				? { figure: say(language, 'map-load-unknown'), bar: '' }
				: { figure: entry.load.toFixed(2), bar: barName(entry.load) };
		case 'coverage': {
			const known = board.coverage.get(entry.grid.id);
			const share = known && buildingCoverage(known);
			if (!known) return { figure: say(language, 'map-coverage-unknown'), bar: '' };
			return { figure: share === null || share === undefined ? '—' : `${Math.floor(share * 100)}%`, bar: '' };
		}
		case 'risk':
			return { figure: say(language, `map-risk-${entry.grid.risk}`), bar: '' };
		case 'none':
			return { figure: '', bar: '' };
	}
}

/** Names of the lowest areas above the grids. */
export function areaFeatures(picture: AreaPicture): GeoJSON.FeatureCollection {
	const names = new Map(picture.areas.map((area) => [area.id, area]));
	const deepest = Math.max(0, ...picture.outlines.map((outline) => names.get(outline.areaId)?.depth ?? 0));
	return {
		type: 'FeatureCollection',
		features: picture.outlines.flatMap(({ areaId, shape }) => {
			const area = names.get(areaId);
			if (!area || area.depth !== deepest) return [];
			return [
				{
					type: 'Feature' as const,
					id: areaId,
					geometry: { type: 'Point' as const, coordinates: [...labelPoint(shape, 10)] },
					properties: { name: area.name, order: area.depth }
				}
			];
		})
	};
}
