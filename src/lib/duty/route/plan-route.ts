/**
 * Plans the walk of one person or a squad past stops, along streets and paths: all of them by the shortest way, or what is most urgent within the minutes
 * there are. Pure: the same stops, seed and rounds give the same route.
 */
import { done, refused, type Outcome, type Problem } from '../../geo/outcome.ts';
import { bboxCentre, bboxOf, positionsOf } from '../../geo/bbox.ts';
import { labelPoint } from '../../geo/label-point.ts';
import { snapPosition } from '../../geo/lattice.ts';
import { type LocalPlane, localPlane } from '../../geo/plane.ts';
import { polygonsOf, type PointShape, type Position, type SurfaceShape } from '../../geo/position.ts';
import type { Rules } from '../../rules/rule-set.ts';
import { chooseWalks, type Walks, type WalkWish } from './choose-walks.ts';
import { type WalkedLine, type WalkingNetwork, walkingNetwork } from './walking-network.ts';
import { waysBetween, type WaysBetween } from './ways-between.ts';

export interface RouteStop {
	readonly id: string;
	readonly name: string;
	/** A building is reached where it is nearest to a line. */
	readonly shape: PointShape | SurfaceShape;
	readonly serviceMinutes: number;
	/** From 0 up; see `urgencyOfStop`. */
	readonly urgency: number;
}

export interface RouteWish {
	readonly stops: readonly RouteStop[];
	/** Lines to walk along; null where there are none: straight lines × the rule set's detour factor. */
	readonly network: readonly WalkedLine[] | null;
	/** Where everyone sets out; null: at the most urgent stop. */
	readonly start: Position | null;
	/** Null: where they set out. */
	readonly end: Position | null;
	/** Null: all stops. */
	readonly minutes: number | null;
	readonly people: number;
	readonly rules: Pick<Rules, 'workload'>;
	readonly seed: number;
	/** What share of the search is spent after so many rounds, 0 … 1: of the clock, or rounds ÷ wanted for a repeatable answer. */
	readonly spent: (rounds: number) => number;
}

export interface Visit {
	/** Number of the stop as it was given, from 0. */
	readonly stop: number;
	/** Where it is reached. */
	readonly at: Position;
	/** Minutes after setting out at which it is reached. */
	readonly etaMinutes: number;
}

export interface PersonWalk {
	readonly visits: readonly Visit[];
	/** From the start past all visits to the end, at least two positions; empty where nobody goes. */
	readonly line: readonly Position[];
	readonly lengthM: number;
	/** Walking and stops. */
	readonly minutes: number;
	readonly urgency: number;
}

export interface Route {
	readonly start: Position;
	readonly end: Position;
	readonly people: readonly PersonWalk[];
	readonly skipped: readonly { readonly stop: number; readonly at: Position; readonly reason: 'too-far' | 'no-time' }[];
	/** Pieces of the network that do not meet; 1 where it hangs together, 0 where there is none. */
	readonly pieces: number;
	/** Metres walked straight between pieces. */
	readonly linkM: number;
	/** Stops whose straight leg to the nearest line is longer than `FAR_M`. */
	readonly farFromLines: readonly number[];
}

export interface RouteProblem extends Problem {
	readonly kind: 'route-no-stops' | 'route-many-stops' | 'route-many-people' | 'route-far-apart' | 'route-number';
}

/** The distances of so many stops take 72 MB. */
export const MOST_STOPS = 3000;
export const MOST_PEOPLE = 200;
/** The plane is true within 20 km of its middle. */
const MOST_APART_KM = 40;
/** A leg off the lines longer than this is worth a word, metres. */
export const FAR_M = 100;

