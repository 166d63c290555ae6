/**
 * A plan that is drawn or compared: the tint of its grids, its borders old and new, buildings that change grid, locks, handles. Made again only where
 * something became another object, so that a pointer move costs what it changes and not what there is.
 */
import type { Layer } from '@deck.gl/core';
import { IconLayer, PathLayer, SolidPolygonLayer } from '@deck.gl/layers';
import { polygonsOf, type Line, type Position } from '#lib/geo/position.ts';
import type { Border, BorderPlan, GridCode, LatticePoint, PlanGround } from '#lib/plan/border-plan.ts';
import { bordersOf } from '#lib/plan/corners.ts';
import { fixedEdge } from '#lib/plan/fixed-edge.ts';
import { buildingRing, stepsPerMetre } from '#lib/plan/ground-buildings.ts';
import { STEPS_PER_DEGREE } from '#lib/plan/lattice-point.ts';
import { packHandles, type HandleAtlas, type HandleKind } from '../marks/plan-handles.ts';
import { hitsOf } from '../modes/draw-hits.ts';
import { lineOf, type Drawing, type DrawnPlan, type Pencil } from '../modes/drawn-plan.ts';
import { faded, type Palette, type Rgba } from '../palette.ts';
import { METRES_PER_PX } from './chip-features.ts';
import { dashes, degPerPx } from './dashes.ts';
import { differing } from './differing.ts';
import type { LiveRow } from './draw-order.ts';
import { loadAlpha } from './grid-tint.ts';
import { HatchExtension, type HatchProps } from './hatch-extension.ts';
import type { Memo } from './memo.ts';
import { memory } from './memo.ts';
import { place } from './place.ts';
import { planColours } from './plan-colours.ts';
import { planParts, type GridRow, type PlanParts } from './plan-parts.ts';
import type { SceneInput, View } from './scene-input.ts';

/** CSS px. */
const WIDTH = { other: 1.3, concerned: 2, changed: 2.4, fresh: 4.5, casing: 9, old: 1.5, lock: 2.2, pencil: 2 } as const;
const DASH: readonly [number, number] = [5, 4];
/** Dashes are cut anew when the zoom has changed by so much. */
const ZOOM_STEP = 0.125;
/** Corners are offered from so many CSS px between them, on average; points and middles of the selected grid where there is room. */
const CORNERS_FROM_M_PER_PX = 2.2;
const MIDDLE_PX = 56;
const hatching = [new HatchExtension()];

export interface PlanLayers {
	layers(input: SceneInput, shown: DrawnPlan, pencil: Pencil | null): Layer[];
	/** The plan's grids as they are drawn now. */
	parts(shown: DrawnPlan): PlanParts;
}

