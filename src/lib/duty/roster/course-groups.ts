/** People of a part by the courses they may choose from; whoever is alike in all that counts is one group, so that nothing is tried twice. */
import { type Courses, coursePoints, coursesOf } from './courses.ts';
import { dutiesHeld, type PartGoal } from './part-search.ts';
import type { RosterProblem } from './problem.ts';

/** Courses of one person, and of all people together, above which they are not written out. */
const MOST_COURSES = 60_000;
const MOST_IN_ALL = 1_500_000;

/** People whose courses, points and seats before are the same. */
export interface CourseGroup {
	readonly people: readonly number[];
	/** How many they are. */
	readonly size: number;
	/** They are not there yet. */
	readonly fresh: boolean;
	readonly courses: Courses;
	/** Duties in which they held a seat before. */
	readonly was: readonly number[];
	/** Of each course; counted when they are first asked for. */
	points(): Float64Array;
}

/** So many new people, all alike. */
export interface Crowd {
	/** Its one person of the part. */
	readonly person: number;
	readonly size: number;
	/** Role of the duties that must be filled. */
	readonly role: string;
}

/** Null where there are too many courses, or somebody has none. */
export function groupsOf(problem: RosterProblem, { part, before, settled }: PartGoal, crowd: Crowd | null = null): CourseGroup[] | null {
	const { duties, people, may } = part;
	type Own = Omit<CourseGroup, 'people' | 'size' | 'fresh'>;
	const [written, groups] = [new Map<string, Courses | null>(), new Map<string, { people: number[]; group: Own }>()];
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
		const own = courses;
		let points: Float64Array | null = null;
		groups.set(whole, { people: [p], group: { courses, was, points: () => (points ??= coursePoints(problem, person, duties, own)) } });
	}
	return [...groups.values()].map(({ people: members, group }) => {
		const fresh = crowd !== null && members.includes(crowd.person);
		return { people: members, size: fresh ? crowd.size : members.length, fresh, ...group };
	});
}
