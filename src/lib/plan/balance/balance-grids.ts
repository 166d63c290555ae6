/**
 * Balances the work of grids from the plan as it is: brings their loads within a tolerance of their mean with few residents changing worker. Whole units move
 * (a compound that lies in one grid, buildings that touch, a building), never across the edge of a community, never to or from a locked grid or one
 * without workers; grids stay connected and above the minimum.
 *
 *     const rounds = balanceGrids({ plan, ground, rules, tolerance: 0.05, seed: 1 });
 *     for (const step of rounds) { show(step.before, step.after, step.residentsMoved); if (stopped || late) break; }
 *
 * Each round betters one group of grids and yields the best so far: `step.edits` are ordinary edits, to be applied one after another to the plan that was
 * given (`step.plan` is the plan after them). It ends by itself when nothing better is found. The same plan, ground, wishes and number of rounds give
 * the same edits on every machine; a clock may only stop it. Pure: runs in a worker as it is.
 */
import { balance, type Balance } from '../balance.ts';
import { applyEdit } from '../apply-edit.ts';
import type { BorderPlan, GridCode, PlanGround } from '../border-plan.ts';
import { bordersOf } from '../corners.ts';
import type { PlanEdit } from '../plan-edit.ts';
import { figuresAfter, figuresOf, type PlanFigures } from '../plan-figures.ts';
import { TOUR_CONSTANT } from '../workload.ts';
import type { Rules } from '../../rules/rule-set.ts';
import { drawMoves, homesIn } from './draw-moves.ts';
import { planAround } from './plan-around.ts';
import { borderCost, Rehomer, scoreOfBorder, scoreOfLoad, scoreOfMoved, type Aim, type Priorities } from './rehome.ts';
import { ratesOf, unitsOf, type Units } from './units.ts';

export interface BalanceWish {
	readonly plan: BorderPlan;
	readonly ground: PlanGround;
	readonly rules: Rules['workload'];
	/** Grids that may change; all unless told. Others stay as they are. */
	readonly grids?: Iterable<GridCode>;
	/** 0.05: every load within 5 % of the mean of the grids it can share work with. */
	readonly tolerance: number;
	/** What counts once the loads are within tolerance, against one another; each 1 unless told, 0 for not at all. */
	readonly priorities?: Partial<Priorities>;
	readonly seed: number;
	/** Of this very plan, where they are known already: at least those of the grids that may change. */
	readonly figures?: PlanFigures;
}

export interface BalanceStep {
	/** From 1. */
	readonly round: number;
	/** To be applied in this order to the plan that was given. */
	readonly edits: readonly PlanEdit[];
	readonly plan: BorderPlan;
	/** Loads of the grids that may change, before and after these edits. */
	readonly before: ReadonlyMap<GridCode, number>;
	readonly after: ReadonlyMap<GridCode, number>;
	/** Of those loads. */
	readonly balanceBefore: Balance;
	readonly balanceAfter: Balance;
	readonly residentsMoved: number;
	readonly buildingsMoved: number;
	/**
	 * Residents that at least would have to move if every resident took an even share of a grid's work along: what is too much for some, or too little for
	 * others, whichever is more. No division is known to reach it; it is there to compare with.
	 */
	readonly residentsAtLeast: number;
	/** Grids whose load is still outside the tolerance. */
	readonly outside: readonly GridCode[];
	/** Grids asked for that cannot take part: locked, without workers, or with no grid beside them to share with. */
	readonly leftOut: readonly GridCode[];
	/** Nothing better was found for long: no further round will come. */
	readonly finished: boolean;
}

/** A group gives up after so many rounds that bettered nothing. */
const PATIENCE = 5;
const LEAST_GAIN = 1e-6;

