/** Searches the model of `duty-model.ts` aim by aim, each met before the next: for parts whose courses are too many to be written out. */
import { type DutyModel, dutyModel } from './duty-model.ts';
import { addColumn, addRow, commonStep, type LinearAnswer, sumOf, type Term, withCost, withRow } from './linear-model.ts';
import { type AimReached, dutiesHeld, heldBefore, type PartFound, type PartGoal, type RosterAim } from './part-search.ts';
import type { RosterProblem } from './problem.ts';

/** Always finds something: at the least what is settled, or what is left of the roster before. */
export function searchDuties(problem: RosterProblem, goal: PartGoal): PartFound {
	const { part, before, settled, solve } = goal;
	const model = dutyModel(problem, part);
	for (const [p, { id }] of part.people.entries())
		for (const d of dutiesHeld(part.duties, settled, id)) model.model.lower[model.does[p]!.get(d)!] = 1;
	const stages: (readonly [RosterAim, readonly Term[]])[] = [
		['coverage', model.uncovered],
		...(before ? [['changes', changesOf(model, goal, before)] as const] : []),
		['points', model.points]
	];
	let { model: rows } = model;
	let start: readonly number[] = startFrom(model, goal);
	const aims: AimReached[] = [];
	for (const [aim, terms] of stages) {
		goal.onAim(aim);
		const found: LinearAnswer = solve(withCost(rows, terms), commonStep(terms.map(([, factor]) => factor)), start);
		if (found.infeasible) throw new Error('The seats that are settled break the rules: judge them before solving.');
		if (!found.values) {
			// Out of time before anything was found: what there was to begin with counts.
			aims.push({ aim, value: Infinity, bound: 0, proven: false });
			continue;
		}
		start = found.values;
		const value = sumOf(terms, start);
		aims.push({ aim, value, bound: found.proven ? value : Math.max(0, found.bound), proven: found.proven });
		rows = withRow(rows, -Infinity, terms, value + 1e-6);
	}
	return { duties: model.does.map((columns) => [...columns].flatMap(([d, column]) => (start[column] === 1 ? [d] : []))), aims };
}

/** Seats that change hands: those who leave a duty, and empty seats that are filled beyond what was left. */
function changesOf({ model, does, open }: DutyModel, { part }: PartGoal, before: ReadonlyMap<string, string>): Term[] {
	const terms: Term[] = [];
	const held = heldBefore(part.duties, before);
	const were = part.people.map(({ id }) => new Set(dutiesHeld(part.duties, before, id)));
	for (const [d, duty] of part.duties.entries()) {
		let stuck = held[d]!;
		for (const [p, columns] of does.entries()) {
			const column = were[p]!.has(d) ? columns.get(d) : undefined;
			if (column === undefined) continue;
			stuck--;
			// Leaving costs one; it is a column so that the sum is the number of changes.
			const leaves = addColumn(model, 0, 1, false);
			const row: Term[] = [
				[column, 1],
				[leaves, 1]
			];
			addRow(model, 1, row, 1);
			terms.push([leaves, 1]);
		}
		if (stuck > 0) terms.push([addColumn(model, stuck, stuck, false), 1]);
		// filled − held ≤ more, where filled = seats − open.
		const more = addColumn(model, 0, Infinity, false);
		const row: Term[] = [
			[open[d]!, 1],
			[more, 1]
		];
		addRow(model, duty.seats.length - held[d]!, row, Infinity);
		terms.push([more, 1]);
	}
	return terms;
}

function startFrom({ model, does }: DutyModel, { part, before, settled }: PartGoal): number[] {
	const start = new Array<number>(model.cost.length).fill(0);
	for (const holders of [before, settled])
		if (holders)
			for (const [p, { id }] of part.people.entries())
				for (const d of dutiesHeld(part.duties, holders, id)) {
					const column = does[p]!.get(d);
					if (column !== undefined && model.upper[column] === 1) start[column] = 1;
				}
	return start;
}
