/** What the layer functions are given: the board as it is now, how it should look, and where the camera stands. */
import type { GridId } from '#lib/area/area.ts';
import type { BoardView } from '#lib/board/board-view.ts';
import type { Look, Selection } from '#lib/board/look.ts';
import type { Bbox } from '#lib/geo/position.ts';
import type { Language } from '#lib/words/words.ts';
import type { MapViewProps } from '../map-view-props.ts';
import type { DrawnPlan, Pencil } from '../modes/drawn-plan.ts';
import type { ShownPaint } from '../modes/paint-assign.ts';
import type { Palette } from '../palette.ts';

export interface View {
	readonly zoom: number;
	/** In sight, with a margin. */
	readonly bounds: Bbox;
	readonly widthPx: number;
	readonly heightPx: number;
	/** Changes whenever the camera or the size does. */
	readonly key: string;
	/** Image pixels a CSS pixel. */
	readonly ratio: number;
	project(lng: number, lat: number): readonly [x: number, y: number];
	unproject(x: number, y: number): readonly [lng: number, lat: number];
}

export interface SceneInput {
	readonly board: BoardView;
	readonly look: Look;
	readonly palette: Palette;
	readonly language: Language;
	readonly view: View;
	readonly hover: Selection | null;
	readonly wall: NonNullable<MapViewProps['wall']> | null;
	readonly trails: NonNullable<MapViewProps['trails']>;
	readonly ways: NonNullable<MapViewProps['ways']> | null;
	readonly walks: NonNullable<MapViewProps['walks']>;
	/** The moment the picture shows: the server's clock, or the last tick where the line is dead. */
	readonly nowMs: number;
	readonly reducedMotion: boolean;
	/** Ground of squads, by grid; drawn in place of a fill. */
	readonly tints: ReadonlyMap<GridId, number> | null;
	/** Shown instead of the board's grids. */
	readonly plan: DrawnPlan | null;
	/** What the hand shows on it; null where nothing is drawn. */
	readonly pencil: Pencil | null;
	/** Whose ground is whose; null where nobody assigns. */
	readonly paint: ShownPaint | null;
	/** Basemap rows this style has. */
	readonly present: ReadonlySet<string>;
}

export const scaleOf = (input: Pick<SceneInput, 'wall'>): number => input.wall?.scale ?? 1;

/** The board no longer hears anything: it is drawn in greys and stands still. */
export const isStill = (board: BoardView): boolean => board.liveness === 'lost' || board.liveness === 'past';
