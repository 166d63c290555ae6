/** The walk as the phone plans it without a signal: what a thread is given and answers. */
import type { RouteStop, Route } from '#lib/duty/route/plan-route.ts';
import type { WalkedLine } from '#lib/duty/route/walking-network.ts';
import type { Position } from '#lib/geo/position.ts';
import type { FieldDay } from '#lib/wire/field.ts';

export interface WalkJob {
	readonly stops: readonly RouteStop[];
	readonly network: readonly WalkedLine[];
	readonly start: Position | null;
	readonly end: Position | null;
	readonly minutes: number | null;
	readonly rules: Pick<FieldDay['rules'], 'workload'>;
	/** How long it may search. */
	readonly lengthMs: number;
}

export type WalkAnswer = { readonly route: Route } | { readonly problem: string };
