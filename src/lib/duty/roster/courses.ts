/**
 * Courses: every legal set of duties that one person can do, written out. Where they are few enough, a roster is a choice of one course for each person,
 * and its bound is so near the truth that an optimum is proven with little search. Null where there are too many: then `duty-model.ts` is searched alone.
 */
import { weekOf } from '../local-time.ts';
import { HOUR_MS, type Span, overlaps, sharedMs } from '../span.ts';
import { clash, type Duty } from './duties.ts';
import { isNight, isWeekend } from './judge-cost.ts';
import type { RosterPerson, RosterProblem } from './problem.ts';

export interface Courses {
	readonly count: number;
	/** Duties of course k: `duties[starts[k]] … duties[starts[k + 1] − 1]`, in order of time. Course 0 is empty where nothing is settled. */
	readonly starts: Int32Array;
	readonly duties: Int16Array;
	/** How many of its first duties each course has in common with the course before it: sums over duties are carried on from there. */
	readonly shared: Uint8Array;
}

const DAY_MS = 24 * HOUR_MS;

/**
 * @param may duties that the person may do, in order of time
 * @param must those among them that are settled
 */
export function coursesOf(
	problem: RosterProblem,
	person: RosterPerson,
	duties: readonly Duty[],
	may: readonly number[],
	must: ReadonlySet<number>,
	most: number
): Courses | null {
	const { rules, zone } = problem;
	const size = may.length;
	const clashes = may.map((a) => Uint8Array.from(may, (b) => (clash(problem, duties[a]!, duties[b]!) ? 1 : 0)));
	const dayRange = (span: Span): readonly [number, number] => [zone.localOf(span.startMs).day, zone.localOf(span.endMs - 1).day];
	const ranges = may.map((d) => dayRange(duties[d]!));
	const base = Math.min(...ranges.map(([first]) => first), ...person.elsewhere.map((span) => dayRange(span)[0])) - rules.dayOffWindowDays;
	const lastDay = Math.max(...ranges.map(([, last]) => last), ...person.elsewhere.map((span) => dayRange(span)[1]));
	/** How many pieces of work touch each day. */
	const touched = new Int16Array(lastDay - base + 1);
	for (const span of person.elsewhere) for (let [day, last] = dayRange(span); day <= last; day++) touched[day - base]!++;
	const mostDays = rules.dayOffWindowDays - rules.daysOffInWindow;
	const weeks = [...new Set([...may.map((d) => duties[d]!), ...person.elsewhere].map(({ startMs }) => weekOf(zone.localOf(startMs).day)))];
	const weekIndex = (span: Span): number => weeks.indexOf(weekOf(zone.localOf(span.startMs).day));
	const [count, workedMs] = [weeks.map(() => 0), weeks.map(() => 0)];
	for (const span of person.elsewhere) {
		count[weekIndex(span)]!++;
		workedMs[weekIndex(span)]! += span.endMs - span.startMs;
	}
	const weekOfItem = may.map((d) => weekIndex(duties[d]!));
	const mostMs = rules.maxHoursIn24 * HOUR_MS;

	const starts: number[] = [0];
	const listed: number[] = [];
	const shared: number[] = [];
	const chosen: number[] = [];
	const dayOffKept = (): boolean => {
		for (let i = rules.dayOffWindowDays - 1; i < touched.length; i++) {
			if (touched[i] === 0) continue;
			let worked = 0;
			for (let back = 0; back < rules.dayOffWindowDays; back++) if (touched[i - back]! > 0) worked++;
			if (worked > mostDays) return false;
		}
		return true;
	};
	/** Pairs are judged by `clash`; three pieces of work or more within 24 hours here. */
	const hoursKept = (item: Duty): boolean => {
		const near: Span[] = [item];
		for (let i = chosen.length - 2; i >= 0 && duties[may[chosen[i]!]!]!.endMs > item.startMs - DAY_MS; i--)
			near.push(duties[may[chosen[i]!]!]!);
		for (const span of person.elsewhere) if (span.endMs > item.startMs - DAY_MS && span.startMs < item.endMs + DAY_MS) near.push(span);
		if (near.length < 3) return true;
		for (const from of near.flatMap(({ startMs, endMs }) => [startMs, endMs - DAY_MS])) {
			const window = { startMs: from, endMs: from + DAY_MS };
			if (near.reduce((sum, span) => sum + sharedMs(span, window), 0) > mostMs) return false;
		}
		return true;
	};
	const extend = (from: number): boolean => {
		if ([...must].every((m) => chosen.some((i) => may[i] === m))) {
			const [last, here] = [starts.at(-2) ?? 0, listed.length];
			for (const i of chosen) listed.push(may[i]!);
			let same = 0;
			while (last + same < here && same < chosen.length && listed[last + same] === listed[here + same]) same++;
			shared.push(same);
			starts.push(listed.length);
			if (starts.length > most) return false;
		}
		for (let i = from; i < size; i++) {
			const duty = duties[may[i]!]!;
			const week = weekOfItem[i]!;
			const ms = duty.endMs - duty.startMs;
			let fits = count[week]! < person.maxShiftsPerWeek && workedMs[week]! + ms <= person.maxHoursPerWeek * HOUR_MS;
			for (let c = chosen.length - 1; fits && c >= 0; c--) if (clashes[chosen[c]!]![i]) fits = false;
			if (!fits) continue;
			chosen.push(i);
			count[week]!++;
			workedMs[week]! += ms;
			for (let [day, last] = ranges[i]!; day <= last; day++) touched[day - base]!++;
			const going = !dayOffKept() || !hoursKept(duty) || extend(i + 1);
			for (let [day, last] = ranges[i]!; day <= last; day++) touched[day - base]!--;
			workedMs[week]! -= ms;
			count[week]!--;
			chosen.pop();
			if (!going) return false;
		}
		return true;
	};
	if (!extend(0)) return null;
	return { count: starts.length - 1, starts: Int32Array.from(starts), duties: Int16Array.from(listed), shared: Uint8Array.from(shared) };
}

