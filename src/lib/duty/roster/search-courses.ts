/**
 * Chooses one course for each person. Few of the thousands of courses matter: a linear relaxation begins with some, and those that its prices call for
 * are added until none is missing (column generation). Its value is a bound. A choice in whole numbers gives a roster; where that is not as good as the
 * bound, every course that could still be part of a better one is known by its reduced cost, and the choice among all of those is the proof.
 */
import { type Courses, coursePoints, coursesOf } from './courses.ts';
import { addColumn, addRow, commonStep, emptyModel, type LinearAnswer, type LinearModel, type Term } from './linear-model.ts';
import { type AimReached, dutiesHeld, heldBefore, type PartFound, type PartGoal, type RosterAim } from './part-search.ts';
import type { RosterProblem } from './problem.ts';

/** Courses of one person, and of all people together, above which they are not written out. */
const MOST_COURSES = 60_000;
const MOST_IN_ALL = 1_500_000;
/** Courses that are added for a group in a round. */
const A_ROUND = 6;
/** Courses among which a choice in whole numbers is made. */
const MOST_CHOSEN_FROM = 30_000;
const EPSILON = 1e-6;

/** `people`: how many new ones, and seats left that each want one more. */
type CourseAim = RosterAim | 'people';

/** People whose courses, points and seats before are the same. */
interface Group {
	readonly people: readonly number[];
	/** How many they are. */
	readonly size: number;
	/** They are not there yet. */
	readonly fresh: boolean;
	readonly courses: Courses;
	readonly points: Float64Array;
	/** Seats before that each course keeps. */
	readonly kept: Uint8Array;
}

/** Null where there are too many courses, or the time ran out before there was any choice. */
export function searchCourses(problem: RosterProblem, goal: PartGoal): PartFound | null {
	const groups = groupsOf(problem, goal);
	return groups && new CourseSearch(goal, groups).run();
}

