/** The outline of whatever is selected or hovered: rings where it has ground, a point where it is a mark. */
import type { BoardView } from '#lib/board/board-view.ts';
import type { Selection } from '#lib/board/look.ts';
import type { GapId } from '#lib/ledger/gap.ts';
import type { Line, Position, Shape } from '#lib/geo/position.ts';
import { ringsOf } from './borders.ts';

export interface Outline {
	readonly lines: readonly Line[];
	readonly point: Position | null;
}

const NOTHING: Outline = { lines: [], point: null };

export function outlineOf(board: BoardView, selection: Selection | null): Outline {
	if (!selection) return NOTHING;
	const { picture, footprints } = board;
	switch (selection.kind) {
		case 'area': {
			if (selection.id === picture.areaId) return NOTHING;
			const found = picture.outlines.find((outline) => outline.areaId === selection.id);
			return found ? { lines: ringsOf(found.shape), point: null } : NOTHING;
		}
		case 'grid': {
			const grid = picture.grids.find((one) => one.id === selection.id);
			return grid ? { lines: ringsOf(grid.shape), point: null } : NOTHING;
		}
		case 'building': {
			const row = board.buildingRow(selection.id);
			if (row < 0) return NOTHING;
			const lines: Line[] = [];
			for (let ring = footprints.ringStart[row]!; ring < footprints.ringStart[row + 1]!; ring++) {
				const line: Position[] = [];
				for (let p = footprints.pointStart[ring]!; p < footprints.pointStart[ring + 1]!; p++) {
					line.push([footprints.lngLatE7[p * 2]! / 1e7, footprints.lngLatE7[p * 2 + 1]! / 1e7]);
				}
				lines.push(line);
			}
			return { lines, point: null };
		}
		case 'gap':
			return outlineOfShape(board.gaps.get(selection.id as GapId)?.shape ?? null);
		case 'report': {
			const at = board.reports.get(selection.id)?.at;
			return at ? { lines: [], point: at } : NOTHING;
		}
		case 'post': {
			const post = picture.posts.find((one) => one.id === selection.id);
			return post ? { lines: [], point: post.position } : NOTHING;
		}
		case 'patrol': {
			const row = board.patrolRow(selection.id);
			const lng = row < 0 ? NaN : board.patrols.lngLat[row * 2]!;
			return Number.isNaN(lng) ? NOTHING : { lines: [], point: [lng, board.patrols.lngLat[row * 2 + 1]!] };
		}
	}
}

export function outlineOfShape(shape: Shape | null): Outline {
	switch (shape?.type) {
		case 'Polygon':
		case 'MultiPolygon':
			return { lines: ringsOf(shape), point: null };
		case 'LineString':
			return { lines: [shape.coordinates], point: null };
		case 'MultiLineString':
			return { lines: shape.coordinates, point: null };
		case 'Point':
			return { lines: [], point: shape.coordinates };
		default:
			return NOTHING;
	}
}
