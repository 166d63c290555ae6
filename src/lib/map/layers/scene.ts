/**
 * Board view, look and theme in; deck.gl layers out, in draw order. What has not changed since the last time is handed back as the same object,
 * so that a patrol that takes a step costs a step.
 */
import type { Layer } from '@deck.gl/core';
import type { Bbox, Position } from '#lib/geo/position.ts';
import { assignLayers } from './assign-layers.ts';
import { buildingScene, type BuildingScene } from './building-layers.ts';
import { gridsSpeakFrom, placeGrids, type PlacedGrid } from './chip-features.ts';
import { BASEMAP_ROWS, drawnBelow, LIVE_ROWS } from './draw-order.ts';
import { gapScene } from './gap-layers.ts';
import { groundLayers } from './ground-layers.ts';
import { memory, type Memo } from './memo.ts';
import { planBuildings } from './plan-colours.ts';
import { planLayers, type PlanLayers } from './plan-layers.ts';
import { patrolPlace, patrolScene } from './patrol-layers.ts';
import type { PatrolMotion } from './patrol-motion.ts';
import { postLayers } from './post-layer.ts';
import { isStill, type SceneInput } from './scene-input.ts';
import { reportLayers } from './report-layers.ts';
import { selectionLayers } from './selection-layers.ts';
import { trailLayers } from './trail-layer.ts';
import { wayLayers } from './way-layer.ts';
import { walkLayers } from './walk-layers.ts';
import { wallLayers } from './wall-layers.ts';

/** Patrols are moved on when the fastest of them has come this far on the screen, CSS px: less is not seen. */
const STEP_PX = 0.35;
const MOST_REST_MS = 1000;
const BREATH_FRAME_MS = 33;
const TILE_PX = 512;

/**
 * Drawn in two sheets: what lies between the basemap's layers, and what lies on top of all of them. A patrol that moves repaints only the upper
 * sheet, which holds a few hundred marks, and never the city below.
 */
export interface SceneLayers {
	readonly between: readonly Layer[];
	readonly above: readonly Layer[];
}

export interface Scene {
	readonly memo: Memo;
	layers(input: SceneInput): SceneLayers;
	/** In how many ms the picture would look different though nothing was heard. */
	restMs(input: SceneInput): number;
	placed(input: Pick<SceneInput, 'board'>): readonly PlacedGrid[];
	motion(): PatrolMotion;
	patrolShown(row: number): boolean;
	/** Rows of patrols drawn in a box, and perhaps some beside it. */
	patrolsWithin(box: Bbox): Iterable<number>;
	buildings(input: SceneInput): BuildingScene;
	/** A plan shown instead of the board's grids. */
	readonly plan: PlanLayers;
}

export function makeScene(): Scene {
	const memo = memory();
	const gaps = gapScene();
	const patrols = patrolScene();
	const plan = planLayers();
	const buildings = (input: SceneInput): BuildingScene =>
		memo('buildings', [input.board.picture, input.board.footprints], () => buildingScene(input.board.picture, input.board.footprints));
	const placed = (input: Pick<SceneInput, 'board'>): readonly PlacedGrid[] =>
		memo('placed', [input.board.picture], () => placeGrids(input.board.picture));
	return {
		memo,
		placed,
		buildings,
		plan,
		motion: patrols.motion,
		patrolShown: patrols.shown,
		patrolsWithin: patrols.within,
		layers(input) {
			const grids = placed(input);
			const speakFrom = memo('speak-from', [grids], () => gridsSpeakFrom(grids));
			const patrolLayers = patrols.layers(input, memo);
			const patrolAt = (no: number): Position | null => patrolPlace(input, patrols.motion(), no);
			const all = [
				...groundLayers(input, grids, speakFrom, memo),
				...buildings(input).layers(input.plan ? { ...input, palette: planBuildings(input.palette) } : input),
				...(input.plan ? plan.layers(input, input.plan, input.pencil) : []),
				...assignLayers(input, grids, memo),
				...gaps.layers(input, memo),
				...selectionLayers(input, memo, patrolAt),
				...(input.ways ? wayLayers(input, input.ways, memo) : trailLayers(input, memo)),
				...walkLayers(input, memo),
				...postLayers(input, memo),
				...reportLayers(input, memo),
				...patrolLayers,
				...wallLayers(input, memo)
			].sort((a, b) => rank(a) - rank(b));
			return { between: all.filter((layer) => rank(layer) < FIRST_ABOVE), above: all.filter((layer) => rank(layer) >= FIRST_ABOVE) };
		},
		restMs(input) {
			if (isStill(input.board)) return MOST_REST_MS;
			if (!input.reducedMotion && input.look.layers.gaps && gaps.breathing(input.nowMs)) return BREATH_FRAME_MS;
			const motion = patrols.motion();
			if (input.reducedMotion || motion.fastestDegPerMs === 0 || input.nowMs >= motion.movingUntilMs) return MOST_REST_MS;
			const pxPerDeg = (TILE_PX * 2 ** input.view.zoom) / 360;
			return Math.min(MOST_REST_MS, STEP_PX / (motion.fastestDegPerMs * pxPerDeg));
		}
	};
}

const ranks = new Map<string, number>(LIVE_ROWS.map((row, i) => [row, i]));
/** The first live row that no basemap row lies above. */
const FIRST_ABOVE = LIVE_ROWS.findIndex((row) => drawnBelow(row, new Set(BASEMAP_ROWS)) === undefined);
const rank = (layer: Layer): number => ranks.get(layer.id.split(':')[0] ?? '') ?? 0;
