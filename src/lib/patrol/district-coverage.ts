/**
 * D4 of one district, live: fixes come in in any order, time passes, and every grid can say at any moment what is fresh and where the gaps are.
 * The answer depends on which fixes came, never on their order, repetition or batching, as long as a late one is not older than the kept tracks.
 */
import type { GridId, Risk } from '../area/area.ts';
import { surfaceAreaM2 } from '../geo/area-m2.ts';
import { bboxCentre, bboxesTouch, bboxOf, unionBbox } from '../geo/bbox.ts';
import { bucketIndex } from '../geo/bucket-index.ts';
import { localPlane, metresPerDegree, turnedPlane, type LocalPlane } from '../geo/plane.ts';
import { polygonsOf, type Bbox, type SurfaceShape } from '../geo/position.ts';
import type { FlatRings } from '../geo/scanline.ts';
import { spatialIndex } from '../geo/spatial-index.ts';
import type { Rules } from '../rules/rule-set.ts';
import { neighboursAmong, type Neighbours } from './building-gaps.ts';
import { packCheckpoint, unpackCheckpoint, type Checkpoint } from './checkpoint.ts';
import { buildingFindings, groundFindings, type GridSight, type StaleFinding } from './find-gaps.ts';
import type { Fix } from './fix.ts';
import type { GridCoverage } from './grid-coverage.ts';
import { byDevice } from './legs.ts';
import { clipFrame } from './outline.ts';
import { SeenBuildings } from './seen-buildings.ts';
import { SeenMap, seenSecond } from './seen-map.ts';
import { Track, type Piece } from './track.ts';

export interface CoverageGround {
	readonly grids: readonly { readonly id: GridId; readonly risk: Risk; readonly shape: SurfaceShape }[];
	/** Surfaces that are no ground to cover, by the rule set. */
	readonly excluded: readonly SurfaceShape[];
	readonly buildings: readonly {
		readonly id: number;
		readonly gridId: GridId | null;
		readonly households: number;
		readonly name: string;
		readonly shape: SurfaceShape;
	}[];
}

export interface CoverageOptions {
	/**
	 * How many fixes are kept so that late ones can be put in their place; about 30 bytes each. Older ones are let go when there are more: a fix
	 * later than that still adds what it saw, and takes nothing back.
	 */
	readonly keepFixes?: number;
	/**
	 * The fixes of each device come in order of time, as when hours that are over are walked again: nothing will have to be taken back, so that
	 * fixes are let go without a trace but for what the next one is joined to.
	 */
	readonly inTime?: boolean;
}

/** What a batch of fixes changed. */
export interface SeenChange {
	/** Buildings whose last sighting moved — forward, or back where a late fix took credit away — and to when (Unix seconds; 0 if never). */
	readonly seen: readonly { readonly buildingId: number; readonly seenAtS: number }[];
	/** Grids whose fresh buildings or fresh ground changed. */
	readonly grids: readonly GridId[];
	/** Grids in which anything was seen, these included. */
	readonly touched: readonly GridId[];
}

export interface DistrictCoverage {
	/** In any order, as often as you like. Fixes kept apart by `acceptFix` do not belong here. */
	addFixes(fixes: readonly Fix[]): SeenChange;
	/** Grids in which something went stale because time passed. Looks only where something is due. */
	passTime(nowMs: number): readonly GridId[];
	/** @throws RangeError for a grid that is not of this ground. */
	coverageOf(gridId: GridId, nowMs: number): GridCoverage;
	/** Open D4 gaps, buildings first, largest ground first; the same array while nothing changed. @throws RangeError as above. */
	gapsOf(gridId: GridId, nowMs: number): readonly StaleFinding[];
	/** Unix seconds of the last sighting; 0 if never, or no such building. */
	seenAtS(buildingId: number): number;
	/** The same to the millisecond. */
	seenAtMs(buildingId: number): number;
	/** Names the ground and the coverage rules: snapshots of one fit the other where it is the same. */
	groundName(): string;
	/** Only where fixes come in time: lets go of every device that has been silent since before this moment. */
	forgetSilent(sinceMs: number): void;
	/** All that cannot be computed again, as bytes for `restore`. */
	snapshot(): Uint8Array;
	/** Takes a snapshot's place. @throws RangeError when the bytes are damaged, or of other ground or coverage rules; nothing has changed then. */
	restore(bytes: Uint8Array): void;
}

