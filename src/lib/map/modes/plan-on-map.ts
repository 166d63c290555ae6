/** A plan on an open map, drawn or compared: which plan is shown, what the hand shows on it, its labels and its words. Keeps what did not change. */
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import type { Position } from '#lib/geo/position.ts';
import type { BorderPlan, GridCode, LatticePoint } from '#lib/plan/border-plan.ts';
import { gridShape } from '#lib/plan/grid-shape.ts';
import { positionOf } from '#lib/plan/lattice-point.ts';
import { METRES_PER_PX } from '../layers/chip-features.ts';
import { memory } from '../layers/memo.ts';
import { placeOf, planLabels, type PlanLabels } from '../layers/plan-labels.ts';
import type { PlanLayers } from '../layers/plan-layers.ts';
import type { SceneInput } from '../layers/scene-input.ts';
import type { MapViewProps } from '../map-view-props.ts';
import { isRound } from './draw-edits.ts';
import { isDrawing } from './draw-gesture.ts';
import { drawNotes, type Note } from './draw-notes.ts';
import { comparedOf, drawnOf, handleOf, type DrawnPlan, type Pencil } from './drawn-plan.ts';
import { drawnLine } from './hand-line.ts';
import { handOnMap } from './hand-on-map.ts';
import { placeNotes, type PlacedNote } from './place-notes.ts';

export interface PlanOnMap {
	/** Null where the board's own grids are shown. */
	plan(): DrawnPlan | null;
	pencil(): Pencil | null;
	/** From which zoom the plan's grids speak. */
	speakFrom(): number | null;
	/** What the map's source of labels should hold; the same object while it stays. Null where no plan is shown. */
	labels(): GeoJSON.FeatureCollection | null;
	/** Hides the labels that something else says more of, or that would stand across a divider. After the source holds `labels`. */
	hideLabels(input: SceneInput): void;
	/** The words beside what is drawn; the same array while they stay. */
	notes(input: SceneInput, nowMs: number): readonly PlacedNote[];
	/** Takes other props; says whether the style of the labels is another. */
	update(next: MapViewProps): boolean;
	close(): void;
}

const NO_NOTES: readonly PlacedNote[] = [];
const NO_PADDING = { top: 0, right: 0, bottom: 0, left: 0 };

export const showsPlan = ({ draw, compared }: MapViewProps): boolean => draw !== undefined || compared !== undefined;

/** A ring that keys draw goes on to where they point. */
const ringWith = (path: readonly LatticePoint[], crosshair: LatticePoint | null): readonly LatticePoint[] =>
	crosshair && path.length > 0 ? [...path, crosshair] : path;

