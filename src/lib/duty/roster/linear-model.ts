/** A mixed-integer linear model as plain arrays, built row by row, and what a solver answers. Which solver is not known here. */

/** Minimise cost·x where every row and every column keeps its bounds. */
export interface LinearModel {
	readonly cost: number[];
	readonly lower: number[];
	readonly upper: number[];
	readonly whole: boolean[];
	readonly rowLower: number[];
	readonly rowUpper: number[];
	/** Where each row's entries begin; one more than rows. */
	readonly starts: number[];
	readonly indices: number[];
	readonly values: number[];
}

export interface LinearAnswer {
	/** One value a column, whole columns rounded; null where none was found in the time. */
	readonly values: readonly number[] | null;
	readonly objective: number;
	/** No answer is below this. */
	readonly bound: number;
	/** Prices of the rows, where no column is whole and the answer is proven; else null. */
	readonly rowDuals: readonly number[] | null;
	/** The objective is the least there is. */
	readonly proven: boolean;
	/** No answer keeps the rows at all. */
	readonly infeasible: boolean;
}

export interface LinearProgress {
	readonly bound: number;
	readonly best: number | null;
}

/**
 * @param step every cost of a whole answer is a multiple of it, so that a bound closer than that is a proof
 * @param start an answer to begin from, one value a column
 */
export type SolveLinear = (model: LinearModel, step: number, start: readonly number[] | null) => LinearAnswer;

export const emptyModel = (): LinearModel => ({
	cost: [],
	lower: [],
	upper: [],
	whole: [],
	rowLower: [],
	rowUpper: [],
	starts: [0],
	indices: [],
	values: []
});

/** @returns its index */
export function addColumn(model: LinearModel, lower: number, upper: number, whole: boolean): number {
	model.cost.push(0);
	model.lower.push(lower);
	model.upper.push(upper);
	return model.whole.push(whole) - 1;
}

export type Term = readonly [column: number, factor: number];

export function addRow(model: LinearModel, lower: number, terms: readonly Term[], upper: number): void {
	for (const [column, factor] of terms) {
		if (factor === 0) continue;
		model.indices.push(column);
		model.values.push(factor);
	}
	model.starts.push(model.indices.length);
	model.rowLower.push(lower);
	model.rowUpper.push(upper);
}

/** What a row or the cost adds up to. */
export const sumOf = (terms: readonly Term[], values: readonly number[]): number =>
	terms.reduce((sum, [column, factor]) => sum + factor * (values[column] ?? 0), 0);

/** The same rows with another cost. */
export function withCost(model: LinearModel, terms: readonly Term[]): LinearModel {
	const cost = new Array<number>(model.cost.length).fill(0);
	for (const [column, factor] of terms) cost[column] = (cost[column] ?? 0) + factor;
	return { ...model, cost };
}

/** The same with one row more. */
export function withRow(model: LinearModel, lower: number, terms: readonly Term[], upper: number): LinearModel {
	const more: LinearModel = {
		...model,
		rowLower: [...model.rowLower],
		rowUpper: [...model.rowUpper],
		starts: [...model.starts],
		indices: [...model.indices],
		values: [...model.values]
	};
	addRow(more, lower, terms, upper);
	return more;
}

/** The greatest number of which all are multiples, to a thousandth; 0 of none. */
export function commonStep(numbers: readonly number[]): number {
	let step = 0;
	for (const number of numbers) {
		let [a, b] = [step, Math.round(Math.abs(number) * 1000)];
		while (b > 0) [a, b] = [b, a % b];
		step = a;
	}
	return step / 1000;
}

/** CPLEX LP format, which every solver reads: so that ours can be measured against any on the same model. */
export function lpText(model: LinearModel): string {
	const name = (column: number): string => `x${column}`;
	const sum = (terms: readonly Term[]): string =>
		terms.map(([column, factor]) => `${factor < 0 ? '-' : '+'} ${Math.abs(factor)} ${name(column)}`).join('\n  ') || `0 ${name(0)}`;
	const lines = ['Minimize', ` obj: ${sum(model.cost.flatMap((cost, c): Term[] => (cost === 0 ? [] : [[c, cost]])))}`, 'Subject To'];
	for (const [row, lower] of model.rowLower.entries()) {
		const upper = model.rowUpper[row] ?? Infinity;
		const terms: Term[] = [];
		for (let at = model.starts[row]!; at < model.starts[row + 1]!; at++) terms.push([model.indices[at]!, model.values[at]!]);
		if (terms.length === 0) continue;
		const text = sum(terms);
		if (lower === upper) lines.push(` r${row}: ${text} = ${lower}`);
		else {
			if (lower > -Infinity) lines.push(` r${row}a: ${text} >= ${lower}`);
			if (upper < Infinity) lines.push(` r${row}b: ${text} <= ${upper}`);
		}
	}
	lines.push('Bounds');
	for (const [c, lower] of model.lower.entries())
		lines.push(` ${lower} <= ${name(c)} <= ${model.upper[c] === Infinity ? '+inf' : model.upper[c]}`);
	const whole = model.whole.flatMap((is, c) => (is ? [name(c)] : []));
	if (whole.length > 0) lines.push('General', ...whole.map((n) => ` ${n}`));
	return `${[...lines, 'End'].join('\n')}\n`;
}