/** The raster is turned against the compass by this angle, so that no street of a chequered town runs along its rows. */
const TURN_RAD = 0.365;
/** Grids are looked for in buckets of this side, metres. */
const BUCKET_M = 128;
/** Kept by default: 1.5 million fixes, hours of a district, in some 40 MB. */
const KEEP_FIXES = 1_500_000;
/** Where nothing comes late, tracks are cut back when there are this many fixes for each. */
const SPARE_FIXES = 16;
/** When too many are kept, this part of them stays. */
const KEEP_SHARE = 0.75;
/** Nothing farther than this from the middle of the ground is on it, degrees. */
const REACH_DEG = 2;

interface Grid extends GridSight {
	readonly number: number;
	readonly limitMs: number;
	readonly groundAreaM2: number;
	/** Numbers of its buildings, ascending. */
	readonly buildings: readonly number[];
	readonly households: number;
	pairs: readonly Neighbours[] | null;
	/** No fresh building was seen before this. */
	oldestFreshMs: number;
	/** Which of its buildings are stale, since when: the gaps are found again only when this or the map changes. */
	found: {
		readonly mapVersion: number;
		readonly stale: readonly number[];
		readonly times: readonly number[];
		readonly gaps: readonly StaleFinding[];
	} | null;
	freshBuildings: number;
	/** By the batch at hand. */
	isTouched: boolean;
	isTurned: boolean;
}

