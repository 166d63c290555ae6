/** Which buildings are to be seen now, and how urgent each is: by the day the server told and what this phone did since. Pure. */
import type { RouteStop } from '#lib/duty/route/plan-route.ts';
import type { FieldBuilding, FieldDay, FieldGrid } from '#lib/wire/field.ts';

const HOUR_MS = 3_600_000;
/** What nobody has ever seen counts as twice its limit old. */
const NEVER = 2;

export interface DueStop {
	readonly building: FieldBuilding;
	readonly grid: FieldGrid;
	/** Null: never. */
	readonly seenAtMs: number | null;
	/** Age ÷ limit; from 1 it is overdue. */
	readonly ratio: number;
	readonly putOff: boolean;
}

export interface Marked {
	readonly visited: Readonly<Record<string, number>>;
	readonly later: Readonly<Record<string, number>>;
}

export function seenAt(building: FieldBuilding, visited: Marked['visited']): number | null {
	const here = visited[building.id];
	return here === undefined ? building.seenAtMs : Math.max(here, building.seenAtMs ?? 0);
}

/** Overdue, or due before `untilMs`; most urgent first, what was put off last. */
export function dueStops(grids: readonly FieldGrid[], marked: Marked, nowMs: number, untilMs: number): readonly DueStop[] {
	return grids
		.flatMap((grid) =>
			grid.buildings.map((building): DueStop => {
				const seenAtMs = seenAt(building, marked.visited);
				const ratio = seenAtMs === null ? NEVER : Math.max(0, nowMs - seenAtMs) / (grid.limitH * HOUR_MS);
				return { building, grid, seenAtMs, ratio, putOff: (marked.later[building.id] ?? 0) > nowMs };
			})
		)
		.filter(({ ratio, seenAtMs, grid }) => ratio >= 1 || (seenAtMs !== null && seenAtMs + grid.limitH * HOUR_MS <= untilMs))
		.sort((a, b) => Number(a.putOff) - Number(b.putOff) || b.ratio - a.ratio || a.building.id - b.building.id);
}

/** Stops of a walk; what is still fresh counts with the square of its share, as `duty/route/urgency.ts` reckons. */
export const routeStops = (due: readonly DueStop[], rules: FieldDay['rules']): readonly RouteStop[] =>
	due.map(({ building, ratio }) => ({
		id: String(building.id),
		name: building.name,
		shape: building.shape,
		serviceMinutes: rules.workload.kinds.household.minutesPerVisit,
		urgency: ratio < 1 ? ratio * ratio : ratio
	}));
