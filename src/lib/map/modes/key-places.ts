/**
 * The places of a plan that a key jumps between: what a mouse would go to by eye. Along the outline of a grid its corners, its points and where roads meet it,
 * then the crossings inside; or roads through it, grids beside it, buildings that could move. Found once a plan and tool, in an order that stays.
 */
import { boxOfLine } from '#lib/plan/border-segments.ts';
import { bordersOf, cornersOf } from '#lib/plan/corners.ts';
import type { BorderPlan, GridCode, LatticePoint, PlanGround } from '#lib/plan/border-plan.ts';
import { gridHolds, gridRings, gridShape } from '#lib/plan/grid-shape.ts';
import { buildingPoint, stepsPerMetre } from '#lib/plan/ground-buildings.ts';
import { latticePointAt, PointMap, samePoint } from '#lib/plan/lattice-point.ts';
import { nearestPlace } from '#lib/plan/place-on-border.ts';
import { crossingsOf } from '#lib/plan/snap.ts';
import { memory, type Memo } from '../layers/memo.ts';
import { placeOf } from '../layers/plan-labels.ts';
import { hitsOf } from './draw-hits.ts';
import { guidesOf } from './guide-lines.ts';
import type { Hand, HandWorld } from './hand.ts';
import { roadThrough } from './road-through.ts';

export interface KeyPlace {
	readonly at: LatticePoint;
	readonly kind: 'corner' | 'point' | 'meets' | 'crossing' | 'road' | 'grid' | 'building';
	/** Of the roads that are there. */
	readonly names: readonly string[];
	/** `building` alone. */
	readonly buildingId?: number;
}

/** Metres between the places where a road is looked for inside a grid. */
const ALONG_M = 15;
const NONE: readonly KeyPlace[] = [];
const kept = new WeakMap<BorderPlan['borders'], Memo>();

/** @param at where the crosshair stands: the grid there is meant where none is chosen */
export function keyPlaces({ scene, rest }: HandWorld, hand: Hand, at: LatticePoint): readonly KeyPlace[] {
	let memo = kept.get(rest.borders);
	if (!memo) kept.set(rest.borders, (memo = memory()));
	const { tool, ground } = scene;
	const chosen = scene.grid !== null && rest.grids.has(scene.grid) ? scene.grid : null;
	const grid = chosen ?? hitsOf(rest).gridAt(at);
	switch (tool) {
		case 'reshape':
		case 'split':
		case 'ground':
			return grid === null
				? NONE
				: memo('outline', [grid, ground], () => eachOnce([...outline(rest, grid, ground), ...crossingsIn(rest, grid, ground)]));
		case 'split-road':
			return grid === null ? NONE : memo('roads', [grid, ground], () => roads(rest, grid, ground));
		case 'corner':
			return memo('grids', [], () => grids(rest, [...rest.grids.keys()].sort()));
		case 'merge':
			return chosen === null
				? memo('grids', [], () => grids(rest, [...rest.grids.keys()].sort()))
				: memo('beside', [chosen], () => grids(rest, beside(rest, chosen)));
		case 'buildings': {
			const donor = hand.kind === 'path' ? hand.donor : null;
			const of = donor !== null && donor !== chosen ? [donor] : chosen !== null ? beside(rest, chosen) : grid === null ? [] : [grid];
			return memo('buildings', [of.join(), chosen, rest.belongs, ground], () => buildings(rest, of, chosen, ground));
		}
	}
}

/** The place after the one that the crosshair stands on, or the one before; else the nearest to it. */
export function nextPlace(
	places: readonly KeyPlace[],
	at: LatticePoint,
	step: 1 | -1
): { readonly place: KeyPlace; readonly no: number } | null {
	if (places.length === 0) return null;
	const here = places.findIndex((place) => samePoint(place.at, at));
	let no = here < 0 ? 0 : (here + step + places.length) % places.length;
	if (here < 0) {
		let best = Infinity;
		places.forEach((place, i) => {
			const far = awayM(at, place.at);
			if (far < best) [best, no] = [far, i];
		});
	}
	return { place: places[no]!, no: no + 1 };
}

/** A crossing may lie on the outline: it is come by once. */
function eachOnce(places: readonly KeyPlace[]): KeyPlace[] {
	const known = new PointMap<true>();
	return places.filter(({ at }) => {
		if (known.has(at)) return false;
		known.set(at, true);
		return true;
	});
}

function awayM(a: LatticePoint, b: LatticePoint): number {
	const [x, y] = stepsPerMetre(a);
	return Math.hypot((a[0] - b[0]) / x, (a[1] - b[1]) / y);
}

function outline(plan: BorderPlan, code: GridCode, { lines }: PlanGround): KeyPlace[] {
	const corners = cornersOf(plan.borders);
	const { outer, holes } = gridRings(plan, code);
	const places: KeyPlace[] = [];
	for (const ring of [...outer, ...holes]) {
		for (let i = 0; i + 1 < ring.length; i++) {
			const [a, b] = [ring[i]!, ring[i + 1]!];
			places.push({ at: a, kind: corners.at(a).length > 2 ? 'corner' : 'point', names: [] });
			const [west, south, east, north] = boxOfLine([a, b]);
			const middle: LatticePoint = [Math.round((west + east) / 2), Math.round((south + north) / 2)];
			const met: KeyPlace[] = [];
			for (const guide of guidesOf(lines).near(middle, awayM(a, b) / 2 + 1)) {
				if (guide.kind !== 'road') continue;
				for (const at of crossingsOf([a, b], guide.line))
					if (!samePoint(at, a) && !samePoint(at, b) && !met.some((one) => samePoint(one.at, at)))
						met.push({ at, kind: 'meets', names: [guide.name] });
			}
			places.push(...met.sort((one, two) => awayM(a, one.at) - awayM(a, two.at)));
		}
	}
	return places;
}