export function createDistrictCoverage(ground: CoverageGround, rules: Rules, options: CoverageOptions = {}): DistrictCoverage {
	const coverage = rules.coverage;
	const { radiusM } = coverage;
	const keepFixes = options.keepFixes ?? KEEP_FIXES;
	const extent = unionBbox(ground.grids.map((grid) => bboxOf(grid.shape)));
	const origin = ground.grids.length === 0 ? ([0, 0] as const) : bboxCentre(extent);
	const plane = turnedPlane(localPlane(origin), TURN_RAD);
	const seen = new SeenBuildings(
		ground.buildings.map((building) => building.shape),
		plane
	);
	const numberOf = new Map(ground.buildings.map((building, b) => [building.id, b]));
	const grids = layOut(ground, rules, plane);
	const gridOf = new Map(grids.map((grid) => [grid.gridId, grid]));
	const buildingIds = ground.buildings.map((building) => building.id);
	const homeOf = ground.buildings.map((building) => (building.gridId === null ? undefined : gridOf.get(building.gridId)));
	const gridIndex = bucketIndex(
		Float64Array.from(
			grids.flatMap(({ map: { raster } }) => [
				raster.x0,
				raster.y0,
				raster.x0 + raster.columns * raster.cell,
				raster.y0 + raster.rows * raster.cell
			])
		),
		BUCKET_M
	);
	const tracks = new Map<number, Track>();
	let kept = 0;

	// What the batch at hand has changed so far.
	const turned: Grid[] = [];
	const touched: Grid[] = [];
	const touch = (grid: Grid): void => {
		if (grid.isTouched) return;
		grid.isTouched = true;
		touched.push(grid);
	};
	const turn = (grid: Grid): void => {
		if (grid.isTurned) return;
		grid.isTurned = true;
		turned.push(grid);
	};
	// Buildings sighted, each once, in order; a set of them would cost more than finding them.
	const sighted = new Uint32Array(ground.buildings.length);
	const isSighted = new Uint8Array(ground.buildings.length);
	let sightings = 0;
	const sight = (b: number): void => {
		if (isSighted[b] === 1) return;
		isSighted[b] = 1;
		sighted[sightings++] = b;
	};
	const ends = new Float64Array(4);

	/** The piece's ends on the plane in `ends`; false where it is nowhere near. */
	function project(aLng: number, aLat: number, bLng: number, bLat: number): boolean {
		const near = (lng: number, lat: number): boolean => Math.abs(lng - origin[0]) < REACH_DEG && Math.abs(lat - origin[1]) < REACH_DEG;
		if (!near(aLng, aLat) || !near(bLng, bLat)) return false;
		plane.project(aLng, aLat, ends, 0);
		if (aLng === bLng && aLat === bLat) {
			ends[2] = ends[0]!;
			ends[3] = ends[1]!;
		} else plane.project(bLng, bLat, ends, 2);
		return true;
	}

	// One visitor for all pieces, reading from here: a closure for each would be the only thing a fix allocates.
	let [ax, ay, bx, by, atMs, atS] = [0, 0, 0, 0, 0, 0];
	const eachGrid = (visit: (grid: number) => void): void =>
		gridIndex.visit(Math.min(ax, bx) - radiusM, Math.min(ay, by) - radiusM, Math.max(ax, bx) + radiusM, Math.max(ay, by) + radiusM, visit);
	const aim = (aLng: number, aLat: number, bLng: number, bLat: number, ms: number): boolean => {
		if (!project(aLng, aLat, bLng, bLat)) return false;
		[ax, ay, bx, by] = [ends[0]!, ends[1]!, ends[2]!, ends[3]!];
		atMs = ms;
		atS = seenSecond(ms);
		return true;
	};
	const seeGround = (g: number): void => {
		const grid = grids[g]!;
		const change = grid.map.see(ax, ay, bx, by, radiusM, atS);
		if (change === 0) return;
		touch(grid);
		if (change === 2) turn(grid);
	};
	const isNewer = (b: number): boolean => seen.seenMs[b]! < atMs;
	const seeBuilding = (b: number): void => {
		sight(b);
		const home = homeOf[b];
		if (home) {
			touch(home);
			const limitMs = lastNowMs - home.limitMs;
			if (seen.seenMs[b]! <= limitMs) turn(home);
			if (atMs > limitMs && atMs < home.oldestFreshMs) home.oldestFreshMs = atMs;
		}
		seen.seenMs[b] = atMs;
	};
	let lastNowMs = 0;

	function see(aLng: number, aLat: number, bLng: number, bLat: number, ms: number): void {
		if (!aim(aLng, aLat, bLng, bLat, ms)) return;
		eachGrid(seeGround);
		seen.near(ax, ay, bx, by, radiusM, isNewer, seeBuilding);
	}

	/** What no longer holds is wiped out, and whatever else passed there is shown again. */
	function takeBack(pieces: readonly Piece[]): void {
		const [lngM, latM] = metresPerDegree(origin[1]);
		const reachM = 2 * radiusM + coverage.legMaxM;
		const boxes: Bbox[] = [];
		for (const piece of pieces) {
			if (!aim(piece.aLng, piece.aLat, piece.bLng, piece.bLat, piece.atMs)) continue;
			boxes.push([
				Math.min(piece.aLng, piece.bLng) - reachM / lngM,
				Math.min(piece.aLat, piece.bLat) - reachM / latM,
				Math.max(piece.aLng, piece.bLng) + reachM / lngM,
				Math.max(piece.aLat, piece.bLat) + reachM / latM
			]);
			eachGrid((g) => {
				const grid = grids[g]!;
				grid.map.forget(ax, ay, bx, by, radiusM, atS);
				touch(grid);
				turn(grid);
			});
			seen.near(
				ax,
				ay,
				bx,
				by,
				radiusM,
				(b) => seen.seenMs[b] === atMs,
				(b) => {
					seen.seenMs[b] = seen.settledMs[b]!;
					sight(b);
					const home = homeOf[b];
					if (home) turn(home);
				}
			);
		}
		const near = spatialIndex(boxes);
		for (const track of tracks.values()) {
			for (let i = 0; i < track.count; i++) {
				const lng = track.lngE7[i]! / 1e7;
				const lat = track.latE7[i]! / 1e7;
				if (near.search(lng, lat, lng, lat).length > 0) track.pieces(i, i, coverage, see);
			}
		}
	}

	/** Where nothing comes late: only what the next fix of each device looks back at stays. */
	function forgetPast(): void {
		kept = 0;
		for (const track of tracks.values()) {
			track.forgetPast();
			kept += track.count;
		}
	}

	function forgetSilent(sinceMs: number): void {
		if (!options.inTime) throw new Error('coverage: a late fix may yet join these tracks');
		for (const [deviceId, track] of tracks) if (track.count === 0 || track.atMs[track.count - 1]! < sinceMs) tracks.delete(deviceId);
		forgetPast();
	}

	/** Lets the oldest fixes go, their sightings kept as settled. */
	function settleOldest(): void {
		// The time that parts the newest share from the rest, from an even sample of all that is kept.
		const step = Math.max(1, Math.floor(kept / 8192));
		const sample: number[] = [];
		let k = 0;
		for (const track of tracks.values()) for (let i = 0; i < track.count; i++) if (k++ % step === 0) sample.push(track.atMs[i]!);
		sample.sort((a, b) => a - b);
		const fromMs = sample[Math.floor(sample.length * (1 - KEEP_SHARE))]!;
		for (const track of tracks.values()) {
			const keepFrom = Math.min(track.indexAt(fromMs), track.count - 1);
			if (keepFrom <= 0) continue;
			track.pieces(0, keepFrom, coverage, (aLng, aLat, bLng, bLat, ms) => {
				// The first kept fix may yet lose the standing of a point, but not a leg to one that is let go.
				if (ms === track.atMs[keepFrom] && aLng === bLng && aLat === bLat) return;
				if (!aim(aLng, aLat, bLng, bLat, ms)) return;
				eachGrid((g) => grids[g]!.map.settle(ax, ay, bx, by, radiusM, atS));
				seen.near(
					ax,
					ay,
					bx,
					by,
					radiusM,
					(b) => seen.settledMs[b]! < atMs,
					(b) => (seen.settledMs[b] = atMs)
				);
			});
			kept -= keepFrom;
			track.settle(keepFrom);
		}
	}

	function addFixes(fixes: readonly Fix[]): SeenChange {
		const undone: Piece[] = [];
		const undo = (piece: Piece): number => undone.push(piece);
		const outOfTurn: Fix[] = [];
		for (const fix of fixes) {
			let track = tracks.get(fix.deviceId);
			if (!track) tracks.set(fix.deviceId, (track = new Track(fix.deviceId)));
			if (track.append(fix, coverage, see)) kept++;
			else outOfTurn.push(fix);
		}
		for (const [deviceId, own] of byDevice(outOfTurn)) {
			const track = tracks.get(deviceId)!;
			const before = track.count;
			const tooLate = track.merge(inTime(own), coverage, see, undo);
			kept += track.count - before;
			if (tooLate.length > 0) {
				const loose = new Track(deviceId, tooLate.length);
				loose.settled = true;
				loose.merge(tooLate, coverage, see, undo);
			}
		}
		if (undone.length > 0) takeBack(undone);
		if (options.inTime) {
			if (kept > Math.max(keepFixes, SPARE_FIXES * tracks.size)) forgetPast();
		} else if (kept > keepFixes) settleOldest();
		const change: SeenChange = {
			seen: Array.from({ length: sightings }, (_, i) => {
				const b = sighted[i]!;
				isSighted[b] = 0;
				return { buildingId: buildingIds[b]!, seenAtS: Math.floor(seen.seenMs[b]! / 1000) };
			}),
			grids: turned.map((grid) => grid.gridId),
			touched: touched.map((grid) => grid.gridId)
		};
		for (const grid of touched) grid.isTouched = false;
		for (const grid of turned) {
			grid.isTurned = false;
			recount(grid, lastNowMs);
		}
		sightings = 0;
		turned.length = touched.length = 0;
		return change;
	}

	/** Which of its buildings are fresh at the moment; the map must have been passed to it. */
	function recount(grid: Grid, nowMs: number): void {
		const limitMs = nowMs - grid.limitMs;
		grid.freshBuildings = 0;
		grid.oldestFreshMs = Infinity;
		for (const b of grid.buildings) {
			const ms = seen.seenMs[b]!;
			if (ms <= limitMs) continue;
			grid.freshBuildings++;
			if (ms < grid.oldestFreshMs) grid.oldestFreshMs = ms;
		}
	}

	/** Brings one grid to the moment. @returns whether anything turned. */
	function bring(grid: Grid, nowMs: number): boolean {
		const limitMs = nowMs - grid.limitMs;
		const groundTurned = grid.map.passTo(Math.max(0, Math.floor(limitMs / 1000)));
		if (grid.oldestFreshMs > limitMs && nowMs >= lastNowMs) return groundTurned;
		const before = grid.freshBuildings;
		recount(grid, nowMs);
		return groundTurned || grid.freshBuildings !== before;
	}

	function passTime(nowMs: number): GridId[] {
		const changed = grids.filter((grid) => bring(grid, nowMs)).map((grid) => grid.gridId);
		lastNowMs = nowMs;
		return changed;
	}

	function at(gridId: GridId, nowMs: number): Grid {
		const grid = gridOf.get(gridId);
		if (!grid) throw new RangeError(`coverage: no grid ${gridId} on this ground`);
		// All grids stand at one moment, so that what a later batch turns is judged by the same.
		if (nowMs !== lastNowMs) passTime(nowMs);
		return grid;
	}

	function gapsOf(gridId: GridId, nowMs: number): readonly StaleFinding[] {
		const grid = at(gridId, nowMs);
		const limitMs = nowMs - grid.limitMs;
		const stale = grid.buildings.filter((b) => seen.seenMs[b]! <= limitMs);
		const times = stale.map((b) => seen.seenMs[b]!);
		const known = grid.found;
		const sameBuildings =
			known?.stale.length === stale.length && stale.every((b, i) => known.stale[i] === b && known.times[i] === times[i]);
		if (known && sameBuildings && known.mapVersion === grid.map.version) return known.gaps;
		grid.pairs ??= neighboursAmong(grid.buildings, seen, coverage.joinBuildingsM);
		const buildingGaps =
			known && sameBuildings
				? known.gaps.filter((gap) => gap.kind === 'buildings-stale')
				: buildingFindings(
						grid,
						stale,
						grid.pairs,
						seen,
						(b) => ground.buildings[b]!.id,
						(b) => ground.buildings[b]!.households,
						coverage,
						nowMs
					);
		const groundGaps =
			known?.mapVersion === grid.map.version
				? known.gaps.filter((gap) => gap.kind === 'ground-stale')
				: groundFindings(grid, coverage, nowMs);
		const gaps = [...buildingGaps, ...groundGaps];
		grid.found = { mapVersion: grid.map.version, stale, times, gaps };
		return gaps;
	}

	function coverageOf(gridId: GridId, nowMs: number): GridCoverage {
		const grid = at(gridId, nowMs);
		const limitMs = nowMs - grid.limitMs;
		let [neverSeenBuildings, freshHouseholds, lastSeenMs] = [0, 0, grid.map.latestS * 1000];
		for (const b of grid.buildings) {
			const ms = seen.seenMs[b]!;
			if (ms === 0) neverSeenBuildings++;
			if (ms > limitMs) freshHouseholds += ground.buildings[b]!.households;
			if (ms > lastSeenMs) lastSeenMs = ms;
		}
		return {
			gridId,
			buildings: grid.buildings.length,
			freshBuildings: grid.freshBuildings,
			neverSeenBuildings,
			households: grid.households,
			freshHouseholds,
			groundAreaM2: grid.groundAreaM2,
			freshAreaM2: grid.map.freshShare * grid.groundAreaM2,
			// Squares know their time to the second, rounded up: that must not look later than now.
			lastSeenAtMs: lastSeenMs === 0 ? null : Math.min(lastSeenMs, nowMs),
			gapCount: gapsOf(gridId, nowMs).length
		};
	}

	const seenAtMs = (buildingId: number): number => {
		const b = numberOf.get(buildingId);
		return b === undefined ? 0 : seen.seenMs[b]!;
	};

	let name: string | null = null;
	const groundName = (): string => (name ??= fingerprint(ground, rules));

	function snapshot(): Uint8Array {
		const parts = new Map<string, Float64Array | Uint32Array | Int32Array | Uint8Array>([
			['buildings', seen.seenMs],
			['buildings-settled', seen.settledMs]
		]);
		for (const grid of grids) {
			const saved = grid.map.save();
			if (saved.seen) parts.set(`grid-${grid.number}`, saved.seen);
			if (saved.settled) parts.set(`grid-${grid.number}-settled`, saved.settled);
		}
		const all = [...tracks.values()];
		const joined = <A extends Float64Array | Int32Array | Uint8Array>(into: A, column: (track: Track) => A): A => {
			let offset = 0;
			for (const track of all) {
				into.set(column(track).subarray(0, track.count), offset);
				offset += track.count;
			}
			return into;
		};
		parts.set(
			'device',
			Float64Array.from(all, (track) => track.deviceId)
		);
		parts.set(
			'device-count',
			Uint32Array.from(all, (track) => track.count)
		);
		parts.set(
			'device-settled',
			Uint8Array.from(all, (track) => (track.settled ? 1 : 0))
		);
		parts.set(
			'fix-at',
			joined(new Float64Array(kept), (track) => track.atMs)
		);
		parts.set(
			'fix-lng',
			joined(new Int32Array(kept), (track) => track.lngE7)
		);
		parts.set(
			'fix-lat',
			joined(new Int32Array(kept), (track) => track.latE7)
		);
		parts.set(
			'fix-flags',
			joined(new Uint8Array(kept), (track) => track.flags)
		);
		return packCheckpoint({ ground: groundName(), parts });
	}

	function restore(bytes: Uint8Array): void {
		const checkpoint = unpackCheckpoint(bytes);
		if (checkpoint.ground !== groundName()) throw new RangeError('coverage checkpoint: of other ground or other rules');
		const buildings = part(checkpoint, 'buildings', Float64Array);
		const settled = part(checkpoint, 'buildings-settled', Float64Array);
		const restored = restoreTracks(checkpoint);
		for (const grid of grids) {
			const name = `grid-${grid.number}`;
			const runs = (of: string): Uint32Array | null => (checkpoint.parts.has(of) ? part(checkpoint, of, Uint32Array) : null);
			grid.map.load({ seen: runs(name), settled: runs(`${name}-settled`) });
			grid.found = null;
		}
		seen.seenMs.set(buildings);
		seen.settledMs.set(settled);
		tracks.clear();
		kept = 0;
		for (const track of restored) {
			tracks.set(track.deviceId, track);
			kept += track.count;
		}
		for (const grid of grids) recount(grid, lastNowMs);
	}

	return {
		addFixes,
		passTime,
		coverageOf,
		gapsOf,
		seenAtS: (buildingId) => Math.floor(seenAtMs(buildingId) / 1000),
		seenAtMs,
		groundName,
		forgetSilent,
		snapshot,
		restore
	};
}

