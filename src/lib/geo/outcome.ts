/** How pure rules answer: either the thing asked for, or a problem a person can see the reason of. Never thrown. */
import type { Position } from './position.ts';

export type Outcome<T, P extends Problem = Problem> =
	{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: P };

/** The world says no. `kind` is a key into the words (zh and en), `detail` fills its blanks, `at` is where to show it. */
export interface Problem {
	readonly kind: string;
	readonly detail?: Readonly<Record<string, string | number>>;
	readonly at?: Position;
}

export const done = <T>(value: T): Outcome<T, never> => ({ ok: true, value });
export const refused = <P extends Problem>(problem: P): Outcome<never, P> => ({ ok: false, problem });
