/** What lies under a pointer: patrols before posts before gaps' outlines, buildings, gaps and grids. Asked of the board itself, never of the graphics card. */
import type { BoardView } from '#lib/board/board-view.ts';
import type { Look, Selection } from '#lib/board/look.ts';
import type { Post } from '#lib/duty/post.ts';
import { bboxOf } from '#lib/geo/bbox.ts';
import { pointInPolygon, pointInSurface } from '#lib/geo/point-in-surface.ts';
import type { Bbox, Position, SurfaceShape } from '#lib/geo/position.ts';
import { drawnAt, type PatrolMotion } from './layers/patrol-motion.ts';

export interface PickScene {
	readonly board: BoardView;
	readonly look: Look;
	readonly motion: PatrolMotion;
	readonly nowMs: number;
	patrolShown(row: number): boolean;
	/** Rows drawn in a box, and perhaps some beside it. */
	patrolsWithin(box: Bbox): Iterable<number>;
	postShown(post: Post): boolean;
	/** Reports as they are drawn, those on one spot as one. */
	readonly reports: readonly { readonly at: Position; readonly ids: readonly number[] }[];
	/** `[west, south, east, north]` of every building row. */
	readonly boxes: Float64Array;
	/** Buildings are drawn at this zoom. */
	readonly buildingsShown: boolean;
	/** Relative size of marks on screen. */
	readonly scale: number;
	project(lng: number, lat: number): readonly [number, number];
	unproject(x: number, y: number): readonly [number, number];
}

const PATROL_PX = 12;
const POST_PX = 13;
/** A report's mark stands above its place: the middle of it, and how far around it. */
const REPORT_UP_PX = 17;
const REPORT_PX = 13;

export function pick(scene: PickScene, x: number, y: number, at: Position): Selection | null {
	const { board, look } = scene;
	return (
		(look.layers.patrols ? nearestPatrol(scene, x, y) : null) ??
		(look.layers.reports ? reportAt(scene, x, y) : null) ??
		(look.layers.posts ? nearestPost(scene, x, y) : null) ??
		(look.layers.gaps ? pointGap(scene, x, y) : null) ??
		(look.layers.buildings && scene.buildingsShown ? buildingAt(scene, at) : null) ??
		(look.layers.gaps ? gapAt(board, at) : null) ??
		gridAt(board, at)
	);
}

function nearestPatrol(
	{ board, motion, nowMs, patrolShown, patrolsWithin, project, unproject, scale }: PickScene,
	x: number,
	y: number
): Selection | null {
	const reach = PATROL_PX * scale;
	let best = reach ** 2;
	let found = -1;
	const corners = [-1, 1].flatMap((dx) => [-1, 1].map((dy) => unproject(x + dx * reach, y + dy * reach)));
	for (const row of patrolsWithin(bboxOf(corners))) {
		if (!patrolShown(row)) continue;
		const [px, py] = project(...drawnAt(motion, row, nowMs));
		const far = (px - x) ** 2 + (py - y) ** 2;
		if (far <= best) [best, found] = [far, row];
	}
	return found < 0 ? null : { kind: 'patrol', id: board.patrols.no[found]! };
}

/** Of several on one spot the one after that which is selected, so that each can be reached by clicking on. */
function reportAt({ reports, look, project, scale }: PickScene, x: number, y: number): Selection | null {
	for (const { at, ids } of reports) {
		const [px, py] = project(at[0], at[1]);
		if (Math.hypot(px - x, py - REPORT_UP_PX * scale - y) > REPORT_PX * scale) continue;
		const chosen = look.selection?.kind === 'report' ? ids.indexOf(look.selection.id) : -1;
		return { kind: 'report', id: ids[(chosen + 1) % ids.length]! };
	}
	return null;
}

function nearestPost({ board, postShown, project, scale }: PickScene, x: number, y: number): Selection | null {
	let best = (POST_PX * scale) ** 2;
	let found: number | null = null;
	for (const post of board.picture.posts) {
		if (!postShown(post)) continue;
		const [px, py] = project(post.position[0], post.position[1]);
		const far = (px - x) ** 2 + (py - y) ** 2;
		if (far <= best) [best, found] = [far, post.id];
	}
	return found === null ? null : { kind: 'post', id: found };
}

function pointGap({ board, project, scale }: PickScene, x: number, y: number): Selection | null {
	for (const gap of board.gaps.values()) {
		if (gap.shape?.type !== 'Point') continue;
		const [px, py] = project(gap.shape.coordinates[0], gap.shape.coordinates[1]);
		if ((px - x) ** 2 + (py - y) ** 2 <= (POST_PX * scale) ** 2) return { kind: 'gap', id: gap.id };
	}
	return null;
}

function buildingAt({ board: { footprints }, boxes }: PickScene, at: Position): Selection | null {
	const [lng, lat] = at;
	for (let row = 0; row < footprints.count; row++) {
		const b = row * 4;
		if (lng < boxes[b]! || lat < boxes[b + 1]! || lng > boxes[b + 2]! || lat > boxes[b + 3]!) continue;
		const rings: Position[][] = [];
		for (let ring = footprints.ringStart[row]!; ring < footprints.ringStart[row + 1]!; ring++) {
			const line: Position[] = [];
			for (let p = footprints.pointStart[ring]!; p < footprints.pointStart[ring + 1]!; p++) {
				line.push([footprints.lngLatE7[p * 2]! / 1e7, footprints.lngLatE7[p * 2 + 1]! / 1e7]);
			}
			rings.push(line);
		}
		if (pointInPolygon(at, rings)) return { kind: 'building', id: footprints.id[row]! };
	}
	return null;
}

function gapAt(board: BoardView, at: Position): Selection | null {
	for (const gap of board.gaps.values()) {
		if ((gap.shape?.type === 'Polygon' || gap.shape?.type === 'MultiPolygon') && pointInSurface(at, gap.shape))
			return { kind: 'gap', id: gap.id };
	}
	return null;
}

function gridAt(board: BoardView, at: Position): Selection | null {
	for (const grid of board.picture.grids) if (inBox(grid.shape, at) && pointInSurface(at, grid.shape)) return { kind: 'grid', id: grid.id };
	return null;
}

const boxes = new WeakMap<SurfaceShape, readonly [number, number, number, number]>();
function inBox(shape: SurfaceShape, [lng, lat]: Position): boolean {
	let box = boxes.get(shape);
	if (!box) {
		let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
		for (const rings of shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates) {
			for (const [x, y] of rings[0] ?? []) {
				[west, south, east, north] = [Math.min(west, x), Math.min(south, y), Math.max(east, x), Math.max(north, y)];
			}
		}
		box = [west, south, east, north];
		boxes.set(shape, box);
	}
	return lng >= box[0] && lat >= box[1] && lng <= box[2] && lat <= box[3];
}