/** In order of time, one for each moment: the first given of those that share it. */
function inTime(fixes: readonly Fix[]): readonly Fix[] {
	let ordered = true;
	for (let i = 1; i < fixes.length && ordered; i++) ordered = fixes[i - 1]!.recordedAtMs < fixes[i]!.recordedAtMs;
	if (ordered) return fixes;
	const sorted = fixes.toSorted((a, b) => a.recordedAtMs - b.recordedAtMs);
	return sorted.filter((fix, i) => i === 0 || fix.recordedAtMs !== sorted[i - 1]!.recordedAtMs);
}

function layOut(ground: CoverageGround, rules: Rules, plane: LocalPlane): Grid[] {
	const flat = (surface: SurfaceShape): FlatRings =>
		polygonsOf(surface)
			.flat()
			.map((ring) => {
				const xy = new Float64Array(ring.length * 2);
				ring.forEach(([lng, lat], i) => plane.project(lng, lat, xy, 2 * i));
				return xy;
			});
	const excluded = ground.excluded.map((shape) => ({ box: bboxOf(shape), parts: polygonsOf(shape), shape }));
	const own = new Map<GridId, number[]>();
	ground.buildings.forEach(({ gridId }, b) => {
		if (gridId === null) return;
		const list = own.get(gridId);
		if (list) list.push(b);
		else own.set(gridId, [b]);
	});
	return ground.grids.map((grid, number) => {
		const box = bboxOf(grid.shape);
		const areaM2 = surfaceAreaM2(grid.shape);
		// Polygon by polygon: parts of one surface are each judged by themselves, so that an overlap of them is not taken for a hole.
		const without = excluded
			.filter((surface) => bboxesTouch(surface.box, box))
			.flatMap(({ parts }) => parts.map((coordinates) => flat({ type: 'Polygon', coordinates })));
		const map = new SeenMap(flat(grid.shape), without, areaM2);
		const buildings = own.get(grid.id) ?? [];
		const limitH = rules.coverage.limitH[grid.risk];
		return {
			number,
			gridId: grid.id,
			frame: clipFrame(plane, grid.shape),
			limitH,
			limitMs: limitH * 3_600_000,
			groundAreaM2: areaM2 * map.groundShare,
			map,
			buildings,
			households: buildings.reduce((sum, b) => sum + ground.buildings[b]!.households, 0),
			pairs: null,
			oldestFreshMs: Infinity,
			found: null,
			freshBuildings: 0,
			isTouched: false,
			isTurned: false
		};
	});
}