export function* balanceGrids(wish: BalanceWish): Generator<BalanceStep, void, void> {
	const { plan, ground, rules, tolerance, seed } = wish;
	const asked = [...new Set(wish.grids ?? plan.grids.keys())].filter((code) => plan.grids.has(code)).sort();
	const groups = groupsOf(plan, asked);
	const taken = new Set(groups.flat());
	const leftOut = asked.filter((code) => !taken.has(code));
	const figures = wish.figures ?? figuresOf(plan, ground, rules, taken);
	const priorities: Priorities = { moved: 1, spread: 1, compact: 1, ...wish.priorities };
	const rowsOf = rowsByGrid(plan, ground, taken);
	const searches = groups.map((codes, g) => new Search(wish, codes, rowsOf, figures, priorities, (seed + g * 0x9e3779b9) >>> 0));
	const before = new Map<GridCode, number>([...searches.flatMap(({ loadsBefore }) => [...loadsBefore])].sort(byCode));
	const balanceBefore = balance([...before.values()]);
	const residentsAtLeast = searches.reduce((sum, { atLeast }) => sum + atLeast, 0);
	/** Drawn one group after another; a group whose grids lie apart from another's leaves it as it was. */
	let drawn: { readonly of: readonly (readonly PlanEdit[])[]; readonly edits: readonly PlanEdit[]; readonly plan: BorderPlan } | null =
		null;
	const drawAll = (): NonNullable<typeof drawn> => {
		const of = searches.map(({ edits }) => edits);
		if (drawn && of.every((edits, g) => edits === drawn!.of[g])) return drawn;
		// Only the last group changed, most times: go on from what stands.
		const same = drawn ? of.findIndex((edits, g) => edits !== drawn!.of[g]) : 0;
		const fresh = drawn !== null && drawn.of[same]!.length === 0 && of.every((edits, g) => g === same || edits === drawn!.of[g]);
		let now = fresh ? drawn!.plan : plan;
		const edits: PlanEdit[] = fresh ? [...drawn!.edits] : [];
		for (const edit of fresh ? of[same]! : of.flat()) {
			const changed = applyEdit(now, edit, ground);
			if (!changed.ok) continue;
			edits.push(edit);
			now = changed.value.plan;
		}
		return (drawn = { of, edits, plan: now });
	};
	for (let round = 1; ;) {
		const open = searches.filter((search) => !search.finished);
		for (const search of open) {
			search.round();
			const after = new Map<GridCode, number>(searches.flatMap(({ loads }) => [...loads]).sort(byCode));
			yield {
				round: round++,
				get edits() {
					return drawAll().edits;
				},
				get plan() {
					return drawAll().plan;
				},
				before,
				after,
				balanceBefore,
				balanceAfter: balance([...after.values()]),
				residentsMoved: searches.reduce((sum, { moved }) => sum + moved.residents, 0),
				buildingsMoved: searches.reduce((sum, { moved }) => sum + moved.buildings, 0),
				residentsAtLeast,
				outside: searches.flatMap((one) => one.outside(tolerance)).sort(),
				leftOut,
				finished: searches.every(({ finished }) => finished)
			};
		}
		if (open.length === 0) return;
	}
}

/** So many rounds at most, without watching; null where there is nothing to balance. */
export function balanceFor(wish: BalanceWish, rounds: number): BalanceStep | null {
	let last: BalanceStep | null = null;
	for (const step of balanceGrids(wish)) {
		last = step;
		if (step.round >= rounds) break;
	}
	return last;
}

/** These grids and those of their community beside them: what a redraw of these may have put out of balance. */
export function neighbourhoodOf(plan: BorderPlan, codes: Iterable<GridCode>): GridCode[] {
	const own = [...codes].filter((code) => plan.grids.has(code));
	const all = new Set(own);
	for (const code of own) for (const other of besides(plan, code)) all.add(other);
	return [...all].sort();
}

const byCode = ([a]: readonly [GridCode, unknown], [b]: readonly [GridCode, unknown]): number => (a < b ? -1 : 1);

/** Grids of the same community across a border. */
function besides(plan: BorderPlan, code: GridCode): GridCode[] {
	const area = plan.grids.get(code)!.areaCode;
	const found = new Set<GridCode>();
	for (const { left, right } of bordersOf(plan.borders, code)) {
		const other = left === code ? right : left;
		if (other !== null && plan.grids.get(other)?.areaCode === area) found.add(other);
	}
	return [...found].sort();
}

/** Grids among those asked for that can hand work on to one another, from border to border. */
function groupsOf(plan: BorderPlan, asked: readonly GridCode[]): GridCode[][] {
	const free = new Set(asked.filter((code) => !plan.grids.get(code)!.locked && plan.grids.get(code)!.workers > 0));
	const groups: GridCode[][] = [];
	for (const first of free) {
		const group = [first];
		free.delete(first);
		for (const code of group) for (const other of besides(plan, code)) if (free.delete(other)) group.push(other);
		if (group.length > 1) groups.push(group.sort());
	}
	return groups;
}

function rowsByGrid(
	{ belongs }: BorderPlan,
	{ rowOf }: PlanGround,
	codes: ReadonlySet<GridCode>
): ReadonlyMap<GridCode, readonly number[]> {
	const rows = new Map<GridCode, number[]>([...codes].map((code) => [code, []]));
	for (const [id, code] of belongs) {
		const row = rowOf.get(id);
		if (row !== undefined) rows.get(code)?.push(row);
	}
	for (const own of rows.values()) own.sort((a, b) => a - b);
	return rows;
}

/** The search for one group, and the best it has drawn so far. */
class Search {
	readonly loadsBefore: ReadonlyMap<GridCode, number>;
	readonly atLeast: number;
	loads: ReadonlyMap<GridCode, number>;
	edits: readonly PlanEdit[] = [];
	moved = { residents: 0, buildings: 0 };
	private readonly wish: BalanceWish;
	private readonly near: BorderPlan;
	private readonly units: Units;
	private readonly figures: PlanFigures;
	private readonly rehomer: Rehomer;
	private readonly aim: Aim;
	private readonly seed: number;
	private readonly meanResidents: number;
	private readonly borderBefore: number;
	private home: Int32Array;
	private score: number;
	private rounds = 0;
	private fruitless = 0;

