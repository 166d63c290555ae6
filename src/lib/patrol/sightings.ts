/**
 * What a leg or a point sees: squares of the grids around it and buildings within the radius. Remembers what the batch at hand has changed. One
 * visitor serves all pieces and reads the piece from here: a closure for each would be the only thing a fix allocates.
 */
import type { GridId } from '../area/area.ts';
import { bucketIndex } from '../geo/bucket-index.ts';
import type { LocalPlane } from '../geo/plane.ts';
import type { Position } from '../geo/position.ts';
import type { LaidGrid } from './coverage-ground.ts';
import type { SeenBuildings } from './seen-buildings.ts';
import { seenSecond } from './seen-map.ts';
import type { Piece, PieceSink } from './track.ts';

/** What a batch of fixes changed. */
export interface SeenChange {
	/** Buildings whose last sighting moved — forward, or back where a late fix took credit away — and to when (Unix seconds; 0 if never). */
	readonly seen: readonly { readonly buildingId: number; readonly seenAtS: number }[];
	/** Grids whose fresh buildings or fresh ground changed. */
	readonly grids: readonly GridId[];
	/** Grids in which anything was seen, these included. */
	readonly touched: readonly GridId[];
}

export interface SightingParts {
	readonly grids: readonly LaidGrid[];
	readonly buildingIds: readonly number[];
	/** The grid of each building. */
	readonly homeOf: readonly (LaidGrid | undefined)[];
	readonly seen: SeenBuildings;
	readonly origin: Position;
	readonly plane: LocalPlane;
	readonly radiusM: number;
}

export interface Sightings {
	readonly see: PieceSink;
	/** A piece no longer holds: what owes its time to it falls back to what is settled. @returns false where it is nowhere near this ground. */
	forget(piece: Piece): boolean;
	/** The fixes of this piece are let go: what it saw stays known. */
	readonly settle: PieceSink;
	/** The moment by which fresh and stale are told apart, Unix ms. */
	passTo(nowMs: number): void;
	/** What has changed since this was last asked. `turned` are the grids to be counted again. */
	take(): SeenChange & { readonly turned: readonly LaidGrid[] };
}

/** Grids are looked for in buckets of this side, metres. */
const BUCKET_M = 128;
/** Nothing farther than this from the middle of the ground is on it, degrees. */
const REACH_DEG = 2;

export function createSightings({ grids, buildingIds, homeOf, seen, origin, plane, radiusM }: SightingParts): Sightings {
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
	const [lng0, lat0] = origin;
	const { seenMs, settledMs } = seen;

	let turned: LaidGrid[] = [];
	let touched: LaidGrid[] = [];
	const touch = (grid: LaidGrid): void => {
		if (grid.isTouched) return;
		grid.isTouched = true;
		touched.push(grid);
	};
	const turn = (grid: LaidGrid): void => {
		if (grid.isTurned) return;
		grid.isTurned = true;
		turned.push(grid);
	};
	// Buildings sighted, each once, in order; a set of them would cost more than finding them.
	const sighted = new Uint32Array(buildingIds.length);
	const isSighted = new Uint8Array(buildingIds.length);
	let sightings = 0;
	const sight = (b: number): void => {
		if (isSighted[b] === 1) return;
		isSighted[b] = 1;
		sighted[sightings++] = b;
	};

	const ends = new Float64Array(4);
	let [ax, ay, bx, by, atMs, atS] = [0, 0, 0, 0, 0, 0];
	let nowMs = 0;
	const isNear = (lng: number, lat: number): boolean => Math.abs(lng - lng0) < REACH_DEG && Math.abs(lat - lat0) < REACH_DEG;
	/** Takes the piece up, in metres on the plane; false where it is nowhere near. */
	function aim(aLng: number, aLat: number, bLng: number, bLat: number, ms: number): boolean {
		if (!isNear(aLng, aLat) || !isNear(bLng, bLat)) return false;
		plane.project(bLng, bLat, ends, 2);
		bx = ends[2]!;
		by = ends[3]!;
		if (aLng === bLng && aLat === bLat) {
			ax = bx;
			ay = by;
		} else {
			plane.project(aLng, aLat, ends, 0);
			ax = ends[0]!;
			ay = ends[1]!;
		}
		atMs = ms;
		atS = seenSecond(ms);
		return true;
	}
	const eachGrid = (visit: (grid: number) => void): void =>
		gridIndex.visit(Math.min(ax, bx) - radiusM, Math.min(ay, by) - radiusM, Math.max(ax, bx) + radiusM, Math.max(ay, by) + radiusM, visit);

	const seeGround = (g: number): void => {
		const grid = grids[g]!;
		const change = grid.map.see(ax, ay, bx, by, radiusM, atS);
		if (change === 0) return;
		touch(grid);
		if (change === 2) turn(grid);
	};
	const forgetGround = (g: number): void => {
		const grid = grids[g]!;
		grid.map.forget(ax, ay, bx, by, radiusM, atS);
		touch(grid);
		turn(grid);
	};
	const settleGround = (g: number): void => grids[g]!.map.settle(ax, ay, bx, by, radiusM, atS);

	const isNewer = (b: number): boolean => seenMs[b]! < atMs;
	const seeBuilding = (b: number): void => {
		sight(b);
		const home = homeOf[b];
		if (home) {
			touch(home);
			const limitMs = nowMs - home.limitMs;
			if (seenMs[b]! <= limitMs) turn(home);
			if (atMs > limitMs && atMs < home.oldestFreshMs) home.oldestFreshMs = atMs;
		}
		seenMs[b] = atMs;
	};
	const isOwed = (b: number): boolean => seenMs[b] === atMs;
	const forgetBuilding = (b: number): void => {
		seenMs[b] = settledMs[b]!;
		sight(b);
		const home = homeOf[b];
		if (home) turn(home);
	};
	const isUnsettled = (b: number): boolean => settledMs[b]! < atMs;
	const settleBuilding = (b: number): void => {
		settledMs[b] = atMs;
	};

	return {
		see(aLng, aLat, bLng, bLat, ms) {
			if (!aim(aLng, aLat, bLng, bLat, ms)) return;
			eachGrid(seeGround);
			seen.near(ax, ay, bx, by, radiusM, isNewer, seeBuilding);
		},
		forget(piece) {
			if (!aim(piece.aLng, piece.aLat, piece.bLng, piece.bLat, piece.atMs)) return false;
			eachGrid(forgetGround);
			seen.near(ax, ay, bx, by, radiusM, isOwed, forgetBuilding);
			return true;
		},
		settle(aLng, aLat, bLng, bLat, ms) {
			if (!aim(aLng, aLat, bLng, bLat, ms)) return;
			eachGrid(settleGround);
			seen.near(ax, ay, bx, by, radiusM, isUnsettled, settleBuilding);
		},
		passTo(ms) {
			nowMs = ms;
		},
		take() {
			const seenNow = new Array<SeenChange['seen'][number]>(sightings);
			for (let i = 0; i < sightings; i++) {
				const b = sighted[i]!;
				isSighted[b] = 0;
				seenNow[i] = { buildingId: buildingIds[b]!, seenAtS: Math.floor(seenMs[b]! / 1000) };
			}
			const change = {
				seen: seenNow,
				grids: turned.map((grid) => grid.gridId),
				touched: touched.map((grid) => grid.gridId),
				turned
			};
			for (const grid of touched) grid.isTouched = false;
			for (const grid of turned) grid.isTurned = false;
			sightings = 0;
			turned = [];
			touched = [];
			return change;
		}
	};
}
