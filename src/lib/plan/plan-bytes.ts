/** A plan as bytes: the same plan always gives the same bytes, and they give the plan back. What undo, drafts and comparisons rest on. */
import { done, refused, type Outcome, type Problem } from '../geo/outcome.ts';
import type { Border, BorderPlan, GridCode, LatticePoint, PlanGrid } from './border-plan.ts';

const VERSION = 1;

interface Written {
	readonly version: number;
	readonly nextBorderId: number;
	/** Number, left, right, then x, y of the first point and the steps to each next. */
	readonly borders: readonly (readonly [number, GridCode | null, GridCode | null, ...number[]])[];
	readonly grids: readonly PlanGrid[];
	readonly belongs: readonly (readonly [GridCode, readonly number[]])[];
	readonly assigned: readonly number[];
	readonly cutReasons: readonly (readonly [number, string])[];
	readonly ended: readonly (readonly [GridCode, readonly GridCode[]])[];
}

export function planBytes(plan: BorderPlan): Uint8Array {
	const buildingsOf = new Map<GridCode, number[]>();
	for (const [id, code] of plan.belongs) {
		const there = buildingsOf.get(code);
		if (there) there.push(id);
		else buildingsOf.set(code, [id]);
	}
	const written: Written = {
		version: VERSION,
		nextBorderId: plan.nextBorderId,
		borders: [...plan.borders.values()]
			.sort((a, b) => a.id - b.id)
			.map(({ id, left, right, line }) => [id, left, right, ...stepsAlong(line)]),
		grids: [...plan.grids.values()].sort((a, b) => compare(a.code, b.code)).map(inOrder),
		belongs: [...buildingsOf].sort(byKey).map(([code, ids]) => [code, ids.sort((a, b) => a - b)]),
		assigned: [...plan.assigned].sort((a, b) => a - b),
		cutReasons: [...plan.cutReasons].sort((a, b) => a[0] - b[0]),
		ended: [...plan.ended].sort(byKey)
	};
	return new TextEncoder().encode(JSON.stringify(written));
}

export type PlanBytesProblem = Problem & { readonly kind: 'plan.unreadable' };

export function planOfBytes(bytes: Uint8Array): Outcome<BorderPlan, PlanBytesProblem> {
	try {
		const written = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Written;
		if (written.version !== VERSION) return refused({ kind: 'plan.unreadable' });
		return done({
			borders: new Map(
				written.borders.map(([id, left, right, ...steps]): [number, Border] => [id, { id, left, right, line: lineAlong(steps) }])
			),
			grids: new Map(written.grids.map((grid) => [grid.code, grid])),
			belongs: new Map(written.belongs.flatMap(([code, ids]) => ids.map((id) => [id, code] as const))),
			assigned: new Set(written.assigned),
			cutReasons: new Map(written.cutReasons),
			nextBorderId: written.nextBorderId,
			ended: new Map(written.ended)
		});
	} catch {
		// Whatever is wrong with bytes from outside, a person can only be told that they are no plan.
		return refused({ kind: 'plan.unreadable' });
	}
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byKey = (a: readonly [string, unknown], b: readonly [string, unknown]): number => compare(a[0], b[0]);

/** With its keys always in the same order. */
const inOrder = ({ code, name, risk, areaCode, locked, workers, work, from }: PlanGrid): PlanGrid => ({
	code,
	name,
	risk,
	areaCode,
	locked,
	workers,
	work: Object.fromEntries(Object.entries(work).sort(byKey)),
	from
});

const stepsAlong = (line: readonly LatticePoint[]): number[] =>
	line.flatMap(([x, y], i) => (i === 0 ? [x, y] : [x - line[i - 1]![0], y - line[i - 1]![1]]));

function lineAlong(steps: readonly number[]): LatticePoint[] {
	const line: LatticePoint[] = [];
	let [x, y] = [0, 0];
	for (let i = 0; i + 1 < steps.length; i += 2) {
		x += steps[i]!;
		y += steps[i + 1]!;
		line.push([x, y]);
	}
	return line;
}
