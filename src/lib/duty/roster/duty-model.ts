/**
 * Who does which duty, as a mixed-integer model. Columns: x (person does duty), open (seats of a duty left empty), and per person the days worked, the
 * nights, weekends and hours by steps. Rows are written as cliques wherever duties exclude one another, because those bounds are what proves an optimum.
 */
import { weekOf } from '../local-time.ts';
import { HOUR_MS, type Span, overlaps, sharedMs } from '../span.ts';
import { clash, type Duty, type Part } from './duties.ts';
import { isNight, isWeekend } from './judge-cost.ts';
import { addColumn, addRow, emptyModel, type LinearModel, type Term } from './linear-model.ts';
import type { RosterPerson, RosterProblem } from './problem.ts';
import { addPaths } from './week-paths.ts';

export interface DutyModel {
	readonly model: LinearModel;
	/** By person: column of each duty they may do. */
	readonly does: readonly ReadonlyMap<number, number>[];
	/** By duty. */
	readonly open: readonly number[];
	/** Weight of what is left empty. */
	readonly uncovered: readonly Term[];
	/** The points of `judge-cost.ts`. */
	readonly points: readonly Term[];
}

const DAY_MS = 24 * HOUR_MS;

export function dutyModel(problem: RosterProblem, part: Part): DutyModel {
	const model = emptyModel();
	const { duties, people, may } = part;
	const does = may.map((list) => new Map(list.map((d) => [d, addColumn(model, 0, 1, true)])));
	const open = duties.map((duty) => addColumn(model, 0, duty.seats.length, false));
	for (const [d, duty] of duties.entries()) {
		const terms = does.flatMap((columns): Term[] => (columns.has(d) ? [[columns.get(d)!, 1]] : []));
		addRow(model, duty.seats.length, [...terms, [open[d]!, 1]], duty.seats.length);
	}
	const points: Term[] = [];
	for (const [p, person] of people.entries()) {
		hardRules(problem, model, person, duties, does[p]!, false);
		points.push(...pointsOf(problem, model, person, duties, does[p]!));
	}
	return { model, does, open, uncovered: open.map((column, d): Term => [column, duties[d]!.weight]), points };
}

/** Writes what one person's duties must keep. @param paths whether `week-paths.ts` is written too: far better bounds, and a model five times as large */
export function hardRules(
	problem: RosterProblem,
	model: LinearModel,
	person: RosterPerson,
	duties: readonly Duty[],
	does: ReadonlyMap<number, number>,
	paths: boolean
): void {
	const { rules, zone } = problem;
	const list = [...does].map(([d, column]) => ({ ...duties[d]!, column }));
	type Item = (typeof list)[number];
	const forbid = (items: readonly Item[]): void => {
		for (const { column } of items) model.upper[column] = 0;
	};

	for (const clique of cliquesOf(list, (a, b) => clash(problem, a, b))) {
		if (clique.length > 1)
			addRow(
				model,
				-Infinity,
				clique.map((i): Term => [list[i]!.column, 1]),
				1
			);
	}

	// Three shifts or more, or shifts and work elsewhere, can pass the hours of a day though no two of them do.
	const mostMs = rules.maxHoursIn24 * HOUR_MS;
	const seen = new Set<string>();
	for (const from of [...list, ...person.elsewhere].flatMap(({ startMs, endMs }) => [startMs, endMs - DAY_MS])) {
		const window: Span = { startMs: from, endMs: from + DAY_MS };
		const within = list.filter((item) => overlaps(item, window));
		const elsewhereMs = person.elsewhere.reduce((sum, span) => sum + sharedMs(span, window), 0);
		if (within.length === 0 || elsewhereMs + heaviestMs(problem, within, window) <= mostMs) continue;
		if (elsewhereMs > mostMs) forbid(within);
		const terms = within.map((item): Term => [item.column, sharedMs(item, window) / HOUR_MS]);
		const key = JSON.stringify([terms, elsewhereMs]);
		if (!seen.has(key)) addRow(model, -Infinity, terms, Math.max(0, (mostMs - elsewhereMs) / HOUR_MS));
		seen.add(key);
	}

	if (paths)
		addPaths(
			model,
			list.map((item) => ({ ...item, firstDay: zone.localOf(item.startMs).day, lastDay: zone.localOf(item.endMs - 1).day })),
			{
				mostDaysOnEnd: rules.daysOffInWindow === 1 ? rules.dayOffWindowDays - 1 : Infinity,
				clash: (a, b) => clash(problem, a, b)
			}
		);

	const touching = new Map<number, Item[]>();
	const daysOf = ({ startMs, endMs }: Span): number[] => {
		const [first, last] = [zone.localOf(startMs).day, zone.localOf(endMs - 1).day];
		return Array.from({ length: last - first + 1 }, (_, i) => first + i);
	};
	for (const item of list) for (const day of daysOf(item)) touching.set(day, [...(touching.get(day) ?? []), item]);
	const elsewhere = new Set(person.elsewhere.flatMap(daysOf));
	const most = rules.dayOffWindowDays - rules.daysOffInWindow;
	const worked = new Map<number, number>();
	const workedOn = (day: number): number => {
		const known = worked.get(day);
		if (known !== undefined) return known;
		const column = addColumn(model, 0, 1, false);
		worked.set(day, column);
		const items = touching.get(day)!;
		for (const clique of cliquesOf(items, (a, b) => clash(problem, a, b)))
			addRow(model, -Infinity, [...clique.map((i): Term => [items[i]!.column, 1]), [column, -1]], 0);
		return column;
	};
	for (const last of new Set([...touching.keys(), ...elsewhere])) {
		const window = Array.from({ length: rules.dayOffWindowDays }, (_, i) => last - i);
		const busy = window.filter((day) => elsewhere.has(day)).length;
		const free = window.filter((day) => !elsewhere.has(day) && touching.has(day));
		if (busy > most) forbid(window.flatMap((day) => touching.get(day) ?? []));
		else if (busy + free.length > most)
			addRow(
				model,
				-Infinity,
				free.map((day): Term => [workedOn(day), 1]),
				most - busy
			);
	}

	for (const [week, items] of weeksOf(problem, list)) {
		const others = person.elsewhere.filter(({ startMs }) => weekOf(zone.localOf(startMs).day) === week);
		const count = person.maxShiftsPerWeek - others.length;
		const hoursLeft = person.maxHoursPerWeek - others.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) / HOUR_MS;
		if (count < 0 || hoursLeft < 0) forbid(items);
		if (items.length > count)
			addRow(
				model,
				-Infinity,
				items.map(({ column }): Term => [column, 1]),
				Math.max(0, count)
			);
		const hours = items.map((item): Term => [item.column, (item.endMs - item.startMs) / HOUR_MS]);
		if (hours.reduce((sum, [, h]) => sum + h, 0) > hoursLeft) addRow(model, -Infinity, hours, Math.max(0, hoursLeft));
	}
}