/** So many new people, all alike. */
export interface Crowd {
	/** Its one person of the part. */
	readonly person: number;
	readonly size: number;
	/** Role of the duties that must be filled. */
	readonly role: string;
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

function groupsOf(problem: RosterProblem, { part, before, settled }: PartGoal, crowd: Crowd | null = null): Group[] | null {
	const { duties, people, may } = part;
	type Kept = Omit<Group, 'people' | 'size' | 'fresh'>;
	const [written, groups] = [new Map<string, Courses | null>(), new Map<string, { people: number[]; group: Kept }>()];
	let all = 0;
	for (const [p, person] of people.entries()) {
		const must = dutiesHeld(duties, settled, person.id);
		const { elsewhere, maxShiftsPerWeek, maxHoursPerWeek, wishes, nightsBefore, weekendsBefore } = person;
		const key = JSON.stringify([may[p], must, elsewhere, maxShiftsPerWeek, maxHoursPerWeek]);
		let courses = written.get(key);
		if (courses === undefined) {
			courses = coursesOf(problem, person, duties, may[p]!, new Set(must), MOST_COURSES);
			written.set(key, courses);
		}
		if (!courses || courses.count === 0) return null;
		const was = before ? dutiesHeld(duties, before, person.id) : [];
		const whole = `${key} ${JSON.stringify([was, wishes, nightsBefore, weekendsBefore, p === crowd?.person])}`;
		const known = groups.get(whole);
		if (known) {
			known.people.push(p);
			continue;
		}
		all += courses.count;
		if (all > MOST_IN_ALL) return null;
		const kept = new Uint8Array(courses.count);
		const mine = Uint8Array.from(duties, (_, d) => (was.includes(d) ? 1 : 0));
		if (was.length > 0)
			for (let k = 0; k < courses.count; k++)
				for (let at = courses.starts[k]!; at < courses.starts[k + 1]!; at++) kept[k]! += mine[courses.duties[at]!]!;
		groups.set(whole, { people: [p], group: { courses, points: coursePoints(problem, person, duties, courses), kept } });
	}
	return [...groups.values()].map(({ people: members, group }) => {
		const fresh = crowd !== null && members.includes(crowd.person);
		return { people: members, size: fresh ? crowd.size : members.length, fresh, ...group };
	});
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
	readonly #groups: readonly Group[];
	readonly #held: readonly number[];
	/** Seats before that nobody of this part can keep. */
	readonly #lost: number;
	/** Courses in play, by group. */
	readonly #active: Set<number>[];
	/** Course → how many of the group, by group. */
	#best: Map<number, number>[] | null = null;
	readonly #met: { readonly aim: CourseAim; readonly value: number }[] = [];

	/** Role of the duties that new people are to fill. */
	readonly #wanted: string | null;

	constructor(goal: PartGoal, groups: readonly Group[], wanted: string | null = null) {
		this.#goal = goal;
		this.#wanted = wanted;
		this.#groups = groups;
		const { part, before } = goal;
		this.#held = before ? heldBefore(part.duties, before) : [];
		this.#lost = this.#held.reduce((sum, count) => sum + count, 0);
		this.#active = groups.map(({ courses }) => new Set([shortest(courses)]));
		if (before) this.#beginWith(before);
	}

	/** Everybody keeps what they still may: a roster to begin from. */
	#beginWith(before: ReadonlyMap<string, string>): void {
		const { part, settled } = this.#goal;
		this.#best = this.#groups.map(({ people, courses }, g) => {
			const p = people[0]!;
			const must = dutiesHeld(part.duties, settled, part.people[p]!.id);
			const was = new Set([...dutiesHeld(part.duties, before, part.people[p]!.id).filter((d) => part.may[p]!.includes(d)), ...must]);
			let [best, most] = [shortest(courses), -1];
			for (let k = 0; k < courses.count; k++) {
				let [inside, outside] = [0, 0];
				for (let at = courses.starts[k]!; at < courses.starts[k + 1]!; at++) {
					if (was.has(courses.duties[at]!)) inside++;
					else outside++;
				}
				if (outside === 0 && inside > most) [best, most] = [k, inside];
			}
			this.#active[g]!.add(best);
			return new Map([[best, people.length]]);
		});
	}

	run(): PartFound | null {
		const aims: RosterAim[] = this.#goal.before ? ['coverage', 'changes', 'points'] : ['coverage', 'points'];
		const reached: AimReached[] = [];
		for (const aim of aims) {
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

	/** What a course adds to an aim. */
	#courseCost(aim: CourseAim, group: Group, course: number): number {
		if (aim === 'people') return group.fresh && group.courses.starts[course + 1]! > group.courses.starts[course]! ? 1 : 0;
		return aim === 'points' ? group.points[course]! : aim === 'changes' ? -group.kept[course]! : 0;
	}

	/** What comes on top of the columns. */
	#fixed(aim: CourseAim): number {
		return aim === 'changes' ? this.#lost : 0;
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
			...(of === 'people' ? duties.map(({ role }, d): Term => [open[d]!, role === this.#wanted ? 1 : 0]) : []),
			...(of === 'changes' ? more.map((column): Term => [column, 1]) : [])
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
		for (;;) {
			master = this.#master(aim, this.#active);
			relaxed = solve({ ...master.model, whole: master.model.whole.map(() => false) }, 0, null);
			if (!relaxed.proven || !relaxed.rowDuals) return this.#asItIs(aim);
			if (!this.#price(aim, master, relaxed.rowDuals, this.#active)) break;
		}
		const bound = up(relaxed.objective);
		let value = this.#valueOf(aim);
		// The relaxation is often whole by itself, and in a repair the roster there was is often as good as can be.
		const whole = master.columns.every((group) => [...group.values()].every((column) => Math.abs(relaxed.values![column]! % 1) < EPSILON));
		if (whole) this.#choose(relaxed, master);
		else if (value === null || value > bound + EPSILON) this.#choose(solve(master.model, step, this.#start(master)), master);
		value = this.#valueOf(aim);
		if (value === null) return null;
		let proven = value <= bound + EPSILON;
		if (!proven) {
			// A better roster is better by a step at least: its courses cost no more than what lies between.
			const all = this.#active.map((set) => new Set(set));
			if (this.#price(aim, master, relaxed.rowDuals!, all, value - step - relaxed.objective + EPSILON) !== null) {
				const wide = this.#master(aim, all);
				const answer = solve(wide.model, step, this.#start(wide));
				this.#choose(answer, wide);
				value = this.#valueOf(aim)!;
				proven = answer.proven;
			}
		}
		return { value: value + fixed, bound: proven ? value + fixed : bound + fixed, proven };
	}

	/** The time has run out: what there is counts. */
	#asItIs(aim: CourseAim): Reached | null {
		const value = this.#best && this.#valueOf(aim);
		return value === null ? null : { value: value + this.#fixed(aim), bound: 0, proven: false };
	}

	/** All costs of the aim are multiples of it. */
	#step(aim: CourseAim): number {
		if (aim === 'changes' || aim === 'people') return 1;
		if (aim === 'coverage') return commonStep(this.#goal.part.duties.map(({ weight }) => weight));
		const seen = new Set<number>();
		for (const { points } of this.#groups) for (const cost of points) seen.add(Math.round(cost * 1000) / 1000);
		return commonStep([...seen]);
	}

	/**
	 * Adds courses whose reduced cost is below zero, the best of each group; or, with `within`, all that are not above it.
	 * @returns whether any was added; null where they are too many
	 */
	#price(aim: CourseAim, master: Master, duals: readonly number[], into: Set<number>[], within?: number): boolean | null {
		const prices = Float64Array.from(this.#goal.part.duties, (_, d) => duals[master.dutyRow + d]!);
		let added = 0;
		for (const [g, group] of this.#groups.entries()) {
			const { courses } = group;
			const own = duals[master.groupRow + g]!;
			const met = this.#met.map((one, i) => ({ aim: one.aim, price: duals[master.aimRow + i]! })).filter(({ price }) => price !== 0);
			const found: { readonly course: number; readonly reduced: number }[] = [];
			let worst = -EPSILON;
			const costs = aim === 'points' ? group.points : null;
			const [starts, listed] = [courses.starts, courses.duties];
			for (let k = 0; k < courses.count; k++) {
				let reduced = (costs ? costs[k]! : this.#courseCost(aim, group, k)) - own;
				for (let at = starts[k]!, end = starts[k + 1]!; at < end; at++) reduced -= prices[listed[at]!]!;
				for (const one of met) reduced -= one.price * this.#courseCost(one.aim, group, k);
				if (within !== undefined ? reduced > within : reduced >= worst) continue;
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
			if (aim === 'people' && role === this.#wanted) value += seats.length - filled[d]!;
			if (aim === 'changes') value += Math.max(0, filled[d]! - this.#held[d]!);
		}
		return Math.round(value * 1e6) / 1e6;
	}
}

function shortest({ starts, count }: Courses): number {
	let best = 0;
	for (let k = 1; k < count; k++) if (starts[k + 1]! - starts[k]! < starts[best + 1]! - starts[best]!) best = k;
	return best;
}