	constructor(
		wish: BalanceWish,
		codes: readonly GridCode[],
		rowsOf: ReadonlyMap<GridCode, readonly number[]>,
		figures: PlanFigures,
		priorities: Priorities,
		seed: number
	) {
		const { plan, ground, rules, tolerance } = wish;
		this.wish = wish;
		this.near = planAround(plan, codes);
		this.seed = seed;
		const own = new Map(codes.map((code) => [code, figures.grids.get(code)!]));
		this.figures = { grids: own, balance: balance([]) };
		this.units = unitsOf(plan, ground, codes, rowsOf, own);
		const all = [...own.values()];
		const minutes = all.reduce((sum, { workload }) => sum + workload.minutes, 0);
		const available = all.reduce((sum, { workload }) => sum + workload.availableMinutes, 0);
		this.aim = {
			target: available > 0 ? minutes / available : 0,
			tolerance,
			priorities,
			minutesPerWorkerDay: rules.minutesPerWorkerDay,
			minimum: ground.minimum,
			rates: ratesOf(rules, TOUR_CONSTANT)
		};
		this.meanResidents = this.units.units.reduce((sum, { residents }) => sum + residents, 0) / codes.length;
		this.rehomer = new Rehomer(this.units, this.aim);
		this.home = Int32Array.from(this.units.units, ({ grid }) => grid);
		this.borderBefore = borderCost(this.units, this.home);
		this.learn(this.figures, this.home);
		this.loads = this.loadsBefore = loadsOf(this.figures, codes);
		this.score = this.scoreOf(this.loads, 0, this.home);
		this.atLeast = this.leastMoved();
	}

	get finished(): boolean {
		return this.fruitless >= PATIENCE;
	}

	outside(tolerance: number): GridCode[] {
		const { target } = this.aim;
		return [...this.loads].flatMap(([code, load]) => (target > 0 && Math.abs(load / target - 1) > tolerance + 1e-9 ? [code] : []));
	}

	round(): void {
		const { units, rehomer } = this;
		this.rounds++;
		this.fruitless++;
		const found = rehomer.round(this.home, (this.seed + this.rounds * 0x85ebca6b) >>> 0, this.rounds % 3 === 1 ? 1 : 0.2);
		if (found.score >= rehomer.scoreOf(this.home) - LEAST_GAIN) return;
		const { ground, rules } = this.wish;
		const drawn = drawMoves(this.near, ground, units, found.home);
		for (const [u, grid] of drawn.failed) rehomer.forbidden.add(u * units.codes.length + grid);
		const home = homesIn(drawn.plan, units);
		if (!home) return;
		const figures = drawn.changes.reduce((at, change) => figuresAfter(at, change, ground, rules), this.figures);
		const loads = loadsOf(figures, units.codes);
		let [residents, buildings] = [0, 0];
		units.units.forEach((unit, u) => {
			if (home[u] === unit.grid) return;
			residents += unit.residents;
			buildings += unit.buildingIds.length;
		});
		this.learn(figures, home);
		const score = this.scoreOf(loads, residents, home);
		if (score >= this.score - LEAST_GAIN) return;
		this.fruitless = 0;
		this.home = home;
		this.score = score;
		this.loads = loads;
		this.edits = drawn.edits;
		this.moved = { residents, buildings };
	}

	/** What the picture of the ground leaves out, from what the ground itself says. */
	private learn(figures: PlanFigures, home: Int32Array): void {
		const { rehomer, units } = this;
		rehomer.amiss.fill(0);
		const amiss = units.codes.map((code, g) => figures.grids.get(code)!.workload.minutes - rehomer.minutes(g, home));
		rehomer.amiss.set(amiss);
	}

	private scoreOf(loads: ReadonlyMap<GridCode, number>, residents: number, home: Int32Array): number {
		return (
			[...loads.values()].reduce((sum, load) => sum + scoreOfLoad(load, this.aim).total, 0) +
			scoreOfMoved(residents, this.meanResidents, this.aim) +
			scoreOfBorder(borderCost(this.units, home) - this.borderBefore, this.units.perimeterM, this.aim)
		);
	}

	private leastMoved(): number {
		const { target, tolerance } = this.aim;
		let [above, below, residents, minutes] = [0, 0, 0, 0];
		for (const { residents: own, workload } of this.figures.grids.values()) {
			residents += own;
			minutes += workload.minutes;
			const [most, least] = [target * (1 + tolerance) * workload.availableMinutes, target * (1 - tolerance) * workload.availableMinutes];
			if (workload.minutes > most) above += (own * (workload.minutes - most)) / workload.minutes;
			if (workload.minutes < least) below += least - workload.minutes;
		}
		return Math.round(Math.max(above, minutes > 0 ? (below * residents) / minutes : 0));
	}
}

const loadsOf = ({ grids }: PlanFigures, codes: readonly GridCode[]): ReadonlyMap<GridCode, number> =>
	new Map(codes.map((code) => [code, grids.get(code)?.workload.load ?? 0]));
