/** What a page gives to `MapView.svelte` and hears from it. */
import type { GridId } from '#lib/area/area.ts';
import type { BoardView } from '#lib/board/board-view.ts';
import type { MapWalk } from '#lib/board/map-walks.ts';
import type { Camera, Look, Selection, Theme } from '#lib/board/look.ts';
import type { DutySubject } from '#lib/duty/assignment.ts';
import type { Bbox, Position } from '#lib/geo/position.ts';
import type { Language } from '#lib/words/words.ts';
import type { WayColumns } from '#lib/wire/packed-tracks.ts';
import type { ComparedSide } from './modes/compared-side.ts';
import type { DrawMode } from './modes/draw-mode.ts';
import type { PaintKind, PaintMode } from './modes/paint-assign.ts';

export interface MapViewProps {
	readonly board: BoardView;
	readonly look: Look;
	readonly theme: Theme;
	readonly language: Language;
	/** Where to show the sight of a hovered list row. */
	readonly hover?: Selection | null;
	/** CSS px covered by panels, so that "fit" and "fly to" keep the subject visible. */
	readonly padding?: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number } | undefined;
	/** The wall: strokes and marks ×1.9, no controls, numbered discs on the given gaps. */
	readonly wall?: { readonly scale: number; readonly numbered: readonly number[] };
	/** Where patrols walked in the last half hour, oldest point first; drawn while the layer is on. */
	readonly trails?: readonly { readonly no: number; readonly points: readonly (readonly [lng: number, lat: number, atMs: number])[] }[];
	/** Where people walked over hours or days, as columns; drawn in place of the trails. */
	readonly ways?: WayColumns;
	/** Walks somebody planned, drawn over the ground until they are taken away. */
	readonly walks?: readonly MapWalk[];
	/** While a plan is drawn: its grids are shown instead of the board's, and the pointer draws. Nothing is selected or hovered of the board meanwhile. */
	readonly draw?: DrawMode | undefined;
	/** While ground is assigned: whose it is, and what the pointer passes over. Nothing is selected of the board while somebody is in hand. */
	readonly paint?: PaintMode | undefined;
	/** One side of a comparison; given by `CompareView.svelte` alone. */
	readonly compared?: ComparedSide | undefined;
	/** Ground of a squad, by grid: its hue, 1–8. */
	readonly tints?: ReadonlyMap<GridId, number>;
	/** Words that stand at places, over everything. */
	readonly flags?: readonly MapFlag[];
	/** False: no scale and no words about the data at the foot, where another map beside this one has them. */
	readonly foot?: boolean;
	onselect?(selection: Selection | null): void;
	onhover?(selection: Selection | null): void;
	/** At each step of the camera that a person made; never after `jumpTo`. */
	onmove?(camera: Camera): void;
	/** Where the pointer is, null when it left; heard by a comparison, which knows other grids than the board. */
	onpoint?(at: Position | null): void;
	/** A click, likewise. */
	onground?(at: Position): void;
	/** After the camera came to rest. */
	oncamera?(camera: Camera): void;
	/** Once the style and first layers are painted. */
	onready?(map: MapHandle): void;
}

/** `squad`: a squad's name in its hue; `gap`: what is wrong at a post, beside it; `code`: what a post is called, below it. */
export interface MapFlag {
	readonly id: string;
	readonly kind: 'squad' | 'gap' | 'code';
	readonly at: Position;
	readonly title: string;
	readonly text?: string;
	readonly hue?: number;
}

export interface MapHandle {
	/** What of a kind lies under a place of the window; null where nothing does, or the map is not there. */
	subjectAt(clientX: number, clientY: number, kind: PaintKind): DutySubject | null;
	/** Shows a bounding box or a selection; jumps where the person asked for reduced motion. */
	fit(bbox: Bbox): void;
	flyTo(selection: Selection): void;
	/** At once and silently: only `onmoved` hears of it. */
	jumpTo(camera: Camera): void;
	zoomBy(delta: number): void;
	resetNorth(): void;
	/** What lies under a point of the window; null outside the map. */
	under(clientX: number, clientY: number): Selection | null;
	/** What the road at a place is called; null where there is none in sight, or it has no name. */
	roadAt(at: Position): string | null;
	/** The place under a point of the map, CSS px from its top left, and back. */
	placeAt?(x: number, y: number): Position;
	pixelOf?(place: Position): readonly [x: number, y: number];
	/** Keys go to the map from here on. */
	focus?(): void;
}
