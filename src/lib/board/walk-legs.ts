/** A person's walk cut at its stops. Pure. */
import type { PersonWalk } from '#lib/duty/route/plan-route.ts';
import type { Position } from '#lib/geo/position.ts';

export interface WalkLegs {
	/** To each visit from the one before, or from where the walk sets out. */
	readonly legs: readonly (readonly Position[])[];
	/** From the last visit to the end. */
	readonly home: readonly Position[];
}

export function legsOf({ visits, line }: Pick<PersonWalk, 'visits' | 'line'>): WalkLegs {
	let from = 0;
	const legs = visits.map(({ at }) => {
		let to = from;
		while (to < line.length - 1 && !same(line[to]!, at)) to++;
		const leg = line.slice(from, to + 1);
		from = to;
		return leg;
	});
	return { legs, home: line.slice(from) };
}

const same = (a: Position, b: Position): boolean => a[0] === b[0] && a[1] === b[1];
