/**
 * What the planner's page gives to `CompareView.svelte` and hears from it: two plans of one district under one camera. The view decides nothing; the place
 * of the divider, the mode and the hovered grid belong to the page, which keeps them in the URL.
 */
import type { BoardView } from '#lib/board/board-view.ts';
import type { Camera, Look, Theme } from '#lib/board/look.ts';
import type { Bbox } from '#lib/geo/position.ts';
import type { BorderPlan, GridCode, PlanGround } from '#lib/plan/border-plan.ts';
import type { PlanFigures } from '#lib/plan/plan-figures.ts';
import type { Language } from '#lib/words/words.ts';
import type { MapViewProps } from '../map-view-props.ts';

/** 卷帘, 并排, 只看差异: one over the other with a divider; beside each other; B alone, with what did not change stepping back. */
export type CompareMode = 'swipe' | 'side' | 'diff';

export interface ComparedPlan {
	readonly plan: BorderPlan;
	readonly figures: PlanFigures;
}

export interface CompareViewProps {
	readonly board: BoardView;
	/** The fill and the building switch are heard; `camera` is where the view begins and where it goes when it becomes another. */
	readonly look: Look;
	readonly theme: Theme;
	readonly language: Language;
	readonly a: ComparedPlan;
	readonly b: ComparedPlan;
	readonly ground: PlanGround;
	/** Grids that differ between the two, codes of either side. */
	readonly changed: ReadonlySet<GridCode>;
	/** Buildings that belong to another grid in B than in A. */
	readonly moved: ReadonlySet<number>;
	readonly mode: CompareMode;
	/** Where the divider stands, 0 (all B) to 1 (all A). Heard in `swipe`. */
	readonly split: number;
	/** What a screen reader calls the divider. */
	readonly splitLabel?: string;
	/** Outlined on both sides: the hovered row of the table. */
	readonly grid: GridCode | null;
	readonly padding?: MapViewProps['padding'];
	/** The divider is dragged or stepped. It is a focusable slider: ← → 1 %, Shift 10 %, Home, End are handled here while it has the focus. */
	onsplit?(split: number): void;
	/** The grid under the pointer on either side, null where none is. */
	onhover?(grid: GridCode | null): void;
	onselect?(grid: GridCode | null): void;
	oncamera?(camera: Camera): void;
	onready?(view: CompareHandle): void;
}

export interface CompareHandle {
	fit(bbox: Bbox): void;
	/** Shows a grid as it is in A and in B. */
	flyTo(grid: GridCode): void;
	zoomBy(delta: number): void;
	resetNorth(): void;
}