export function planLayers(): PlanLayers {
	const memo = memory();
	const partsOf = planParts();
	const parts = (shown: DrawnPlan): PlanParts => partsOf(shown.plan, shown.figures, shown.settled);
	return {
		parts,
		layers(input, shown, pencil) {
			const { palette, present } = input;
			const drawn = parts(shown);
			const colours = planColours(palette);
			const layers: Layer[] = [];
			if (input.look.fill !== 'none') {
				const { only } = shown;
				const anchor = memo('anchor', [shown.ground], () => anchorOf(shown.plan));
				for (const { key, items } of drawn.grids.chunks)
					layers.push(
						memo(`tint:${key}`, [items, palette, present, only], () => tint(`plan:${key}`, items, palette, present, only, anchor))
					);
				layers.push(
					memo('tint:loose', [drawn.grids.loose, palette, present, only], () =>
						tint('plan:loose', drawn.grids.loose, palette, present, only, anchor)
					)
				);
			}
			const changes = memo('changes', [shown.plan.borders, shown.other.borders], () => differing(shown.plan, shown.other));
			const inHand = memo('in-hand', [shown.plan.borders, shown.rest.borders], () => differing(shown.plan, shown.rest));
			const faint = shown.only !== null;
			const alpha = netAlpha(input);
			for (const { key, items } of drawn.borders.chunks)
				layers.push(
					memo(`border:${key}`, [items, palette, present, faint, alpha], () =>
						paths('plan-border', lined(items), faded(colours.border, alpha * (faint ? 0.3 : 0.85)), WIDTH.other, present, String(key))
					)
				);
			layers.push(
				memo('border:loose', [drawn.borders.loose, palette, present, faint, alpha], () =>
					paths(
						'plan-border',
						lined(drawn.borders.loose),
						faded(colours.border, alpha * (faint ? 0.3 : 0.85)),
						WIDTH.other,
						present,
						'loose'
					)
				)
			);
			const strong = memo('strong', [shown.plan.borders, shown.concerned, shown.selected], () =>
				aroundGrids(shown.plan, shown.selected === null ? shown.concerned : [...shown.concerned, shown.selected])
			);
			layers.push(
				...memo('strong-lines', [strong, palette, present], () => [
					paths('plan-border', lined(strong), colours.border, WIDTH.concerned, present, 'strong')
				])
			);
			layers.push(...old(input, shown, changes.goneRuns, inHand.goneRuns, memo));
			layers.push(
				...memo('changed-lines', [changes.freshRuns, palette, present], () => {
					const runs = changes.freshRuns.map(lineOf);
					return [
						paths('plan-new', runs, faded(colours.casing, 0.85), WIDTH.changed + 2.6, present, '1'),
						paths('plan-new', runs, colours.fresh, WIDTH.changed, present, '2')
					];
				}),
				...memo('fresh-lines', [inHand.freshRuns, palette, present], () => {
					const runs = inHand.freshRuns.map(lineOf);
					return [
						paths('plan-new', runs, colours.casing, WIDTH.casing, present, '3'),
						paths('plan-new', runs, colours.fresh, WIDTH.fresh, present, '4')
					];
				})
			);
			layers.push(
				memo('moved', [shown.moved, shown.ground, palette, present], () =>
					solid('moved', [...shown.moved], shown.ground, colours.moved, present)
				)
			);
			if (shown.drawing) layers.push(...drawingLayers(input, shown, shown.drawing, pencil, drawn, memo));
			else if (shown.selected !== null) {
				const row = drawn.row(shown.selected);
				layers.push(
					...memo('outlined', [row, palette, present], () => {
						const rings = row ? polygonsOf(row.shape).flat() : [];
						return [
							paths('selection-outer', rings, palette.rgba.sel, 6.4, present, 'plan'),
							paths('selection-gap', rings, palette.rgba.selGap, 3, present, 'plan')
						];
					})
				);
			}
			return layers;
		}
	};
}

const NONE: readonly Border[] = [];
type Points = readonly LatticePoint[];

/** Far out a thousand borders would be a net over the picture. In steps, so that a turn of the wheel does not make them all again. */
function netAlpha({ view }: SceneInput): number {
	const mPerPx = metresPerPx(view);
	return mPerPx < 12 ? 1 : mPerPx < 25 ? 0.7 : 0.45;
}

export const metresPerPx = ({ zoom, bounds }: Pick<View, 'zoom' | 'bounds'>): number =>
	(METRES_PER_PX * Math.cos((((bounds[1] + bounds[3]) / 2) * Math.PI) / 180)) / 2 ** zoom;

const anchorOf = ({ borders }: BorderPlan): readonly [number, number] => {
	const [first] = borders.values();
	const at = first?.line[0] ?? [0, 0];
	return [at[0] / STEPS_PER_DEGREE, at[1] / STEPS_PER_DEGREE];
};

const lines = new WeakMap<Border, Position[]>();
const lined = (borders: readonly Border[]): Line[] =>
	borders.map((border) => {
		let line = lines.get(border);
		if (!line) lines.set(border, (line = lineOf(border.line)));
		return line;
	});

