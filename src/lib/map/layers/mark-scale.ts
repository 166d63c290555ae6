/** How large marks are drawn: full size where there is room, smaller where posts and patrols together would cover the ground they stand on. */
import { METRES_PER_PX } from './chip-features.ts';
import { scaleOf, type SceneInput } from './scene-input.ts';

/** CSS px between marks, on average, from which they have their full size. */
const ROOM_PX = 61;
const LEAST = 0.6;
/** A wall is read from afar: its marks shrink less. */
const LEAST_ON_WALL = 0.9;
/** Sizes change in steps, so that a turn of the wheel does not lay everything out anew. */
const STEP = 0.05;

/** Depends on the district and the zoom alone: nothing changes its size while the map is moved. */
export function markScale(input: Pick<SceneInput, 'board' | 'wall' | 'view' | 'look'>): number {
	const { picture, patrols } = input.board;
	const marks = (input.look.layers.patrols ? patrols.count : 0) + (input.look.layers.posts && !input.wall ? picture.posts.length : 0);
	const full = scaleOf(input);
	if (marks === 0) return full;
	const areaM2 = picture.grids.reduce((sum, grid) => sum + grid.areaM2, 0);
	const lat = picture.areas[0]?.bbox[1] ?? 0;
	const metresPerPx = (METRES_PER_PX * Math.cos((lat * Math.PI) / 180)) / 2 ** input.view.zoom;
	const room = Math.sqrt(areaM2 / marks) / metresPerPx / ROOM_PX;
	const scale = Math.min(full, Math.max(input.wall ? LEAST_ON_WALL : LEAST, room));
	return Math.round(scale / STEP) * STEP;
}
