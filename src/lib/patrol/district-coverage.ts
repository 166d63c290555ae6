/**
 * D4 of one district, live: fixes come in in any order, time passes, and every grid can say at any moment what is fresh and where the gaps are.
 * The answer depends on which fixes came, never on their order, repetition or batching, as long as a late one is not older than the kept tracks.
 */
import type { GridId } from '../area/area.ts';
import { bboxCentre, bboxOf, unionBbox } from '../geo/bbox.ts';
import { metresPerDegree } from '../geo/plane.ts';
import type { Bbox } from '../geo/position.ts';
import type { Rules } from '../rules/rule-set.ts';
import { packCheckpoint, partOf, unpackCheckpoint } from './checkpoint.ts';
import { groundNameOf, layOut, type CoverageGround, type LaidGrid } from './coverage-ground.ts';
import { coveragePlane } from './coverage-plane.ts';
import { gapFinder, sameStale, type GapGround, type GapSight, type StaleFinding } from './find-gaps.ts';
import type { Fix } from './fix.ts';
import { footprintsAmong } from './footprints.ts';
import type { GridCoverage } from './grid-coverage.ts';
import { createKeptTracks } from './kept-tracks.ts';
import { SeenBuildings } from './seen-buildings.ts';
import { createSightings, type SeenChange } from './sightings.ts';
import type { Piece } from './track.ts';

export type { CoverageGround };

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

/** A grid at one moment: its numbers, and its gaps where they are known. Where not, what to give to `gapFinder`, wherever that runs. */
export type GridLook = { readonly numbers: Omit<GridCoverage, 'gapCount'> } & (
	{ readonly gaps: readonly StaleFinding[] } | { readonly gaps: null; readonly sight: GapSight }
);