function pointsOf(
	problem: RosterProblem,
	model: LinearModel,
	person: RosterPerson,
	duties: readonly Duty[],
	does: ReadonlyMap<number, number>
): Term[] {
	const { points } = problem.rules;
	const list = [...does].map(([d, column]) => ({ ...duties[d]!, column }));
	const terms: Term[] = [];
	const shared = (items: readonly { readonly column: number }[], before: number, weight: number): void => {
		if (weight === 0 || items.length === 0) return;
		const steps = items.map((_, k): Term => [addColumn(model, 0, 1, false), weight * (2 * (before + k) + 1)]);
		terms.push(...steps);
		addRow(model, -Infinity, [...items.map(({ column }): Term => [column, 1]), ...steps.map(([column]): Term => [column, -1])], 0);
	};
	shared(
		list.filter((item) => isNight(problem, item)),
		person.nightsBefore,
		points.night
	);
	shared(
		list.filter((item) => isWeekend(problem, item)),
		person.weekendsBefore,
		points.weekend
	);
	for (const [week, items] of weeksOf(problem, list)) {
		const others = person.elsewhere.filter(({ startMs }) => weekOf(problem.zone.localOf(startMs).day) === week);
		const doneH = others.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) / HOUR_MS;
		const hours = items.map((item): Term => [item.column, (item.endMs - item.startMs) / HOUR_MS]);
		const allH = hours.reduce((sum, [, h]) => sum + h, 0);
		for (const step of points.hourStepsH) {
			const left = Math.max(0, step - doneH);
			if (points.hour === 0 || allH <= left) continue;
			const over = addColumn(model, 0, Infinity, false);
			terms.push([over, points.hour]);
			addRow(model, -Infinity, [...hours, [over, -1]], left);
		}
	}
	for (const wish of person.wishes) {
		const touching = list.filter((item) => overlaps(item, wish));
		const weight = points.wish * wish.weight;
		if (wish.want === 'off') terms.push(...touching.map(({ column }): Term => [column, weight]));
		else {
			const unmet = addColumn(model, 0, 1, false);
			terms.push([unmet, weight]);
			addRow(model, 1, [[unmet, 1], ...touching.map(({ column }): Term => [column, 1])], Infinity);
		}
	}
	return terms;
}

function weeksOf<T extends Span>({ zone }: RosterProblem, items: readonly T[]): Map<number, T[]> {
	return Map.groupBy(items, ({ startMs }) => weekOf(zone.localOf(startMs).day));
}

/** Sets of items of which only one can be, together holding every pair that excludes one another. Items are in order of time. */
export function cliquesOf<T>(items: readonly T[], excludes: (a: T, b: T) => boolean): number[][] {
	const cliques: number[][] = [];
	const held = new Set<number>();
	for (let i = 0; i < items.length; i++) {
		let alone = true;
		for (let j = i + 1; j < items.length; j++) {
			if (!excludes(items[i]!, items[j]!)) continue;
			alone = false;
			if (held.has(i * items.length + j)) continue;
			const clique = [i, j];
			for (let k = 0; k < items.length; k++)
				if (k !== i && k !== j && clique.every((member) => excludes(items[member]!, items[k]!))) clique.push(k);
			clique.sort((a, b) => a - b);
			for (const [at, a] of clique.entries()) for (const b of clique.slice(at + 1)) held.add(a * items.length + b);
			cliques.push(clique);
		}
		if (alone && !cliques.some((clique) => clique.includes(i))) cliques.push([i]);
	}
	return cliques;
}

/** The most of a stretch that items which do not exclude one another can fill; items in order of time. */
function heaviestMs(problem: RosterProblem, items: readonly Span[], window: Span): number {
	const best: number[] = [];
	for (const [i, item] of items.entries()) {
		let before = 0;
		for (let j = 0; j < i; j++) if (!clash(problem, items[j]!, item)) before = Math.max(before, best[j]!);
		best.push(before + sharedMs(item, window));
	}
	return Math.max(0, ...best);
}