/** Where roads meet inside the grid, from north-west to south-east as one reads. */
function crossingsIn(plan: BorderPlan, code: GridCode, { lines }: PlanGround): KeyPlace[] {
	const rings = gridRings(plan, code);
	const guides = guidesOf(lines);
	const found = new PointMap<KeyPlace>();
	const places: KeyPlace[] = [];
	for (const guide of nearGrid(plan, code, lines)) {
		for (const at of guide.line) {
			if (found.has(at) || !gridHolds(rings, at)) continue;
			const through = guides.through(at).filter(({ guide: { kind } }) => kind === 'road');
			const names = [...new Set(through.map(({ guide: { name } }) => name))];
			if (through.length < 2 || (through.length === 2 && names.length === 1)) continue;
			const place: KeyPlace = { at, kind: 'crossing', names };
			found.set(at, place);
			places.push(place);
		}
	}
	return places.sort((a, b) => b.at[1] - a.at[1] || a.at[0] - b.at[0]);
}

/** One place on each road that a click would split the grid along. */
function roads(plan: BorderPlan, code: GridCode, { lines }: PlanGround): KeyPlace[] {
	const rings = gridRings(plan, code);
	const places: KeyPlace[] = [];
	const known = new Set<string>();
	for (const guide of nearGrid(plan, code, lines)) {
		const inside = alongLine(guide.line).filter((place) => gridHolds(rings, place));
		const at = inside[Math.floor(inside.length / 2)];
		const road = at && roadThrough(plan, code, lines, at, 1);
		if (!at || !road) continue;
		const key = road.line.join(' ');
		if (known.has(key)) continue;
		known.add(key);
		places.push({ at, kind: 'road', names: [road.guide.name] });
	}
	return places.sort((a, b) => b.at[1] - a.at[1] || a.at[0] - b.at[0]);
}

/** Places every few metres along a line. */
function alongLine(line: readonly LatticePoint[]): LatticePoint[] {
	const places: LatticePoint[] = [];
	for (let i = 0; i + 1 < line.length; i++) {
		const [a, b] = [line[i]!, line[i + 1]!];
		const parts = Math.max(2, Math.ceil(awayM(a, b) / ALONG_M));
		for (let k = 1; k < parts; k++)
			places.push([Math.round(a[0] + ((b[0] - a[0]) * k) / parts), Math.round(a[1] + ((b[1] - a[1]) * k) / parts)]);
	}
	return places;
}

function nearGrid(plan: BorderPlan, code: GridCode, lines: PlanGround['lines']) {
	const [west, south, east, north] = boxOfLine(gridRings(plan, code).outer.flat());
	const middle: LatticePoint = [Math.round((west + east) / 2), Math.round((south + north) / 2)];
	return guidesOf(lines)
		.near(middle, awayM([west, south], [east, north]) / 2)
		.filter(({ kind }) => kind === 'road');
}

function beside({ borders, grids }: BorderPlan, code: GridCode): GridCode[] {
	const own = grids.get(code)?.areaCode;
	const codes = new Set<GridCode>();
	for (const { left, right } of bordersOf(borders, code)) {
		const other = left === code ? right : left;
		if (other !== null && grids.get(other)?.areaCode === own) codes.add(other);
	}
	codes.delete(code);
	return [...codes].sort();
}

const grids = (plan: BorderPlan, codes: readonly GridCode[]): KeyPlace[] =>
	codes.flatMap((code) => {
		const at = insideOf(plan, code);
		return at ? [{ at, kind: 'grid' as const, names: [] }] : [];
	});

/** A place well inside a grid: where its label stands. */
export function insideOf(plan: BorderPlan, code: GridCode): LatticePoint | null {
	const shape = gridShape(plan, code);
	return shape && latticePointAt(placeOf({ shape }));
}

/** The nearest to the grid that would take them first; by reading order where none is chosen. */
function buildings(plan: BorderPlan, of: readonly GridCode[], to: GridCode | null, { buildings: all, rowOf }: PlanGround): KeyPlace[] {
	const wanted = new Set(of);
	const edge = to === null ? [] : bordersOf(plan.borders, to);
	const found: { readonly place: KeyPlace; readonly far: number }[] = [];
	for (const [id, code] of plan.belongs) {
		const row = rowOf.get(id);
		if (!wanted.has(code) || row === undefined) continue;
		const at = buildingPoint(all, row);
		found.push({ place: { at, kind: 'building', names: [], buildingId: id }, far: nearestPlace(edge, at)?.distanceM ?? -at[1] });
	}
	return found.sort((a, b) => a.far - b.far || a.place.buildingId! - b.place.buildingId!).map(({ place }) => place);
}
