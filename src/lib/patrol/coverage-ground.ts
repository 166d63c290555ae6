/** The ground a district's coverage stands on, laid out for the hot path: for each grid its seen map, its buildings by number, and its limit. */
import type { GridId, Risk } from '../area/area.ts';
import { surfaceAreaM2 } from '../geo/area-m2.ts';
import { bboxesTouch, bboxOf } from '../geo/bbox.ts';
import type { LocalPlane } from '../geo/plane.ts';
import { polygonsOf, type SurfaceShape } from '../geo/position.ts';
import type { FlatRings } from '../geo/scanline.ts';
import type { Rules } from '../rules/rule-set.ts';
import type { Stale, StaleFinding } from './find-gaps.ts';
import { SeenMap } from './seen-map.ts';

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

/** A grid as laid out, and what is known of it now. */
export interface LaidGrid {
	readonly number: number;
	readonly gridId: GridId;
	readonly limitH: number;
	readonly limitMs: number;
	readonly groundAreaM2: number;
	readonly map: SeenMap;
	/** Numbers of its buildings, ascending. */
	readonly buildings: readonly number[];
	readonly households: number;
	/** No fresh building was seen before this. */
	oldestFreshMs: number;
	freshBuildings: number;
	/** Its gaps as found last, and what they were found in: they are looked for again only when that has changed. */
	found: (Stale & { readonly mapVersion: number; readonly gaps: readonly StaleFinding[] }) | null;
	/** By the batch at hand. */
	isTouched: boolean;
	isTurned: boolean;
}

export function layOut(ground: CoverageGround, rules: Rules, plane: LocalPlane): LaidGrid[] {
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
			limitH,
			limitMs: limitH * 3_600_000,
			groundAreaM2: areaM2 * map.groundShare,
			map,
			buildings,
			households: buildings.reduce((sum, b) => sum + ground.buildings[b]!.households, 0),
			oldestFreshMs: Infinity,
			freshBuildings: 0,
			found: null,
			isTouched: false,
			isTurned: false
		};
	});
}

/** A short name of all the numbers a snapshot depends on (FNV-1a): shapes, order and rules. Limits and risks are not among them. */
export function groundNameOf(ground: CoverageGround, { coverage }: Rules): string {
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
