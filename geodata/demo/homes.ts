/** Fills the houses with households and the grids with work, so that loads spread round 1.0 as they do in a real district. */
import { DEFAULT_RULES, type WorkKind } from '../../src/lib/rules/rule-set.ts';
import type { Dice } from './dice.ts';
import type { DrawnBuilding } from './drawing.ts';

const WALK = 0.7124;

/** L for one worker; `n` objects of each kind on `areaM2` of ground. */
export function loadOf(work: Readonly<Partial<Record<WorkKind, number>>>, areaM2: number): number {
	const { kinds, minutesPerWorkerDay, detourFactor, walkMPerMin } = DEFAULT_RULES.workload;
	let minutes = 0;
	for (const [kind, rule] of Object.entries(kinds) as [WorkKind, (typeof kinds)[WorkKind]][]) {
		const n = work[kind] ?? 0;
		if (n > 0) minutes += n * rule.visitsPerDay * (rule.minutesPerVisit + (WALK * Math.sqrt(areaM2 / n) * detourFactor) / walkMPerMin);
	}
	return minutes / minutesPerWorkerDay;
}

/** Mean people in a home. */
export const RESIDENTS_A_HOME = 2.55;

export interface Homes {
	readonly units: number;
	readonly households: number;
	readonly residents: number;
}

/**
 * Households of each building of one grid, and the work that no building shows. `aim` is the load wanted; what stands there bounds it.
 * `shareWanted` fixes instead what part of its homes is lived in.
 */
export function settle(
	buildings: readonly DrawnBuilding[],
	areaM2: number,
	fixed: { readonly gates: number; readonly seats: number },
	aim: number,
	chance: Dice,
	shareWanted: number | null
): { homes: Homes[]; work: Partial<Record<WorkKind, number>> } {
	const natural = buildings.map((b) => naturalHouseholds(b, chance));
	const sum = natural.reduce((a, b) => a + b, 0);
	const shops = buildings.reduce((n, b) => n + enterprisesIn(b, chance), 0);
	const persons = buildings.map(() => chance.between(2.25, 2.85));
	const work: Partial<Record<WorkKind, number>> = {
		isolatedHousehold: sum === 0 ? 0 : chance.whole(1, 7),
		enterprise: shops,
		openCase: chance.whole(0, 2),
		compoundGate: fixed.gates
	};
	const load = (share: number): number => loadOf({ ...work, household: Math.round(sum * share), postSeat: fixed.seats }, areaM2);
	// One worker's day is bounded: the rest of the shops answer to someone else.
	while (load(0) > 1.3 && (work.enterprise ?? 0) > 4) work.enterprise = Math.floor((work.enterprise ?? 0) * 0.9);
	let share = 1;
	if (shareWanted !== null) share = shareWanted;
	else {
		let [low, high] = [0.5, 1.75];
		for (let i = 0; i < 20; i++) {
			share = (low + high) / 2;
			if (load(share) < aim) low = share;
			else high = share;
		}
	}
	// Where the houses cannot hold enough households, more of them are isolated and more cases are open.
	for (let i = 0; i < 14 && sum > 0 && load(share) < aim - 0.04; i++) {
		if (i % 4 === 3) work.openCase = (work.openCase ?? 0) + 1;
		else work.isolatedHousehold = (work.isolatedHousehold ?? 0) + 1;
	}
	for (let i = 0; i < 8 && sum === 0 && load(0) < Math.min(aim, 0.7); i++) {
		work.openCase = (work.openCase ?? 0) + 1;
		work.enterprise = (work.enterprise ?? 0) + 4;
	}
	const homes = buildings.map((b, i) => {
		const households = (natural[i] as number) === 0 ? 0 : Math.max(1, Math.round((natural[i] as number) * share));
		return { units: b.kind === 'residential' ? b.units : 1, households, residents: Math.round(households * (persons[i] as number)) };
	});
	return { homes, work };
}

/** Homes a building has, whether lived in or not. */
export function naturalHouseholds(b: DrawnBuilding, chance: Dice): number {
	if (b.kind === 'residential') return b.units * b.floors * (b.floors > 20 ? 4 : b.floors > 12 ? 3 : 2);
	if (b.kind === 'house') return chance.whole(2, 5) * b.floors;
	return 0;
}

function enterprisesIn(b: DrawnBuilding, chance: Dice): number {
	switch (b.kind) {
		case 'shop':
			return chance.whole(2, 6);
		case 'office':
			return Math.min(16, chance.whole(2, 4) + Math.floor(b.floors / 2));
		case 'industrial':
			return chance.whole(1, 3);
		case 'market':
			return chance.whole(4, 12);
		case 'school':
		case 'hospital':
			return 1;
		default:
			return 0;
	}
}