function tint(
	part: string,
	rows: readonly GridRow[],
	palette: Palette,
	present: ReadonlySet<string>,
	only: ReadonlySet<GridCode> | null,
	anchor: readonly [number, number]
): Layer {
	const { rgba } = palette;
	const { tint: strength } = planColours(palette);
	const data = rows.flatMap(({ code, shape, load }) => {
		if (only && !only.has(code)) return [];
		const colour: Rgba =
			load === null
				? faded(rgba.unknownBg, 0.5)
				: faded(load < 1 ? rgba.under : rgba.over, Math.min(0.6, loadAlpha(load, palette) * strength));
		return colour[3] === 0 ? [] : polygonsOf(shape).map((rings) => ({ rings, colour, hatched: load === null ? 1 : 0 }));
	});
	type Row = (typeof data)[number];
	return new SolidPolygonLayer<Row, HatchProps & { getHatched: (row: Row) => number }>({
		...place('grid-tint', present, part),
		data,
		getPolygon: (row) => row.rings as never,
		getFillColor: (row) => row.colour as never,
		getHatched: (row) => row.hatched,
		extensions: hatching,
		hatchColour: faded(rgba.unknownFg, 0.28),
		hatchScale: 2,
		hatchAnchor: [anchor[0], anchor[1]]
	});
}

function paths(row: LiveRow, data: readonly Line[], colour: Rgba, widthPx: number, present: ReadonlySet<string>, part: string): Layer {
	return new PathLayer<Line>({
		...place(row, present, part),
		data: data as Line[],
		getPath: (line) => line as never,
		getColor: colour as never,
		getWidth: widthPx,
		widthUnits: 'pixels',
		jointRounded: true,
		capRounded: true,
		antialiasing: true
	});
}

function aroundGrids(plan: BorderPlan, codes: readonly GridCode[]): readonly Border[] {
	if (codes.length === 0) return NONE;
	const found = new Set<Border>();
	for (const code of codes) if (plan.grids.has(code)) for (const border of bordersOf(plan.borders, code)) found.add(border);
	return [...found];
}

/** What was there, dashed: of the base, and while an edit is in hand of the plan before it. */
function old(input: SceneInput, { base }: DrawnPlan, gone: readonly Points[], inHand: readonly Points[], memo: Memo): Layer[] {
	const { palette, present, view } = input;
	const zoom = Math.round(view.zoom / ZOOM_STEP) * ZOOM_STEP;
	return memo('old', [base, gone, inHand, zoom, palette, present], () => {
		const both = base ? [...gone, ...inHand].map(lineOf) : [];
		const cut = both.flatMap((line) => dashes(line, ...DASH, degPerPx(zoom, line[0]!)));
		const { rgba } = palette;
		return [
			paths('plan-old', cut, faded(rgba.selGap, 0.75), WIDTH.old + 2.2, present, 'case'),
			new PathLayer<Line>({
				...place('plan-old', present, 'dash'),
				data: cut,
				getPath: (line) => line as never,
				getColor: planColours(palette).old as never,
				getWidth: WIDTH.old,
				widthUnits: 'pixels',
				antialiasing: true
			})
		];
	});
}

const rings = new WeakMap<PlanGround, Map<number, Position[]>>();
function ringOf(id: number, ground: PlanGround): Position[] | null {
	let known = rings.get(ground);
	if (!known) rings.set(ground, (known = new Map()));
	let ring = known.get(id);
	if (!ring) {
		const row = ground.rowOf.get(id);
		if (row === undefined) return null;
		known.set(id, (ring = lineOf(buildingRing(ground.buildings, row))));
	}
	return ring;
}

const ringsOf = (ids: Iterable<number>, ground: PlanGround): Position[][] =>
	[...ids].flatMap((id) => {
		const ring = ringOf(id, ground);
		return ring && ring.length > 3 ? [ring] : [];
	});

function solid(part: string, ids: Iterable<number>, ground: PlanGround, colour: Rgba, present: ReadonlySet<string>): Layer {
	return new SolidPolygonLayer<Position[]>({
		...place('plan-building', present, part),
		data: ringsOf(ids, ground),
		getPolygon: (ring) => ring as never,
		getFillColor: colour as never
	});
}

