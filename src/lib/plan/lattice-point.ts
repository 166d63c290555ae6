/** Points of a plan: whole steps of 1e-7 degrees, so that shared points are equal numbers and signs are exact. */
import type { Position } from '../geo/position.ts';
import type { LatticePoint } from './border-plan.ts';

export const STEPS_PER_DEGREE = 1e7;

export const positionOf = ([x, y]: LatticePoint): Position => [x / STEPS_PER_DEGREE, y / STEPS_PER_DEGREE];
export const latticePointAt = ([lng, lat]: Position): LatticePoint => [
	Math.round(lng * STEPS_PER_DEGREE),
	Math.round(lat * STEPS_PER_DEGREE)
];
export const samePoint = (a: LatticePoint, b: LatticePoint): boolean => a[0] === b[0] && a[1] === b[1];
/** From west to east, then from south to north. */
export const comparePoints = (a: LatticePoint, b: LatticePoint): number => a[0] - b[0] || a[1] - b[1];

/** The line without points that repeat the one before. */
export const withoutRepeats = (line: readonly LatticePoint[]): readonly LatticePoint[] =>
	line.filter((at, i) => i === 0 || !samePoint(at, line[i - 1]!));

/** Things by point, without making a text of every point. */
export class PointMap<T> {
	readonly #byX = new Map<number, Map<number, T>>();

	get([x, y]: LatticePoint): T | undefined {
		return this.#byX.get(x)?.get(y);
	}

	has([x, y]: LatticePoint): boolean {
		return this.#byX.get(x)?.has(y) ?? false;
	}

	set([x, y]: LatticePoint, value: T): void {
		const column = this.#byX.get(x);
		if (column) column.set(y, value);
		else this.#byX.set(x, new Map([[y, value]]));
	}
}
