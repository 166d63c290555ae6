/**
 * Chooses one course for each person. Few of the thousands of courses matter: a linear relaxation begins with some, and those that its prices call for
 * are added until none is missing (column generation). Its value is a bound. A choice in whole numbers gives a roster; where that is not as good as the
 * bound, every course that could still be part of a better one is known by its reduced cost, and the choice among all of those is the proof.
 */
import { type CourseGroup, type Crowd, groupsOf } from './course-groups.ts';
import { type Courses, sumOverCourses } from './courses.ts';
import { addColumn, addRow, commonStep, emptyModel, type LinearAnswer, type LinearModel, type Term } from './linear-model.ts';
import { type AimReached, dutiesHeld, heldBefore, type PartFound, type PartGoal, type RosterAim } from './part-search.ts';
import type { RosterProblem } from './problem.ts';

/** Courses that are added for a group in a round. */
const A_ROUND = 6;
/** Courses of somebody near what they did, above which a repair begins without them. */
const MOST_NEAR = 300;
/** Courses of a group that stand for too many. */
const MOST_SPREAD = 80;
/** Courses among which a choice as good as the bound is looked for. */
const MOST_AT_BOUND = 3_000;
/** Courses among which a choice in whole numbers is made. */
const MOST_CHOSEN_FROM = 30_000;
const EPSILON = 1e-6;

/** `people`: how many new ones, and seats left that each want one more; `repair`: coverage and changes at once, each empty seat above all changes. */
type CourseAim = RosterAim | 'people' | 'repair';

/** Null where there are too many courses, or the time ran out before there was any choice. */
export function searchCourses(problem: RosterProblem, goal: PartGoal): PartFound | null {
	const groups = groupsOf(problem, goal);
	return groups && new CourseSearch(goal, groups).run();
}

/**
 * The least number of new people with whom every duty of a role is filled, each duty being one that a new person may do.
 * Null as with `searchCourses`.
 */
export function fewestPeople(problem: RosterProblem, goal: PartGoal, crowd: Crowd): { people: number; atLeast: number } | null {
	const groups = groupsOf(problem, goal, crowd);
	const found = groups && new CourseSearch(goal, groups, crowd.role).reach('people');
	return found && { people: found.value, atLeast: found.bound };
}

/** A relaxation or a choice: the model and where its columns stand. */
interface Master {
	readonly model: LinearModel;
	/** Column of each course chosen from, by group. */
	readonly columns: readonly ReadonlyMap<number, number>[];
	readonly dutyRow: number;
	readonly groupRow: number;
	/** Rows of the aims that are met. */
	readonly aimRow: number;
}

type Reached = Omit<AimReached, 'aim'>;

class CourseSearch {
	readonly #goal: PartGoal;
	readonly #groups: readonly CourseGroup[];
	readonly #held: readonly number[];
	/** Seats before that nobody of this part can keep. */
	readonly #lost: number;
	/** Courses in play, by group. */
	readonly #active: Set<number>[];
	/** Courses that a roster can still hold which is as good as the best by the aims that are met, by group; null for all. */
	readonly #possible: (Int32Array | null)[];
	readonly #seats: number;
	/** More than there can be changes: what a seat's weight counts in a repair. */
	readonly #aboveChanges: number;
	/** One number a course, while a group is looked at. */
	readonly #sums: Float64Array;
	/** Course → how many of the group, by group. */
	#best: Map<number, number>[] | null = null;
	readonly #met: { readonly aim: CourseAim; readonly value: number }[] = [];

	/** Role of the duties that new people are to fill. */
	readonly #wanted: string | null;

	constructor(goal: PartGoal, groups: readonly CourseGroup[], wanted: string | null = null) {
		this.#goal = goal;
		this.#wanted = wanted;
		this.#groups = groups;
		const { part, before } = goal;
		this.#held = before ? heldBefore(part.duties, before) : [];
		this.#lost = this.#held.reduce((sum, count) => sum + count, 0);
		this.#active = groups.map(({ courses }) => new Set([shortest(courses)]));
		this.#possible = groups.map(() => null);
		const least = Math.min(1, ...part.duties.map(({ weight }) => weight));
		this.#seats = part.duties.reduce((sum, { seats }) => sum + seats.length, 0);
		this.#aboveChanges = Math.ceil((this.#lost + this.#seats + 1) / least);
		this.#sums = new Float64Array(Math.max(0, ...groups.map(({ courses }) => courses.count)));
		if (before) this.#beginWith(before);
	}

