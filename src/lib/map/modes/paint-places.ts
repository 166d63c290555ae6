/** Where the subjects of an assignment lie on a map: what is under a pointer, what lies within a loop, and the point that stands for each. */
import type { BoardView } from '#lib/board/board-view.ts';
import type { Look } from '#lib/board/look.ts';
import type { DutySubject } from '#lib/duty/assignment.ts';
import { pointInPolygon } from '#lib/geo/point-in-surface.ts';
import type { Position } from '#lib/geo/position.ts';
import type { PlacedGrid } from '../layers/chip-features.ts';
import { pick, type PickScene } from '../pick.ts';
import type { PaintKind } from './paint-assign.ts';

const NO_LAYERS: Look['layers'] = {
	...{ gridLabels: false, buildings: false, gaps: false, posts: false, patrols: false, trails: false, reports: false, pois: false }
};
const COMPOUND_PX = 20;

/** @param x, y CSS px on the map; @param at the same place on the ground */
export function subjectUnder(scene: PickScene, kind: PaintKind, x: number, y: number, at: Position): DutySubject | null {
	if (kind === 'compound') return nearestCompound(scene, x, y);
	const layers = { ...NO_LAYERS, posts: kind === 'post', buildings: kind === 'building' };
	const found = pick({ ...scene, look: { ...scene.look, layers }, buildingsShown: true, postShown: () => true }, x, y, at);
	return found?.kind === kind ? { kind, id: found.id } : null;
}

function nearestCompound({ board, project }: PickScene, x: number, y: number): DutySubject | null {
	let best = COMPOUND_PX ** 2;
	let id: number | null = null;
	for (const compound of board.picture.compounds) {
		const [px, py] = project(compound.at[0], compound.at[1]);
		const far = (px - x) ** 2 + (py - y) ** 2;
		if (far <= best) [best, id] = [far, compound.id];
	}
	return id === null ? null : { kind: 'compound', id };
}

/** Those whose point lies in the loop. */
export function subjectsWithin(board: BoardView, placed: readonly PlacedGrid[], kind: PaintKind, loop: readonly Position[]): DutySubject[] {
	if (loop.length < 3) return [];
	const inside = (at: Position): boolean => pointInPolygon(at, [[...loop, loop[0] as Position]]);
	switch (kind) {
		case 'grid':
			return placed.filter(({ at }) => inside(at)).map(({ grid }) => ({ kind, id: grid.id }));
		case 'post':
			return board.picture.posts.filter(({ position }) => inside(position)).map(({ id }) => ({ kind, id }));
		case 'compound':
			return board.picture.compounds.filter(({ at }) => inside(at)).map(({ id }) => ({ kind, id }));
		case 'building': {
			const { footprints } = board;
			const found: DutySubject[] = [];
			for (let row = 0; row < footprints.count; row++) {
				const at = buildingAt(board, row);
				if (at && inside(at)) found.push({ kind, id: footprints.id[row] ?? 0 });
			}
			return found;
		}
	}
}

/** The first corner of a building: near enough for a loop and for a mark. */
function buildingAt({ footprints }: BoardView, row: number): Position | null {
	const point = footprints.pointStart[footprints.ringStart[row] ?? 0];
	if (point === undefined) return null;
	return [(footprints.lngLatE7[point * 2] ?? 0) / 1e7, (footprints.lngLatE7[point * 2 + 1] ?? 0) / 1e7];
}

/** The point that stands for a subject; null where it is not here. */
export function placeOfSubject(board: BoardView, placed: readonly PlacedGrid[], { kind, id }: DutySubject): Position | null {
	switch (kind) {
		case 'grid':
			return placed.find(({ grid }) => grid.id === id)?.at ?? null;
		case 'post':
			return board.picture.posts.find((post) => post.id === id)?.position ?? null;
		case 'compound':
			return board.picture.compounds.find((compound) => compound.id === id)?.at ?? null;
		case 'building': {
			const row = board.buildingRow(id);
			return row < 0 ? null : buildingAt(board, row);
		}
		case 'area':
			return null;
	}
}
