/** The box to show for something selected, with enough ground around it to know where it is. */
import type { BoardView } from '#lib/board/board-view.ts';
import type { Selection } from '#lib/board/look.ts';
import type { GapId } from '#lib/ledger/gap.ts';
import type { Bbox, Position } from '#lib/geo/position.ts';
import { outlineOf } from './layers/outline-of.ts';
import { placeOfGap } from './layers/wall-layers.ts';

/** At least this far around, degrees: about 110 m. */
const AROUND_DEG = 0.001;

export function bboxOfSelection(board: BoardView, selection: Selection): Bbox | null {
	if (selection.kind === 'area') {
		const area = board.picture.areas.find((one) => one.id === selection.id);
		if (area) return area.bbox;
	}
	const { lines, point } = outlineOf(board, selection);
	const gap = selection.kind === 'gap' ? board.gaps.get(selection.id as GapId) : undefined;
	const places: Position[] = [...lines.flat(), ...(point ? [point] : [])];
	if (places.length === 0 && gap) {
		const at = placeOfGap(gap, board);
		if (at) places.push(at);
	}
	if (places.length === 0) return null;
	let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
	for (const [lng, lat] of places) {
		[west, south, east, north] = [Math.min(west, lng), Math.min(south, lat), Math.max(east, lng), Math.max(north, lat)];
	}
	return [west - AROUND_DEG, south - AROUND_DEG, east + AROUND_DEG, north + AROUND_DEG];
}