export function planOnMap(map: MapLibreMap, layers: PlanLayers, first: MapViewProps, changed: () => void): PlanOnMap {
	const memo = memory();
	let props = first;
	/** The plan without the edit in hand. */
	let rest: BorderPlan | null = first.draw?.scene.plan ?? null;
	let labels: PlanLabels | null = null;
	let hidden: ReadonlySet<number> = new Set();
	/** Where the words of grids stand: still, while an edit moves their borders. */
	let stood = new Map<GridCode, Position>();
	let stoodIn: BorderPlan['borders'] | null = null;
	const hand = handOnMap(map, () => (props.draw && rest ? { mode: props.draw, rest, language: props.language } : null), changed);
	hand.sync();

	function plan(): DrawnPlan | null {
		const { draw, compared } = props;
		if (compared) return memo('compared', [compared], () => comparedOf(compared));
		const before = rest;
		if (!draw || !before) return null;
		const held = hand.hand();
		const snapped = held.kind === 'drag' && held.snap !== null;
		return memo('drawn', [draw.scene, before, snapped], () => drawnOf(draw, before, snapped));
	}

	function placeIn(before: BorderPlan, shown: DrawnPlan, code: GridCode): Position | null {
		if (stoodIn !== before.borders) {
			stoodIn = before.borders;
			stood = new Map();
		}
		let at = stood.get(code);
		if (!at) {
			const shape = before.grids.has(code) ? gridShape(before, code) : null;
			if (!shape) {
				// A grid that the edit in hand makes: its words go with it.
				const row = layers.parts(shown).row(code);
				return row ? placeOf(row) : null;
			}
			stood.set(code, (at = placeOf({ shape })));
		}
		return at;
	}

	function labelsNow(shown: DrawnPlan): PlanLabels {
		// While an edit is in hand the labels stay as they were: the chips say what changes.
		if (labels && !shown.settled) return labels;
		const parts = layers.parts(shown);
		const strong = props.compared?.changed ?? null;
		labels = memo('labels', [parts.revision, shown.plan.grids, props.language, strong], () =>
			planLabels(shown.plan, parts, props.language, strong)
		);
		return labels;
	}

	function hiddenNow(input: SceneInput, shown: DrawnPlan, { numbers, places }: PlanLabels): ReadonlySet<number> {
		const within = props.compared?.labelsWithin;
		if (!within)
			return memo('hidden', [shown.concerned, numbers], () => new Set(shown.concerned.flatMap((code) => numbers.get(code) ?? [])));
		const [from, to] = within;
		return memo('hidden', [from, to, input.view.key, numbers], () => {
			const out = new Set<number>();
			for (const { code, at } of places) {
				const [x] = input.view.project(at[0], at[1]);
				if (x < from || x > to) out.add(numbers.get(code)!);
			}
			return out;
		});
	}

	return {
		plan,
		pencil() {
			const { draw } = props;
			if (!draw || draw.scene.readOnly) return null;
			const held = hand.hand();
			const { tool } = draw.scene;
			const crosshair = hand.crosshair();
			return memo('pencil', [held, tool, crosshair], (): Pencil => {
				const metresPerPx = (METRES_PER_PX * Math.cos((map.getCenter().lat * Math.PI) / 180)) / 2 ** map.getZoom();
				return {
					handles: tool === 'corner',
					line: held.kind === 'line' ? drawnLine(held, metresPerPx) : held.kind === 'path' ? ringWith(held.path, crosshair) : [],
					closed: held.kind === 'path' && (held.tool === 'ground' || isRound(held.path)),
					road: held.kind === 'idle' ? (held.road?.line ?? null) : null,
					hover: held.kind === 'idle' ? (held.hover?.at ?? null) : null,
					gathered: held.kind === 'path' ? held.gathered : [],
					snappedTo: held.kind === 'line' ? (held.snap?.at ?? null) : null
				};
			});
		},
		speakFrom() {
			const shown = plan();
			return shown && labelsNow(shown).from;
		},
		labels() {
			const shown = plan();
			return shown && labelsNow(shown).features;
		},
		hideLabels(input) {
			const shown = plan();
			if (!shown || !map.getSource<GeoJSONSource>('chips')) return;
			const now = hiddenNow(input, shown, labelsNow(shown));
			if (now === hidden) return;
			for (const n of now) if (!hidden.has(n)) map.setFeatureState({ source: 'chips', id: n }, { hidden: true });
			for (const n of hidden) if (!now.has(n)) map.setFeatureState({ source: 'chips', id: n }, { hidden: false });
			hidden = now;
		},
		notes(input, nowMs) {
			const { draw } = props;
			const before = rest;
			const shown = plan();
			if (!draw || !before || !shown) return NO_NOTES;
			const held = hand.hand();
			const snap = held.kind === 'drag' ? held.snap : null;
			const last = held.kind === 'line' && !held.pressed ? (held.points.at(-1) ?? null) : null;
			const fits = held.kind === 'line' && held.proposed;
			const pressed = isDrawing(held);
			// Somebody's time runs down by the second.
			const second = draw.scene.others.length > 0 ? Math.floor(nowMs / 1000) : 0;
			const made = memo('notes', [draw.scene, before, snap, pressed, last, fits, input.language, second], (): Note[] =>
				drawNotes({
					scene: draw.scene,
					rest: before,
					language: input.language,
					snap,
					pressed,
					waiting: last && { at: last, fits },
					nowMs,
					placeOf: (code) => placeIn(before, shown, code)
				})
			);
			// Words leave free what they speak of: what is held, or where keys point.
			const handle = (draw.scene.inHand && handleOf(draw.scene.inHand.edit)) ?? hand.crosshair();
			return memo('placed-notes', [made, input.view.key, handle, props.padding], () => {
				if (made.length === 0) return NO_NOTES;
				const at = handle && positionOf(handle);
				return placeNotes(made, input.view.project, {
					widthPx: input.view.widthPx,
					heightPx: input.view.heightPx,
					padding: props.padding ?? NO_PADDING,
					handle: at && input.view.project(at[0], at[1])
				});
			});
		},
		update(next) {
			const before = props;
			props = next;
			if (next.draw && (next.draw.scene.inHand === null || !rest)) rest = next.draw.scene.plan;
			if (!next.draw) rest = null;
			hand.sync();
			const styled = showsPlan(before) !== showsPlan(next);
			if (styled) {
				labels = null;
				hidden = new Set();
			}
			return styled;
		},
		close: () => hand.close()
	};
}