	/** Everybody keeps what they still may: a roster to begin from. */
	#beginWith(before: ReadonlyMap<string, string>): void {
		const { part, settled } = this.#goal;
		this.#best = this.#groups.map(({ people, courses }, g) => {
			const p = people[0]!;
			const must = dutiesHeld(part.duties, settled, part.people[p]!.id);
			const was = new Set([...dutiesHeld(part.duties, before, part.people[p]!.id).filter((d) => part.may[p]!.includes(d)), ...must]);
			// A duty outside takes away more than all inside are worth.
			const worth = Float64Array.from(part.duties, (_, d) => (was.has(d) ? 1 : -part.duties.length));
			sumOverCourses(courses, worth, this.#sums);
			let [best, most] = [shortest(courses), -1];
			for (let k = 0; k < courses.count; k++) if (this.#sums[k]! > most) [best, most] = [k, this.#sums[k]!];
			this.#active[g]!.add(best);
			for (const k of this.#near(g, was)) this.#active[g]!.add(k);
			return new Map([[best, people.length]]);
		});
	}

	/** Courses that differ from what somebody did by at most one duty left and one taken: most of what a repair needs. */
	#near(g: number, was: ReadonlySet<number>): number[] {
		const { courses } = this.#groups[g]!;
		// Both are read from one sum: a course has fewer duties than that.
		const inside = this.#goal.part.duties.length + 1;
		sumOverCourses(
			courses,
			Float64Array.from(this.#goal.part.duties, (_, d) => (was.has(d) ? inside : -1)),
			this.#sums
		);
		const found: number[] = [];
		for (let k = 0; k < courses.count && found.length <= MOST_NEAR; k++) {
			const [kept, taken] = [Math.ceil(this.#sums[k]! / inside), -this.#sums[k]! % inside];
			if (kept >= was.size - 1 && (taken <= 0 ? taken + inside : taken) % inside <= 1) found.push(k);
		}
		return found.length > MOST_NEAR ? [] : found;
	}

	run(): PartFound | null {
		const reached: AimReached[] = this.#goal.before ? this.#repair() : [];
		const aims: RosterAim[] = this.#goal.before ? ['coverage', 'changes', 'points'] : ['coverage', 'points'];
		for (const aim of aims.slice(reached.length)) {
			this.#goal.onAim(aim);
			const found = this.reach(aim);
			if (!found) return null;
			reached.push({ ...found, aim });
			this.#met.push({ aim, value: found.value });
		}
		const duties: number[][] = this.#goal.part.people.map(() => []);
		for (const [g, group] of this.#groups.entries()) {
			const queue = [...group.people];
			for (const [k, count] of this.#best![g]!)
				for (let i = 0; i < count; i++)
					duties[queue.shift()!] = [...group.courses.duties.slice(group.courses.starts[k], group.courses.starts[k + 1])];
		}
		return { duties, aims: reached };
	}

	/** Coverage and changes as one aim, which takes half the rounds. @returns those of the two that are proven by it */
	#repair(): AimReached[] {
		this.#goal.onAim('changes');
		const found = this.reach('repair');
		const [uncovered, changes] = [this.#valueOf('coverage'), this.#valueOf('changes')];
		if (!found || uncovered === null || changes === null) return [];
		// However many changes there are, they do not make up for one seat.
		const proven: AimReached[] = [];
		if (
			found.proven ||
			uncovered === 0 ||
			found.bound > this.#aboveChanges * (uncovered - this.#step('coverage')) + this.#lost + this.#seats
		)
			proven.push({ aim: 'coverage', value: uncovered, bound: uncovered, proven: true });
		if (found.proven) proven.push({ aim: 'changes', value: changes + this.#lost, bound: changes + this.#lost, proven: true });
		for (const { aim, value } of proven) this.#met.push({ aim, value });
		return proven;
	}

	/** What a course adds to an aim. */
	#courseCost(aim: CourseAim, group: CourseGroup, course: number): number {
		if (aim === 'people') return group.fresh && group.courses.starts[course + 1]! > group.courses.starts[course]! ? 1 : 0;
		if (aim === 'points') return group.points()[course]!;
		if (aim !== 'changes' && aim !== 'repair') return 0;
		let kept = 0;
		for (let at = group.courses.starts[course]!; at < group.courses.starts[course + 1]!; at++)
			if (group.was.includes(group.courses.duties[at]!)) kept++;
		return -kept;
	}

	/** What comes on top of the columns. */
	#fixed(aim: CourseAim): number {
		return aim === 'changes' || aim === 'repair' ? this.#lost : 0;
	}

	#master(aim: CourseAim, active: readonly ReadonlySet<number>[]): Master {
		const model = emptyModel();
		const { duties } = this.#goal.part;
		const columns = this.#groups.map(({ size }, g) => new Map([...active[g]!].map((k) => [k, addColumn(model, 0, size, true)])));
		const open = duties.map(({ seats }) => addColumn(model, 0, seats.length, false));
		const more = this.#held.map(() => addColumn(model, 0, Infinity, false));
		const inDuty = duties.map((_, d): Term[] => [[open[d]!, 1]]);
		for (const [g, { courses }] of this.#groups.entries())
			for (const [k, column] of columns[g]!)
				for (let at = courses.starts[k]!; at < courses.starts[k + 1]!; at++) inDuty[courses.duties[at]!]!.push([column, 1]);
		const terms = (of: CourseAim): Term[] => [
			...this.#groups.flatMap((group, g) => [...columns[g]!].map(([k, column]): Term => [column, this.#courseCost(of, group, k)])),
			...(of === 'coverage' ? duties.map(({ weight }, d): Term => [open[d]!, weight]) : []),
			...(of === 'repair' ? duties.map(({ weight }, d): Term => [open[d]!, weight * this.#aboveChanges]) : []),
			...(of === 'people' ? duties.map(({ role }, d): Term => [open[d]!, role === this.#wanted ? 1 : 0]) : []),
			...(of === 'changes' || of === 'repair' ? more.map((column): Term => [column, 1]) : [])
		];
		const dutyRow = 0;
		for (const [d, duty] of duties.entries()) addRow(model, duty.seats.length, inDuty[d]!, duty.seats.length);
		const groupRow = model.rowLower.length;
		for (const [g, { size }] of this.#groups.entries()) {
			const all = [...columns[g]!.values()].map((column): Term => [column, 1]);
			addRow(model, size, all, size);
		}
		const aimRow = model.rowLower.length;
		for (const met of this.#met) addRow(model, -Infinity, terms(met.aim), met.value - this.#fixed(met.aim) + EPSILON);
		for (const [d, column] of more.entries())
			addRow(
				model,
				duties[d]!.seats.length - this.#held[d]!,
				[
					[open[d]!, 1],
					[column, 1]
				],
				Infinity
			);
		for (const [column, cost] of terms(aim)) model.cost[column] = cost;
		return { model, columns, dutyRow, groupRow, aimRow };
	}

	/** Null where there is no roster yet and the time has run out. */
	reach(aim: CourseAim): Reached | null {
		const { solve } = this.#goal;
		const fixed = this.#fixed(aim);
		const step = this.#step(aim);
		const up = (value: number): number => (step > 0 ? Math.ceil((value - EPSILON) / step) * step : value);
		let master: Master;
		let relaxed: LinearAnswer;
		let missing: boolean;
		do {
			master = this.#master(aim, this.#active);
			relaxed = solve({ ...master.model, whole: master.model.whole.map(() => false) }, 0, null);
			if (!relaxed.proven || !relaxed.rowDuals) return this.#asItIs(aim);
			missing = this.#price(aim, master, relaxed.rowDuals, this.#active) === true;
		} while (missing && !(aim === 'repair' && this.#goal.late?.()));
		// While courses are missing the relaxation says nothing of all rosters, but the courses there are may do.
		const bound = missing ? -Infinity : up(relaxed.objective);
		let value = this.#valueOf(aim);
		// The relaxation is often whole by itself, and in a repair the roster there was is often as good as can be.
		const whole = master.columns.every((group) => [...group.values()].every((column) => Math.abs(relaxed.values![column]! % 1) < EPSILON));
		if (whole) this.#choose(relaxed, master);
		else if (value === null || value > bound + EPSILON) {
			if (!missing) this.#chooseAtBound(aim, master, relaxed, bound, step);
			value = this.#valueOf(aim);
			if (value === null || value > bound + EPSILON) this.#choose(solve(master.model, step, this.#start(master)), master);
		}
		value = this.#valueOf(aim);
		if (value === null) return null;
		let proven = value <= bound + EPSILON;
		if (!proven && !missing) {
			// A better roster is better by a step at least: its courses cost no more than what lies between.
			const all = this.#active.map((set) => new Set(set));
			if (this.#price(aim, master, relaxed.rowDuals!, all, value - step - relaxed.objective + EPSILON) !== null) {
				const wide = this.#master(aim, all);
				const answer = solve(wide.model, step, this.#start(wide));
				this.#choose(answer, wide);
				value = this.#valueOf(aim)!;
				proven = answer.proven;
			} else {
				const some = this.#spread(aim, master, relaxed.rowDuals!, value - step - relaxed.objective + EPSILON);
				const wider = this.#master(aim, some);
				this.#choose(solve(wider.model, step, this.#start(wider)), wider);
				value = this.#valueOf(aim)!;
				proven = value <= bound + EPSILON;
			}
		}
		if (missing) return { value: value + fixed, bound: 0, proven: false };
		this.#leaveOut(aim, master, relaxed.rowDuals!, value - relaxed.objective + EPSILON);
		return { value: value + fixed, bound: proven ? value + fixed : bound + fixed, proven };
	}

	/** A roster that is as good as the bound has none but courses whose reduced cost is no more than the rounding: mostly few, and found at once. */
	#chooseAtBound(aim: CourseAim, master: Master, { objective, rowDuals }: LinearAnswer, bound: number, step: number): void {
		const few = this.#active.map((_, g) => new Set(this.#best?.[g]?.keys()));
		const added = this.#price(aim, master, rowDuals!, few, bound - objective + EPSILON);
		if (!added || few.reduce((sum, { size }) => sum + size, 0) > MOST_AT_BOUND) return;
		const narrow = this.#master(aim, few);
		this.#choose(this.#goal.solve(narrow.model, step, this.#start(narrow)), narrow);
	}

	/** The time has run out: what there is counts. */
	#asItIs(aim: CourseAim): Reached | null {
		const value = this.#best && this.#valueOf(aim);
		return value === null ? null : { value: value + this.#fixed(aim), bound: 0, proven: false };
	}

	/** All costs of the aim are multiples of it. */
	#step(aim: CourseAim): number {
		if (aim === 'changes' || aim === 'people') return 1;
		const weights = this.#goal.part.duties.map(({ weight }) => weight);
		if (aim === 'coverage') return commonStep(weights);
		if (aim === 'repair') return commonStep([1, ...weights.map((weight) => weight * this.#aboveChanges)]);
		const seen = new Set<number>();
		for (const [g, group] of this.#groups.entries()) {
			const points = group.points();
			const possible = this.#possible[g];
			if (possible) for (const k of possible) seen.add(Math.round(points[k]! * 1000) / 1000);
			else for (const cost of points) seen.add(Math.round(cost * 1000) / 1000);
		}
		return commonStep([...seen]);
	}

	/**
	 * Reduced costs of the courses of a group that are still possible, into `#sums` in their order.
	 * @returns how many they are
	 */
	#reduce(aim: CourseAim, g: number, master: Master, duals: readonly number[]): number {
		const group = this.#groups[g]!;
		const { courses } = group;
		const own = duals[master.groupRow + g]!;
		const each = Float64Array.from(this.#goal.part.duties, (_, d) => -duals[master.dutyRow + d]!);
		let keeping = aim === 'changes' || aim === 'repair' ? 1 : 0;
		for (const [i, met] of this.#met.entries()) if (met.aim === 'changes' || met.aim === 'repair') keeping -= duals[master.aimRow + i]!;
		for (const d of group.was) each[d]! -= keeping;
		const possible = this.#possible[g];
		const sums = this.#sums;
		if (!possible) sumOverCourses(courses, each, sums);
		const count = possible?.length ?? courses.count;
		const points = aim === 'points' ? group.points() : null;
		for (let i = 0; i < count; i++) {
			const k = possible ? possible[i]! : i;
			let sum = 0;
			if (possible) for (let at = courses.starts[k]!, end = courses.starts[k + 1]!; at < end; at++) sum += each[courses.duties[at]!]!;
			else sum = sums[i]!;
			if (points) sum += points[k]!;
			else if (aim === 'people') sum += this.#courseCost(aim, group, k);
			sums[i] = sum - own;
		}
		return count;
	}

	/** From now on only courses with which an aim can stay as good as it was reached. @param slack how far that is from the relaxation */
	#leaveOut(aim: CourseAim, master: Master, duals: readonly number[], slack: number): void {
		for (const g of this.#groups.keys()) {
			const count = this.#reduce(aim, g, master, duals);
			const possible = this.#possible[g];
			const best = this.#best?.[g];
			const left: number[] = [];
			for (let i = 0; i < count; i++) {
				const k = possible ? possible[i]! : i;
				if (this.#sums[i]! <= slack || best?.has(k)) left.push(k);
				else this.#active[g]!.delete(k);
			}
			this.#possible[g] = Int32Array.from(left);
		}
	}

	/**
	 * Adds courses whose reduced cost is below zero, the best of each group; or, with `within`, all that are not above it.
	 * @returns whether any was added; null where they are too many
	 */
	#price(aim: CourseAim, master: Master, duals: readonly number[], into: Set<number>[], within?: number): boolean | null {
		let added = 0;
		for (const g of this.#groups.keys()) {
			const found: { readonly course: number; readonly reduced: number }[] = [];
			let worst = -EPSILON;
			const count = this.#reduce(aim, g, master, duals);
			const possible = this.#possible[g];
			for (let i = 0; i < count; i++) {
				const reduced = this.#sums[i]!;
				if (within !== undefined ? reduced > within : reduced >= worst) continue;
				const k = possible ? possible[i]! : i;
				if (into[g]!.has(k)) continue;
				found.push({ course: k, reduced });
				if (within === undefined && found.length >= 4 * A_ROUND) {
					found.sort((a, b) => a.reduced - b.reduced || a.course - b.course);
					found.length = A_ROUND;
					worst = found[A_ROUND - 1]!.reduced;
				}
			}
			if (within === undefined) found.sort((a, b) => a.reduced - b.reduced || a.course - b.course).splice(A_ROUND);
			for (const { course } of found) into[g]!.add(course);
			added += found.length;
			if (within !== undefined && added > MOST_CHOSEN_FROM) return null;
		}
		return added > 0;
	}

	/** The courses in play, and from all over those that could be part of a better roster, where these are too many to be chosen from. */
	#spread(aim: CourseAim, master: Master, duals: readonly number[], within: number): Set<number>[] {
		return this.#active.map((set, g) => {
			const count = this.#reduce(aim, g, master, duals);
			const possible = this.#possible[g];
			const able: number[] = [];
			for (let i = 0; i < count; i++) if (this.#sums[i]! <= within) able.push(possible ? possible[i]! : i);
			const every = Math.max(1, able.length / MOST_SPREAD);
			const some = new Set(set);
			for (let at = every / 2; at < able.length; at += every) some.add(able[Math.floor(at)]!);
			return some;
		});
	}

	#start({ model, columns }: Master): number[] | null {
		if (!this.#best) return null;
		const start = new Array<number>(model.cost.length).fill(0);
		for (const [g, chosen] of this.#best.entries()) for (const [k, count] of chosen) start[columns[g]!.get(k)!] = count;
		return start;
	}

	/** Its courses stay in play, so that the next aim can begin from them. */
	#choose({ values }: LinearAnswer, { columns }: Master): void {
		if (!values) return;
		this.#best = columns.map((group, g) => {
			const chosen = [...group].map(([k, column]) => [k, Math.round(values[column]!)] as const).filter(([, count]) => count > 0);
			for (const [k] of chosen) this.#active[g]!.add(k);
			return new Map(chosen);
		});
	}

	/** Of the roster there is, without what is fixed. */
	#valueOf(aim: CourseAim): number | null {
		if (!this.#best) return null;
		const { duties } = this.#goal.part;
		const filled = duties.map(() => 0);
		let value = 0;
		for (const [g, chosen] of this.#best.entries()) {
			const group = this.#groups[g]!;
			for (const [k, count] of chosen) {
				value += count * this.#courseCost(aim, group, k);
				for (let at = group.courses.starts[k]!; at < group.courses.starts[k + 1]!; at++) filled[group.courses.duties[at]!]! += count;
			}
		}
		for (const [d, { seats, weight, role }] of duties.entries()) {
			if (aim === 'coverage') value += weight * (seats.length - filled[d]!);
			if (aim === 'repair') value += this.#aboveChanges * weight * (seats.length - filled[d]!);
			if (aim === 'people' && role === this.#wanted) value += seats.length - filled[d]!;
			if (aim === 'changes' || aim === 'repair') value += Math.max(0, filled[d]! - this.#held[d]!);
		}
		return Math.round(value * 1e6) / 1e6;
	}
}

function shortest({ starts, count }: Courses): number {
	let best = 0;
	for (let k = 1; k < count; k++) if (starts[k + 1]! - starts[k]! < starts[best + 1]! - starts[best]!) best = k;
	return best;
}