function drawingLayers(
	input: SceneInput,
	shown: DrawnPlan,
	drawing: Drawing,
	pencil: Pencil | null,
	parts: PlanParts,
	memo: Memo
): Layer[] {
	const { palette, present, view } = input;
	const { rgba } = palette;
	const colours = planColours(palette);
	const layers: Layer[] = [];
	const gathered = pencil?.gathered ?? NO_IDS;
	layers.push(
		...memo('gathered', [gathered, drawing.refusedBuildings, shown.ground, palette, present], () => [
			paths('plan-building', ringsOf(gathered, shown.ground), colours.fresh, 2, present, 'gathered'),
			paths('plan-building', ringsOf(drawing.refusedBuildings, shown.ground), rgba.alarm, 2.4, present, 'refused')
		])
	);
	layers.push(
		...memo('refused', [drawing.refused, palette, present], () => {
			const ghosts = drawing.refused.map(lineOf);
			return [
				paths('plan-new', ghosts, colours.casing, WIDTH.casing, present, '5'),
				paths('plan-new', ghosts, rgba.alarm, WIDTH.fresh, present, '6')
			];
		})
	);
	layers.push(
		...memo('locks', [drawing.held, parts.revision, palette, present], () => {
			const outlines = [...drawing.held].flatMap((code) => {
				const row = parts.row(code);
				return row ? polygonsOf(row.shape).flat() : [];
			});
			return [
				paths('plan-lock', outlines, faded(colours.casing, 0.8), WIDTH.lock + 2.4, present, 'case'),
				paths('plan-lock', outlines, colours.presence, WIDTH.lock, present, 'line')
			];
		})
	);
	const road = pencil?.road ?? null;
	layers.push(
		...memo('road', [road, palette, present], () => {
			const along = road ? [lineOf(road)] : [];
			return [
				paths('plan-new', along, colours.casing, WIDTH.casing, present, '7'),
				paths('plan-new', along, faded(colours.fresh, 0.55), WIDTH.fresh, present, '8')
			];
		})
	);
	const stroke = pencil?.line ?? NO_POINTS;
	const closed = pencil?.closed ?? false;
	layers.push(
		...memo('pencil', [stroke, closed, palette, present], () => {
			const drawn = stroke.length > 1 ? [lineOf(closed ? [...stroke, stroke[0]!] : stroke)] : [];
			const inside = closed && stroke.length > 3 ? [lineOf([...stroke, stroke[0]!])] : [];
			return [
				new SolidPolygonLayer<Position[]>({
					...place('plan-pencil', present, 'inside'),
					data: inside,
					getPolygon: (ring) => ring as never,
					getFillColor: faded(rgba.ink, 0.08) as never
				}),
				paths('plan-pencil', drawn, faded(colours.casing, 0.85), WIDTH.pencil + 2.4, present, 'case'),
				paths('plan-pencil', drawn, colours.fresh, WIDTH.pencil, present, 'line')
			];
		})
	);
	layers.push(...handles(input, shown, drawing, pencil, view, memo));
	return layers;
}

const NO_IDS: readonly number[] = [];
const NO_POINTS: readonly LatticePoint[] = [];

interface Handle {
	readonly at: LatticePoint;
	readonly kind: HandleKind;
}