export function planRoute(wish: RouteWish): Outcome<Route, RouteProblem> {
	const problem = problemOf(wish);
	if (problem) return refused(problem);
	const { stops, rules } = wish;
	const count = stops.length;
	const most = stops.reduce((best, stop, i) => (stop.urgency > stops[best]!.urgency ? i : best), 0);
	const places = stops.map(({ shape }) => (shape.type === 'Point' ? shape.coordinates : labelPoint(shape)));
	const startAt = wish.start ?? places[most]!;
	const endAt = wish.end ?? startAt;
	const stopBox = bboxOf([...places, startAt, endAt]);
	const plane = localPlane(bboxCentre(stopBox));
	const apartKm = Math.max(...[...places, startAt, endAt].map((at) => Math.hypot(...plane.toXY(at[0], at[1])))) / 500;
	// Written so that what is no number is refused as well.
	if (!(apartKm <= MOST_APART_KM)) return refused({ kind: 'route-far-apart', detail: { km: Math.round(apartKm), most: MOST_APART_KM } });

	// Without a start of its own the walk begins right at the most urgent stop.
	const wallOf = (i: number): Float64Array => placesOf(stops[i]!.shape, plane);
	const spots = [
		...stops.map((_, i) => wallOf(i)),
		wish.start === null ? wallOf(most) : placesOf({ type: 'Point', coordinates: startAt }, plane),
		wish.end === null && wish.start === null ? wallOf(most) : placesOf({ type: 'Point', coordinates: endAt }, plane)
	];
	const detour = rules.workload.detourFactor;
	const network = wish.network === null ? null : walkingNetwork(nearby(wish.network, stopBox, plane), plane, spots, detour);
	const ways = network === null ? null : waysBetween(network);
	const at = reached(places, startAt, endAt, spots, network, plane);
	if (wish.start === null) {
		at[count] = at[most]!;
		if (wish.end === null) at[count + 1] = at[most]!;
	}
	const width = count + 2;
	const metres = ways?.metres ?? straight(at, plane, detour);
	const direct = network ? goDirect(metres, at, network, plane) : null;
	if (wish.start === null) {
		sameSpot(metres, width, most, count);
		if (wish.end === null) sameSpot(metres, width, most, count + 1);
	}
	if (wish.end === null) metres[count * width + count + 1] = metres[(count + 1) * width + count] = 0;
	const speed = rules.workload.walkMPerMin;
	const minutes = metres.map((m) => m / speed);
	const service = Float64Array.from(stops, (stop) => stop.serviceMinutes);
	const urgency = Float64Array.from(stops, (stop) => stop.urgency);

	// What cannot be reached and left again is left out before anything is chosen.
	const limit = wish.minutes;
	const chosen: number[] = [];
	const tooFar: number[] = [];
	for (let i = 0; i < count; i++) {
		const there = minutes[count * width + i]! + service[i]! + minutes[i * width + count + 1]!;
		(limit !== null && there > limit + 1e-9 ? tooFar : chosen).push(i);
	}
	const walks = chooseWalks(partOf({ count, minutes, service, urgency }, chosen, wish)).map((walk) => walk.map((i) => chosen[i]!));
	return done(routeOf(wish, walks, tooFar, { at, metres, minutes, network, ways, direct, plane }));
}

function problemOf(wish: RouteWish): RouteProblem | null {
	const { stops, people, minutes, rules } = wish;
	if (stops.length === 0) return { kind: 'route-no-stops' };
	if (stops.length > MOST_STOPS) return { kind: 'route-many-stops', detail: { stops: stops.length, most: MOST_STOPS } };
	if (!Number.isInteger(people) || people < 1 || people > MOST_PEOPLE)
		return { kind: 'route-many-people', detail: { people, most: MOST_PEOPLE } };
	const wrong = (name: string, found: number, wanted: string): RouteProblem => ({ kind: 'route-number', detail: { name, found, wanted } });
	if (minutes !== null && !(minutes > 0 && Number.isFinite(minutes))) return wrong('minutes', minutes, '> 0');
	const { walkMPerMin, detourFactor } = rules.workload;
	if (!(walkMPerMin > 0 && Number.isFinite(walkMPerMin))) return wrong('walkMPerMin', walkMPerMin, '> 0');
	if (!(detourFactor >= 1 && Number.isFinite(detourFactor))) return wrong('detourFactor', detourFactor, '≥ 1');
	for (const stop of stops) {
		if (!(stop.serviceMinutes >= 0 && Number.isFinite(stop.serviceMinutes))) return wrong('serviceMinutes', stop.serviceMinutes, '≥ 0');
		if (!(stop.urgency >= 0 && Number.isFinite(stop.urgency))) return wrong('urgency', stop.urgency, '≥ 0');
	}
	return null;
}

