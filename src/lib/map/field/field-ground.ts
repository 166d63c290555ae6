/** The ground of a phone's map, made ready to be drawn often: every shape as a path in metres on one plane, north up (y grows downwards). */
import { bboxCentre, bboxOf, positionsOf } from '#lib/geo/bbox.ts';
import { labelPoint } from '#lib/geo/label-point.ts';
import { localPlane, type LocalPlane } from '#lib/geo/plane.ts';
import { polygonsOf, type Line, type Position, type SurfaceShape } from '#lib/geo/position.ts';
import type { FieldDay } from '#lib/wire/field.ts';

export interface Box {
	readonly x0: number;
	readonly y0: number;
	readonly x1: number;
	readonly y1: number;
}

export interface DrawnBuilding {
	readonly id: number;
	readonly name: string;
	readonly limitMs: number;
	readonly path: Path2D;
	readonly box: Box;
	/** Its visual middle. */
	readonly at: readonly [x: number, y: number];
}

export interface FieldGround {
	readonly xy: (at: Position) => readonly [x: number, y: number];
	/** Around all grids. */
	readonly box: Box;
	readonly grids: Path2D;
	readonly ways: readonly { readonly rank: number; readonly path: Path2D }[];
	readonly water: Path2D;
	readonly buildings: readonly DrawnBuilding[];
}

const HOUR_MS = 3_600_000;
/** 0 is a path on foot; the higher the wider. */
const RANKS: Readonly<Record<string, number>> = {
	motorway: 5,
	trunk: 5,
	primary: 5,
	secondary: 4,
	tertiary: 3,
	residential: 2,
	unclassified: 2,
	living_street: 2,
	service: 1
};

export function fieldGround(day: FieldDay): FieldGround | null {
	if (day.grids.length === 0) return null;
	const plane: LocalPlane = localPlane(bboxCentre(bboxOf(day.grids.flatMap(({ shape }) => [...positionsOf(shape)]))));
	const xy = ([lng, lat]: Position): readonly [number, number] => {
		const [x, y] = plane.toXY(lng, lat);
		return [x, -y];
	};
	const grids = new Path2D();
	for (const { shape } of day.grids) addSurface(grids, shape, xy);
	const water = new Path2D();
	for (const shape of day.water) addSurface(water, shape, xy);
	const byRank = new Map<number, Path2D>();
	for (const way of day.ways) {
		const rank = RANKS[way.class.replace(/_link$/, '')] ?? 0;
		const path = byRank.get(rank) ?? new Path2D();
		byRank.set(rank, path);
		for (const line of way.shape.type === 'LineString' ? [way.shape.coordinates] : way.shape.coordinates) addLine(path, line, xy);
	}
	const buildings = day.grids.flatMap((grid) =>
		grid.buildings.map((building): DrawnBuilding => {
			const path = new Path2D();
			addSurface(path, building.shape, xy);
			return {
				id: building.id,
				name: building.name,
				limitMs: grid.limitH * HOUR_MS,
				path,
				box: boxOf([...positionsOf(building.shape)].map(xy)),
				at: xy(labelPoint(building.shape))
			};
		})
	);
	return {
		xy,
		box: boxOf(day.grids.flatMap(({ shape }) => [...positionsOf(shape)].map(xy))),
		grids,
		water,
		ways: [...byRank].sort(([a], [b]) => a - b).map(([rank, path]) => ({ rank, path })),
		buildings
	};
}

function addLine(path: Path2D, line: Line, xy: FieldGround['xy']): void {
	line.forEach((at, i) => {
		const [x, y] = xy(at);
		if (i === 0) path.moveTo(x, y);
		else path.lineTo(x, y);
	});
}

function addSurface(path: Path2D, shape: SurfaceShape, xy: FieldGround['xy']): void {
	for (const rings of polygonsOf(shape))
		for (const ring of rings) {
			addLine(path, ring, xy);
			path.closePath();
		}
}

function boxOf(points: readonly (readonly [number, number])[]): Box {
	const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
	for (const [x, y] of points) {
		box.x0 = Math.min(box.x0, x);
		box.x1 = Math.max(box.x1, x);
		box.y0 = Math.min(box.y0, y);
		box.y1 = Math.max(box.y1, y);
	}
	return box;
}
