/** How large marks are drawn: full size where there is room, smaller where posts and patrols together would cover the ground they stand on. */
import { METRES_PER_PX } from './chip-features.ts';
import { scaleOf, type SceneInput } from './scene-input.ts';

/** CSS px between marks, on average, from which they have their full size. */
const ROOM_PX = 61;
const LEAST = 0.6;
const CROWDED = 0.25;
/** A wall is read from afar: its marks shrink less. */
const LEAST_ON_WALL = 0.9;
/** Sizes change in steps, so that a turn of the wheel does not lay everything out anew. */
const STEP = 0.05;

type Marked = Pick<SceneInput, 'board' | 'wall' | 'view' | 'look'>;

/** Depends on the district and the zoom alone: nothing changes its size while the map is moved. */
export function markScale(input: Marked): number {
	const room = roomForMarks(input);
	const full = scaleOf(input);
	if (room === Infinity) return full;
	const scale = Math.min(full, Math.max(input.wall ? LEAST_ON_WALL : LEAST, room));
	return Math.round(scale / STEP) * STEP;
}

/** A whole district on a phone: marks as small as they get would still cover the names. Posts that have everybody they need make way then. */
export const isCrowded = (input: Marked): boolean => !input.wall && roomForMarks(input) < CROWDED;

/** How much of the room that a mark needs at full size it has. */
function roomForMarks({ board: { picture, patrols }, look, wall, view }: Marked): number {
	const marks = (look.layers.patrols ? patrols.count : 0) + (look.layers.posts && !wall ? picture.posts.length : 0);
	if (marks === 0) return Infinity;
	const areaM2 = areaOf(picture.grids);
	const lat = picture.areas[0]?.bbox[1] ?? 0;
	const metresPerPx = (METRES_PER_PX * Math.cos((lat * Math.PI) / 180)) / 2 ** view.zoom;
	return Math.sqrt(areaM2 / marks) / metresPerPx / ROOM_PX;
}

const areas = new WeakMap<Marked['board']['picture']['grids'], number>();

function areaOf(grids: Marked['board']['picture']['grids']): number {
	let areaM2 = areas.get(grids);
	if (areaM2 === undefined) areas.set(grids, (areaM2 = grids.reduce((sum, grid) => sum + grid.areaM2, 0)));
	return areaM2;
}