export interface DistrictCoverage {
	/** In any order, as often as you like. Fixes kept apart by `acceptFix` do not belong here. */
	addFixes(fixes: readonly Fix[]): SeenChange;
	/** Grids in which something went stale because time passed. Looks only where something is due. */
	passTime(nowMs: number): readonly GridId[];
	/** @throws RangeError for a grid that is not of this ground. */
	coverageOf(gridId: GridId, nowMs: number): GridCoverage;
	/** Open D4 gaps, buildings first, largest ground first; the same array while nothing changed. @throws RangeError as above. */
	gapsOf(gridId: GridId, nowMs: number): readonly StaleFinding[];
	/** The same without looking for gaps. @throws RangeError as above. */
	look(gridId: GridId, nowMs: number): GridLook;
	/** Where the gaps of a grid are looked for: the same object each time. @throws RangeError as above. */
	gapGround(gridId: GridId): GapGround;
	/** What was found there in a sight that `look` gave. */
	noteGaps(gridId: GridId, sight: GapSight, gaps: readonly StaleFinding[]): void;
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

/** Kept by default: 1.5 million fixes, hours of a district, in some 40 MB. */
const KEEP_FIXES = 1_500_000;

export function createDistrictCoverage(ground: CoverageGround, rules: Rules, options: CoverageOptions = {}): DistrictCoverage {
	const coverage = rules.coverage;
	const { radiusM } = coverage;
	const extent = unionBbox(ground.grids.map((grid) => bboxOf(grid.shape)));
	const origin = ground.grids.length === 0 ? ([0, 0] as const) : bboxCentre(extent);
	const plane = coveragePlane(origin);
	const seen = new SeenBuildings(
		ground.buildings.map((building) => building.shape),
		plane
	);
	const { seenMs } = seen;
	const numberOf = new Map(ground.buildings.map((building, b) => [building.id, b]));
	const grids = layOut(ground, rules, plane);
	const gridOf = new Map(grids.map((grid) => [grid.gridId, grid]));
	const sightings = createSightings({
		grids,
		buildingIds: ground.buildings.map((building) => building.id),
		homeOf: ground.buildings.map((building) => (building.gridId === null ? undefined : gridOf.get(building.gridId))),
		seen,
		origin,
		plane,
		radiusM
	});
	const tracks = createKeptTracks(coverage, options.keepFixes ?? KEEP_FIXES, options.inTime ?? false);
	const gapGrounds = new Map<LaidGrid, GapGround>();
	const finders = new Map<LaidGrid, ReturnType<typeof gapFinder>>();
	let lastNowMs = 0;

	/** What no longer holds is wiped out, and whatever else passed there is shown again. */
	function takeBack(pieces: readonly Piece[]): void {
		const [lngM, latM] = metresPerDegree(origin[1]);
		const reachM = 2 * radiusM + coverage.legMaxM;
		const boxes: Bbox[] = [];
		for (const piece of pieces) {
			if (!sightings.forget(piece)) continue;
			boxes.push([
				Math.min(piece.aLng, piece.bLng) - reachM / lngM,
				Math.min(piece.aLat, piece.bLat) - reachM / latM,
				Math.max(piece.aLng, piece.bLng) + reachM / lngM,
				Math.max(piece.aLat, piece.bLat) + reachM / latM
			]);
		}
		tracks.showAgain(boxes, sightings.see);
	}

	function addFixes(fixes: readonly Fix[]): SeenChange {
		const undone = tracks.add(fixes, sightings.see);
		if (undone.length > 0) takeBack(undone);
		tracks.trim(sightings.settle);
		const { turned, ...change } = sightings.take();
		for (const grid of turned) recount(grid, lastNowMs);
		return change;
	}

	/** Which of its buildings are fresh at the moment; the map must have been passed to it. */
	function recount(grid: LaidGrid, nowMs: number): void {
		const limitMs = nowMs - grid.limitMs;
		grid.freshBuildings = 0;
		grid.oldestFreshMs = Infinity;
		for (const b of grid.buildings) {
			const ms = seenMs[b]!;
			if (ms <= limitMs) continue;
			grid.freshBuildings++;
			if (ms < grid.oldestFreshMs) grid.oldestFreshMs = ms;
		}
	}

	/** Brings one grid to the moment. @returns whether anything turned. */
	function bring(grid: LaidGrid, nowMs: number): boolean {
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
		sightings.passTo(nowMs);
		return changed;
	}

	function laid(gridId: GridId): LaidGrid {
		const grid = gridOf.get(gridId);
		if (!grid) throw new RangeError(`coverage: no grid ${gridId} on this ground`);
		return grid;
	}

	function look(gridId: GridId, nowMs: number): GridLook {
		const grid = laid(gridId);
		// All grids stand at one moment, so that what a later batch turns is judged by the same.
		if (nowMs !== lastNowMs) passTime(nowMs);
		const limitMs = nowMs - grid.limitMs;
		const { buildings, map } = grid;
		let [neverSeenBuildings, freshHouseholds, lastSeenMs, n] = [0, 0, map.latestS * 1000, 0];
		const stale = new Uint32Array(buildings.length - grid.freshBuildings);
		const staleMs = new Float64Array(stale.length);
		for (let i = 0; i < buildings.length; i++) {
			const b = buildings[i]!;
			const ms = seenMs[b]!;
			if (ms === 0) neverSeenBuildings++;
			if (ms > lastSeenMs) lastSeenMs = ms;
			if (ms > limitMs) freshHouseholds += ground.buildings[b]!.households;
			else {
				stale[n] = i;
				staleMs[n++] = ms;
			}
		}
		const numbers = {
			gridId,
			buildings: buildings.length,
			freshBuildings: grid.freshBuildings,
			neverSeenBuildings,
			households: grid.households,
			freshHouseholds,
			groundAreaM2: grid.groundAreaM2,
			freshAreaM2: map.freshShare * grid.groundAreaM2,
			// Squares know their time to the second, rounded up: that must not look later than now.
			lastSeenAtMs: lastSeenMs === 0 ? null : Math.min(lastSeenMs, nowMs)
		};
		const { found } = grid;
		if (found?.mapVersion === map.version && sameStale(found, { stale, staleMs })) return { numbers, gaps: found.gaps };
		return { numbers, gaps: null, sight: { nowMs, mapVersion: map.version, ...map.squares(), stale, staleMs } };
	}

	function gapGround(gridId: GridId): GapGround {
		const grid = laid(gridId);
		let known = gapGrounds.get(grid);
		if (!known) {
			const { raster, ground: squares, grid: whole } = grid.map;
			known = {
				gridId,
				limitH: grid.limitH,
				joinM: coverage.joinBuildingsM,
				circleM: coverage.groundGapRadiusM,
				shape: ground.grids[grid.number]!.shape,
				origin,
				raster,
				ground: squares,
				grid: whole,
				footprints: footprintsAmong(seen.footprints, grid.buildings),
				buildingIds: grid.buildings.map((b) => ground.buildings[b]!.id),
				households: grid.buildings.map((b) => ground.buildings[b]!.households)
			};
			gapGrounds.set(grid, known);
		}
		return known;
	}

	function noteGaps(gridId: GridId, { mapVersion, stale, staleMs }: GapSight, gaps: readonly StaleFinding[]): void {
		laid(gridId).found = { mapVersion, stale, staleMs, gaps };
	}

	function gapsIn(gridId: GridId, seenNow: GridLook): readonly StaleFinding[] {
		if (seenNow.gaps) return seenNow.gaps;
		const grid = laid(gridId);
		let find = finders.get(grid);
		if (!find) finders.set(grid, (find = gapFinder(gapGround(gridId))));
		const gaps = find(seenNow.sight);
		noteGaps(gridId, seenNow.sight, gaps);
		return gaps;
	}

	const seenAtMs = (buildingId: number): number => {
		const b = numberOf.get(buildingId);
		return b === undefined ? 0 : seenMs[b]!;
	};

	let name: string | null = null;
	const groundName = (): string => (name ??= groundNameOf(ground, rules));

	function snapshot(): Uint8Array {
		const parts = new Map([...tracks.save(), ['buildings', seenMs], ['buildings-settled', seen.settledMs]]);
		for (const grid of grids) {
			const saved = grid.map.save();
			if (saved.seen) parts.set(`grid-${grid.number}`, saved.seen);
			if (saved.settled) parts.set(`grid-${grid.number}-settled`, saved.settled);
		}
		return packCheckpoint({ ground: groundName(), parts });
	}

	function restore(bytes: Uint8Array): void {
		const checkpoint = unpackCheckpoint(bytes);
		if (checkpoint.ground !== groundName()) throw new RangeError('coverage checkpoint: of other ground or other rules');
		const buildings = partOf(checkpoint, 'buildings', Float64Array);
		const settled = partOf(checkpoint, 'buildings-settled', Float64Array);
		const takeIn = tracks.load(checkpoint);
		for (const grid of grids) {
			const own = `grid-${grid.number}`;
			const runs = (of: string): Uint32Array | null => (checkpoint.parts.has(of) ? partOf(checkpoint, of, Uint32Array) : null);
			grid.map.load({ seen: runs(own), settled: runs(`${own}-settled`) });
			grid.found = null;
		}
		seenMs.set(buildings);
		seen.settledMs.set(settled);
		takeIn();
		for (const grid of grids) recount(grid, lastNowMs);
	}

	return {
		addFixes,
		passTime,
		coverageOf(gridId, nowMs) {
			const now = look(gridId, nowMs);
			return { ...now.numbers, gapCount: gapsIn(gridId, now).length };
		},
		gapsOf: (gridId, nowMs) => gapsIn(gridId, look(gridId, nowMs)),
		look,
		gapGround,
		noteGaps,
		seenAtS: (buildingId) => Math.floor(seenAtMs(buildingId) / 1000),
		seenAtMs,
		groundName,
		forgetSilent: tracks.forgetSilent,
		snapshot,
		restore
	};
}