/** Along a wall a place at least every so often, metres. */
const WALL_STEP_M = 8;

/** A point, or places along the outer walls of a building. */
function placesOf(shape: PointShape | SurfaceShape, plane: LocalPlane): Float64Array {
	if (shape.type === 'Point') return Float64Array.from(plane.toXY(shape.coordinates[0], shape.coordinates[1]));
	const flat: number[] = [];
	for (const [outer] of polygonsOf(shape)) {
		const xy = (outer ?? []).map(([lng, lat]) => plane.toXY(lng, lat));
		for (let i = 1; i < xy.length; i++) {
			const [[ax, ay], [bx, by]] = [xy[i - 1]!, xy[i]!];
			const steps = Math.min(50, Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / WALL_STEP_M)));
			for (let s = 0; s < steps; s++) flat.push(ax + ((bx - ax) * s) / steps, ay + ((by - ay) * s) / steps);
		}
	}
	return Float64Array.from(flat);
}

/** Lines farther from all stops than the stops are from one another, and than 2 km, are no way between them. */
function nearby(lines: readonly WalkedLine[], [west, south, east, north]: readonly number[], plane: LocalPlane): readonly WalkedLine[] {
	const [x0, y0] = plane.toXY(west!, south!);
	const [x1, y1] = plane.toXY(east!, north!);
	const reach = Math.max(2000, x1 - x0, y1 - y0);
	return lines.filter(({ shape }) => {
		for (const [lng, lat] of positionsOf(shape)) {
			const [x, y] = plane.toXY(lng, lat);
			if (x >= x0 - reach && x <= x1 + reach && y >= y0 - reach && y <= y1 + reach) return true;
		}
		return false;
	});
}

/** Where each stop, the start and the end are reached: of a building the place on its wall that is nearest to the network. */
function reached(
	places: readonly Position[],
	startAt: Position,
	endAt: Position,
	spots: readonly Float64Array[],
	network: WalkingNetwork | null,
	plane: LocalPlane
): Position[] {
	const all = [...places, startAt, endAt];
	if (!network) return all;
	return all.map((place, i) => {
		const spot = spots[i]!;
		if (spot.length === 2) return place;
		const { node } = network.access[i]!;
		let best = 0;
		let least = Infinity;
		for (let p = 0; p < spot.length; p += 2) {
			const d2 = (spot[p]! - network.x[node]!) ** 2 + (spot[p + 1]! - network.y[node]!) ** 2;
			if (d2 < least) [least, best] = [d2, p];
		}
		return snapPosition(plane.toLngLat(spot[best]!, spot[best + 1]!));
	});
}

function straight(at: readonly Position[], plane: LocalPlane, detour: number): Float64Array {
	const xy = at.map(([lng, lat]) => plane.toXY(lng, lat));
	const metres = new Float64Array(at.length ** 2);
	for (let i = 0; i < at.length; i++)
		for (let j = 0; j < i; j++)
			metres[i * at.length + j] = metres[j * at.length + i] = Math.hypot(xy[i]![0] - xy[j]![0], xy[i]![1] - xy[j]![1]) * detour;
	return metres;
}

/**
 * Between two places off the lines that are nearer to each other than to the lines nobody goes out to the street and back. @returns 1 where the way
 * is straight; `metres` is made shorter there
 */
function goDirect(metres: Float64Array, at: readonly Position[], { access }: WalkingNetwork, plane: LocalPlane): Uint8Array {
	const width = at.length;
	const xy = at.map(([lng, lat]) => plane.toXY(lng, lat));
	const direct = new Uint8Array(width * width);
	for (let i = 0; i < width; i++)
		for (let j = 0; j < i; j++) {
			const across = Math.hypot(xy[i]![0] - xy[j]![0], xy[i]![1] - xy[j]![1]);
			if (across > access[i]!.legM + access[j]!.legM || across >= metres[i * width + j]!) continue;
			metres[i * width + j] = metres[j * width + i] = across;
			direct[i * width + j] = direct[j * width + i] = 1;
		}
	return direct;
}