/** What the points of a course come from, the same for everybody who has these courses and the same work elsewhere. */
interface Features {
	readonly nights: Uint8Array;
	readonly weekends: Uint8Array;
	readonly hours: Float64Array;
}
const featuresOf = new WeakMap<Courses, Features>();

function featured(problem: RosterProblem, person: RosterPerson, duties: readonly Duty[], courses: Courses): Features {
	const known = featuresOf.get(courses);
	if (known) return known;
	const { points } = problem.rules;
	const night = Uint8Array.from(duties, (duty) => (isNight(problem, duty) ? 1 : 0));
	const weekend = Uint8Array.from(duties, (duty) => (isWeekend(problem, duty) ? 1 : 0));
	const weekOfSpan = ({ startMs }: Span): number => weekOf(problem.zone.localOf(startMs).day);
	const weeks = [...new Set([...duties, ...person.elsewhere].map(weekOfSpan))];
	const week = duties.map((duty) => weeks.indexOf(weekOfSpan(duty)));
	const lengthH = Float64Array.from(duties, ({ startMs, endMs }) => (endMs - startMs) / HOUR_MS);
	const doneH = weeks.map(() => 0);
	for (const span of person.elsewhere) doneH[weeks.indexOf(weekOfSpan(span))]! += (span.endMs - span.startMs) / HOUR_MS;
	const over = (hours: number): number => points.hourStepsH.reduce((sum, step) => sum + points.hour * Math.max(0, hours - step), 0);
	const doneOver = doneH.map(over);
	const features = {
		nights: new Uint8Array(courses.count),
		weekends: new Uint8Array(courses.count),
		hours: new Float64Array(courses.count)
	};
	const hours = weeks.map(() => 0);
	for (let k = 0; k < courses.count; k++) {
		hours.fill(0);
		for (let at = courses.starts[k]!; at < courses.starts[k + 1]!; at++) {
			const d = courses.duties[at]!;
			features.nights[k]! += night[d]!;
			features.weekends[k]! += weekend[d]!;
			hours[week[d]!]! += lengthH[d]!;
		}
		for (const [w, h] of hours.entries()) if (h > 0) features.hours[k]! += over(doneH[w]! + h) - doneOver[w]!;
	}
	featuresOf.set(courses, features);
	return features;
}

/** The points of `judge-cost.ts` of each course. */
export function coursePoints(problem: RosterProblem, person: RosterPerson, duties: readonly Duty[], courses: Courses): Float64Array {
	const { points } = problem.rules;
	const { nights, weekends, hours } = featured(problem, person, duties, courses);
	const shared = (before: number, now: number): number => now * (2 * before + now);
	const found = new Float64Array(courses.count);
	for (let k = 0; k < courses.count; k++)
		found[k] =
			hours[k]! + points.night * shared(person.nightsBefore, nights[k]!) + points.weekend * shared(person.weekendsBefore, weekends[k]!);
	for (const wish of person.wishes) {
		const touches = Uint8Array.from(duties, (duty) => (overlaps(duty, wish) ? 1 : 0));
		const weight = points.wish * wish.weight;
		for (let k = 0; k < courses.count; k++) {
			let touching = 0;
			for (let at = courses.starts[k]!; at < courses.starts[k + 1]!; at++) touching += touches[courses.duties[at]!]!;
			found[k]! += weight * (wish.want === 'off' ? touching : touching > 0 ? 0 : 1);
		}
	}
	return found;
}

/** Adds up over each course what its duties count: one addition a course, for most. @param into one number a course, and more where it is longer */
export function sumOverCourses({ count, starts, duties, shared }: Courses, each: Float64Array, into: Float64Array): void {
	const sums = [0];
	for (let k = 0; k < count; k++) {
		let depth = shared[k]!;
		let sum = sums[depth]!;
		for (let at = starts[k]! + depth, end = starts[k + 1]!; at < end; at++) sums[++depth] = sum += each[duties[at]!]!;
		into[k] = sum;
	}
}
