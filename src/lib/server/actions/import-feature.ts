/** One feature of a file on its way in, and how it is refused: which file, which feature, where in the file, where on the ground, and why. */
import type { CodeProblem } from '../../area/code.ts';
import type { Position } from '../../geo/position.ts';
import type { ShapeProblem } from '../../geo/read-shape.ts';

/** A feature as it stands in the file. */
export interface RawFeature {
	/** From 0. */
	readonly index: number;
	readonly place: FilePlace;
	/** Whatever the file holds there. */
	readonly value: unknown;
}

/** Counted as editors do: bytes from 0, lines and columns from 1. */
export interface FilePlace {
	readonly byte: number;
	readonly line: number;
	readonly column: number;
}

export const LAYERS = ['boundary', 'grids', 'buildings', 'roads', 'posts', 'pois', 'landuse', 'compounds'] as const;
export type Layer = (typeof LAYERS)[number];

export type RefusalKind =
	| ShapeProblem['kind']
	| CodeProblem['kind']
	/** Not an object of type Feature. */
	| 'not-a-feature'
	/** Its code or id was there before; detail `code`. */
	| 'duplicate-code'
	/** Its code is of another district; detail `code`, `district`. */
	| 'code-elsewhere'
	| 'outside-boundary'
	/** A property that cannot be understood; detail `name`, `found`, `wanted`. */
	| 'property-malformed';

export interface Refusal {
	readonly layer: Layer;
	readonly index: number;
	readonly place: FilePlace;
	/** Its code or id, where it has one. */
	readonly id: string | null;
	readonly kind: RefusalKind;
	readonly detail: Readonly<Record<string, string | number>>;
	/** Where on the ground, as far as it can be said. */
	readonly at: Position | null;
}