/** Makes place `copy` the very place of `of`. */
function sameSpot(metres: Float64Array, width: number, of: number, copy: number): void {
	for (let j = 0; j < width; j++) if (j !== copy) metres[copy * width + j] = metres[j * width + copy] = metres[of * width + j]!;
	metres[copy * width + of] = metres[of * width + copy] = 0;
}

function partOf(
	all: { readonly count: number; readonly minutes: Float64Array; readonly service: Float64Array; readonly urgency: Float64Array },
	chosen: readonly number[],
	wish: RouteWish
): WalkWish {
	const from = [...chosen, all.count, all.count + 1];
	const minutes = new Float64Array(from.length ** 2);
	from.forEach((a, i) => from.forEach((b, j) => (minutes[i * from.length + j] = all.minutes[a * (all.count + 2) + b]!)));
	return {
		count: chosen.length,
		minutes,
		serviceMinutes: Float64Array.from(chosen, (i) => all.service[i]!),
		urgency: Float64Array.from(chosen, (i) => all.urgency[i]!),
		people: wish.people,
		limitMinutes: wish.minutes,
		seed: wish.seed,
		spent: wish.spent
	};
}

interface Found {
	/** Of each stop, the start and the end. */
	readonly at: readonly Position[];
	readonly metres: Float64Array;
	readonly minutes: Float64Array;
	readonly network: WalkingNetwork | null;
	readonly ways: WaysBetween | null;
	readonly direct: Uint8Array | null;
	readonly plane: LocalPlane;
}

function routeOf(wish: RouteWish, walks: Walks, tooFar: readonly number[], found: Found): Route {
	const { stops } = wish;
	const { at, network, ways, plane } = found;
	const count = stops.length;
	const width = count + 2;
	let linkM = 0;
	const people = walks.map((walk): PersonWalk => {
		if (walk.length === 0) return { visits: [], line: [], lengthM: 0, minutes: 0, urgency: 0 };
		const line: Position[] = [at[count]!];
		const add = (p: Position): void => {
			const last = line.at(-1)!;
			if (last[0] !== p[0] || last[1] !== p[1]) line.push(p);
		};
		let [from, lengthM, minutes] = [count, 0, 0];
		const visits: Visit[] = [];
		for (const to of [...walk, count + 1]) {
			const leg = found.metres[from * width + to]!;
			if (ways && network && leg > 0 && !found.direct?.[from * width + to]) {
				const way = ways.way(from, to);
				linkM += way.linkM;
				for (const node of way.nodes) add(snapPosition(plane.toLngLat(network.x[node]!, network.y[node]!)));
			}
			add(at[to]!);
			lengthM += leg;
			minutes += found.minutes[from * width + to]!;
			if (to < count) {
				visits.push({ stop: to, at: at[to]!, etaMinutes: minutes });
				minutes += stops[to]!.serviceMinutes;
			}
			from = to;
		}
		// A line has two positions even where nobody has to move.
		if (line.length === 1) line.push(line[0]!);
		return { visits, line, lengthM, minutes, urgency: walk.reduce((sum, i) => sum + stops[i]!.urgency, 0) };
	});
	const inside = new Set(walks.flat());
	const far = new Set(tooFar);
	const skipped = stops.flatMap((_, i) =>
		inside.has(i) ? [] : [{ stop: i, at: at[i]!, reason: far.has(i) ? ('too-far' as const) : ('no-time' as const) }]
	);
	const farFromLines = network === null ? [] : stops.flatMap((_, i) => (network.access[i]!.legM > FAR_M ? [i] : []));
	return { start: at[count]!, end: at[count + 1]!, people, skipped, pieces: network?.pieces ?? 0, linkM, farFromLines };
}
