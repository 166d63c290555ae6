/** A plan as things to draw, kept from one plan to the next: borders as they are, grids as rows that stay the same object for as long as they look the same. */
import type { Bbox, SurfaceShape } from '#lib/geo/position.ts';
import type { Border, BorderPlan, GridCode } from '#lib/plan/border-plan.ts';
import { borderBox } from '#lib/plan/border-segments.ts';
import { gridShape } from '#lib/plan/grid-shape.ts';
import type { PlanFigures } from '#lib/plan/plan-figures.ts';
import { chunker, type Chunks } from './chunks.ts';

export interface GridRow {
	readonly code: GridCode;
	readonly shape: SurfaceShape;
	/** Null: nobody works there. */
	readonly load: number | null;
	readonly box: Bbox;
}

export interface PlanParts {
	readonly borders: Chunks<Border>;
	readonly grids: Chunks<GridRow>;
	row(code: GridCode): GridRow | undefined;
	/** Rises whenever a row is another. */
	readonly revision: number;
}

const MOST_BORDERS = 160;
const MOST_GRIDS = 64;

/** @returns takes the plan as it is now; `settled`: no edit is in hand */
export function planParts(): (plan: BorderPlan, figures: PlanFigures, settled: boolean) => PlanParts {
	const borders = chunker<Border>(borderBox, MOST_BORDERS);
	const grids = chunker<GridRow>((row) => row.box, MOST_GRIDS);
	const rows = new Map<GridCode, GridRow>();
	let known: BorderPlan['borders'] | null = null;
	let knownFigures: PlanFigures | null = null;
	let parts: PlanParts | null = null;
	let wasSettled = false;
	let revision = 0;

	return (plan, figures, settled) => {
		if (parts && known === plan.borders && knownFigures === figures && (wasSettled || !settled)) return parts;
		const stale = new Set<GridCode>();
		const touch = ({ left, right }: Border): void => {
			if (left !== null) stale.add(left);
			if (right !== null) stale.add(right);
		};
		if (known !== plan.borders) {
			for (const border of plan.borders.values()) {
				const before = known?.get(border.id);
				if (before === border) continue;
				touch(border);
				if (before) touch(before);
			}
			if (known) for (const border of known.values()) if (!plan.borders.has(border.id)) touch(border);
		}
		let changed = false;
		for (const code of plan.grids.keys()) {
			const before = rows.get(code);
			const load = figures.grids.get(code)?.workload.load ?? null;
			if (before && !stale.has(code) && before.load === load) continue;
			const shape = before && !stale.has(code) ? before.shape : gridShape(plan, code);
			changed = true;
			if (shape) rows.set(code, { code, shape, load, box: before && shape === before.shape ? before.box : boxOf(shape) });
			else rows.delete(code);
		}
		if (rows.size > plan.grids.size) for (const code of rows.keys()) if (!plan.grids.has(code)) changed = rows.delete(code);
		if (changed) revision++;
		[known, knownFigures, wasSettled] = [plan.borders, figures, settled];
		parts = {
			borders: borders(plan.borders, settled),
			grids: grids(rows, settled),
			row: (code) => rows.get(code),
			revision
		};
		return parts;
	};
}

function boxOf(shape: SurfaceShape): Bbox {
	let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
	for (const [shell] of shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates) {
		for (const [x, y] of shell ?? []) {
			if (x < west) west = x;
			if (x > east) east = x;
			if (y < south) south = y;
			if (y > north) north = y;
		}
	}
	return [west, south, east, north];
}