type Column = Float64Array | Uint32Array | Int32Array | Uint8Array;

function part<A extends Column>(checkpoint: Checkpoint, name: string, kind: new (length: number) => A): A {
	const column = checkpoint.parts.get(name);
	if (!(column instanceof kind)) throw new RangeError(`coverage checkpoint: ${name} is missing`);
	return column;
}

function restoreTracks(checkpoint: Checkpoint): Track[] {
	const devices = part(checkpoint, 'device', Float64Array);
	const counts = part(checkpoint, 'device-count', Uint32Array);
	const settled = part(checkpoint, 'device-settled', Uint8Array);
	const atMs = part(checkpoint, 'fix-at', Float64Array);
	const lng = part(checkpoint, 'fix-lng', Int32Array);
	const lat = part(checkpoint, 'fix-lat', Int32Array);
	const flags = part(checkpoint, 'fix-flags', Uint8Array);
	let offset = 0;
	return Array.from(devices, (deviceId, d) => {
		const count = counts[d]!;
		const track = new Track(deviceId, Math.max(1, count));
		track.count = count;
		track.settled = settled[d] === 1;
		track.atMs.set(atMs.subarray(offset, offset + count));
		track.lngE7.set(lng.subarray(offset, offset + count));
		track.latE7.set(lat.subarray(offset, offset + count));
		track.flags.set(flags.subarray(offset, offset + count));
		offset += count;
		return track;
	});
}

