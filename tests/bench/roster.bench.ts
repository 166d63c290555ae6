/** `roster`: our whole solve beside bare HiGHS on the same problem as one plain model (a column for every person and seat), and repairs beside the limit of a second. */
import { withOff } from '#lib/duty/roster/absence.ts';
import { cureOf } from '#lib/duty/roster/cure.ts';
import { judgeRoster } from '#lib/duty/roster/judge-roster.ts';
import { dutyModel } from '#lib/duty/roster/duty-model.ts';
import { dutiesOf, partsOf } from '#lib/duty/roster/duties.ts';
import { type LinearModel, lpText, withCost, withRow } from '#lib/duty/roster/linear-model.ts';
import { makeRoster } from '#lib/duty/roster/make-roster.ts';
import type { RosterProblem } from '#lib/duty/roster/problem.ts';
import { demoFile, fullWeek, highs, problemOf, solve } from '../duty/roster/cases.ts';
import { type Bench, type BenchLine, line } from './bench.ts';

const cpuS = (from: NodeJS.CpuUsage): number => {
	const { user, system } = process.cpuUsage(from);
	return (user + system) / 1e6;
};

/** Seconds on the clock and of the processor. */
function timed<T>(run: () => T): { result: T; wallS: number; spentS: number } {
	const [wall, cpu] = [performance.now(), process.cpuUsage()];
	const result = run();
	return { result, wallS: (performance.now() - wall) / 1000, spentS: cpuS(cpu) };
}

/** Longest that bare HiGHS may take for one aim of one part. */
const LIMIT_S = 60;

/** A column for each person and duty, and the two aims one after another, as anybody would write it; read from LP text with nothing told but the limit. */
function plainly(problem: RosterProblem): { aims: [number, number]; proven: boolean } {
	const sums: [number, number] = [0, 0];
	let proven = true;
	const least = (model: LinearModel): number => {
		const answer = highs.solve(lpText(model), { output_flag: false, mip_rel_gap: 0, time_limit: LIMIT_S });
		proven &&= answer.Status === 'Optimal';
		return answer.ObjectiveValue;
	};
	for (const part of partsOf(problem, dutiesOf(problem), problem.people)) {
		const { model, uncovered, points } = dutyModel(problem, part);
		const empty = least(withCost(model, uncovered));
		sums[0] += empty;
		sums[1] += least(withCost(withRow(model, -Infinity, uncovered, empty + 1e-6), points));
	}
	return { aims: sums, proven };
}

function linesOf(name: string, problem: RosterProblem): BenchLine[] {
	const ours = timed(() => makeRoster(problem, solve));
	const bare = timed(() => plainly(problem));
	const reached = ours.result.aims.map(({ value }) => value);
	const same = reached.every((value, i) => Math.abs(value - bare.result.aims[i]!) < 0.5);
	const legal = judgeRoster(problem, ours.result.roster).length === 0;
	const size = `${problem.people.length} people, ${problem.posts.length} posts, ${problem.seats.length} seats, ${problem.days} days`;
	const lines = [
		line({
			what: `roster: ${name}, solved and proven, processor time`,
			unit: 's',
			ours: ours.spentS,
			peer: { name: 'bare HiGHS on the plain model’s LP text', value: bare.spentS },
			aim: { ratio: 1, better: 'lower' },
			how: `${size}; ${ours.result.open.length} seats stay empty; ${ours.wallS.toFixed(2)} s on the clock; ${ours.result.proven ? 'proven' : 'NOT PROVEN'}, ${legal ? 'legal' : 'NOT LEGAL'}, ${same ? 'the same optimum' : `ours ${reached.join()}, theirs ${bare.result.aims.join()}`}${bare.result.proven ? '' : ` (theirs stopped after ${LIMIT_S} s a part, not proven)`}`
		})
	];
	const held = new Map(
		problem.people.map(({ id }) => [id, ours.result.roster.assignments.filter(({ personId }) => personId === id).length])
	);
	const busiest = [...held].sort((a, b) => b[1] - a[1]).map(([id]) => id);
	const span = { startMs: problem.zone.instantOf(problem.fromDay + 1, 12 * 60), endMs: problem.zone.instantOf(problem.fromDay + 9, 0) };
	for (const count of [1, 2]) {
		const less = withOff(problem, { people: busiest.slice(0, count).map((id) => ({ id, span })), posts: [] });
		const repair = timed(() => makeRoster(less, solve, { previous: ours.result.roster }));
		lines.push(
			line({
				what: `roster: ${name}, repaired after ${count} absent, processor time`,
				unit: 's',
				ours: repair.spentS,
				peer: { name: 'limit', value: 1 },
				aim: { ratio: 1, better: 'lower' },
				how: `${repair.result.changed?.length ?? 0} seats changed, ${repair.wallS.toFixed(2)} s on the clock; ${repair.result.proven ? 'proven' : 'NOT PROVEN'}, ${judgeRoster(less, repair.result.roster).length === 0 ? 'legal' : 'NOT LEGAL'}`
			})
		);
	}
	const cure = timed(() => cureOf(problem, ours.result.open, solve));
	if (ours.result.open.length > 0)
		lines.push(
			line({
				what: `roster: ${name}, people missing counted, processor time`,
				unit: 's',
				ours: cure.spentS,
				peer: { name: 'limit', value: 5 },
				aim: { ratio: 1, better: 'lower' },
				how: cure.result.map(({ role, people, atLeast }) => `${role}: ${people} more, at least ${atLeast}`).join('; ')
			})
		);
	return lines;
}

export const bench: Bench = {
	name: 'roster',
	async run() {
		return [...linesOf('17 posts round the clock', problemOf(fullWeek())), ...linesOf('the demo week', problemOf(await demoFile()))];
	}
};
