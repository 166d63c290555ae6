/**
 * D4 gaps of one grid at one moment, in the shape the ledger takes: stale buildings in clusters, stale ground in parts. Wherever they are looked for,
 * here or on another thread that was sent the same numbers, the answer is the same.
 */
import type { GridId } from '../area/area.ts';
import type { Raster, RowSpans } from '../geo/scanline.ts';
import type { Position, SurfaceShape } from '../geo/position.ts';
import { clusters, neighboursAmong, outlineOfCluster, type Cluster, type Neighbours } from './building-gaps.ts';
import { coveragePlane } from './coverage-plane.ts';
import type { Footprints } from './footprints.ts';
import { groundGaps } from './ground-gaps.ts';
import { clipFrame, type ClipFrame, type Outline } from './outline.ts';

/** A gap as found now, without an id or a history; what the ledger calls a finding. */
export interface StaleFinding {
	readonly dimension: 'D4';
	readonly kind: 'buildings-stale' | 'ground-stale';
	/** `ids`: the buildings of a cluster, ascending; of ground, its grid. `name` is left to who knows the streets. */
	readonly subject: { readonly kind: 'buildings' | 'ground'; readonly ids: readonly number[]; readonly name: string };
	readonly gridId: GridId;
	readonly shape: SurfaceShape;
	/** When the first of it passed the limit; now, where no sighting says. */
	readonly sinceMs: number;
	readonly measures: {
		readonly areaM2: number;
		readonly buildings?: number;
		readonly households?: number;
		readonly oldestSeenAtMs: number | null;
		readonly limitH: number;
	};
	readonly cause: 'limit-passed' | 'never-seen';
}

/** What stands in a grid, and the rules it is judged by. Buildings go by their place in it. Plain columns: it can be sent to another thread. */
export interface GapGround {
	readonly gridId: GridId;
	readonly limitH: number;
	/** Two buildings at most this far apart are one gap, metres. */
	readonly joinM: number;
	/** Ground is a gap where it holds a circle of this radius, metres. */
	readonly circleM: number;
	readonly shape: SurfaceShape;
	/** Of the district's plane. */
	readonly origin: Position;
	readonly raster: Raster;
	/** Ground and whole grid in rows of squares. */
	readonly ground: readonly RowSpans[];
	readonly grid: readonly RowSpans[];
	readonly footprints: Footprints;
	readonly buildingIds: readonly number[];
	readonly households: readonly number[];
}

/** Buildings not seen within the limit, ascending, and when each last was, Unix ms. */
export interface Stale {
	readonly stale: Uint32Array;
	readonly staleMs: Float64Array;
}

/** What was last seen when, in a grid at one moment. */
export interface GapSight extends Stale {
	readonly nowMs: number;
	/** The same number, the same squares. */
	readonly mapVersion: number;
	/** Of the squares, as `StaleSquares` has them. */
	readonly seenS: Uint32Array | null;
	readonly limitS: number;
}

const since = (knownMs: number | null, limitH: number, nowMs: number): number =>
	knownMs === null ? nowMs : Math.min(nowMs, knownMs + limitH * 3_600_000);

/** Looks for the gaps of one grid, again and again: what has not changed since the last time is not drawn anew. */
export function gapFinder(grid: GapGround): (sight: GapSight) => readonly StaleFinding[] {
	let frame: ClipFrame | null = null;
	let pairs: readonly Neighbours[] | null = null;
	let outlines: ReadonlyMap<string, Outline | null> = new Map();
	let last:
		| (Stale & { readonly mapVersion: number; readonly buildings: readonly StaleFinding[]; readonly ground: readonly StaleFinding[] })
		| null = null;
	return (sight) => {
		frame ??= clipFrame(coveragePlane(grid.origin), grid.shape);
		let buildings = last?.buildings;
		if (!last || !buildings || !sameStale(last, sight)) {
			pairs ??= neighboursAmong(grid.footprints, grid.joinM);
			const drawn = new Map<string, Outline | null>();
			const found: StaleFinding[] = [];
			for (const cluster of clusters(Array.from(sight.stale), pairs)) {
				const name = cluster.buildings.join();
				const known = outlines.get(name);
				const outline = known === undefined ? outlineOf(grid, cluster, frame) : known;
				drawn.set(name, outline);
				// A footprint without any ground.
				if (outline) found.push(buildingFinding(grid, cluster, outline, sight));
			}
			outlines = drawn;
			buildings = found;
		}
		const ground = last?.mapVersion === sight.mapVersion ? last.ground : groundFindings(grid, frame, sight);
		last = { mapVersion: sight.mapVersion, stale: sight.stale, staleMs: sight.staleMs, buildings, ground };
		return [...buildings, ...ground];
	};
}

export function sameStale(a: Stale, b: Stale): boolean {
	if (a.stale.length !== b.stale.length) return false;
	for (let i = 0; i < a.stale.length; i++) if (a.stale[i] !== b.stale[i] || a.staleMs[i] !== b.staleMs[i]) return false;
	return true;
}

/** A building given to this grid may stand wholly outside it. Then it is drawn where it stands: a gap that is nowhere would be overlooked. */
const outlineOf = ({ footprints, joinM }: GapGround, cluster: Cluster, frame: ClipFrame): Outline | null =>
	outlineOfCluster(cluster, footprints, joinM, frame) ?? outlineOfCluster(cluster, footprints, joinM, { ...frame, flat: null });

function buildingFinding(
	{ gridId, limitH, buildingIds, households }: GapGround,
	{ buildings }: Cluster,
	outline: Outline,
	{ nowMs, stale, staleMs }: GapSight
): StaleFinding {
	let [oldestMs, never] = [Infinity, false];
	for (const b of buildings) {
		const ms = staleMs[indexIn(stale, b)]!;
		if (ms <= 0) never = true;
		else if (ms < oldestMs) oldestMs = ms;
	}
	const knownMs = oldestMs === Infinity ? null : oldestMs;
	return {
		dimension: 'D4',
		kind: 'buildings-stale',
		subject: { kind: 'buildings', ids: buildings.map((b) => buildingIds[b]!).sort((a, b) => a - b), name: '' },
		gridId,
		shape: outline.shape,
		sinceMs: since(knownMs, limitH, nowMs),
		measures: {
			areaM2: outline.areaM2,
			buildings: buildings.length,
			households: buildings.reduce((sum, b) => sum + households[b]!, 0),
			oldestSeenAtMs: never ? null : knownMs,
			limitH
		},
		cause: never ? 'never-seen' : 'limit-passed'
	};
}

/** Where a number stands in an ascending list that holds it. */
function indexIn(list: Uint32Array, number: number): number {
	let [low, high] = [0, list.length - 1];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (list[middle]! < number) low = middle + 1;
		else high = middle;
	}
	return low;
}

function groundFindings(grid: GapGround, frame: ClipFrame, sight: GapSight): StaleFinding[] {
	const { gridId, limitH, circleM } = grid;
	return groundGaps({ ...grid, seenS: sight.seenS, limitS: sight.limitS }, frame, circleM).map((gap) => ({
		dimension: 'D4',
		kind: 'ground-stale',
		subject: { kind: 'ground', ids: [gridId], name: '' },
		gridId,
		shape: gap.shape,
		sinceMs: since(gap.oldestKnownS === null ? null : gap.oldestKnownS * 1000, limitH, sight.nowMs),
		measures: { areaM2: gap.areaM2, oldestSeenAtMs: gap.oldestSeenS === null ? null : gap.oldestSeenS * 1000, limitH },
		cause: gap.oldestKnownS === null ? 'never-seen' : 'limit-passed'
	}));
}
