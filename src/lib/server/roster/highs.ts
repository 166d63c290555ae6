/** HiGHS, from its own files: solves one linear model at a time, on the thread that asks. One thread and one seed: the same model gives the same answer. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import highsLoader, { type Highs, type ModelData } from 'highs';
import type { LinearAnswer, LinearModel, LinearProgress, SolveLinear } from '../../duty/roster/linear-model.ts';

/** Compiled once a process; a module can be handed to threads. */
export async function compileHighs(): Promise<WebAssembly.Module> {
	const path = createRequire(import.meta.url).resolve('highs/runtime');
	return WebAssembly.compile(await readFile(path));
}

export const loadHighs = (wasmModule: WebAssembly.Module): Promise<Highs> => highsLoader({ wasmModule });

export interface SolveLimits {
	/** On the clock; Infinity for as long as the proof takes. */
	readonly untilMs: number;
	/** `performance.now()` where nothing else is said. */
	readonly nowMs?: () => number;
	onProgress?(progress: LinearProgress): void;
}

const WHOLE_TOLERANCE = 1e-6;

export function solverOf(highs: Highs, limits: SolveLimits): SolveLinear {
	const { modelStatus, callbackType, variableType } = highs.constants;
	return (model, step, start): LinearAnswer => {
		if (model.cost.length === 0) return { values: [], objective: 0, bound: 0, rowDuals: [], proven: true, infeasible: false };
		return highs.withModel(dataOf(model, variableType), (native) => {
			native.options.set({
				output_flag: false,
				random_seed: 1,
				mip_rel_gap: 0,
				mip_abs_gap: step > 0 ? step * 0.99 : 1e-6,
				mip_feasibility_tolerance: WHOLE_TOLERANCE,
				...(limits.untilMs < Infinity
					? { time_limit: Math.max(0.01, (limits.untilMs - (limits.nowMs ?? (() => performance.now()))()) / 1000) }
					: {})
			});
			// Only the whole columns: the solver finds the others itself, and better.
			if (start) {
				const indices = model.whole.flatMap((is, c) => (is ? [c] : []));
				native.setSolution({ indices, values: indices.map((c) => start[c] ?? 0) });
			}
			native.run({
				[callbackType.mipLogging]({ data }) {
					const best = data.mip_primal_bound ?? Infinity;
					limits.onProgress?.({ bound: data.mip_dual_bound ?? -Infinity, best: Math.abs(best) < 1e20 ? best : null });
				}
			});
			const status = native.getModelStatus();
			const found = Number(native.info.get('primal_solution_status')) === 2;
			const objective = found ? native.getObjectiveValue() : Infinity;
			const whole = model.whole.some(Boolean);
			const bound = whole ? Number(native.info.get('mip_dual_bound')) : objective;
			const values = found ? [...native.getSolution().colValue].map((value, c) => (model.whole[c] ? Math.round(value) : value)) : null;
			return {
				values,
				rowDuals: !whole && found ? [...native.getSolution().rowDual] : null,
				objective,
				bound,
				proven: status === modelStatus.optimal,
				infeasible: status === modelStatus.infeasible || status === modelStatus.unboundedOrInfeasible
			};
		});
	};
}

function dataOf(model: LinearModel, type: Highs['constants']['variableType']): ModelData {
	const [numCols, numRows] = [model.cost.length, model.rowLower.length];
	return {
		numCols,
		numRows,
		colCost: model.cost,
		colLower: model.lower,
		colUpper: model.upper,
		rowLower: model.rowLower,
		rowUpper: model.rowUpper,
		matrix: { format: 'csr', numRows, numCols, starts: model.starts, indices: model.indices, values: model.values },
		...(model.whole.some(Boolean) ? { integrality: model.whole.map((whole) => (whole ? type.integer : type.continuous)) } : {})
	};
}