function handles(input: SceneInput, shown: DrawnPlan, drawing: Drawing, pencil: Pencil | null, view: View, memo: Memo): Layer[] {
	const { palette, present } = input;
	const ratio = Math.max(2, Math.ceil(view.ratio));
	const atlas = memo('handle-atlas', [palette, ratio], (): HandleAtlas => packHandles(palette, ratio));
	const offered = pencil?.handles ?? false;
	const mPerPx = metresPerPx(view);
	const zoom = Math.round(view.zoom * 4);
	// While an edit is in hand only what it moves is offered, and the rest stands as it was.
	const standing = memo('handles', [shown.rest.borders, shown.selected, drawing.held, zoom, offered], (): Handle[] =>
		offered ? standingHandles(shown.rest, shown.selected, drawing.held, mPerPx) : []
	);
	const near = offered && mPerPx < CORNERS_FROM_M_PER_PX && input.view.zoom > 0;
	const sight = near ? steppedBox(view) : null;
	const corners = memo('corner-handles', [shown.rest.borders, drawing.held, sight?.join() ?? ''], (): Handle[] =>
		sight ? cornersIn(shown.rest, drawing.held, sight) : []
	);
	const special = memo(
		'special-handles',
		[drawing.oldCorner, drawing.corner, drawing.snapped, pencil?.hover ?? null, drawing.faults, pencil?.snappedTo ?? null],
		(): Handle[] => [
			...drawing.faults.map((at): Handle => ({ at: [at[0] * STEPS_PER_DEGREE, at[1] * STEPS_PER_DEGREE], kind: 'fault' })),
			...(drawing.oldCorner ? [{ at: drawing.oldCorner, kind: 'old' as const }] : []),
			...(pencil?.hover ? [{ at: pencil.hover, kind: 'hover' as const }] : []),
			...(pencil?.snappedTo ? [{ at: pencil.snappedTo, kind: 'snap' as const }] : []),
			...(drawing.corner ? [{ at: drawing.corner, kind: drawing.snapped ? ('snapped' as const) : ('held' as const) }] : [])
		]
	);
	const layer = (part: string, data: Handle[]): Layer =>
		memo(`handles:${part}`, [data, atlas, present], () => handleLayer(part, data, atlas, present));
	return [layer('corners', corners), layer('standing', standing), layer('special', special)];
}

const handleLayer = (part: string, data: Handle[], atlas: HandleAtlas, present: ReadonlySet<string>): Layer =>
	new IconLayer<Handle>({
		...place('plan-handle', present, part),
		data,
		iconAtlas: atlas.image as never,
		iconMapping: atlas.mapping as never,
		getPosition: ({ at: [x, y] }) => [x / STEPS_PER_DEGREE, y / STEPS_PER_DEGREE],
		getIcon: ({ kind }) => kind,
		getSize: atlas.sidePx,
		sizeUnits: 'pixels'
	});

/** In sight, grown to whole steps: the same box for most moves of the map. */
function steppedBox({ bounds: [west, south, east, north] }: View): readonly [number, number, number, number] {
	const step = 2 ** Math.ceil(Math.log2(Math.max(east - west, 1e-6))) / 2;
	return [
		Math.floor(west / step) * step * STEPS_PER_DEGREE,
		Math.floor(south / step) * step * STEPS_PER_DEGREE,
		Math.ceil(east / step) * step * STEPS_PER_DEGREE,
		Math.ceil(north / step) * step * STEPS_PER_DEGREE
	];
}

function cornersIn(plan: BorderPlan, held: ReadonlySet<GridCode>, box: readonly [number, number, number, number]): Handle[] {
	const hits = hitsOf(plan);
	return hits.cornersIn(box).flatMap((i): Handle[] => {
		const at = hits.corners[i]!;
		return hits.movable(at, held) ? [{ at, kind: 'corner' }] : [];
	});
}

/** Corners, points and middles of the selected grid's borders, as far as they may be moved. */
function standingHandles(plan: BorderPlan, selected: GridCode | null, held: ReadonlySet<GridCode>, mPerPx: number): Handle[] {
	if (selected === null || !plan.grids.has(selected) || held.has(selected)) return [];
	const hits = hitsOf(plan);
	const found: Handle[] = [];
	for (const border of bordersOf(plan.borders, selected)) {
		const { line, left, right } = border;
		for (const at of [line[0]!, line.at(-1)!]) if (hits.movable(at, held)) found.push({ at, kind: 'own-corner' });
		if (fixedEdge(plan, border) || [left, right].some((code) => code !== null && held.has(code))) continue;
		const [x, y] = stepsPerMetre(line[0]!);
		line.forEach((at, i) => {
			if (i > 0 && i < line.length - 1) found.push({ at, kind: 'point' });
			const next = line[i + 1];
			if (!next) return;
			const lengthPx = Math.hypot((next[0] - at[0]) / x, (next[1] - at[1]) / y) / mPerPx;
			if (lengthPx > MIDDLE_PX) found.push({ at: [Math.round((at[0] + next[0]) / 2), Math.round((at[1] + next[1]) / 2)], kind: 'middle' });
		});
	}
	return found;
}