/** A short name of all the numbers a checkpoint depends on (FNV-1a): shapes, order and rules. Limits and risks are not among them. */
function fingerprint(ground: CoverageGround, { coverage }: Rules): string {
	let hash = 0x811c9dc5;
	const bytes = new Float64Array(1);
	const words = new Uint32Array(bytes.buffer);
	const add = (value: number): void => {
		bytes[0] = value;
		hash = Math.imul(hash ^ words[0]!, 0x01000193);
		hash = Math.imul(hash ^ words[1]!, 0x01000193);
	};
	const addShape = (shape: SurfaceShape): void => {
		for (const ring of polygonsOf(shape).flat()) {
			add(ring.length);
			for (const [lng, lat] of ring) {
				add(lng);
				add(lat);
			}
		}
	};
	for (const value of [coverage.radiusM, coverage.maxAccuracyM, coverage.maxSpeedKmh, coverage.legMaxS, coverage.legMaxM]) add(value);
	for (const grid of ground.grids) {
		add(grid.id);
		addShape(grid.shape);
	}
	ground.excluded.forEach(addShape);
	for (const building of ground.buildings) {
		add(building.id);
		addShape(building.shape);
	}
	return `${ground.grids.length}-${ground.buildings.length}-${(hash >>> 0).toString(16)}`;
}
